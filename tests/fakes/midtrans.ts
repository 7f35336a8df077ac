import { createHash, randomUUID } from 'node:crypto';
import type { FakeGateway, FakeNotification, Wrong } from './fake-gateway.ts';
import { type FakeAnswer, type FakeRequest, startFakeServer } from './fake-server.ts';
import { chargedAs, type MidtransRefund, type MidtransTransaction, methodOf, notificationOf, pageMethodOf, statusCodeOf } from './midtrans-transactions.ts';

const SERVER_KEY = 'SB-Mid-server-FAKEKEY';
const KEY_LIVES_MS = 5 * 60_000;
const MAX_KEY = 46;

type Body = Record<string, unknown>;

/** Midtrans puts its code into the body; HTTP status is 200 for most requests that a transaction's state does not allow. */
const refused = (code: number, message: string, more: Body = {}, http = code): FakeAnswer => ({
  status: http,
  body: { status_code: String(code), status_message: message, id: randomUUID(), ...more },
});
const CANNOT_CHANGE = refused(412, 'Merchant cannot modify the status of the transaction', {}, 200);
const UNKNOWN = refused(404, "Transaction doesn't exist.");

/** Midtrans's Core API and Snap, by the payments reference §2. */
export async function startMidtrans(): Promise<FakeGateway> {
  const transactions: MidtransTransaction[] = [];
  const pages = new Map<string, { readonly orderId: string; readonly gross: number; readonly methods: readonly string[]; cancelled: boolean }>();
  const spentTokens = new Set<string>();
  const answered = new Map<string, { readonly at: number; readonly answer: FakeAnswer }>();
  let held = false;

  const find = (id: string): MidtransTransaction | undefined => transactions.findLast((one) => one.orderId === id || one.transactionId === id);
  const of = (paymentId: string): MidtransTransaction => {
    const found = find(paymentId) ?? choose(paymentId);
    if (!found) throw new Error(`no transaction ${paymentId}`);
    return found;
  };

  /** The customer chooses a method on the page: the transaction exists from then on. */
  function choose(orderId: string): MidtransTransaction | undefined {
    const page = [...pages.values()].find((one) => one.orderId === orderId && !one.cancelled);
    return page && add({ ...chargedAs({ orderId, gross: page.gross }, pageMethodOf(page.methods)), status: 'pending' });
  }

  function add(transaction: MidtransTransaction): MidtransTransaction {
    transactions.push(transaction);
    return transaction;
  }

  function charge(body: Body): FakeAnswer {
    const wrong = wrongDetails(body);
    if (wrong) return refused(400, 'One or more parameters in the payload is invalid.', { validation_messages: [wrong] });
    const method = methodOf(body);
    if (!method) return refused(400, 'One or more parameters in the payload is invalid.', { validation_messages: ['payment_type is not supported'] });
    const { order_id: orderId, gross_amount: gross } = body.transaction_details as { order_id: string; gross_amount: number };
    if (transactions.some((one) => one.orderId === orderId)) {
      return refused(406, 'The request could not be completed due to a conflict with the current state of the target resource, please try again');
    }
    if (method.token !== null) {
      if (!method.token.startsWith('4') || spentTokens.has(method.token))
        return refused(411, 'Credit card token is no longer available. Please create a new one.');
      spentTokens.add(method.token);
    }
    const transaction = add(chargedAs({ orderId, gross }, method));
    return { status: 200, body: { ...notificationOf(transaction), ...transaction.actions } };
  }

  function capture({ transaction_id: id, gross_amount: amount }: Body): FakeAnswer {
    const transaction = transactions.find(({ transactionId }) => transactionId === id);
    if (!transaction) return UNKNOWN;
    if (transaction.status !== 'authorize') return CANNOT_CHANGE;
    if (typeof amount !== 'number' || amount > transaction.gross) return refused(413, 'The request cannot be processed: gross_amount', {}, 200);
    Object.assign(transaction, { status: 'capture', gross: amount, captured: amount });
    return { status: 200, body: notificationOf(transaction) };
  }

  function cancel(transaction: MidtransTransaction): FakeAnswer {
    if (!['pending', 'authorize', 'capture'].includes(transaction.status)) return CANNOT_CHANGE;
    transaction.status = 'cancel';
    return { status: 200, body: { ...notificationOf(transaction), status_code: '200' } };
  }

  function refund(transaction: MidtransTransaction, { refund_key: requestedKey, amount = transaction.gross, reason = '' }: Body): FakeAnswer {
    if (!['settlement', 'partial_refund'].includes(transaction.status) || !transaction.isRefundable) return CANNOT_CHANGE;
    const refundKey = typeof requestedKey === 'string' ? requestedKey : `${transaction.orderId}-${transaction.refunds.length + 1}`;
    if (transaction.refunds.some((one) => one.refund_key === refundKey)) return refused(406, 'Duplicate refund ID', {}, 200);
    const left = transaction.gross - givenBackOf(transaction);
    if (typeof amount !== 'number' || amount <= 0 || amount > left) return refused(414, 'Refund request is rejected due to invalid amount', {}, 200);
    const entry = createRefund(transaction, { refundKey, amount, reason: String(reason), isConfirmed: !held });
    const { refund_chargeback_id, refund_amount } = entry;
    return { status: 200, body: { ...notificationOf(transaction), refunds: undefined, refund_chargeback_id, refund_amount, refund_key: refundKey } };
  }

  function openPage(body: Body): FakeAnswer {
    const wrong = wrongDetails(body);
    if (wrong) return { status: 400, body: { error_messages: [wrong] } };
    const { order_id: orderId, gross_amount: gross } = body.transaction_details as { order_id: string; gross_amount: number };
    if (transactions.some((one) => one.orderId === orderId))
      return { status: 400, body: { error_messages: ['transaction_details.order_id has already been taken'] } };
    const token = randomUUID();
    pages.set(token, { orderId, gross, methods: (body.enabled_payments as string[] | undefined) ?? ['other_qris'], cancelled: false });
    return { status: 201, body: { token, redirect_url: `${server.url}/snap/v4/redirection/${token}` } };
  }

  function closePage(token: string): FakeAnswer {
    const page = pages.get(token);
    if (!page) return { status: 404, body: { error_messages: ['token not found'] } };
    if (page.cancelled) return { status: 400, body: { error_messages: ['token already canceled'] } };
    if (transactions.some((one) => one.orderId === page.orderId)) return { status: 400, body: { error_messages: ['Transaction is on progress'] } };
    page.cancelled = true;
    return { status: 200, body: { canceled_at: new Date().toISOString() } };
  }

  function carriedOut(request: FakeRequest): FakeAnswer {
    const body = request.method === 'POST' && request.body !== '' ? (JSON.parse(request.body) as Body) : {};
    const [, token] = /^\/snap\/v1\/transactions\/([^/]+)\/cancel$/.exec(request.path) ?? [];
    if (request.path === '/snap/v1/transactions') return openPage(body);
    if (token) return closePage(token);
    if (request.path === '/v2/charge') return charge(body);
    if (request.path === '/v2/capture') return capture(body);
    const [, id, what] = /^\/v2\/([^/]+)\/(status|cancel|expire|refund)$/.exec(request.path) ?? [];
    const transaction = id && find(decodeURIComponent(id));
    if (!transaction || (what === 'status') !== (request.method === 'GET')) return UNKNOWN;
    if (what === 'status') return { status: 200, body: { ...notificationOf(transaction), signature_key: signatureOf(transaction) } };
    if (what === 'refund') return refund(transaction, body);
    if (what === 'cancel') return cancel(transaction);
    if (transaction.status !== 'pending') return CANNOT_CHANGE;
    transaction.status = 'expire';
    return { status: 200, body: { ...notificationOf(transaction), status_code: '407' } };
  }

  const server = await startFakeServer((request) => {
    if (request.headers.authorization !== `Basic ${Buffer.from(`${SERVER_KEY}:`).toString('base64')}`) {
      return refused(401, 'Transaction cannot be authorized with the current client/server key.');
    }
    const key = String(request.headers['idempotency-key'] ?? '');
    const isKeyed = request.method === 'POST' && key !== '' && key.length <= MAX_KEY;
    const before = isKeyed ? answered.get(key) : undefined;
    if (before && Date.now() - before.at < KEY_LIVES_MS) return before.answer;
    const answer = carriedOut(request);
    const isSuccess = answer.status < 300 && Number((answer.body as Body).status_code ?? 200) < 300;
    const isPermata = /"bank":"permata"/.test(request.body);
    if (isKeyed && isSuccess && !isPermata) answered.set(key, { at: Date.now(), answer: structuredClone(answer) });
    return answer;
  });

  function notification(transaction: MidtransTransaction, wrong: Wrong = {}): FakeNotification {
    const sent: Body = {
      ...notificationOf(transaction),
      ...(wrong.currency && { currency: wrong.currency }),
      ...(wrong.reference && { order_id: wrong.reference }),
    };
    const gross = wrong.amount === undefined ? sent.gross_amount : `${wrong.amount}.00`;
    const body: Body = { ...sent, status_message: 'midtrans payment notification', gross_amount: gross };
    const signature = sign(String(body.order_id), String(body.status_code), String(body.gross_amount));
    return {
      headers: {},
      body: JSON.stringify({ ...body, signature_key: wrong.signature ? signature.replace(/^./, (first) => (first === '0' ? '1' : '0')) : signature }),
    };
  }

  const stranger = (orderId: string): MidtransTransaction => ({
    ...chargedAs({ orderId, gross: 10_000 }, { type: 'qris', token: null }),
    status: 'settlement',
  });

  return {
    provider: 'midtrans',
    server,
    environment: {
      MIDTRANS_URL: `${server.url}/not-for-tests`,
      MIDTRANS_TEST_URL: server.url,
      MIDTRANS_SNAP_URL: `${server.url}/not-for-tests`,
      MIDTRANS_SNAP_TEST_URL: `${server.url}/snap/v1`,
    },
    currency: 'IDR',
    account: { methods: ['QRIS', 'EWALLET', 'CARD', 'BANK_TRANSFER'], credentials: { serverKey: SERVER_KEY } },
    waiting: { method: 'QRIS' },
    // A card token is valid for one charge.
    get charging() {
      return { method: 'CARD', cardToken: `481111-1114-${randomUUID()}` };
    },
    get authorizing() {
      return { method: 'CARD', cardToken: `481111-1114-${randomUUID()}` };
    },
    settle(paymentId, amount) {
      const transaction = of(paymentId);
      Object.assign(transaction, { status: transaction.type === 'credit_card' ? 'capture' : 'settlement', gross: amount ?? transaction.gross });
      transaction.captured = transaction.gross;
    },
    deny: (paymentId) => void Object.assign(of(paymentId), { status: 'deny' }),
    expire: (paymentId) => void Object.assign(of(paymentId), { status: 'expire' }),
    refundElsewhere: (paymentId, amount) => void createRefund(of(paymentId), { refundKey: randomUUID(), amount, reason: 'At the desk.', isConfirmed: true }),
    notification: (paymentId, wrong) => notification(of(paymentId), wrong),
    foreignNotification: () => notification(stranger(`another-shop-${randomUUID()}`)),
    unconcernedNotification: () => notification(stranger(`payment_notif_test_G000_${randomUUID()}`)),
    charges: (paymentId) => transactions.filter(({ orderId }) => orderId === paymentId).length,
    captured: (paymentId) => find(paymentId)?.captured ?? 0,
    refunded: (paymentId) => {
      const transaction = find(paymentId);
      if (transaction?.status === 'cancel') return transaction.captured;
      return transaction?.refunds.reduce((sum, one) => sum + (one.bank_confirmed_at ? Number(one.refund_amount) : 0), 0) ?? 0;
    },
    refundCount: (paymentId) => find(paymentId)?.refunds.length ?? 0,
    holdRefunds(hold) {
      held = hold;
    },
    decideRefunds(paymentId, succeed) {
      const transaction = of(paymentId);
      if (transaction.refunds.every((one) => one.bank_confirmed_at)) return;
      transaction.refunds = transaction.refunds.flatMap((one) => (one.bank_confirmed_at ? [one] : succeed ? [{ ...one, bank_confirmed_at: timeOf() }] : []));
      restate(transaction);
    },
  };
}

function sign(orderId: string, code: string, gross: string): string {
  return createHash('sha512')
    .update(orderId + code + gross + SERVER_KEY)
    .digest('hex');
}

function signatureOf(transaction: MidtransTransaction): string {
  return sign(transaction.orderId, statusCodeOf(transaction), `${transaction.gross}.00`);
}

/** What is wrong with ids, amounts and the sum of items; null: nothing. */
function wrongDetails({ transaction_details: details, item_details: items }: Body): string | null {
  const { order_id: orderId, gross_amount: gross } = (details ?? {}) as Body;
  if (typeof orderId !== 'string' || !/^[A-Za-z0-9\-_~.]{1,50}$/.test(orderId)) return 'transaction_details.order_id is malformed';
  if (!Number.isSafeInteger(gross) || (gross as number) < 1) return 'transaction_details.gross_amount must be a whole number';
  if (!Array.isArray(items)) return null;
  const sum = items.reduce((total: number, item: { price: number; quantity: number }) => total + item.price * item.quantity, 0);
  return sum === gross ? null : 'transaction_details.gross_amount is not equal to the sum of item_details';
}

function timeOf(): string {
  return new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function givenBackOf({ refunds }: MidtransTransaction): number {
  return refunds.reduce((sum, one) => sum + Number(one.refund_amount), 0);
}

function createRefund(
  transaction: MidtransTransaction,
  { refundKey, amount, reason, isConfirmed }: { refundKey: string; amount: number; reason: string; isConfirmed: boolean },
): MidtransRefund {
  const entry: MidtransRefund = {
    ...{ refund_chargeback_id: transaction.refunds.length + 1, refund_amount: `${amount}.00`, created_at: timeOf(), reason, refund_key: refundKey },
    ...(isConfirmed && { refund_method: 'online', bank_confirmed_at: timeOf() }),
  };
  transaction.refunds.push(entry);
  restate(transaction);
  return entry;
}

function restate(transaction: MidtransTransaction): void {
  const sum = givenBackOf(transaction);
  transaction.status = sum === 0 ? 'settlement' : sum < transaction.gross ? 'partial_refund' : 'refund';
}
