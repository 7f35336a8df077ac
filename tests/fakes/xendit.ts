import { randomUUID } from 'node:crypto';
import type { FakeGateway, FakeNotification, Wrong } from './fake-gateway.ts';
import { type FakeAnswer, type FakeRequest, startFakeServer } from './fake-server.ts';
import {
  invoiceNotification,
  invoiceOf,
  paymentNotification,
  refundNotification,
  requestNotification,
  requestOf,
  type XenditCharge,
  type XenditRefund,
} from './xendit-objects.ts';

const SECRET_KEY = 'xnd_development_FAKEKEY';
const CALLBACK_TOKEN = 'fake-callback-token';
const API_VERSION = '2024-11-11';

type Body = Record<string, unknown>;

const done = (body: unknown, status = 200): FakeAnswer => ({ status, body });
const refused = (status: number, code: string, message: string): FakeAnswer => ({ status, body: { error_code: code, message } });
const MISSING = refused(404, 'DATA_NOT_FOUND', 'ID specified in request cannot be found.');
const INELIGIBLE = refused(400, 'INELIGIBLE_TRANSACTION_STATUS', 'Feature is not allowed for the payment request because of its current status.');

/** Xendit's payments v3, invoices and refunds, by the payments reference §3. */
export async function startXendit(): Promise<FakeGateway> {
  const charges: XenditCharge[] = [];
  const answered = new Map<string, { readonly body: string; readonly answer: FakeAnswer }>();
  let held = false;

  const find = (reference: string): XenditCharge | undefined => charges.findLast((one) => one.reference === reference);
  const of = (paymentId: string): XenditCharge => {
    const found = find(paymentId);
    if (!found) throw new Error(`no payment ${paymentId}`);
    return found;
  };

  function createRequest(body: Body): FakeAnswer {
    const { reference_id: reference, type, country, currency, request_amount: amount, channel_code: channel, channel_properties: properties } = body;
    const needed = [reference, type, country, currency, channel].every((value) => typeof value === 'string' && value !== '') && typeof properties === 'object';
    if (!needed || typeof amount !== 'number') return refused(400, 'API_VALIDATION_ERROR', 'There is an error with the format submitted to the server.');
    if (!Number.isInteger(amount) || amount < 1) return refused(400, 'INVALID_VALUE_ERROR', 'request_amount is not within the expected range.');
    if (channel === 'CARDS' && !String(body.payment_token_id).startsWith('pt-'))
      return refused(400, 'INVALID_TOKEN', 'Payment token ID has expired or has been cancelled.');
    // References must be unique for cards only.
    if (channel === 'CARDS' && charges.some((one) => one.reference === reference)) return refused(409, 'DUPLICATE_ERROR', 'reference_id has been used before.');
    const charge = requestOf(body);
    charges.push(charge);
    return done(requestNotification(charge), 201);
  }

  function changeRequest(charge: XenditCharge): FakeAnswer {
    if (charge.status !== 'REQUIRES_ACTION') return refused(400, 'INACTIVE_PAYMENT_REQUEST', 'Payment request is already inactive.');
    charge.status = 'CANCELED';
    return done(requestNotification(charge));
  }

  function changePayment(charge: XenditCharge, what: string, { capture_amount: amount = charge.amount }: Body): FakeAnswer {
    if (charge.status !== 'AUTHORIZED') return INELIGIBLE;
    if (typeof amount !== 'number' || amount > charge.amount) return refused(400, 'CAPTURE_AMOUNT_EXCEEDED', 'More than was authorised.');
    Object.assign(charge, what === 'capture' ? { status: 'SUCCEEDED', captured: amount } : { status: 'CANCELED' });
    return done(paymentNotification(charge));
  }

  function createInvoice(body: Body): FakeAnswer {
    if (typeof body.external_id !== 'string' || typeof body.amount !== 'number') return refused(400, 'API_VALIDATION_ERROR', 'There are invalid inputs.');
    const charge = invoiceOf(body);
    charges.push(charge);
    return done(invoiceNotification(charge));
  }

  function refund(body: Body): FakeAnswer {
    const charge = charges.find(({ id }) => id === body.payment_request_id || id === body.invoice_id);
    if (!charge) return MISSING;
    const { reference_id: reference, amount = charge.captured, reason } = body;
    if (typeof reason !== 'string') return refused(400, 'API_VALIDATION_ERROR', 'reason is required.');
    if (charge.captured === 0) return INELIGIBLE;
    if (charge.channel.endsWith('_VIRTUAL_ACCOUNT')) return refused(403, 'REFUND_NOT_SUPPORTED', 'The channel gives nothing back.');
    if (charge.refunds.some(({ status }) => status === 'PENDING')) return refused(400, 'REFUND_IN_PROGRESS', 'Please wait for the pending refund request.');
    if (typeof amount !== 'number' || amount <= 0 || amount > charge.captured - givenBackOf(charge)) {
      return refused(400, 'REFUND_AMOUNT_EXCEEDED', 'Refund amount must be less than or equal to unrefunded capture amount.');
    }
    const made = createRefund(charge, typeof reference === 'string' ? reference : randomUUID(), amount, held ? 'PENDING' : 'SUCCEEDED');
    return done(refundNotification(charge, made));
  }

  function refundsOf({ path, query }: FakeRequest): FakeAnswer {
    const [, id] = /^\/refunds\/([^/]+)$/.exec(path) ?? [];
    const all = charges.flatMap((charge) => charge.refunds.map((one) => ({ charge, one })));
    if (id) return all.flatMap(({ charge, one }) => (one.id === id ? [done(refundNotification(charge, one))] : []))[0] ?? MISSING;
    const of = query.get('payment_request_id') ?? query.get('invoice_id');
    return done({
      data: all.filter(({ charge }) => of === null || charge.id === of).map(({ charge, one }) => refundNotification(charge, one)),
      has_more: false,
    });
  }

  function read({ path, query }: FakeRequest): FakeAnswer {
    const of = (kind: string, ...ids: unknown[]) => charges.filter((one) => one.kind === kind && (ids.includes(one.id) || ids.includes(one.paymentId)));
    const [, requestId] = /^\/v3\/payment_requests\/([^/]+)$/.exec(path) ?? [];
    const [, paymentId] = /^\/v3\/payments\/([^/]+)$/.exec(path) ?? [];
    const [, invoiceId] = /^\/v2\/invoices\/([^/]+)$/.exec(path) ?? [];
    if (requestId) return of('request', requestId).map((one) => done(requestNotification(one)))[0] ?? MISSING;
    if (paymentId) return of('request', paymentId).map((one) => done(paymentNotification(one)))[0] ?? MISSING;
    if (invoiceId)
      return of('invoice', invoiceId).map((one) => done(invoiceNotification(one)))[0] ?? refused(404, 'INVOICE_NOT_FOUND_ERROR', 'Could not find invoice.');
    if (path.startsWith('/refunds')) return refundsOf({ path, query } as FakeRequest);
    const [kind, reference] = path === '/v2/invoices' ? ['invoice', query.get('external_id')] : ['request', query.get('reference_id')];
    const found = charges.filter((one) => one.kind === kind && one.reference === reference);
    if (path === '/v2/invoices') return done(found.map(invoiceNotification));
    return path === '/v3/payment_requests'
      ? done({ data: found.map(requestNotification), has_more: false })
      : refused(404, 'NOT_FOUND', 'The requested resource was not found.');
  }

  function carriedOut(request: FakeRequest): FakeAnswer {
    if (request.method === 'GET') return read(request);
    const body = request.body === '' ? {} : (JSON.parse(request.body) as Body);
    if (request.path === '/v3/payment_requests') return createRequest(body);
    if (/^\/v2\/invoices\/?$/.test(request.path)) return createInvoice(body);
    if (request.path === '/refunds') return refund(body);
    const [, kind, id, what = ''] = /^\/(v3\/payment_requests|v3\/payments|invoices)\/([^/]+)\/(cancel|capture|expire!)$/.exec(request.path) ?? [];
    const charge = charges.find((one) => one.id === id || one.paymentId === id);
    if (!charge) return MISSING;
    if (kind === 'v3/payments') return changePayment(charge, what, body);
    if (kind === 'v3/payment_requests') return changeRequest(charge);
    if (charge.status !== 'PENDING') return refused(400, 'EXPIRE_NOT_ALLOWED_ERROR', 'The invoice cannot be expired.');
    charge.status = 'EXPIRED';
    return done(invoiceNotification(charge));
  }

  const server = await startFakeServer((request) => {
    if (request.headers.authorization !== `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`)
      return refused(401, 'INVALID_API_KEY', 'API key format is invalid.');
    if (request.path.startsWith('/v3/') && request.headers['api-version'] !== API_VERSION)
      return refused(400, 'API_VALIDATION_ERROR', 'api-version is missing.');
    const key = request.method === 'POST' && !request.path.includes('invoices') ? request.headers['idempotency-key'] : undefined;
    const before = typeof key === 'string' ? answered.get(key) : undefined;
    if (before) return before.body === request.body ? before.answer : refused(409, 'DUPLICATE_ERROR', 'idempotency-key has been used with another request.');
    const answer = carriedOut(request);
    if (typeof key === 'string' && answer.status < 300) answered.set(key, { body: request.body, answer: structuredClone(answer) });
    return answer;
  });

  function createRefund(charge: XenditCharge, reference: string, amount: number, status: string): XenditRefund {
    const made: XenditRefund = {
      id: `rfd-${randomUUID()}`,
      reference_id: reference,
      amount,
      currency: charge.currency,
      reason: 'REQUESTED_BY_CUSTOMER',
      status,
    };
    charge.refunds.push(made);
    return made;
  }

  const message = (body: unknown, { signature }: Wrong = {}): FakeNotification => ({
    headers: { 'x-callback-token': signature ? `${CALLBACK_TOKEN}!` : CALLBACK_TOKEN },
    body: JSON.stringify(body),
  });
  const event = (name: string, data: unknown) => ({ event: name, business_id: '5f27a14a9bf05c73dd040bc8', created: '2026-01-05T04:46:14Z', data });

  function notification(charge: XenditCharge, wrong: Wrong = {}): FakeNotification {
    const last = charge.refunds.at(-1);
    // The event of a refund is wrapped twice.
    if (last) return message(event(refundEvent(last), event(refundEvent(last), refundNotification(charge, last))), wrong);
    const claimed = {
      ...charge,
      ...(wrong.amount !== undefined && { amount: wrong.amount, captured: wrong.amount }),
      ...(wrong.currency && { currency: wrong.currency }),
    };
    const claimedCharge: XenditCharge = { ...claimed, ...(wrong.reference && { reference: wrong.reference }) };
    return message(
      charge.kind === 'invoice' ? invoiceNotification(claimedCharge) : event(EVENTS[charge.status] ?? 'payment.failure', paymentNotification(claimedCharge)),
      wrong,
    );
  }

  return {
    provider: 'xendit',
    server,
    environment: { XENDIT_URL: server.url },
    currency: 'IDR',
    account: { methods: ['QRIS', 'EWALLET', 'CARD', 'BANK_TRANSFER'], credentials: { secretKey: SECRET_KEY, callbackToken: CALLBACK_TOKEN } },
    waiting: { method: 'QRIS' },
    charging: { method: 'CARD', cardToken: 'pt-fake-0001' },
    authorizing: { method: 'CARD', cardToken: 'pt-fake-0001' },
    settle(paymentId, amount) {
      const charge = of(paymentId);
      const status = charge.kind === 'invoice' ? 'PAID' : 'SUCCEEDED';
      Object.assign(charge, { status, captured: amount ?? charge.amount, paymentId: charge.paymentId ?? `py-${randomUUID()}` });
    },
    deny: (paymentId) => void Object.assign(of(paymentId), { status: 'FAILED', failureCode: 'DECLINED_BY_ISSUER' }),
    expire: (paymentId) => void Object.assign(of(paymentId), { status: 'EXPIRED' }),
    refundElsewhere: (paymentId, amount) => void createRefund(of(paymentId), `desk-${randomUUID()}`, amount, 'SUCCEEDED'),
    notification: (paymentId, wrong) => notification(of(paymentId), wrong),
    foreignNotification: () =>
      notification(requestOf({ channel_code: 'QRIS', reference_id: `another-shop-${randomUUID()}`, currency: 'IDR', request_amount: 10_000 })),
    unconcernedNotification: () => message(event('payment_token.activation', { payment_token_id: `pt-${randomUUID()}`, status: 'ACTIVE' })),
    charges: (paymentId) => charges.filter(({ reference }) => reference === paymentId).length,
    captured: (paymentId) => find(paymentId)?.captured ?? 0,
    refunded: (paymentId) => find(paymentId)?.refunds.reduce((sum, one) => sum + (one.status === 'SUCCEEDED' ? one.amount : 0), 0) ?? 0,
    refundCount: (paymentId) => find(paymentId)?.refunds.filter(({ status }) => status !== 'FAILED').length ?? 0,
    holdRefunds(hold) {
      held = hold;
    },
    decideRefunds(paymentId, succeed) {
      for (const one of of(paymentId).refunds.filter(({ status }) => status === 'PENDING')) {
        Object.assign(one, succeed ? { status: 'SUCCEEDED' } : { status: 'FAILED', failure_code: 'INSUFFICIENT_BALANCE' });
      }
    },
  };
}

const EVENTS: Readonly<Record<string, string>> = {
  SUCCEEDED: 'payment.capture',
  AUTHORIZED: 'payment.authorization',
  FAILED: 'payment.failure',
  EXPIRED: 'payment_request.expired',
  // Xendit sends no notifications of these states; if it did, they would be harmless.
  REQUIRES_ACTION: 'payment_request.created',
  CANCELED: 'payment_request.canceled',
};

function refundEvent({ status }: XenditRefund): string {
  return status === 'FAILED' ? 'refund.failed' : 'refund.succeeded';
}

function givenBackOf({ refunds }: XenditCharge): number {
  return refunds.reduce((sum, one) => sum + (one.status === 'FAILED' ? 0 : one.amount), 0);
}
