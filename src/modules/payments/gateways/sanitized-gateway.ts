import type { PaymentAction } from '../model/payment.entity.ts';
import type { PaymentOptions, ProviderPayment, ProviderRefund } from './gateway.ts';
import { type Account, type Gateway, GatewayRefused, GatewayUnclear, GatewayUnreachable, type Notification, NotificationRefused } from './gateway.ts';
import { redactor, redactResponse, sanitizeText } from './redact.ts';

const MAX_ID = 255;
const MAX_REASON = 500;
/** Maximum length of an event's key as it is stored. */
const MAX_NAME = 200;
const PAGES = new Set(['http:', 'https:']);
/** Schemes that a browser would execute or read instead of opening a wallet. */
const NOT_A_WALLET = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:', 'filesystem:']);

/**
 * Wraps a gateway so that its answers always fit their types. An answer that makes no sense is GatewayUnclear, never an
 * internal error. Texts can be stored, and hold neither the account's secrets nor the customer's data. Links are safe.
 */
export function sanitizedGateway(gateway: Gateway): Gateway {
  const { provider } = gateway;

  async function guarded<T, R>(
    account: Account,
    options: PaymentOptions,
    call: () => Promise<T>,
    check: (answer: T, hide: (text: string) => string) => R,
  ): Promise<R> {
    const hide = redactor(account.credentials, options);
    try {
      return check(await call(), hide);
    } catch (error) {
      const message = hide(sanitizeText(error instanceof Error ? error.message : '', MAX_REASON));
      if (error instanceof GatewayRefused) throw new GatewayRefused(message, hide(sanitizeText(error.code, MAX_ID)));
      if (error instanceof GatewayUnreachable) throw new GatewayUnreachable(message);
      if (error instanceof GatewayUnclear) throw new GatewayUnclear(message);
      throw new GatewayUnclear(`${provider} answered something that makes no sense (${error instanceof Error ? error.name : 'unknown'}).`);
    }
  }

  const orNone =
    <T, R>(check: (answer: T, hide: (text: string) => string) => R) =>
    (answer: T | null, hide: (text: string) => string): R | null =>
      answer && check(answer, hide);

  return {
    ...gateway,
    create: (account, attempt, options) => guarded(account, options, () => gateway.create(account, attempt, options), sanitizePayment),
    read: (account, attempt) => guarded(account, {}, () => gateway.read(account, attempt), orNone(sanitizePayment)),
    cancel: (account, attempt) => guarded(account, {}, () => gateway.cancel(account, attempt), orNone(sanitizePayment)),
    capture: (account, attempt, amount) => guarded(account, {}, () => gateway.capture(account, attempt, amount), sanitizePayment),
    refund: (account, attempt, refund) => guarded(account, {}, () => gateway.refund(account, attempt, refund), sanitizeRefund),
    readRefund: (account, attempt, refund) => guarded(account, {}, () => gateway.readRefund(account, attempt, refund), orNone(sanitizeRefund)),
    readNotification(account, raw) {
      try {
        return sanitizeNotification(gateway.readNotification(account, raw));
      } catch (error) {
        if (error instanceof NotificationRefused) throw error;
        throw new NotificationRefused(400, 'It makes no sense.');
      }
    },
  };
}

function sanitizePayment(observed: ProviderPayment, hide: (text: string) => string): ProviderPayment {
  return {
    ...observed,
    providerReference: idOf(observed.providerReference),
    ourReference: idOf(observed.ourReference),
    currency: observed.currency === null ? null : sanitizeText(observed.currency, 3),
    refunded: Number.isSafeInteger(observed.refunded) && Number(observed.refunded) >= 0 ? Number(observed.refunded) : null,
    action: observed.action ? sanitizeAction(observed.action) : null,
    expiresAt: observed.expiresAt && !Number.isNaN(observed.expiresAt.getTime()) ? observed.expiresAt : null,
    data: Object.fromEntries(Object.entries(observed.data ?? {}).map(([name, value]) => [name, idOf(value) ?? ''])),
    reason: observed.reason == null ? null : hide(sanitizeText(observed.reason, MAX_REASON)),
    response: redactResponse(observed.response, hide),
  };
}

function sanitizeRefund(observed: ProviderRefund, hide: (text: string) => string): ProviderRefund {
  return {
    status: observed.status,
    providerReference: idOf(observed.providerReference),
    reason: observed.reason == null ? null : hide(sanitizeText(observed.reason, MAX_REASON)),
  };
}

/** Long event keys that begin alike stay different: sanitizeText ends a long text with a digest of it. */
function sanitizeNotification(notification: Notification): Notification {
  const ids = notification.providerReferences.filter((id) => typeof id === 'string' && id !== '' && id.length <= MAX_ID && sanitizeText(id, MAX_ID) === id);
  const { ourReference, currency } = notification;
  return {
    ...notification,
    eventKey: sanitizeText(notification.eventKey, MAX_NAME),
    type: sanitizeText(notification.type, 100),
    ourReference: ourReference === null ? null : sanitizeText(ourReference, MAX_ID),
    providerReferences: ids,
    currency: currency === null ? null : sanitizeText(currency, 10),
  };
}

/** An id from a provider; null: not given. @throws GatewayUnclear for a value that is no id */
function idOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string' || value.length > MAX_ID || !/^[\x20-\x7e]*$/.test(value))
    throw new GatewayUnclear('The provider answered an id that is none.');
  return value;
}

/** Keeps only harmless fields: clients open the links unchecked. */
function sanitizeAction(action: PaymentAction): PaymentAction | null {
  const entries = Object.entries(action).flatMap(([name, value]) => (typeof value === 'string' && isHarmless(name, value) ? [[name, value] as const] : []));
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

const MAX_ACTION = 4000;

function isHarmless(name: string, value: string): boolean {
  if (value.length > MAX_ACTION || sanitizeText(value, MAX_ACTION) !== value) return false;
  if (!name.endsWith('Url')) return true;
  const scheme = URL.parse(value)?.protocol;
  if (scheme === undefined) return false;
  return name === 'deeplinkUrl' ? !NOT_A_WALLET.has(scheme) : PAGES.has(scheme);
}
