import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { notFound, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Payment } from '../model/payment.entity.ts';
import { findPayment, lockPaymentOnly } from '../model/payment.repository.ts';
import { recordPaymentChanged } from '../model/payment-events.ts';
import { refundableAmount } from '../refunds/settle-refund.ts';
import { debtToSettle, payableOf, settleTender } from './settle-tender.ts';

export interface PayWithCredit {
  readonly orderId: string;
  /** The late payment that is kept as a credit. */
  readonly paymentId: string;
  /** Debt to settle; default: what is due, but at most the credit. */
  readonly amount?: Money | null;
}

/**
 * Pays an order with the credit of a late payment. It takes the locks in the order of all tenders: the payable first,
 * then the late payment that the money comes from. So tenders cannot deadlock.
 */
export async function payWithCredit(ctx: Context, { orderId, paymentId, amount }: PayWithCredit): Promise<Payment> {
  const payable = await payableOf(ctx, orderId);
  const wanted = debtToSettle(payable, amount ?? null);
  const found = await findPayment(ctx, paymentId);
  if (!found) throw notFound('Payment', ['paymentId']);
  const late = await lockPaymentOnly(ctx, found.id);
  if (late.status !== 'PAID_LATE' || late.credit == null) throw invalid(['paymentId'], 'names a payment that is not kept as a credit.');
  const credit = await refundableAmount(ctx, late);
  const taken = amount ?? Math.min(wanted, credit);
  if (taken > credit || taken === 0) {
    throw new UserFailure('AMOUNT_MISMATCH', `Only ${credit} is left of the credit.`, { field: ['amount'], details: { credit } });
  }
  const before = { credit: late.credit };
  late.credit -= taken;
  recordPaymentChanged(ctx, late);
  const payment = await settleTender(ctx, payable, { method: 'GIFT_CARD', provider: 'credit', amount: taken, providerReference: late.id });
  await audit(ctx, {
    action: 'CREDIT_SPENT',
    outletId: payable.outlet.id,
    entityType: 'Payment',
    entityId: late.id,
    before,
    after: { credit: late.credit, orderId: payable.id, paymentId: payment.id, amount: taken },
  });
  return payment;
}
