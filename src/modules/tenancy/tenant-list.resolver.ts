import { Arg, Authorized, Ctx, Int, Query, Resolver } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import type { OrderBy } from '../../kernel/sorting.ts';
import { findTenants } from './find-tenants.ts';
import { TenantFilterInput, TenantOrder, tenantConnection } from './tenant-list.type.ts';

/** The brands of the platform. */
@Resolver()
export class TenantListResolver {
  @Query(() => tenantConnection.type, { description: 'All brands, by name unless orderBy says otherwise. Platform only.' })
  @Authorized('MANAGE_PLATFORM')
  tenants(
    @Ctx() ctx: Context,
    @Arg('filter', () => TenantFilterInput, { nullable: true, description: 'Which brands; default: all.' }) filter: TenantFilterInput | null,
    @Arg('orderBy', () => TenantOrder, { nullable: true, description: 'How the list is sorted; default: NAME, ASC.' }) orderBy: OrderBy | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: 'How many at most, 1 to 100.' }) first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'endCursor of the page before, of the same filter and order.' }) after: string | null,
  ): Promise<unknown> {
    return findTenants(ctx, filter ?? {}, orderBy ?? null, { first: first ?? 20, after: after ?? null });
  }
}
