import { type Account, type Attempt, type Capability, type Gateway, GatewayRefused, type ProviderPayment, type RefundAttempt } from '../gateway.ts';
import type { ProviderHttp } from '../provider-http.ts';
import { toPaise } from './razorpay-amounts.ts';
import { entityOrNull, type RazorpayEntity, razorpayApi, requireEntity, requireList } from './razorpay-api.ts';
import { capturedPayments, providerPaymentOf, providerRefundOf } from './razorpay-mapping.ts';
import { readRazorpayEvent } from './razorpay-notification.ts';

const capabilities: readonly Capability[] = [
  { method: 'CARD', currencies: ['INR'], manualCapture: true, refunds: 'PARTIAL' },
  { method: 'EWALLET', currencies: ['INR'], manualCapture: true, refunds: 'PARTIAL' },
  // Transfers are captured by Razorpay as they come.
  { method: 'BANK_TRANSFER', currencies: ['INR'], manualCapture: false, refunds: 'PARTIAL' },
];

/** Whatever the account is set to: kept for five days, then given free. */
const CAPTURED_BY_US = { capture: 'manual', capture_options: { manual_expiry_period: 7200, refund_speed: 'normal' } };

/**
 * Razorpay, by orders (payments reference §5): ours is the order, which the customer pays in Razorpay's own client by as
 * many tries as it takes. Its receipt is our id. An order cannot be ended there; money that comes after all is late.
 */
export function razorpayGateway(http: ProviderHttp, url: string): Gateway {
  const call = razorpayApi(http, url);

  const observed = async (account: Account, order: RazorpayEntity): Promise<ProviderPayment> => {
    const payments = requireList(await call(account, { path: `/orders/${encodeURIComponent(order.id)}/payments` }));
    const refunds: RazorpayEntity[] = [];
    for (const payment of capturedPayments(payments)) if (payment.amount_refunded > 0) refunds.push(...(await refundsOf(account, payment.id)));
    return providerPaymentOf(account, order, { payments, refunds });
  };
  /** The order of an attempt whose answer was lost. Of several, where receipts are not unique, the one that was paid. */
  const byReceipt = async (account: Account, { id }: Attempt): Promise<RazorpayEntity | null> => {
    const orders = requireList(await call(account, { path: `/orders?receipt=${encodeURIComponent(id)}&count=100` }));
    const own = orders.filter(({ receipt }) => receipt === id);
    return own.find(({ amount_paid: paid }) => paid > 0) ?? own.find(({ attempts }) => attempts > 0) ?? own[0] ?? null;
  };
  const read = async (account: Account, attempt: Attempt): Promise<ProviderPayment | null> => {
    const { providerReference: id } = attempt;
    const order = id === null ? await byReceipt(account, attempt) : entityOrNull(await call(account, { path: `/orders/${encodeURIComponent(id)}` }), 'order');
    return order && observed(account, order);
  };
  const paymentIdOf = async (account: Account, attempt: Attempt): Promise<string> => {
    const id = attempt.data.paymentId ?? (await read(account, attempt))?.data?.paymentId;
    if (id === undefined) throw new GatewayRefused('Nobody has paid the order at Razorpay.', 'NOT_PAID');
    return encodeURIComponent(id);
  };
  const refundsOf = async (account: Account, paymentId: string): Promise<RazorpayEntity[]> =>
    requireList(await call(account, { path: `/payments/${paymentId}/refunds?count=100` }));
  const findRefund = async (account: Account, paymentId: string, { id }: RefundAttempt): Promise<RazorpayEntity | undefined> =>
    (await refundsOf(account, paymentId)).find(({ receipt }) => receipt === id);

  return {
    provider: 'razorpay',
    capabilities,
    credentials: { needed: ['keyId', 'keySecret', 'webhookSecret'], optional: [] },
    async create(account, attempt) {
      const { id, orderId, amount, currency, captureMode } = attempt;
      const answer = await call(account, {
        path: '/orders',
        body: {
          ...{ amount: toPaise(amount, currency), currency, receipt: id, notes: { payment_id: id, order_id: orderId } },
          ...(captureMode === 'MANUAL' && { payment: CAPTURED_BY_US }),
        },
      });
      // The receipt may have been used by a call whose answer was lost.
      const known = answer.status === 400 ? await byReceipt(account, attempt) : null;
      return known ? observed(account, known) : providerPaymentOf(account, requireEntity(answer, 'order'), { payments: [], refunds: [] });
    },
    read,
    async cancel(account, attempt) {
      const providerPayment = await read(account, attempt);
      // What is authorised and never captured Razorpay gives free by itself.
      return providerPayment && providerPayment.status !== 'PAID' ? { ...providerPayment, status: 'CANCELLED', action: null } : providerPayment;
    },
    async capture(account, attempt, amount) {
      const paymentId = await paymentIdOf(account, attempt);
      const { currency } = attempt;
      const answer = await call(account, { path: `/payments/${paymentId}/capture`, body: { amount: toPaise(amount, currency), currency } });
      if (answer.status !== 400) requireEntity(answer, 'payment');
      const providerPayment = await read(account, attempt);
      // Refused, it may have been captured before, and the answer was lost.
      if (providerPayment?.status !== 'PAID') requireEntity(answer, 'payment');
      if (!providerPayment) throw new GatewayRefused('Razorpay does not know the order.', 'NOT_FOUND');
      return providerPayment;
    },
    async refund(account, attempt, refund) {
      const paymentId = await paymentIdOf(account, attempt);
      // However long ago it was asked for, it is not asked for twice.
      const known = await findRefund(account, paymentId, refund);
      if (known) return providerRefundOf(known);
      const body = {
        ...{ amount: toPaise(refund.amount, attempt.currency), speed: 'normal', receipt: refund.id },
        notes: { refund_id: refund.id, payment_id: attempt.id },
      };
      return providerRefundOf(requireEntity(await call(account, { path: `/payments/${paymentId}/refund`, body, refundKey: refund.id }), 'refund'));
    },
    async readRefund(account, attempt, refund) {
      const { providerReference: id } = refund;
      const known =
        id === null
          ? await findRefund(account, await paymentIdOf(account, attempt), refund)
          : entityOrNull(await call(account, { path: `/refunds/${encodeURIComponent(id)}` }), 'refund');
      return known ? providerRefundOf(known) : null;
    },
    readNotification: readRazorpayEvent,
  };
}
