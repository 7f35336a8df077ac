import { Arg, Args, Authorized, Ctx, Query, Resolver } from '../../../kernel/graphql/decorators.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import type { OrderBy } from '../../../kernel/lists/sorting.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { Tenant } from '../model/tenant.entity.ts';
import { findTenants } from './find-tenants.ts';
import { TenantFilterInput, TenantOrder, tenantConnection } from './tenant-list.type.ts';

@Resolver()
export class TenantListResolver {
  @Query(() => tenantConnection.type, { description: 'All brands, by name unless orderBy says otherwise. Platform only.' })
  @Authorized('MANAGE_PLATFORM')
  tenants(
    @Ctx() ctx: Context,
    @Arg('filter', () => TenantFilterInput, { nullable: true, description: 'Conditions that every entry meets; default: all brands.' })
    filter: TenantFilterInput | null,
    @Arg('orderBy', () => TenantOrder, { nullable: true, description: 'Sorting of the list; default: NAME, ASC.' }) orderBy: OrderBy | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<Tenant>> {
    return findTenants(ctx, filter ?? {}, orderBy ?? null, page);
  }
}
