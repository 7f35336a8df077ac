import type { Context } from '../../../kernel/request/context.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { cashLeg } from '../model/cash-leg.ts';
import { requireOpenShift } from '../model/open-shift.ts';
import type { Payment } from '../model/payment.entity.ts';
import { debtToSettle, payableOf, settleTender } from './settle-tender.ts';

export interface PayCash {
  readonly orderId: string;
  /** Debt to settle; default: all that is due. */
  readonly amount?: Money | null;
  readonly tendered: Money;
}

/**
 * Takes cash for an order.
 * @throws SHIFT_CLOSED when the outlet requires an open shift for cash and the caller's drawer has none
 */
export async function payCash(ctx: Context, { orderId, amount: wanted, tendered }: PayCash): Promise<Payment> {
  const payable = await payableOf(ctx, orderId);
  const amount = debtToSettle(payable, wanted ?? null);
  const { cashRoundingStep: step, cashRoundingMode: mode, cashNeedsShift } = await payable.outlet.loadOrFail();
  if (cashNeedsShift) await requireOpenShift(ctx, payable.outlet.id);
  const leg = cashLeg({ amount, due: payable.due(), tendered, step, mode });
  return settleTender(ctx, payable, { method: 'CASH', provider: 'cash', amount, tendered, ...leg });
}
