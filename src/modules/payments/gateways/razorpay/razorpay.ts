import { type Account, type Attempt, type Capability, type Gateway, GatewayRefused, type ProviderPayment, type RefundAttempt } from '../gateway.ts';
import type { ProviderHttp } from '../provider-http.ts';
import { toPaise } from './razorpay-amounts.ts';
import { entityOrNull, type RazorpayEntity, razorpayApi, requireEntity, requireList } from './razorpay-api.ts';
import { capturedPayments, providerPaymentOf, providerRefundOf } from './razorpay-mapping.ts';
import { readRazorpayEvent } from './razorpay-notification.ts';

const capabilities: readonly Capability[] = [
  { method: 'CARD', currencies: ['INR'], manualCapture: true, refunds: 'PARTIAL' },
  { method: 'EWALLET', currencies: ['INR'], manualCapture: true, refunds: 'PARTIAL' },
  // Razorpay captures transfers as they come.
  { method: 'BANK_TRANSFER', currencies: ['INR'], manualCapture: false, refunds: 'PARTIAL' },
];

/** Overrides the account's setting: money stays authorised for five days (7200 minutes), then Razorpay releases it. */
const CAPTURED_BY_US = { capture: 'manual', capture_options: { manual_expiry_period: 7200, refund_speed: 'normal' } };

/**
 * Razorpay, by orders (payments reference §5): our payment is an order there, which the customer pays in Razorpay's
 * client with any number of tries. The order's receipt is our id. An order cannot be ended; money that comes later is late.
 */
export function razorpayGateway(http: ProviderHttp, url: string): Gateway {
  const call = razorpayApi(http, url);

  const observed = async (account: Account, order: RazorpayEntity): Promise<ProviderPayment> => {
    const payments = requireList(await call(account, { path: `/orders/${encodeURIComponent(order.id)}/payments` }));
    const refunds: RazorpayEntity[] = [];
    for (const payment of capturedPayments(payments)) if (payment.amount_refunded > 0) refunds.push(...(await refundsOf(account, payment.id)));
    return providerPaymentOf(account, order, { payments, refunds });
  };
  /** The order of an attempt whose answer was lost; if receipts are not unique, the paid one of several orders. */
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
    if (id === undefined) throw new GatewayRefused('The order is not paid at Razorpay.', 'NOT_PAID');
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
      // A call whose answer was lost may have used the receipt.
      const known = answer.status === 400 ? await byReceipt(account, attempt) : null;
      return known ? observed(account, known) : providerPaymentOf(account, requireEntity(answer, 'order'), { payments: [], refunds: [] });
    },
    read,
    async cancel(account, attempt) {
      const providerPayment = await read(account, attempt);
      // Razorpay itself releases money that is authorised and never captured.
      return providerPayment && providerPayment.status !== 'PAID' ? { ...providerPayment, status: 'CANCELLED', action: null } : providerPayment;
    },
    async capture(account, attempt, amount) {
      const paymentId = await paymentIdOf(account, attempt);
      const { currency } = attempt;
      const answer = await call(account, { path: `/payments/${paymentId}/capture`, body: { amount: toPaise(amount, currency), currency } });
      if (answer.status !== 400) requireEntity(answer, 'payment');
      const providerPayment = await read(account, attempt);
      // A refused capture may repeat one that was done and whose answer was lost.
      if (providerPayment?.status !== 'PAID') requireEntity(answer, 'payment');
      if (!providerPayment) throw new GatewayRefused('Razorpay does not know the order.', 'NOT_FOUND');
      return providerPayment;
    },
    async refund(account, attempt, refund) {
      const paymentId = await paymentIdOf(account, attempt);
      // A refund that Razorpay has is not requested again, however old it is.
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
