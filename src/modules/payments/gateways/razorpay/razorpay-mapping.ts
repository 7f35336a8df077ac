import type { ProviderPaymentStatus } from '../../model/payment.status.ts';
import type { Account, ProviderPayment, ProviderRefund } from '../gateway.ts';
import { fromPaise } from './razorpay-amounts.ts';
import type { RazorpayEntity } from './razorpay-api.ts';

const REFUND_STATUSES: Readonly<Record<string, ProviderRefund['status']>> = { pending: 'PENDING', processed: 'SUCCEEDED', failed: 'FAILED' };

/** The payments of an order that took money. A refunded payment was captured before, unless it expired uncaptured. */
export function capturedPayments(payments: readonly RazorpayEntity[]): RazorpayEntity[] {
  return payments.filter((payment) => payment.captured === true || payment.status === 'captured');
}

/** Maps an order with its payment tries and their refunds (payments reference §5). */
export function providerPaymentOf(
  { credentials }: Account,
  order: RazorpayEntity,
  { payments, refunds }: { readonly payments: readonly RazorpayEntity[]; readonly refunds: readonly RazorpayEntity[] },
): ProviderPayment {
  const taken = capturedPayments(payments);
  const authorized = payments.find(({ status }) => status === 'authorized');
  const status = statusOf(order, payments);
  const payment = status === 'PAID' ? taken[0] : status === 'AUTHORIZED' ? authorized : undefined;
  const currency = String(payment?.currency ?? order.currency);
  const sum = (amounts: readonly RazorpayEntity[]): number => amounts.reduce((total, { amount }) => total + fromPaise(amount, currency), 0);
  return {
    status,
    providerReference: order.id,
    ourReference: typeof order.receipt === 'string' ? order.receipt : null,
    currency,
    amount: fromPaise(status === 'AUTHORIZED' ? authorized?.amount : order.amount, currency),
    // Two captured payments are too much: the sum does not match, and a person has to review it.
    captured: status !== 'PAID' ? null : taken.length > 0 ? sum(taken) : fromPaise(order.amount_paid, currency),
    refunded: status === 'PAID' ? sum(refunds.filter((refund) => refund.status === 'processed')) : null,
    action: status === 'REQUIRES_ACTION' ? { publicKey: credentials.keyId ?? null } : null,
    ...(payment && { data: { paymentId: String(payment.id) } }),
    reason: status === 'REQUIRES_ACTION' ? (payments.find((tried) => tried.status === 'failed')?.error_description ?? null) : null,
    response: storedResponse(order, payments),
  };
}

/** After a failed try the order is still to be paid. */
function statusOf(order: RazorpayEntity, payments: readonly RazorpayEntity[]): ProviderPaymentStatus {
  if (capturedPayments(payments).length > 0 || order.status === 'paid') return 'PAID';
  if (payments.some(({ status }) => status === 'authorized')) return 'AUTHORIZED';
  // Authorised, never captured, and released by Razorpay itself.
  if (payments.some(({ status }) => status === 'refunded')) return 'EXPIRED';
  return order.status === 'created' || order.status === 'attempted' ? 'REQUIRES_ACTION' : 'UNDER_REVIEW';
}

/** The part of the answer that is stored: no addresses and numbers of the customer. */
function storedResponse({ id, status, amount, amount_paid, amount_due, currency, receipt, attempts }: RazorpayEntity, payments: readonly RazorpayEntity[]) {
  return {
    ...{ id, status, amount, amount_paid, amount_due, currency, receipt, attempts },
    payments: payments.map((payment) => ({
      ...{ id: payment.id, status: payment.status, amount: payment.amount, currency: payment.currency, method: payment.method },
      ...{ captured: payment.captured, amount_refunded: payment.amount_refunded, error_code: payment.error_code, error_reason: payment.error_reason },
    })),
  };
}

export function providerRefundOf(refund: RazorpayEntity): ProviderRefund {
  return { status: REFUND_STATUSES[refund.status] ?? 'PENDING', providerReference: refund.id };
}
