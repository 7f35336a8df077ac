import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Context, tenantOf } from '../../kernel/context.ts';
import { decodeCursor, encodeCursor, type PageArguments, pageSize } from '../../kernel/page.ts';
import { isId } from '../tenancy/index.ts';
import { type AuditAction, AuditEntry } from './audit-entry.entity.ts';

export interface AuditFilter {
  readonly outletId?: string | null;
  readonly action?: readonly AuditAction[] | null;
  readonly userId?: string | null;
  readonly approverId?: string | null;
  readonly entityId?: string | null;
  readonly from?: Date | null;
  readonly until?: Date | null;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Counts all that match; only called when the client asks. */
  count(): Promise<number>;
}

/** When it happened, in milliseconds that a date can hold, and its id. */
const CURSOR = [/^\d{1,15}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

/** Entries of outlets in the caller's reach, newest first; those of no outlet are for who reaches all of them. */
export async function findAuditEntries(ctx: Context, filter: AuditFilter, page: PageArguments): Promise<AuditPage> {
  tenantOf(ctx);
  const where = conditions(ctx, filter);
  const first = pageSize(page.first);
  const [at, id] = page.after === null ? [] : decodeCursor(page.after, CURSOR);
  const occurredAt = new Date(Number(at));
  const beyond: FilterQuery<AuditEntry>[] = at
    ? [{ $or: [{ occurredAt: { $lt: occurredAt } }, { occurredAt, id: { $lt: id } }] } as FilterQuery<AuditEntry>]
    : [];
  const found = await ctx.em.find(AuditEntry, { $and: [...where, ...beyond] }, { orderBy: { occurredAt: 'desc', id: 'desc' }, limit: first + 1 });
  return {
    entries: found.slice(0, first),
    hasNextPage: found.length > first,
    hasPreviousPage: page.after !== null,
    count: () => ctx.em.count(AuditEntry, { $and: where }),
  };
}

export function auditCursor({ occurredAt, id }: AuditEntry): string {
  return encodeCursor([occurredAt.getTime(), id]);
}

function conditions(ctx: Context, filter: AuditFilter): FilterQuery<AuditEntry>[] {
  const { outletIds } = ctx.session;
  const where: FilterQuery<AuditEntry>[] = [];
  if (outletIds !== 'all') where.push({ outlet: { $in: [...outletIds] } });
  if (filter.outletId != null) where.push({ outlet: idOrNone(filter.outletId) });
  if (filter.action) where.push({ action: { $in: [...filter.action] } });
  if (filter.userId != null) where.push({ user: idOrNone(filter.userId) });
  if (filter.approverId != null) where.push({ approver: idOrNone(filter.approverId) });
  if (filter.entityId != null) where.push({ entityId: idOrNone(filter.entityId) });
  if (filter.from) where.push({ occurredAt: { $gte: filter.from } });
  if (filter.until) where.push({ occurredAt: { $lt: filter.until } });
  return where.length > 0 ? where : [{}];
}

/** What cannot be an id belongs to nothing. */
function idOrNone(id: string): string {
  return isId(id) ? id : '00000000-0000-0000-0000-000000000000';
}
