import { createHmac, randomUUID } from 'node:crypto';
import type { FakeGateway, FakeNotification, Wrong } from './fake-gateway.ts';
import { startFakeServer } from './fake-server.ts';
import { type RazorpaySwitches, razorpayAnswers } from './razorpay-api.ts';
import { type RazorpayOrder, type RazorpayPayment, RazorpayState } from './razorpay-state.ts';

const CREDENTIALS = { keyId: 'rzp_test_FakeOfRazorpay', keySecret: 'secret_of_the_fake_razorpay', webhookSecret: 'webhook_secret_of_the_fake' };

/** Adds late authorisation and the API's switches. */
export interface FakeRazorpay extends FakeGateway {
  readonly state: RazorpayState;
  readonly switches: RazorpaySwitches;
  readonly credentials: typeof CREDENTIALS;
  /** The bank approved late: authorised, but not captured automatically. */
  authorize(paymentId: string): void;
}

/** A fake Razorpay whose account captures automatically, unless an order says otherwise. */
export async function startRazorpay(): Promise<FakeRazorpay> {
  const state = new RazorpayState();
  const switches: RazorpaySwitches = { uniqueReceipts: true, refundsWaitFor: null };
  const server = await startFakeServer(razorpayAnswers(state, CREDENTIALS, switches));
  const ordersOf = (paymentId: string): RazorpayOrder[] => state.orders.filter(({ receipt }) => receipt === paymentId);
  const paymentsOf = (paymentId: string): RazorpayPayment[] => ordersOf(paymentId).flatMap((order) => state.paymentsOf(order));
  const refundsOf = (paymentId: string) => state.refunds.filter((refund) => paymentsOf(paymentId).some(({ id }) => id === refund.payment_id));

  const send = (event: string, entities: Readonly<Record<string, object>>, { signature = false, oldTimestamp = false }: Wrong = {}): FakeNotification => {
    const payload = Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }]));
    const created = Math.floor(Date.now() / 1000) - (oldTimestamp ? 3600 : 0);
    const body = JSON.stringify({ entity: 'event', account_id: 'acc_Fake', event, contains: Object.keys(entities), payload, created_at: created });
    const signed = createHmac('sha256', signature ? 'secret_of_somebody_else' : CREDENTIALS.webhookSecret)
      .update(body)
      .digest('hex');
    return { headers: { 'x-razorpay-signature': signed, 'x-razorpay-event-id': randomUUID() }, body };
  };

  return {
    provider: 'razorpay',
    ...{ server, state, switches, credentials: CREDENTIALS },
    environment: { RAZORPAY_URL: `${server.url}/v1` },
    currency: 'INR',
    account: { methods: ['CARD', 'EWALLET', 'BANK_TRANSFER'], credentials: CREDENTIALS },
    waiting: { method: 'CARD' },
    // Orders are always paid by the customer.
    charging: null,
    authorizing: null,
    settle: (paymentId, amount) => {
      const order = state.orderOf(paymentId);
      const payment = state.attempt(order, 'authorized', amount);
      if (!state.manual.has(order.id)) state.capture(payment);
    },
    authorize: (paymentId) => {
      state.attempt(state.orderOf(paymentId), 'authorized');
    },
    deny: (paymentId) => {
      state.attempt(state.orderOf(paymentId), 'failed');
    },
    // Orders never expire; an authorised payment is released.
    expire: (paymentId) => {
      for (const payment of paymentsOf(paymentId)) if (payment.status === 'authorized') state.giveFree(payment);
    },
    refundElsewhere: (paymentId, amount) => {
      const payment = paymentsOf(paymentId).find(({ captured }) => captured);
      if (!payment) throw new Error('nothing was captured');
      state.createRefund(payment, amount, {}, false);
    },
    notification: (paymentId, wrong = {}) => {
      const order = state.orderOf(paymentId);
      const [event, entities] = newsOf(state, order, wrong.reference !== undefined);
      return send(event, claiming(entities, wrong), wrong);
    },
    foreignNotification: () => {
      const payment = { id: 'pay_OfNobody', entity: 'payment', order_id: 'order_OfNobody', amount: 1000, currency: 'INR', status: 'captured', notes: [] };
      return send('payment.captured', { payment });
    },
    unconcernedNotification: () => send('settlement.processed', { settlement: { id: 'setl_Fake', entity: 'settlement', amount: 1000, status: 'processed' } }),
    charges: (paymentId) => paymentsOf(paymentId).filter(({ status }) => status !== 'failed').length,
    captured: (paymentId) => sum(paymentsOf(paymentId).flatMap(({ captured, amount }) => (captured ? [amount] : []))),
    refunded: (paymentId) => sum(refundsOf(paymentId).flatMap(({ status, amount }) => (status === 'processed' ? [amount] : []))),
    refundCount: (paymentId) => refundsOf(paymentId).filter(({ receipt }) => receipt !== null).length,
    holdRefunds: (hold) => {
      state.refundsHeld = hold;
    },
    decideRefunds: (paymentId, succeed) => {
      for (const refund of refundsOf(paymentId)) state.decide(refund, succeed);
    },
  };
}

/** The last event of an order, with its entities. An order without any payment attempt has only the event of a reminder. */
function newsOf(state: RazorpayState, order: RazorpayOrder, withOrder: boolean): [event: string, entities: Record<string, object>] {
  const payment = state.paymentsOf(order).at(-1);
  if (!payment) return ['order.notification.delivered', { order }];
  const refund = state.refunds.findLast(({ payment_id: id }) => id === payment.id);
  if (refund) return [`refund.${refund.status === 'pending' ? 'created' : refund.status}`, { refund, payment }];
  if (withOrder) return ['order.paid', { payment, order }];
  return [`payment.${payment.status}`, { payment }];
}

function claiming(entities: Record<string, object>, { amount, currency, reference }: Wrong): Record<string, object> {
  const { payment, order } = entities;
  return {
    ...entities,
    ...(payment && { payment: { ...payment, ...(amount !== undefined && { amount }), ...(currency !== undefined && { currency }) } }),
    ...(order && { order: { ...order, ...(reference !== undefined && { receipt: reference }) } }),
  };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((a, b) => a + b, 0);
}
