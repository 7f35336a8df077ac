import type { Context } from '../../kernel/context.ts';
import type { Money } from '../../kernel/money.ts';
import { cashLeg } from './cash-leg.ts';
import type { Payment } from './payment.entity.ts';
import { debtToSettle, payableOf, settleTender } from './settle-tender.ts';

export interface PayCash {
  readonly orderId: string;
  /** Debt to settle; default: all that is due. */
  readonly amount?: Money | null;
  readonly tendered: Money;
}

/** Takes cash for an order. */
export async function payCash(ctx: Context, { orderId, amount: wanted, tendered }: PayCash): Promise<Payment> {
  const payable = await payableOf(ctx, orderId);
  const amount = debtToSettle(payable, wanted ?? null);
  const { cashRoundingStep: step, cashRoundingMode: mode } = await payable.outlet.loadOrFail();
  const leg = cashLeg({ amount, due: payable.due(), tendered, step, mode });
  return settleTender(ctx, payable, { method: 'CASH', provider: 'cash', amount, tendered, ...leg });
}
