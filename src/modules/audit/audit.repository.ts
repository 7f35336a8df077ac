import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Connection, findNewest, type PageArguments } from '../../kernel/lists/page.ts';
import type { AuditAction } from '../../kernel/request/audit.ts';
import { type Context, tenantOf } from '../../kernel/request/context.ts';
import { findNode, typeNameOf, type WithId } from '../../kernel/request/nodes.ts';
import { idOrNil } from '../tenancy/index.ts';
import { AuditEntry } from './audit-entry.entity.ts';

/** The object of an entry, if the caller may see it. Clients choose the ids of orders: null when the id finds an object of another type. */
export async function entityOf(ctx: Context, { entityType, entityId }: AuditEntry): Promise<WithId | null> {
  const found = await findNode(ctx, entityId);
  return found && typeNameOf(ctx, found) === entityType ? found : null;
}

export interface AuditFilter {
  readonly outletId?: string | null;
  readonly action?: readonly AuditAction[] | null;
  readonly userId?: string | null;
  readonly deviceId?: string | null;
  readonly approverId?: string | null;
  readonly entityId?: string | null;
  readonly from?: Date | null;
  readonly until?: Date | null;
}

/** Entries of outlets in the caller's reach, newest first. Entries without an outlet are for callers who reach all outlets. */
export async function findAuditEntries(ctx: Context, filter: AuditFilter, page: PageArguments): Promise<Connection<AuditEntry>> {
  tenantOf(ctx);
  return findNewest(ctx.em, AuditEntry, 'occurredAt', conditions(ctx, filter), page);
}

function conditions(ctx: Context, filter: AuditFilter): FilterQuery<AuditEntry>[] {
  const { outletIds } = ctx.session;
  const where: FilterQuery<AuditEntry>[] = [];
  if (outletIds !== 'all') where.push({ outlet: { $in: [...outletIds] } });
  if (filter.outletId != null) where.push({ outlet: idOrNil(filter.outletId) });
  if (filter.action) where.push({ action: { $in: [...filter.action] } });
  if (filter.userId != null) where.push({ user: idOrNil(filter.userId) });
  if (filter.deviceId != null) where.push({ deviceId: idOrNil(filter.deviceId) });
  if (filter.approverId != null) where.push({ approver: idOrNil(filter.approverId) });
  if (filter.entityId != null) where.push({ entityId: idOrNil(filter.entityId) });
  if (filter.from) where.push({ occurredAt: { $gte: filter.from } });
  if (filter.until) where.push({ occurredAt: { $lt: filter.until } });
  return where;
}
