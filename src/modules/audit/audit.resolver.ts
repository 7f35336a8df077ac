import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import { type User, UserType } from '../identity/index.ts';
import { type Outlet, OutletType } from '../tenancy/index.ts';
import { findAuditEntries } from './audit.repository.ts';
import { AuditEntryType, AuditFilter, auditConnection } from './audit.type.ts';
import type { AuditEntry } from './audit-entry.entity.ts';

@Resolver(() => AuditEntryType)
export class AuditResolver {
  @Query(() => auditConnection.type, {
    description: 'The audit log, newest first. first: 1 to 100. MANAGER: of outlets in reach; TENANT_OWNER: also what belongs to no outlet.',
  })
  @Authorized('READ_AUDIT')
  auditLog(
    @Ctx() ctx: Context,
    @Arg('filter', () => AuditFilter, { nullable: true, description: 'Which.' }) filter: AuditFilter | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: '1 to 100.' }) first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'endCursor of the page before.' }) after: string | null,
  ): Promise<unknown> {
    return findAuditEntries(ctx, filter ?? {}, { first: first ?? 20, after: after ?? null });
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who did it; null for devices and the platform.' })
  async user(@Root() entry: AuditEntry): Promise<User | null> {
    return (await entry.user?.load()) ?? null;
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who approved it in the same request; null: nobody had to.' })
  async approver(@Root() entry: AuditEntry): Promise<User | null> {
    return (await entry.approver?.load()) ?? null;
  }

  @FieldResolver(() => OutletType, { nullable: true, description: 'Where; null: it belongs to no outlet.' })
  async outlet(@Root() entry: AuditEntry): Promise<Outlet | null> {
    return (await entry.outlet?.load()) ?? null;
  }
}
