import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import { Node } from '../../kernel/node.type.ts';
import { PageArgs } from '../../kernel/page.type.ts';
import { type Device, DeviceType, devicesInReach, type User, UserType } from '../identity/index.ts';
import { type Outlet, OutletType } from '../tenancy/index.ts';
import { entityOf, findAuditEntries } from './audit.repository.ts';
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
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<unknown> {
    return findAuditEntries(ctx, filter ?? {}, page);
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who did it; null for devices and the platform.' })
  async user(@Root() entry: AuditEntry): Promise<User | null> {
    return (await entry.user?.load()) ?? null;
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'Who approved it in the same request; null: nobody had to.' })
  async approver(@Root() entry: AuditEntry): Promise<User | null> {
    return (await entry.approver?.load()) ?? null;
  }

  @FieldResolver(() => DeviceType, { nullable: true, description: 'The device that did it; null: a user did, or it is out of reach.' })
  @Authorized('MANAGE_OUTLET')
  device(@Root() { deviceId }: AuditEntry, @Ctx() ctx: Context): Promise<Device | null> | null {
    return deviceId == null ? null : devicesInReach(ctx).load(deviceId);
  }

  @FieldResolver(() => Node, { nullable: true, description: 'What it was done to, as it is now; null when it is gone or out of reach.' })
  entity(@Root() entry: AuditEntry, @Ctx() ctx: Context): Promise<object | null> {
    return entityOf(ctx, entry);
  }

  @FieldResolver(() => OutletType, { nullable: true, description: 'Where; null: it belongs to no outlet.' })
  async outlet(@Root() entry: AuditEntry): Promise<Outlet | null> {
    return (await entry.outlet?.load()) ?? null;
  }
}
