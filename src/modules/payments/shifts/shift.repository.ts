import { LockMode } from '@mikro-orm/core';
import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Connection, findNewest, type PageArguments } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { byId } from '../../../kernel/request/per-em.ts';
import { hasPermission, reaches } from '../../../kernel/request/session.ts';
import { notFound, UserFailure } from '../../../kernel/values/errors.ts';
import { idOrNil, isId, Outlet, reachableOutletOrRequestError } from '../../tenancy/index.ts';
import { drawerOf } from '../model/open-shift.ts';
import { Shift, ShiftEntry } from '../model/shift.entity.ts';
import type { TenderSum } from './shift-figures.ts';

/** Whether the caller reaches the outlet of a shift, and either has its drawer or may read all shifts. */
export function isInReach(ctx: Context, { outletId, drawerId }: { readonly outletId: string; readonly drawerId: string | null }): boolean {
  const handles = drawerId === drawerOf(ctx) || hasPermission(ctx.session, 'READ_SHIFTS');
  return handles && reaches(ctx.session.outletIds, outletId);
}

export function isShiftInReach(ctx: Context, { outlet, drawerId }: Shift): boolean {
  return isInReach(ctx, { outletId: outlet.id, drawerId });
}

/** Shifts by id, without a check of the caller's reach: for fields of objects that were checked already. */
export const shiftsById = byId(Shift);

/** One shift in the caller's reach; null: none. */
export async function findShift(ctx: Context, id: string): Promise<Shift | null> {
  tenantOf(ctx);
  const shift = isId(id) ? await ctx.em.findOne(Shift, { id }) : null;
  return shift && isShiftInReach(ctx, shift) ? shift : null;
}

/**
 * An open shift in the caller's reach, locked until the end of the transaction; the lock waits for payments in progress.
 * @throws NOT_FOUND, SHIFT_CLOSED at `shiftId`
 */
export async function lockOpenShift(ctx: Context, id: string): Promise<Shift> {
  const shift = isId(id) ? await ctx.em.findOne(Shift, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  if (!shift || !isShiftInReach(ctx, shift)) throw notFound('Shift', ['shiftId']);
  if (shift.closedAt != null) {
    const { number, closedAt } = shift;
    throw new UserFailure('SHIFT_CLOSED', `Shift ${number} is closed; nothing can be added to it.`, { field: ['shiftId'], details: { closedAt } });
  }
  return shift;
}

/** The open shift of the caller's own drawer, without a lock; null: none. */
export async function findCurrentShift(ctx: Context, outletId: string): Promise<Shift | null> {
  const outlet = await reachableOutletOrRequestError(ctx, outletId);
  return ctx.em.findOne(Shift, { outlet: outlet.id, drawerId: drawerOf(ctx) ?? idOrNil(''), closedAt: null });
}

export interface ShiftFilter {
  readonly outletId?: string | null;
  readonly open?: boolean | null;
  readonly openedFrom?: Date | null;
  readonly openedUntil?: Date | null;
}

/** Shifts in the caller's reach, newest first. */
export async function findShifts(ctx: Context, filter: ShiftFilter, page: PageArguments): Promise<Connection<Shift>> {
  tenantOf(ctx);
  return findNewest(ctx.em, Shift, 'openedAt', conditions(ctx, filter), page);
}

function conditions(ctx: Context, filter: ShiftFilter): FilterQuery<Shift>[] {
  const { outletIds } = ctx.session;
  const where: FilterQuery<Shift>[] = [];
  if (outletIds !== 'all') where.push({ outlet: { $in: [...outletIds] } });
  if (!hasPermission(ctx.session, 'READ_SHIFTS')) where.push({ drawerId: drawerOf(ctx) ?? idOrNil('') });
  if (filter.outletId != null) where.push({ outlet: idOrNil(filter.outletId) });
  if (filter.open != null) where.push({ closedAt: filter.open ? null : { $ne: null } });
  if (filter.openedFrom) where.push({ openedAt: { $gte: filter.openedFrom } });
  if (filter.openedUntil) where.push({ openedAt: { $lt: filter.openedUntil } });
  return where;
}

/** The number of an outlet's next shift. It locks the outlet, so that numbers have no gaps and no duplicates. */
export async function nextShiftNumber(ctx: Context, outletId: string): Promise<number> {
  const key = [tenantOf(ctx), outletId];
  // Not FOR UPDATE: orders that are being placed refer to the outlet, and do not have to wait.
  await lockRow(ctx, Outlet, outletId);
  const [last] = await ctx.em.execute<{ number: number | null }[]>('select max(number) as number from shift where tenant_id = ? and outlet_id = ?', key);
  return (last?.number ?? 0) + 1;
}

/** The entries of a shift (cash put in or taken out, drawer opened), oldest first. */
export function entriesOf(ctx: Context, shiftId: string, limit: number): Promise<ShiftEntry[]> {
  return ctx.em.find(ShiftEntry, { shift: shiftId }, { orderBy: { createdAt: 'asc', id: 'asc' }, limit, populate: ['user'] });
}

/**
 * The sums of a shift, in one statement, so that all figures are of one moment. A refund of late money that had settled
 * no debt (NONE) counts neither as taken nor as refunded; but if it was in cash, the cash has left the drawer and counts.
 */
export async function sumsOf(ctx: Context, shiftId: string): Promise<TenderSum[]> {
  const { tenantId } = ctx.session;
  const rows = await ctx.em.execute<Record<keyof TenderSum, string>[]>(
    `select 'TAKEN' as what, method, count(*) as count, sum(amount) as amount, sum(rounding) as rounding from (
       select p.method, p.rounding, coalesce(p.captured, p.amount) - coalesce((
           select sum(r.amount) from refund r where r.tenant_id = p.tenant_id and r.payment_id = p.id and r.effect = 'NONE' and r.status = 'SUCCEEDED'), 0) as amount
         from payment p where p.tenant_id = ? and p.shift_id = ? and p.status in ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')) settled
      where amount > 0 group by method
     union all
     select 'GIVEN_BACK', method, count(*), sum(amount), sum(rounding) from refund
      where tenant_id = ? and shift_id = ? and status = 'SUCCEEDED' and (effect <> 'NONE' or method = 'CASH') group by method
     union all
     select kind, 'CASH', count(*), sum(amount), 0 from shift_entry where tenant_id = ? and shift_id = ? group by kind`,
    [tenantId, shiftId, tenantId, shiftId, tenantId, shiftId],
  );
  // PostgreSQL sums bigints to numerics, which the driver gives as texts.
  return rows.map(({ what, method, count, amount, rounding }) => ({
    what: what as TenderSum['what'],
    method: method as TenderSum['method'],
    count: Number(count),
    amount: Number(amount),
    rounding: Number(rounding),
  }));
}
