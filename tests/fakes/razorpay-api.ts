import type { FakeAnswer, FakeRequest } from './fake-server.ts';
import type { RazorpayPayment, RazorpayState } from './razorpay-state.ts';

// biome-ignore lint/suspicious/noExplicitAny: what was posted is looked at below
type Posted = Record<string, any>;

/** Settings of the fake API that tests may change. */
export interface RazorpaySwitches {
  /** False: orders with a used receipt are created anyway, like in some accounts. */
  uniqueReceipts: boolean;
  /** Refunds are created after this promise. */
  refundsWaitFor: Promise<void> | null;
}

interface KeptRefund {
  readonly request: string;
  answer: FakeAnswer | null;
}

/** Answers requests like Razorpay's API: authentication, receipts, captures, refunds with keys, errors. */
export function razorpayAnswers(
  state: RazorpayState,
  credentials: { readonly keyId: string; readonly keySecret: string },
  switches: RazorpaySwitches,
): (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer> {
  const expected = `Basic ${Buffer.from(`${credentials.keyId}:${credentials.keySecret}`).toString('base64')}`;
  const refunds = new Map<string, KeptRefund>();
  return (request) => {
    const [, version, kind, id, action] = request.path.split('/');
    if (request.headers.authorization !== expected) return problem(401, 'Authentication failed');
    if (version !== 'v1') return problem(400, 'The requested URL was not found on the server.');
    if (request.method === 'GET') return read(state, kind, id, action, request.query);
    if (!request.headers['content-type']?.startsWith('application/json')) return problem(400, 'The request must be JSON.');
    const body = JSON.parse(request.body) as Posted;
    if (kind === 'orders' && id === undefined) return makeOrder(state, body, switches);
    const payment = state.payments.find((one) => one.id === id);
    if (kind !== 'payments' || !['capture', 'refund'].includes(action ?? '')) return problem(400, 'The requested URL was not found on the server.');
    if (!payment) return problem(400, 'The id provided does not exist');
    if (action === 'capture') return capture(state, payment, body);
    return onceByKey(refunds, request, async () => {
      await switches.refundsWaitFor;
      return refund(state, payment, body);
    });
  };
}

function read(state: RazorpayState, kind: string | undefined, id: string | undefined, action: string | undefined, query: URLSearchParams): FakeAnswer {
  if (kind === 'orders' && id === undefined) {
    const receipt = query.get('receipt');
    return collection(
      state.orders.filter((order) => receipt === null || order.receipt?.includes(receipt)),
      query,
    );
  }
  const found = { orders: state.orders, payments: state.payments, refunds: state.refunds }[kind ?? '']?.find((entity) => entity.id === id);
  if (!found) return problem(400, 'The id provided does not exist');
  if (action === undefined) return { status: 200, body: found };
  if (found.entity === 'order' && action === 'payments') return collection(state.paymentsOf(found), null);
  if (found.entity === 'payment' && action === 'refunds')
    return collection(
      state.refunds.filter((one) => one.payment_id === id),
      query,
    );
  return problem(400, 'The requested URL was not found on the server.');
}

function collection(items: readonly object[], query: URLSearchParams | null): FakeAnswer {
  const shown = query === null ? [...items].reverse() : [...items].reverse().slice(0, Math.min(100, Number(query.get('count') ?? 10)));
  return { status: 200, body: { entity: 'collection', count: shown.length, items: shown } };
}

function makeOrder(state: RazorpayState, body: Posted, { uniqueReceipts }: RazorpaySwitches): FakeAnswer {
  const { amount, currency, receipt = null, notes = [], payment } = body;
  const extra = Object.keys(body).filter((name) => !['amount', 'currency', 'receipt', 'notes', 'partial_payment', 'payment'].includes(name));
  if (extra.length > 0) return problem(400, `${extra.join(', ')} is/are not required and should not be sent`);
  if (!Number.isInteger(amount)) return problem(400, 'The amount must be an integer.', 'amount');
  if (amount < 100) return problem(400, 'The amount must be at least INR 1.00', 'amount');
  if (currency !== 'INR') return problem(400, 'Currency is not supported', 'currency');
  if (receipt !== null && String(receipt).length > 40) return problem(400, 'The receipt may not be greater than 40 characters.', 'receipt');
  if (Object.keys(notes).length > 15 || Object.values(notes).some((note) => String(note).length > 256))
    return problem(400, 'Notes are at most 15 of 256 characters.', 'notes');
  if (payment && !['automatic', 'manual'].includes(payment.capture)) return problem(400, 'The capture field is required.', 'payment');
  if (uniqueReceipts && receipt !== null && state.orders.some((order) => order.receipt === receipt))
    return problem(400, 'An order with this receipt exists already', 'receipt');
  return { status: 200, body: { ...state.makeOrder({ amount, currency, receipt, notes }, payment?.capture === 'manual') } };
}

function capture(state: RazorpayState, payment: RazorpayPayment, { amount, currency }: Posted): FakeAnswer {
  if (!Number.isInteger(amount)) return problem(400, 'The amount must be an integer.', 'amount');
  if (payment.captured) return problem(400, 'This payment has already been captured');
  if (payment.status !== 'authorized') return problem(400, 'Only payments which have been authorized and not yet captured can be captured');
  if (amount !== payment.amount || currency !== payment.currency) return problem(400, 'Capture amount must be equal to the amount authorized', 'amount');
  state.capture(payment);
  return { status: 200, body: { ...payment } };
}

/** A refund's key: the same request returns the same refund; another body, or a request still in progress, is a conflict. */
async function onceByKey(kept: Map<string, KeptRefund>, { headers, path, body }: FakeRequest, make: () => Promise<FakeAnswer>): Promise<FakeAnswer> {
  const key = headers['x-refund-idempotency'];
  if (typeof key !== 'string') return make();
  if (key.length < 10) return problem(400, 'The idempotency key must be at least 10 characters long.');
  if (!/^[\w-]+$/.test(key)) return problem(400, 'The idempotency key must only contain alphanumeric characters, underscores, and hyphens');
  const request = path + body;
  const known = kept.get(key);
  if (known && known.request !== request) return problem(409, 'Different request with the same idempotency key has already been processed.');
  if (known) return known.answer ?? problem(409, 'Another request with the same idempotency key is still in progress.');
  const mine: KeptRefund = { request, answer: null };
  kept.set(key, mine);
  mine.answer = structuredClone(await make());
  if (mine.answer.status >= 400) kept.delete(key);
  return mine.answer;
}

function refund(state: RazorpayState, payment: RazorpayPayment, body: Posted): FakeAnswer {
  const extra = Object.keys(body).filter((name) => !['amount', 'speed', 'notes', 'receipt'].includes(name));
  if (extra.length > 0) return problem(400, `${extra.join(', ')} is/are not required and should not be sent`);
  if (!payment.captured) return problem(400, 'The payment status should be captured for action to be taken');
  const left = payment.amount - payment.amount_refunded;
  const amount = body.amount ?? left;
  if (left === 0) return problem(400, 'The payment has been fully refunded already');
  if (amount < 100) return problem(400, 'The amount must be at least INR 1.00', 'amount');
  if (amount > left) return problem(400, 'The refund amount provided is greater than amount captured', 'amount');
  return { status: 200, body: { ...state.createRefund(payment, amount, { notes: body.notes, receipt: body.receipt }) } };
}

function problem(status: number, description: string, field?: string): FakeAnswer {
  const more =
    status === 400 ? { source: 'business', step: 'payment_initiation', reason: 'input_validation_failed' } : { source: 'NA', step: 'NA', reason: 'NA' };
  return { status, body: { error: { code: 'BAD_REQUEST_ERROR', description, ...more, metadata: {}, ...(field && { field }) } } };
}
