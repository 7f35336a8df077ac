import { checkText } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import type { Money } from '../../kernel/money.ts';
import type { Payment } from './payment.entity.ts';
import { debtToSettle, payableOf, settleTender } from './settle-tender.ts';

export interface RecordWithholding {
  readonly orderId: string;
  readonly amount: Money;
  readonly certificateNumber: string;
}

/**
 * Takes a business buyer's withholding certificate for a part of the debt: the buyer pays that part to the tax office
 * in the seller's name (payments reference §10.13). A tender, not a discount: the total and its taxes stay.
 */
export async function recordWithholding(ctx: Context, input: RecordWithholding): Promise<Payment> {
  const providerReference = checkText(input.certificateNumber, ['certificateNumber'], { max: 64 });
  const payable = await payableOf(ctx, input.orderId);
  const amount = debtToSettle(payable, input.amount);
  return settleTender(ctx, payable, { method: 'WITHHOLDING', provider: 'withholding', amount, providerReference });
}
