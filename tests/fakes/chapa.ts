import { createHmac, randomBytes } from 'node:crypto';
import type { FakeGateway, Wrong } from './fake-gateway.ts';
import { type FakeAnswer, type FakeRequest, startFakeServer } from './fake-server.ts';

type Status = 'pending' | 'success' | 'failed' | 'cancelled' | 'refunded';

interface FakeRefund {
  readonly refId: string;
  readonly reference: string | null;
  readonly cents: number;
  status: 'Refund Initiated' | 'refunded' | 'failed';
}

interface Transaction {
  readonly txRef: string;
  readonly currency: string;
  readonly cents: number;
  readonly isDirect: boolean;
  readonly checkout: string;
  readonly refunds: FakeRefund[];
  status: Status;
  /** Chapa's own number for the attempt that was paid. */
  reference: string;
  paid: number;
}

const SECRET_KEY = 'CHASECK_TEST-fake';
const WEBHOOK_SECRET = 'CHAPA_SECRET';
const ACTIONS = /^\/v1\/(transaction\/initialize|charges|transaction\/verify\/[^/]+|transaction\/cancel\/[^/]+|refund\/[^/]+|refund\/[^/]+\/verify)$/;
const WALLETS = ['telebirr', 'mpesa', 'Amole', 'CBEBirr', 'Coopay-Ebirr', 'AwashBirr'];

const answer = (status: number, message: unknown, data: unknown = null): FakeAnswer => ({
  status,
  body: { message, status: status === 200 ? 'success' : 'failed', data },
});
const number = (prefix: string): string => prefix + randomBytes(6).toString('base64url').replace(/[-_]/g, 'x');
const decimal = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
const centsOf = (text: unknown): number | null => (typeof text === 'string' && /^\d+(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : null);

/** Chapa, by payments reference §6.1 and its public pages on refunds and cancelling. */
export async function startChapa(): Promise<FakeGateway> {
  const transactions = new Map<string, Transaction>();
  let hold = false;
  const charges = new Map<string, number>();

  const known = (id: string): Transaction => {
    const transaction = transactions.get(id);
    if (!transaction) throw new Error(`chapa has no ${id}`);
    return transaction;
  };
  const givenBack = ({ refunds }: Transaction, statuses: readonly FakeRefund['status'][]): number =>
    refunds.reduce((sum, { status, cents }) => (statuses.includes(status) ? sum + cents : sum), 0);

  function create({ query, body, headers, path }: FakeRequest): FakeAnswer {
    if (headers['content-type'] !== 'application/json') return answer(400, 'Incorrect header settings; content-type must be application/json');
    const isDirect = path.endsWith('/charges');
    const { amount, currency, tx_ref: txRef, mobile } = JSON.parse(body) as Record<string, unknown>;
    const cents = centsOf(amount);
    if (typeof txRef !== 'string' || txRef === '') return answer(400, { tx_ref: ['validation.required'] });
    if (cents === null || cents <= 0) return answer(400, { amount: ['validation.required'] });
    if (typeof currency !== 'string' || !(isDirect ? ['ETB'] : ['ETB', 'USD']).includes(currency)) {
      return answer(400, `Invalid currency, ${String(currency)} is not supported`);
    }
    if (isDirect && !WALLETS.includes(query.get('type') ?? '')) return answer(400, { type: ['validation.in'] });
    if (isDirect && !/^0[79]\d{8}$/.test(String(mobile))) return answer(400, { mobile: ['validation.regex'] });
    if (transactions.has(txRef)) return answer(400, 'Transaction reference has been used before');
    const checkout = `${server.url}/checkout/payment/${number('')}`;
    const reference = number('AP');
    transactions.set(txRef, { txRef, currency, cents, isDirect, checkout, refunds: [], status: 'pending', reference, paid: 0 });
    charges.set(txRef, (charges.get(txRef) ?? 0) + 1);
    if (!isDirect) return answer(200, 'Hosted Link', { checkout_url: checkout });
    const meta = { message: 'Payment successfully initiated', status: 'success', ref_id: number('CH'), payment_status: 'PENDING' };
    return answer(200, 'Charge initiated', { auth_type: 'ussd', requestID: number(''), meta, mode: 'test' });
  }

  function verify(id: string): FakeAnswer {
    const found = transactions.get(id);
    if (!found) return answer(404, 'Invalid transaction or Transaction not found');
    // A page is no transaction until a customer has paid on it.
    if (found.status === 'pending' && !found.isDirect) return { status: 404, body: { message: 'Payment not paid yet', status: null, data: null } };
    return answer(200, 'Payment details', details(found));
  }

  function details({ txRef, currency, cents, isDirect, status, reference, paid }: Transaction): Record<string, unknown> {
    return {
      ...{ first_name: null, last_name: null, email: null, currency, amount: Number(decimal(paid || cents)), charge: 3.5, mode: 'test' },
      ...{ method: isDirect ? 'telebirr' : 'test', type: 'API', status, reference, tx_ref: txRef },
      ...{ customization: { title: null, description: null, logo: null }, meta: null },
      ...{ created_at: '2026-01-02T03:04:05.000000Z', updated_at: '2026-01-02T03:04:06.000000Z' },
    };
  }

  function cancel(id: string): FakeAnswer {
    const found = transactions.get(id);
    if (!found) return answer(404, 'Invalid transaction or Transaction not found');
    if (found.status !== 'pending' || found.isDirect) return answer(400, 'Payment link already expired');
    found.status = 'cancelled';
    return answer(200, 'Checkout link expired successfully', { tx_ref: id, amount: found.cents / 100, currency: found.currency });
  }

  function refund(id: string, { body, headers }: FakeRequest): FakeAnswer {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') return answer(400, 'Incorrect header settings');
    const found = transactions.get(id);
    if (!found || (found.status !== 'success' && found.status !== 'refunded')) return answer(404, 'Invalid transaction or Transaction not found');
    const form = new URLSearchParams(body);
    const cents = form.has('amount') ? centsOf(form.get('amount')) : found.paid;
    const reference = form.get('reference');
    if (reference !== null && refundBy(reference)) return answer(400, 'Reference has been used before');
    if (cents === null || cents <= 0) return answer(400, { amount: ['validation.numeric'] });
    if (cents + givenBack(found, ['refunded', 'Refund Initiated']) > found.paid) return answer(400, 'Refund amount is more than the transaction amount');
    const made: FakeRefund = { refId: number('MERC-DIS-REF-'), reference, cents, status: 'Refund Initiated' };
    found.refunds.push(made);
    const begun = refundDetails(made, found);
    if (!hold) decide(found, made, true);
    return answer(200, 'Refund initiated successfully. Processing time: 1-3 business days', begun);
  }

  const refundBy = (key: string): [FakeRefund, Transaction] | null => {
    for (const transaction of transactions.values()) {
      const found = transaction.refunds.find(({ refId, reference }) => key === refId || key === reference);
      if (found) return [found, transaction];
    }
    return null;
  };
  const refundDetails = ({ refId, reference, cents, status }: FakeRefund, { currency, reference: payment }: Transaction): Record<string, unknown> => ({
    ...{ amount: decimal(cents), currency, ref_id: refId, status, chapa_reference: payment, bank_reference: null, merchant_reference: reference },
  });
  const decide = (transaction: Transaction, of: FakeRefund, succeed: boolean): void => {
    of.status = succeed ? 'refunded' : 'failed';
    if (givenBack(transaction, ['refunded']) === transaction.paid) transaction.status = 'refunded';
  };

  function verifyRefund(key: string): FakeAnswer {
    const found = refundBy(key);
    return found ? answer(200, 'Refund verified successfully', refundDetails(...found)) : answer(404, 'Refund not found');
  }

  const server = await startFakeServer((request) => {
    const { method, path, headers } = request;
    if (!ACTIONS.test(path)) return answer(404, 'Not found');
    if (headers.authorization !== `Bearer ${SECRET_KEY}`) return answer(401, "Invalid API Key or User doesn't exist");
    const parts = path.split('/').slice(2);
    const [first = '', second = '', third = ''] = parts;
    if (method === 'POST' && (second === 'initialize' || first === 'charges')) return create(request);
    if (method === 'GET' && second === 'verify') return verify(third);
    if (method === 'PUT' && second === 'cancel') return cancel(third);
    if (method === 'POST' && first === 'refund' && third === '') return refund(second, request);
    if (method === 'GET' && first === 'refund' && third === 'verify') return verifyRefund(second);
    return answer(405, 'Method not allowed');
  });

  /** A correctly signed notification. With `isRight` false, only the constant signature is valid, which proves nothing. */
  const signed = (message: Record<string, unknown>, isRight = true): { headers: Record<string, string>; body: string } => {
    const body = JSON.stringify(message);
    const hmac = (text: string): string => createHmac('sha256', WEBHOOK_SECRET).update(text).digest('hex');
    return {
      headers: { 'content-type': 'application/json', 'chapa-signature': hmac(WEBHOOK_SECRET), 'x-chapa-signature': hmac(isRight ? body : `${body} `) },
      body,
    };
  };

  return {
    provider: 'chapa',
    server,
    environment: { CHAPA_URL: `${server.url}/v1` },
    currency: 'ETB',
    account: { methods: ['CARD', 'EWALLET', 'BANK_TRANSFER'], credentials: { secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET } },
    waiting: { method: 'CARD', customerName: 'A Guest', customerEmail: 'guest@example.com' },
    charging: null,
    authorizing: null,
    tellsParts: false,
    settle(id, amount) {
      const transaction = known(id);
      Object.assign(transaction, { status: 'success', paid: amount ?? transaction.cents, reference: number('AP') });
    },
    deny: (id) => Object.assign(known(id), { status: 'failed' }),
    expire: (id) => Object.assign(known(id), { status: 'cancelled' }),
    refundElsewhere(id, amount) {
      const transaction = known(id);
      const made: FakeRefund = { refId: number('MERC-DIS-REF-'), reference: null, cents: amount, status: 'Refund Initiated' };
      transaction.refunds.push(made);
      decide(transaction, made, true);
    },
    notification(id, wrong: Wrong = {}) {
      const transaction = known(id);
      const { txRef, currency, cents, status, reference, paid } = transaction;
      const message = {
        ...{ event: `charge.${status === 'failed' || status === 'cancelled' ? 'failed/cancelled' : status}`, type: 'API' },
        ...{ tx_ref: wrong.reference ?? txRef, reference, amount: decimal(wrong.amount ?? (paid || cents)), currency: wrong.currency ?? currency },
        ...{ status, charge: '3.50', mode: 'test', payment_method: 'test', created_at: '2026-01-02T03:04:05.000000Z' },
      };
      return signed(message, wrong.signature !== true);
    },
    foreignNotification: () =>
      signed({ event: 'charge.success', type: 'API', tx_ref: number('other-'), reference: number('AP'), amount: '10.00', currency: 'ETB', status: 'success' }),
    unconcernedNotification: () =>
      signed({ event: 'payout.success', type: 'Payout', amount: '2000.00', currency: 'ETB', status: 'success', reference: number('PO') }),
    charges: (id) => charges.get(id) ?? 0,
    captured: (id) => transactions.get(id)?.paid ?? 0,
    refunded: (id) => givenBack(known(id), ['refunded']),
    refundCount: (id) => transactions.get(id)?.refunds.length ?? 0,
    holdRefunds(held) {
      hold = held;
    },
    decideRefunds(id, succeed) {
      const transaction = known(id);
      for (const made of transaction.refunds) if (made.status === 'Refund Initiated') decide(transaction, made, succeed);
    },
  };
}
