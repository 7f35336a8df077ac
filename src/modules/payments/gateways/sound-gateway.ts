import type { PaymentAction } from '../model/payment.entity.ts';
import type { Observation, RefundObservation, Wishes } from './gateway.ts';
import { type Account, type Gateway, GatewayRefused, GatewayUnclear, GatewayUnreachable, type Notification, NotificationRefused } from './gateway.ts';
import { fitting, hiderOf, plainText } from './plain-answers.ts';

const MAX_ID = 255;
const MAX_REASON = 500;
/** Of an event's key and type, as they are kept. */
const MAX_NAME = 200;
const PAGES = new Set(['http:', 'https:']);
/** What a browser would carry out or read instead of opening a wallet. */
const NOT_A_WALLET = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:', 'filesystem:']);

/**
 * A gateway whose answers hold what its types promise, whatever the provider says: what makes no sense is unclear, never
 * a fault of ours; texts can be stored and hold neither the account's secrets nor what the customer gave; links are links.
 */
export function soundGateway(gateway: Gateway): Gateway {
  const { provider } = gateway;

  async function guarded<T, R>(account: Account, wishes: Wishes, call: () => Promise<T>, check: (answer: T, hide: (text: string) => string) => R): Promise<R> {
    const hide = hiderOf(account.credentials, wishes);
    try {
      return check(await call(), hide);
    } catch (error) {
      const message = hide(plainText(error instanceof Error ? error.message : '', MAX_REASON));
      if (error instanceof GatewayRefused) throw new GatewayRefused(message, hide(plainText(error.code, MAX_ID)));
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
    create: (account, attempt, wishes) => guarded(account, wishes, () => gateway.create(account, attempt, wishes), soundObservation),
    read: (account, attempt) => guarded(account, {}, () => gateway.read(account, attempt), orNone(soundObservation)),
    cancel: (account, attempt) => guarded(account, {}, () => gateway.cancel(account, attempt), orNone(soundObservation)),
    capture: (account, attempt, amount) => guarded(account, {}, () => gateway.capture(account, attempt, amount), soundObservation),
    refund: (account, attempt, refund) => guarded(account, {}, () => gateway.refund(account, attempt, refund), soundRefund),
    readRefund: (account, attempt, refund) => guarded(account, {}, () => gateway.readRefund(account, attempt, refund), orNone(soundRefund)),
    readNotification(account, raw) {
      try {
        return soundNotification(gateway.readNotification(account, raw));
      } catch (error) {
        if (error instanceof NotificationRefused) throw error;
        throw new NotificationRefused(400, 'It makes no sense.');
      }
    },
  };
}

function soundObservation(seen: Observation, hide: (text: string) => string): Observation {
  return {
    ...seen,
    providerReference: idOf(seen.providerReference),
    ourReference: idOf(seen.ourReference),
    currency: seen.currency === null ? null : plainText(seen.currency, 3),
    refunded: Number.isSafeInteger(seen.refunded) && Number(seen.refunded) >= 0 ? Number(seen.refunded) : null,
    action: seen.action ? soundAction(seen.action) : null,
    expiresAt: seen.expiresAt && !Number.isNaN(seen.expiresAt.getTime()) ? seen.expiresAt : null,
    data: Object.fromEntries(Object.entries(seen.data ?? {}).map(([name, value]) => [name, idOf(value) ?? ''])),
    reason: seen.reason == null ? null : hide(plainText(seen.reason, MAX_REASON)),
    response: fitting(seen.response, hide),
  };
}

function soundRefund(seen: RefundObservation, hide: (text: string) => string): RefundObservation {
  return {
    status: seen.status,
    providerReference: idOf(seen.providerReference),
    reason: seen.reason == null ? null : hide(plainText(seen.reason, MAX_REASON)),
  };
}

/** Two long keys that begin alike stay two: a long one is known by what it holds, not by its beginning. */
function soundNotification(notification: Notification): Notification {
  const ids = notification.providerReferences.filter((id) => typeof id === 'string' && id !== '' && id.length <= MAX_ID && plainText(id, MAX_ID) === id);
  const { ourReference, currency } = notification;
  return {
    ...notification,
    eventKey: plainText(notification.eventKey, MAX_NAME),
    type: plainText(notification.type, 100),
    ourReference: ourReference === null ? null : plainText(ourReference, MAX_ID),
    providerReferences: ids,
    currency: currency === null ? null : plainText(currency, 10),
  };
}

/** @throws GatewayUnclear for what is no id at all */
function idOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string' || value.length > MAX_ID || !/^[\x20-\x7e]*$/.test(value))
    throw new GatewayUnclear('The provider answered an id that is none.');
  return value;
}

/** Clients open these as they are. */
function soundAction(action: PaymentAction): PaymentAction | null {
  const given = Object.entries(action).flatMap(([name, value]) => (typeof value === 'string' && isHarmless(name, value) ? [[name, value] as const] : []));
  return given.length === 0 ? null : Object.fromEntries(given);
}

const MAX_ACTION = 4000;

function isHarmless(name: string, value: string): boolean {
  if (value.length > MAX_ACTION || plainText(value, MAX_ACTION) !== value) return false;
  if (!name.endsWith('Url')) return true;
  const scheme = URL.parse(value)?.protocol;
  if (scheme === undefined) return false;
  return name === 'deeplinkUrl' ? !NOT_A_WALLET.has(scheme) : PAGES.has(scheme);
}
