import { LockMode } from '@mikro-orm/core';
import type { Context } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Payment } from './payment.entity.ts';
import type { Refund } from './refund.entity.ts';
import { Shift } from './shift.entity.ts';

/** Id of the caller's drawer: the device, else the user; null for a caller without either. */
export function drawerOf({ session }: Context): string | null {
  return session.deviceId ?? session.userId;
}

/** EXCLUSIVE is for taking cash out of the drawer. */
type ShiftLock = 'SHARED' | 'EXCLUSIVE';

/**
 * The open shift of the caller's drawer at an outlet, locked until the end of the transaction; null: none is open. The
 * lock is shared by default: payments into one drawer do not wait for each other, and closeShift waits for them. Taking
 * cash out changes how much may be taken out, so it needs the exclusive lock.
 */
export async function openShiftOf(ctx: Context, outletId: string, lock: ShiftLock = 'SHARED'): Promise<Shift | null> {
  const drawerId = drawerOf(ctx);
  if (drawerId === null) return null;
  const lockMode = lock === 'SHARED' ? LockMode.PESSIMISTIC_READ : LockMode.PESSIMISTIC_WRITE;
  return ctx.em.findOne(Shift, { outlet: outletId, drawerId, closedAt: null }, { lockMode });
}

/**
 * The open shift of the caller's drawer at an outlet, locked until the end of the transaction.
 * @throws SHIFT_CLOSED when there is none
 */
export async function requireOpenShift(ctx: Context, outletId: string, lock: ShiftLock = 'SHARED'): Promise<Shift> {
  const shift = await openShiftOf(ctx, outletId, lock);
  if (!shift)
    throw new UserFailure('SHIFT_CLOSED', 'No shift of your drawer is open at this outlet; open one with openShift first.', { details: { outletId } });
  return shift;
}

/**
 * A provider's money may come after its shift was closed and counted. Nothing is added to a closed shift, so the money
 * then belongs to no shift. An open shift is locked until the end of the transaction.
 */
export async function detachClosedShift(ctx: Context, money: Payment | Refund): Promise<void> {
  if (money.shift == null) return;
  const [open] = await ctx.em.execute<unknown[]>('select 1 from shift where tenant_id = ? and id = ? and closed_at is null for share', [
    money.tenantId,
    money.shift.id,
  ]);
  if (!open) money.shift = null;
}
