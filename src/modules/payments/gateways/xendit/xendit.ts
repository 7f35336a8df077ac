import {
  type Account,
  type Attempt,
  type Capability,
  type Gateway,
  GatewayRefused,
  GatewayUnclear,
  GatewayUnreachable,
  type ProviderPayment,
  type ProviderRefund,
  type RefundAttempt,
} from '../gateway.ts';
import type { ProviderAnswer, ProviderHttp } from '../provider-http.ts';
import { invoiceBody, isInvoice, refundBody, requestBody, rupiah } from './xendit-bodies.ts';
import { readXenditNotification } from './xendit-notification.ts';
import { listOf, paymentOfInvoice, paymentOfRequest, providerRefundOf, textOf, type XenditBody } from './xendit-state.ts';

const capabilities: readonly Capability[] = [
  { method: 'QRIS', currencies: ['IDR'], manualCapture: false, refunds: 'PARTIAL' },
  { method: 'EWALLET', currencies: ['IDR'], manualCapture: false, refunds: 'PARTIAL' },
  { method: 'CARD', currencies: ['IDR'], manualCapture: true, refunds: 'PARTIAL' },
  { method: 'BANK_TRANSFER', currencies: ['IDR'], manualCapture: false, refunds: 'NONE' },
];

const API_VERSION = '2024-11-11';
const REFUNDS_AT_ONCE = 100;

/** Error codes of calls that were not carried out and may succeed later. */
const LATER = new Set(['TEMPORARILY_UNAVAILABLE', 'REFUND_IN_PROGRESS', 'PAYMENT_REQUEST_RATE_LIMITED', 'RATE_LIMIT_EXCEEDED']);

/**
 * Xendit, payments v3 and invoices (payments reference §3). The lifetime of its idempotency keys is not documented, and
 * invoices have none: so invoices and refunds are first looked up by our id.
 * @param now the clock, to calculate how long a page stays open
 */
export function xenditGateway(http: ProviderHttp, url: string, now: () => Date): Gateway {
  const send = (
    { credentials }: Account,
    method: 'GET' | 'POST',
    path: string,
    call?: { readonly key?: string; readonly body?: object },
  ): Promise<ProviderAnswer> =>
    http.send({
      ...{ method, url: url + path },
      headers: {
        authorization: `Basic ${Buffer.from(`${credentials.secretKey}:`).toString('base64')}`,
        'api-version': API_VERSION,
        ...(method === 'POST' && { 'content-type': 'application/json' }),
        ...(call?.key !== undefined && { 'idempotency-key': call.key }),
      },
      ...(method === 'POST' && { body: JSON.stringify(call?.body ?? {}) }),
      repeatable: method === 'GET' || call?.key !== undefined,
    });

  /** One object; null: there is none. */
  async function get(account: Account, path: string): Promise<XenditBody | null> {
    const answer = await send(account, 'GET', path);
    if (answer.status === 200) return answer.body;
    if (answer.status === 404 && isMissing(answer.body)) return null;
    // Never null ("there is none"), nor a refusal: after e.g. a revoked key the payment may still exist.
    throw new GatewayUnclear(`Xendit did not say what became of it: ${answer.body.error_code} (${answer.status}).`);
  }

  /** The refunds of a payment; null: not known. Callers go on without them, so that the payment itself is still read. */
  async function refundsOf(account: Account, of: 'payment_request_id' | 'invoice_id', id: string): Promise<readonly XenditBody[] | null> {
    const found = await get(account, `/refunds?${of}=${encodeURIComponent(id)}&limit=${REFUNDS_AT_ONCE}`);
    return found && listOf(found);
  }

  async function observedRequest(account: Account, request: XenditBody): Promise<ProviderPayment> {
    const { status, latest_payment_id: latest, payment_request_id: id } = request;
    const isPaid = status === 'SUCCEEDED';
    const [payment, refunds] = await Promise.all([
      isPaid && textOf(latest) ? get(account, `/v3/payments/${encodeURIComponent(latest)}`) : null,
      isPaid && textOf(id) ? refundsOf(account, 'payment_request_id', id).catch(() => null) : null,
    ]);
    return paymentOfRequest(request, payment, refunds);
  }

  async function observedInvoice(account: Account, invoice: XenditBody): Promise<ProviderPayment> {
    const isPaid = invoice.status === 'PAID' || invoice.status === 'SETTLED';
    const refunds = isPaid && textOf(invoice.id) ? await refundsOf(account, 'invoice_id', invoice.id).catch(() => null) : null;
    return paymentOfInvoice(invoice, refunds);
  }

  async function findInvoice(account: Account, { id }: Attempt): Promise<XenditBody | null> {
    const found = await get(account, `/v2/invoices?external_id=${encodeURIComponent(id)}`);
    return (found && listOf(found).find((one) => one.external_id === id)) ?? null;
  }

  /** Finds a payment request by our id. Xendit does not document this list, but it works. */
  async function findRequest(account: Account, { id }: Attempt): Promise<XenditBody | null> {
    const found = await get(account, `/v3/payment_requests?reference_id=${encodeURIComponent(id)}&limit=2`);
    return (found && listOf(found).find((one) => one.reference_id === id)) ?? null;
  }

  async function read(account: Account, attempt: Attempt): Promise<ProviderPayment | null> {
    const { providerReference: id, data } = attempt;
    if (data.kind !== 'invoice') {
      const request = id === null ? await findRequest(account, attempt) : await get(account, `/v3/payment_requests/${encodeURIComponent(id)}`);
      if (request || data.kind === 'request') return request && observedRequest(account, request);
    }
    const invoice = id === null ? await findInvoice(account, attempt) : await get(account, `/v2/invoices/${encodeURIComponent(id)}`);
    return invoice && observedInvoice(account, invoice);
  }

  async function createInvoice(account: Account, attempt: Attempt, body: object): Promise<ProviderPayment> {
    const known = await findInvoice(account, attempt);
    if (known) return observedInvoice(account, known);
    // Sent without a key and never retried: each call would make another invoice.
    const answer = await send(account, 'POST', '/v2/invoices/', { body });
    if (answer.status >= 300) throw refusal(answer);
    return observedInvoice(account, answer.body);
  }

  async function findRefund(account: Account, attempt: Attempt, refund: RefundAttempt): Promise<ProviderRefund | null> {
    if (refund.providerReference !== null) {
      const found = await get(account, `/refunds/${encodeURIComponent(refund.providerReference)}`);
      return found && providerRefundOf(found);
    }
    const of = attempt.data.kind === 'invoice' ? 'invoice_id' : 'payment_request_id';
    const refunds = (attempt.providerReference && (await refundsOf(account, of, attempt.providerReference))) || [];
    const found = refunds.find((one) => one.reference_id === refund.id);
    return found ? providerRefundOf(found) : null;
  }

  /** Asks Xendit to end a payment that was open when it was read. The caller reads the payment again after any answer. */
  function end(account: Account, attempt: Attempt, { status, providerReference, data }: ProviderPayment): Promise<ProviderAnswer> {
    const id = encodeURIComponent(providerReference ?? '');
    if (data?.kind === 'invoice') return send(account, 'POST', `/invoices/${id}/expire!`, { key: `${attempt.id}-expire` });
    const what = status === 'AUTHORIZED' && data?.paymentId ? `payments/${encodeURIComponent(data.paymentId)}` : `payment_requests/${id}`;
    return send(account, 'POST', `/v3/${what}/cancel`, { key: `${attempt.id}-cancel` });
  }

  return {
    provider: 'xendit',
    capabilities,
    credentials: { needed: ['secretKey', 'callbackToken'], optional: [] },
    async create(account, attempt, options) {
      if (isInvoice(attempt, options)) return createInvoice(account, attempt, invoiceBody(attempt, options, now()));
      const answer = await send(account, 'POST', '/v3/payment_requests', { key: attempt.id, body: requestBody(attempt, options) });
      if (answer.status < 300) return observedRequest(account, answer.body);
      if (answer.status !== 409) throw refusal(answer);
      const known = await findRequest(account, attempt);
      if (known === null) throw new GatewayUnclear('Xendit has the payment and does not show it.');
      return observedRequest(account, known);
    },
    read,
    async cancel(account, attempt) {
      const before = await read(account, attempt);
      if (before === null || !isEndable(before)) return before;
      const answer = await end(account, attempt, before);
      if (answer.status >= 300 && answer.status !== 400 && answer.status !== 404) throw refusal(answer);
      const after = (await read(account, attempt)) ?? before;
      if (after.status === 'AUTHORIZED' && answer.status >= 300) throw refusal(answer);
      return isEndable(after) || after.status === 'EXPIRED' ? { ...after, status: 'CANCELLED', action: null } : after;
    },
    async capture(account, attempt, amount) {
      const paymentId = attempt.data.paymentId ?? (await read(account, attempt))?.data?.paymentId;
      if (paymentId === undefined) throw new GatewayUnclear('Xendit does not say which payment is authorised.');
      const path = `/v3/payments/${encodeURIComponent(paymentId)}/capture`;
      const answer = await send(account, 'POST', path, { key: `${attempt.id}-capture`, body: { capture_amount: rupiah(amount) } });
      if (answer.status < 300) return paymentOfRequest(answer.body, answer.body, null);
      const observed = answer.status === 400 ? await read(account, attempt) : null;
      if (observed?.status === 'PAID') return observed;
      throw refusal(answer);
    },
    async refund(account, attempt, refund) {
      const known = await findRefund(account, attempt, refund);
      if (known) return known;
      const body = refundBody(attempt, refund, attempt.data.kind === 'invoice');
      const answer = await send(account, 'POST', '/refunds', { key: refund.id, body });
      if (answer.status < 300) return providerRefundOf(answer.body);
      if (answer.status !== 409) throw refusal(answer);
      const made = await findRefund(account, attempt, refund);
      if (made === null) throw new GatewayUnclear('Xendit has the refund and does not show it.');
      return made;
    },
    readRefund: findRefund,
    readNotification: ({ credentials }, raw) => readXenditNotification(credentials.callbackToken ?? '', raw),
  };
}

/** The error for a refused call: final, or worth a later try. */
function refusal({ status, body }: ProviderAnswer): Error {
  const code = textOf(body.error_code) ?? String(status);
  const message = textOf(body.message) ?? 'It was refused.';
  return LATER.has(code) ? new GatewayUnreachable(`Xendit cannot do it now: ${message}`) : new GatewayRefused(message, code);
}

/** Whether the object does not exist; a wrong URL also answers 404, but with another code. */
function isMissing({ error_code: code }: XenditBody): boolean {
  return typeof code === 'string' && /(^DATA_NOT_FOUND|NOT_FOUND_ERROR)$/.test(code);
}

function isEndable({ status }: ProviderPayment): boolean {
  return status === 'PENDING' || status === 'REQUIRES_ACTION' || status === 'AUTHORIZED';
}
