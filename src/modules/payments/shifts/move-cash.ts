import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger, checkText } from '../../../kernel/values/check.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { actingUser } from '../../identity/index.ts';
import { type Shift, ShiftEntry, type ShiftEntryKind } from '../model/shift.entity.ts';
import { requireCashInDrawer } from './drawer.ts';
import { MAX_CASH } from './open-shift.ts';
import { lockOpenShift } from './shift.repository.ts';

export interface OpenDrawer {
  readonly shiftId: string;
  readonly reason: string;
}

export interface MoveCash extends OpenDrawer {
  readonly amount: Money;
}

/** Puts cash into a drawer apart from sales. */
export function payIn(ctx: Context, input: MoveCash): Promise<Shift> {
  return addEntry(ctx, 'PAY_IN', input);
}

/** Takes cash out of a drawer apart from sales; not more than is expected in it. */
export function payOut(ctx: Context, input: MoveCash): Promise<Shift> {
  return addEntry(ctx, 'PAY_OUT', input);
}

/** Opens a drawer without a sale. */
export function openDrawer(ctx: Context, input: OpenDrawer): Promise<Shift> {
  return addEntry(ctx, 'NO_SALE', { ...input, amount: 0 });
}

async function addEntry(ctx: Context, kind: ShiftEntryKind, input: MoveCash): Promise<Shift> {
  const amount = checkInteger(input.amount, ['amount'], kind === 'NO_SALE' ? 0 : 1, MAX_CASH);
  const reason = checkText(input.reason, ['reason'], { max: 200 });
  const shift = await lockOpenShift(ctx, input.shiftId);
  if (kind === 'PAY_OUT') await requireCashInDrawer(ctx, shift, amount, ['amount']);
  ctx.em.persist(ctx.em.create(ShiftEntry, { shift, kind, amount, reason, user: actingUser(ctx), createdAt: ctx.services.clock.now() }));
  const { number } = shift;
  await audit(ctx, { action: 'CASH_MOVED', outletId: shift.outlet.id, entityType: 'Shift', entityId: shift.id, reason, after: { number, kind, amount } });
  return shift;
}
