import { createHash } from 'node:crypto';
import { printable } from '../../../kernel/values/text.ts';
import type { PaymentOptions } from './gateway.ts';

const MAX_DEPTH = 6;
const MAX_ENTRIES = 100;
const MAX_TEXT = 2000;
const MAX_ANSWER = 50_000;
/** A shorter text is no secret, and would match parts of ordinary words. */
const MIN_SECRET = 4;

/** E-mail addresses are always hidden: the reason of a failure does not need them. */
const EMAIL = /[\w.%+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,190}/g;

/** A text that can be stored and printed. A text longer than `max` is cut; from `max` 100 on it ends in a digest of the whole text. */
export function sanitizeText(value: unknown, max: number): string {
  const text = printable(typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');
  if (text.length <= max) return text;
  if (max < 100) return text.slice(0, max).toWellFormed();
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return `${text.slice(0, max - 33)}#${digest}`.toWellFormed();
}

/** Returns a function that hides an account's secrets and the customer's data in a provider's texts: some providers echo their input. */
export function redactor(
  credentials: Readonly<Record<string, string>>,
  { cardToken, customerEmail, customerPhone, customerName }: PaymentOptions,
): (text: string) => string {
  const secrets = Object.values(credentials);
  const sent = [...secrets.map((secret) => `${secret}:`), ...secrets.flatMap((one) => secrets.map((other) => `${one}:${other}`))];
  const personal = [cardToken, customerEmail, customerPhone, customerName].filter((value) => value != null);
  const hidden = [...secrets.flatMap((secret) => secret.split(',')), ...secrets, ...sent.map((text) => Buffer.from(text).toString('base64')), ...personal]
    .filter((text) => text.length >= MIN_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) => hidden.reduce((left, secret) => left.replaceAll(secret, '[hidden]'), text).replace(EMAIL, '[hidden]');
}

/** A response as it may be stored: long and deep parts are cut. The limits are above what providers really send. */
export function redactResponse(response: Readonly<Record<string, unknown>>, hide: (text: string) => string): Readonly<Record<string, unknown>> {
  const answer = redactValue(response, hide, 0) as Readonly<Record<string, unknown>>;
  return JSON.stringify(answer).length > MAX_ANSWER ? { omitted: 'too long' } : answer;
}

function redactValue(value: unknown, hide: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return hide(sanitizeText(value, MAX_TEXT));
  if (value === null || typeof value !== 'object') return typeof value === 'number' && !Number.isFinite(value) ? null : value;
  if (depth === MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((one) => redactValue(one, hide, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ENTRIES)
      .map(([name, one]) => [hide(sanitizeText(name, 100)), redactValue(one, hide, depth + 1)]),
  );
}
