import {
  type Account,
  type Attempt,
  type Capability,
  type Gateway,
  GatewayRefused,
  GatewayUnclear,
  type ProviderPayment,
  type ProviderRefund,
  type RefundAttempt,
} from '../gateway.ts';
import type { ProviderHttp } from '../provider-http.ts';
import { chargeBody, isHosted, pageBody, rupiah } from './midtrans-charge.ts';
import { type MidtransUrls, midtransClient, refusal, transactionOf } from './midtrans-client.ts';
import { type MidtransBody, providerPaymentOf, readMidtransNotification, refundOf, statusOf, storedResponse } from './midtrans-state.ts';

const capabilities: readonly Capability[] = [
  { method: 'QRIS', currencies: ['IDR'], manualCapture: false, refunds: 'PARTIAL' },
  { method: 'EWALLET', currencies: ['IDR'], manualCapture: false, refunds: 'PARTIAL' },
  { method: 'CARD', currencies: ['IDR'], manualCapture: true, refunds: 'PARTIAL' },
  { method: 'BANK_TRANSFER', currencies: ['IDR'], manualCapture: false, refunds: 'NONE' },
];

/** Codes of Midtrans's answers (payments reference §2.6). */
const NOT_FOUND = 404;
const DUPLICATE = 406;
const CANNOT_CHANGE = 412;

/**
 * Midtrans, Core API and Snap (payments reference §2). Our id is its order_id: Midtrans refuses a second charge with it,
 * so the first charge is read instead. Its idempotency keys live five minutes: they make retries cheap, not safe.
 * @param now the clock, to calculate how long a payment stays open
 */
export function midtransGateway(http: ProviderHttp, urls: MidtransUrls, now: () => Date): Gateway {
  const ask = midtransClient(http, urls);

  async function status(account: Account, id: string): Promise<MidtransBody | null> {
    const answer = await ask(account, 'core', 'GET', `/v2/${encodeURIComponent(id)}/status`);
    if (statusOf(answer.body) !== '') return answer.body;
    if (answer.code === NOT_FOUND) return null;
    // Never null ("there is none"), nor a refusal: after e.g. a revoked key the payment may still exist.
    throw new GatewayUnclear(`Midtrans did not say what became of it: ${refusal(answer).message} (${answer.code}).`);
  }

  async function read(account: Account, attempt: Attempt): Promise<ProviderPayment | null> {
    const found = await status(account, attempt.id);
    if (found) return providerPaymentOf(attempt, found, isPage(attempt));
    return isPage(attempt) ? openPage(attempt) : null;
  }

  async function createPage(account: Account, attempt: Attempt, body: object): Promise<ProviderPayment> {
    const answer = await ask(account, 'snap', 'POST', '/transactions', { key: `${attempt.id}-page`, body });
    const { token, redirect_url: redirectUrl, error_messages: errors } = answer.body;
    if (typeof token === 'string' && typeof redirectUrl === 'string') {
      const { clientKey } = account.credentials;
      const action = { redirectUrl, clientSecret: token, ...(clientKey && { publicKey: clientKey }) };
      return { ...openPage(attempt), action, data: { page: token }, response: storedResponse(answer.body) };
    }
    // The answer to an earlier create was lost, and a customer has used the page already.
    const known = await status(account, attempt.id);
    if (known) return { ...providerPaymentOf(attempt, known, true), data: { page: '' } };
    throw new GatewayRefused(Array.isArray(errors) ? errors.join('; ') : 'No page was opened.', String(answer.code));
  }

  /** Cancels the transaction if it is not over; returns its state. Null: there is no transaction. */
  async function end(account: Account, attempt: Attempt): Promise<ProviderPayment | null> {
    const before = await status(account, attempt.id);
    if (before === null) return null;
    const observed = providerPaymentOf(attempt, before, isPage(attempt));
    if (!isEndable(observed)) return observed;
    const answer = await ask(account, 'core', 'POST', `/v2/${encodeURIComponent(attempt.id)}/cancel`, { key: `${attempt.id}-cancel` });
    if (answer.code < 300) return providerPaymentOf(attempt, transactionOf(answer), isPage(attempt));
    const after = await read(account, attempt);
    if (answer.code !== CANNOT_CHANGE && answer.code !== NOT_FOUND && (after === null || isEndable(after))) throw refusal(answer);
    // Authorised money stays AUTHORIZED until Midtrans releases it; a payment that waits for a customer counts as cancelled.
    return after && isEndable(after) && after.status !== 'AUTHORIZED' ? { ...after, status: 'CANCELLED', action: null } : after;
  }

  async function readRefund(account: Account, attempt: Attempt, refund: RefundAttempt): Promise<ProviderRefund | null> {
    const found = await status(account, attempt.id);
    if (found === null) return null;
    const known = refundOf(found, refund.id);
    if (known) return known;
    // Before its settlement a card charge is cancelled, not refunded.
    if (statusOf(found) === 'cancel') return { status: 'SUCCEEDED', providerReference: refund.providerReference };
    if (refund.providerReference === null) return null;
    return { status: 'FAILED', providerReference: refund.providerReference, reason: 'It was accepted, and has not been carried out.' };
  }

  /** Cancels a card charge in place of a refund: before its settlement only a cancellation of the whole charge works. Null: not possible. */
  async function cancelAsRefund(account: Account, attempt: Attempt, refund: RefundAttempt): Promise<ProviderRefund | null> {
    const found = await status(account, attempt.id);
    const calledOff: ProviderRefund = { status: 'SUCCEEDED', providerReference: refund.providerReference };
    if (found === null || statusOf(found) === 'cancel') return found && calledOff;
    if (statusOf(found) !== 'capture' || providerPaymentOf(attempt, found, false).captured !== refund.amount) return null;
    const answer = await ask(account, 'core', 'POST', `/v2/${encodeURIComponent(attempt.id)}/cancel`, { key: `${refund.id}-void` });
    return answer.code < 300 ? calledOff : null;
  }

  return {
    provider: 'midtrans',
    capabilities,
    credentials: { needed: ['serverKey'], optional: ['clientKey', 'merchantId'] },
    async create(account, attempt, options) {
      if (isHosted(attempt, options)) return createPage(account, attempt, pageBody(attempt, options, now()));
      const answer = await ask(account, 'core', 'POST', '/v2/charge', { key: `${attempt.id}-charge`, body: chargeBody(attempt, options, now()) });
      if (statusOf(answer.body) !== '') return providerPaymentOf(attempt, answer.body, false);
      if (answer.code !== DUPLICATE) throw refusal(answer);
      const known = await read(account, attempt);
      if (known === null) throw new GatewayUnclear('Midtrans has the order and does not show it.');
      return known;
    },
    read,
    async cancel(account, attempt) {
      const page = attempt.data.page;
      if (page) await ask(account, 'snap', 'POST', `/transactions/${encodeURIComponent(page)}/cancel`, { key: `${attempt.id}-close` });
      const ended = await end(account, attempt);
      return ended ?? (isPage(attempt) ? { ...openPage(attempt), status: 'CANCELLED' } : null);
    },
    async capture(account, attempt, amount) {
      const body = { transaction_id: attempt.providerReference, gross_amount: rupiah(amount) };
      const answer = await ask(account, 'core', 'POST', '/v2/capture', { key: `${attempt.id}-capture`, body });
      if (answer.code < 300 && statusOf(answer.body) !== 'deny') return providerPaymentOf(attempt, transactionOf(answer), false);
      const observed = answer.code === CANNOT_CHANGE ? await read(account, attempt) : null;
      if (observed?.status === 'PAID') return observed;
      throw refusal(answer);
    },
    async refund(account, attempt, refund) {
      const id = attempt.providerReference ?? attempt.id;
      const body = { refund_key: refund.id, amount: rupiah(refund.amount), reason: refund.reason.slice(0, 255) };
      const answer = await ask(account, 'core', 'POST', `/v2/${encodeURIComponent(id)}/refund`, { key: `${refund.id}-refund`, body });
      if (answer.code >= 300) {
        const known = answer.code === DUPLICATE ? await readRefund(account, attempt, refund) : null;
        const done = known ?? (answer.code === CANNOT_CHANGE ? await cancelAsRefund(account, attempt, refund) : null);
        if (done) return done;
        if (answer.code === DUPLICATE) throw new GatewayUnclear('Midtrans has the refund and does not show it.');
        throw refusal(answer);
      }
      const { refund_chargeback_id: number } = answer.body;
      const accepted: ProviderRefund = { status: 'PENDING', providerReference: number === undefined ? null : String(number) };
      // The answer does not say whether the bank has confirmed the refund.
      const seen = await status(account, attempt.id).catch(() => null);
      return (seen && refundOf(seen, refund.id)) ?? accepted;
    },
    readRefund,
    readNotification: ({ credentials }, { body }) => readMidtransNotification(credentials.serverKey ?? '', body),
  };
}

/** Whether the customer was sent to Midtrans's page. */
function isPage({ data }: Attempt): boolean {
  return data.page !== undefined;
}

/** State of a page on which the customer has not chosen yet: Midtrans knows no transaction. */
function openPage({ id }: Attempt): ProviderPayment {
  return { status: 'REQUIRES_ACTION', providerReference: null, ourReference: id, currency: null, amount: null, response: {} };
}

function isEndable({ status }: ProviderPayment): boolean {
  return status === 'PENDING' || status === 'REQUIRES_ACTION' || status === 'AUTHORIZED';
}
