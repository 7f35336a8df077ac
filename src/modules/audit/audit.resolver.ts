import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from '../../kernel/graphql/decorators.ts';
import { shared } from '../../kernel/graphql/descriptions.ts';
import { Node } from '../../kernel/graphql/node.type.ts';
import { PageArgs } from '../../kernel/graphql/page.type.ts';
import type { Connection } from '../../kernel/lists/page.ts';
import type { Context } from '../../kernel/request/context.ts';
import type { WithId } from '../../kernel/request/nodes.ts';
import { type Device, DeviceType, devicesInReach, type User, UserType } from '../identity/index.ts';
import { type Outlet, OutletType } from '../tenancy/index.ts';
import { entityOf, findAuditEntries } from './audit.repository.ts';
import { AuditEntryType, AuditFilter, auditConnection } from './audit.type.ts';
import type { AuditEntry } from './audit-entry.entity.ts';

@Resolver(() => AuditEntryType)
export class AuditResolver {
  @Query(() => auditConnection.type, {
    description:
      'Audit log, newest first. first: 1 to 100. MANAGER: of outlets that the caller can reach; TENANT_OWNER: also entries that belong to no outlet.',
  })
  @Authorized('READ_AUDIT')
  auditLog(
    @Ctx() ctx: Context,
    @Arg('filter', () => AuditFilter, { nullable: true, description: shared.filter }) filter: AuditFilter | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<AuditEntry>> {
    return findAuditEntries(ctx, filter ?? {}, page);
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'User who acted; null for devices and the platform.' })
  async user(@Root() entry: AuditEntry): Promise<User | null> {
    return (await entry.user?.load()) ?? null;
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'User who approved it in the same request; null when no approval was needed.' })
  async approver(@Root() entry: AuditEntry): Promise<User | null> {
    return (await entry.approver?.load()) ?? null;
  }

  @FieldResolver(() => DeviceType, { nullable: true, description: 'Device that acted; null when a user did, or when the caller cannot reach it.' })
  @Authorized('MANAGE_OUTLET')
  device(@Root() { deviceId }: AuditEntry, @Ctx() ctx: Context): Promise<Device | null> | null {
    return deviceId == null ? null : devicesInReach(ctx).load(deviceId);
  }

  @FieldResolver(() => Node, { nullable: true, description: 'Object of the action, as it is now; null when it is gone or the caller cannot reach it.' })
  entity(@Root() entry: AuditEntry, @Ctx() ctx: Context): Promise<WithId | null> {
    return entityOf(ctx, entry);
  }

  @FieldResolver(() => OutletType, { nullable: true, description: 'Outlet of the action; null when it belongs to no outlet.' })
  async outlet(@Root() entry: AuditEntry): Promise<Outlet | null> {
    return (await entry.outlet?.load()) ?? null;
  }
}
