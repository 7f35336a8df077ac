import { LockMode } from '@mikro-orm/core';
import type { Context } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Payment } from './payment.entity.ts';
import type { Refund } from './refund.entity.ts';
import { Shift } from './shift.entity.ts';

/** The caller's own drawer: the till's, or without one the person's; null of whoever has none. */
export function drawerOf({ session }: Context): string | null {
  return session.deviceId ?? session.userId;
}

/** Shared, or for taking cash out of the drawer. */
type ShiftLock = 'SHARED' | 'EXCLUSIVE';

/**
 * The open shift of the caller's drawer at an outlet, kept open until the end of the transaction; null: none. Shared by
 * default: tills of one drawer do not wait for one another, who closes the shift waits for them. Taking cash out of the
 * drawer changes how much may be taken out, and waits for all of them.
 */
export async function openShiftOf(ctx: Context, outletId: string, lock: ShiftLock = 'SHARED'): Promise<Shift | null> {
  const drawerId = drawerOf(ctx);
  if (drawerId === null) return null;
  const lockMode = lock === 'SHARED' ? LockMode.PESSIMISTIC_READ : LockMode.PESSIMISTIC_WRITE;
  return ctx.em.findOne(Shift, { outlet: outletId, drawerId, closedAt: null }, { lockMode });
}

/**
 * The open shift of the caller's drawer at an outlet, kept open until the end of the transaction.
 * @throws SHIFT_CLOSED when there is none
 */
export async function requireOpenShift(ctx: Context, outletId: string, lock: ShiftLock = 'SHARED'): Promise<Shift> {
  const shift = await openShiftOf(ctx, outletId, lock);
  if (!shift)
    throw new UserFailure('SHIFT_CLOSED', 'No shift of your drawer is open at this outlet; open one with openShift first.', { details: { outletId } });
  return shift;
}

/**
 * A provider's money may come when the shift in which it was asked for is closed and counted already. Then it belongs to
 * none: nothing is added to a closed shift. An open one is kept open until the end of the transaction.
 */
export async function detachClosedShift(ctx: Context, money: Payment | Refund): Promise<void> {
  if (money.shift == null) return;
  const [open] = await ctx.em.execute<unknown[]>('select 1 from shift where tenant_id = ? and id = ? and closed_at is null for share', [
    money.tenantId,
    money.shift.id,
  ]);
  if (!open) money.shift = null;
}
