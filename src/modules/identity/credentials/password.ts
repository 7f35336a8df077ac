import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import argon2 from 'argon2';
import { limitConcurrency } from '../../../kernel/concurrency/limit-concurrency.ts';
import type { Services } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { findForbiddenCharacter } from '../../../kernel/values/text.ts';

declare module '../../../kernel/database/server-secret.ts' {
  interface SecretPurposes {
    fingerprint: true;
  }
}

/** argon2id with OWASP's minimum: about 30 ms and 19 MiB per hash. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** In characters. */
export const MAX_PASSWORD = 200;
/** Only this many UTF-16 units of a sent password are read: more than the longest password in any encoding. */
const MAX_SENT = 1000;

/** Random hash without a known password; it is verified when the user is unknown, so that the answer takes as long. */
const NOBODYS_HASH = `$argon2id$v=19$m=19456,t=2,p=1$${unpadded(randomBytes(16))}$${unpadded(randomBytes(32))}`;

/**
 * Hashing takes whole processors away from orders: it may use a quarter of them, at least one, and only half of the time
 * when more than 10 requests wait. At most 50 wait, for some five seconds at most.
 */
const oneOfFew = limitConcurrency(
  { running: Math.max(1, Math.floor(availableParallelism() / 4)), waiting: 50, cooldownBeyond: 10 },
  () => new RequestError('RATE_LIMITED', 'Too many sign-ins at once; try again in a moment.'),
);

/**
 * The normal form of a password (RFC 8265, OpaqueString): the same from every keyboard and system, whether it sends an
 * accent as one character or as two, and with any kind of space.
 */
export function normalPassword(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}

export function hashPassword(password: string): Promise<string> {
  return oneOfFew(() => argon2.hash(normalPassword(password), PARAMETERS));
}

/** Names of the input fields that hold secrets. */
const SECRETS: readonly string[] = ['password', 'pin', 'newPassword', 'currentPassword', 'token'];

/**
 * An input whose secrets are replaced by keyed hashes: inputs are stored as plain hashes to recognise repeated commands,
 * and secrets could be guessed offline from plain hashes.
 */
export function withHashedSecrets<I extends object>(services: Services, input: I): I {
  const hashedInput = (name: string, value: unknown): unknown =>
    SECRETS.includes(name) && typeof value === 'string' ? services.secret.derive('fingerprint', value) : value;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, hashedInput(name, value)])) as I;
}

/** Whether a password matches a hash; without a hash (no such user) it takes the same time and returns false. */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  const sent = password.slice(0, MAX_SENT);
  const prepared = normalPassword(sent);
  const fits = (written: string): Promise<boolean> => oneOfFew(() => argon2.verify(hash ?? NOBODYS_HASH, written));
  // Earlier releases hashed the password as sent, which differs from the normal form only beyond ASCII.
  const proven = (await fits(prepared)) || (prepared !== sent && (await fits(sent)));
  return proven && hash !== null;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** Checks a new password; it must not be one of the user's sign-in names. @throws INVALID_INPUT at `field` */
export function checkPassword(password: string, names: readonly (string | null | undefined)[] = [], field: FieldPath = ['password']): string {
  const prepared = normalPassword(password);
  const { length } = [...prepared];
  if (length < 10 || length > MAX_PASSWORD) throw invalid(field, `must have 10 to ${MAX_PASSWORD} characters.`);
  const forbidden = findForbiddenCharacter(prepared);
  if (forbidden !== null) throw invalid(field, `must not contain ${forbidden}.`);
  if (names.includes(prepared.trim().toLowerCase())) throw invalid(field, 'must be another than the username and the e-mail address.');
  return password;
}
