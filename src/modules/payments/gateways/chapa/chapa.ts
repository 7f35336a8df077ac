import { createHmac } from 'node:crypto';
import { equalSecrets } from '../../../../kernel/secrets/secret-token.ts';
import {
  type Account,
  type Attempt,
  type Capability,
  type Gateway,
  GatewayRefused,
  GatewayUnclear,
  type Notification,
  NotificationRefused,
  type PaymentOptions,
  type ProviderPayment,
  type ProviderRefund,
  type RawNotification,
  type RefundAttempt,
} from '../gateway.ts';
import { isObject, notificationBody } from '../notification-body.ts';
import type { ProviderAnswer, ProviderHttp, ProviderRequest } from '../provider-http.ts';
import { type ChapaData, chapaRefundStatus, decimalAmount, minorAmount, paymentStatusOf, textOf, WALLETS } from './chapa-mapping.ts';

const CURRENCIES = ['ETB', 'USD'] as const;
const capabilities: readonly Capability[] = (['CARD', 'BANK_TRANSFER', 'EWALLET'] as const).map((method) => ({
  ...{ method, currencies: CURRENCIES, manualCapture: false, refunds: 'PARTIAL' },
}));

/**
 * Chapa (payments reference §6.1). Our id is its tx_ref, which Chapa accepts once: a repeated create is refused, and the
 * payment is read instead. Notifications and browser returns are only hints; the verify call gives the state.
 */
export function chapaGateway(http: ProviderHttp, url: string): Gateway {
  const send = ({ credentials }: Account, request: Omit<ProviderRequest, 'url'> & { readonly path: string }): Promise<ProviderAnswer> =>
    http.send({ ...request, url: `${url}${request.path}`, headers: { ...request.headers, authorization: `Bearer ${credentials.secretKey}` } });
  const get = (account: Account, path: string): Promise<ProviderAnswer> => send(account, { method: 'GET', path, headers: {}, repeatable: true });

  async function read(account: Account, attempt: Attempt): Promise<ProviderPayment | null> {
    const { status, body } = await get(account, `/transaction/verify/${attempt.id}`);
    if (status === 200 && isObject(body.data)) return providerPaymentOf(body.data);
    if (isNotPaid(body)) return unpaid(attempt);
    if (status === 404) return null;
    // Never null ("there is none"): after e.g. a revoked key the payment may still exist.
    throw new GatewayUnclear(`Chapa did not say what became of it: ${textOf(body.message)} (${status}).`);
  }

  /** Chapa's refund id comes only in its answer. Without it, our id is tried; then, for a refund of the whole amount, the payment decides. */
  async function readRefund(account: Account, attempt: Attempt, refund: RefundAttempt): Promise<ProviderRefund | null> {
    const { status, body } = await get(account, `/refund/${refund.providerReference ?? refund.id}/verify`);
    if (status === 200 && isObject(body.data)) return providerRefundOf(body.data);
    if (status !== 404) throw new GatewayUnclear(`Chapa did not say what became of the refund: ${textOf(body.message)} (${status}).`);
    const isWhole = refund.amount === attempt.amount;
    const payment = isWhole ? await read(account, attempt) : null;
    return payment?.refunded === attempt.amount ? { status: 'SUCCEEDED', providerReference: null } : null;
  }

  return {
    provider: 'chapa',
    capabilities,
    credentials: { needed: ['secretKey', 'webhookSecret'], optional: [] },
    async create(account, attempt, options) {
      const isDirect = attempt.method === 'EWALLET' && options.hostedPage !== true;
      const { path, body } = isDirect ? directCharge(attempt, options) : checkout(attempt, options);
      const answer = await send(account, { method: 'POST', path, headers: JSON_HEADERS, body: JSON.stringify(body), repeatable: true });
      // An earlier create came through and its answer was lost. The page's address is sent only once; read still finds what is paid there.
      if (isUsed(answer.body)) return (await read(account, attempt)) ?? unpaid(attempt);
      const { data } = requireData(answer);
      return isDirect ? charged(attempt, data) : opened(attempt, data);
    },
    read,
    async cancel(account, attempt) {
      await send(account, { method: 'PUT', path: `/transaction/cancel/${attempt.id}`, headers: {}, repeatable: true });
      // For every answer the payment is read: paid stays PAID, unpaid is CANCELLED for us. Chapa cannot recall a wallet's push.
      const providerPayment = await read(account, attempt);
      return (
        providerPayment &&
        (providerPayment.status === 'PENDING' || providerPayment.status === 'REQUIRES_ACTION' ? { ...providerPayment, status: 'CANCELLED' } : providerPayment)
      );
    },
    async capture() {
      throw new GatewayRefused('Chapa captures at once.', 'NOT_SUPPORTED');
    },
    async refund(account, attempt, refund) {
      // Chapa documents that a reference is accepted once. The refund is still read first: a lost answer must not refund twice.
      const known = await readRefund(account, attempt, refund);
      if (known) return known;
      const body = new URLSearchParams({
        ...{ reason: refund.reason, amount: decimalAmount(refund.amount, attempt.currency) },
        ...{ reference: refund.id, 'meta[reference]': refund.id },
      }).toString();
      const answer = await send(account, { method: 'POST', path: `/refund/${attempt.id}`, headers: FORM_HEADERS, body, repeatable: false });
      if (isUsed(answer.body)) return { status: 'PENDING', providerReference: null };
      const begun = providerRefundOf(requireData(answer).data);
      if (begun.status !== 'PENDING') return begun;
      // Chapa answers that the refund has begun; small refunds may be done already. If this read fails, `begun` keeps Chapa's refund id.
      const now = await readRefund(account, attempt, { ...refund, providerReference: begun.providerReference }).catch(() => null);
      return now ?? begun;
    },
    readRefund,
    readNotification,
  };
}

const JSON_HEADERS = { 'content-type': 'application/json' } as const;
const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' } as const;

interface Call {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

function checkout(attempt: Attempt, options: PaymentOptions): Call {
  const [firstName, ...rest] = (options.customerName ?? '').trim().split(/\s+/);
  const body = {
    ...money(attempt),
    ...(options.customerEmail != null && { email: options.customerEmail }),
    ...(firstName && { first_name: firstName }),
    ...(rest.length > 0 && { last_name: rest.join(' ') }),
    ...(localPhone(options) !== null && { phone_number: localPhone(options) }),
    ...(options.returnUrl != null && { return_url: options.returnUrl }),
  };
  return { path: '/transaction/initialize', body };
}

function directCharge(attempt: Attempt, options: PaymentOptions): Call {
  const wallet = (options.wallet ?? 'TELEBIRR').toUpperCase().replace(/[^A-Z]/g, '');
  const type = WALLETS.get(wallet);
  if (type === undefined) throw new GatewayRefused(`wallet must be ${[...WALLETS.keys()].join(', ')}; others on the hosted page.`, 'WALLET');
  const mobile = localPhone(options);
  if (mobile === null) throw new GatewayRefused('A wallet is charged by its phone number: customerPhone must be an Ethiopian mobile number.', 'PHONE');
  return { path: `/charges?type=${type}`, body: { ...money(attempt), mobile } };
}

function money({ id, amount, currency }: Attempt): Readonly<Record<string, string>> {
  return { amount: decimalAmount(amount, currency), currency, tx_ref: id };
}

/** The phone number as Chapa accepts it, 09… or 07…; null: no Ethiopian mobile number. */
function localPhone({ customerPhone }: PaymentOptions): string | null {
  const digits = (customerPhone ?? '').replace(/[\s().-]/g, '');
  const found = /^(?:\+?251|0)([79]\d{8})$/.exec(digits);
  return found ? `0${found[1]}` : null;
}

/** @throws GatewayRefused when Chapa refused the call */
function requireData({ status, body }: ProviderAnswer): { readonly data: ChapaData } {
  if (status >= 400 || body.status !== 'success') throw new GatewayRefused(textOf(body.message), String(status));
  return { data: isObject(body.data) ? body.data : {} };
}

function opened(attempt: Attempt, { checkout_url: redirectUrl }: ChapaData): ProviderPayment {
  if (typeof redirectUrl !== 'string') throw new GatewayUnclear('Chapa opened no page.');
  return { ...unpaid(attempt), action: { redirectUrl }, response: { checkout_url: redirectUrl } };
}

/** The customer confirms on the phone; some banks show a page instead. */
function charged(attempt: Attempt, { auth_type: how, meta }: ChapaData): ProviderPayment {
  const portal = isObject(meta) && typeof meta.portal === 'string' ? meta.portal : null;
  const refId = isObject(meta) && typeof meta.ref_id === 'string' ? meta.ref_id : null;
  return {
    ...unpaid(attempt),
    action: portal === null ? null : { redirectUrl: portal },
    data: refId === null ? {} : { refId },
    response: { auth_type: how ?? null, ref_id: refId },
  };
}

/** A payment that Chapa has and that is not paid yet: Chapa gives no details of it. */
function unpaid({ id }: Attempt): ProviderPayment {
  return { status: 'REQUIRES_ACTION', providerReference: null, ourReference: id, currency: null, amount: null, response: { status: 'pending' } };
}

function providerPaymentOf(data: ChapaData): ProviderPayment {
  const status = paymentStatusOf(data.status);
  const currency = typeof data.currency === 'string' ? data.currency : null;
  const amount = minorAmount(data.amount, currency);
  const isBack = data.status === 'refunded' || data.status === 'reversed';
  return {
    status,
    // A customer may try several times on one page, and each try has its own reference: only that of the paid try counts.
    providerReference: status === 'PAID' && typeof data.reference === 'string' ? data.reference : null,
    ourReference: typeof data.tx_ref === 'string' ? data.tx_ref : null,
    ...{ currency, amount },
    // Chapa does not report partial refunds.
    refunded: isBack ? amount : null,
    reason: status === 'FAILED' ? 'Chapa: the payment failed.' : null,
    response: Object.fromEntries(KEPT.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]]))),
  };
}

/** Fields of Chapa's answer to store: no customer data. */
const KEPT = ['status', 'reference', 'tx_ref', 'amount', 'currency', 'charge', 'mode', 'method', 'type', 'created_at', 'updated_at'] as const;

function providerRefundOf(data: ChapaData): ProviderRefund {
  const reference = data.ref_id ?? data.ref;
  return { status: chapaRefundStatus(data.status), providerReference: typeof reference === 'string' ? reference : null };
}

/**
 * x-chapa-signature signs the body. `chapa-signature` is the same for every body and is ignored.
 * @throws NotificationRefused
 */
function readNotification({ credentials }: Account, { headers, body }: RawNotification): Notification {
  const expected = createHmac('sha256', credentials.webhookSecret ?? '')
    .update(body)
    .digest('hex');
  const signature = headers['x-chapa-signature'];
  if (!credentials.webhookSecret || signature === undefined || !equalSecrets(signature.toLowerCase(), expected)) {
    throw new NotificationRefused(401, 'x-chapa-signature is wrong or missing.');
  }
  const message = notificationBody(body);
  if (typeof message.event !== 'string') throw new NotificationRefused(400, 'It is no event of Chapa.');
  const { event, status, currency } = message;
  const reference = typeof message.tx_ref === 'string' ? message.tx_ref : null;
  const number = typeof message.reference === 'string' ? message.reference : null;
  const isPayment = reference !== null && message.type !== 'Payout';
  const isClaim = isPayment && textOf(event).startsWith('charge.') && status !== 'refunded' && status !== 'reversed';
  const named = isClaim && typeof currency === 'string' ? currency : null;
  return {
    eventKey: [event, reference ?? number, status].map(String).join('|'),
    type: String(event),
    ourReference: reference,
    providerReferences: number === null ? [] : [number],
    amount: minorAmount(message.amount, named),
    currency: named,
    concerns: isPayment,
  };
}

function isUsed({ message }: ProviderAnswer['body']): boolean {
  return /used before/i.test(textOf(message));
}

/** Whether the page is open and not paid. Chapa answers this with a 404, too, although the payment exists. */
function isNotPaid({ message }: ProviderAnswer['body']): boolean {
  return /not paid/i.test(textOf(message));
}
