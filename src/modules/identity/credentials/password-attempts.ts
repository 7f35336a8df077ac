import { type LimitState, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { audit } from '../../../kernel/request/audit.ts';
import type { Context, Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { guestSession } from '../../../kernel/request/session.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import { findAccount } from '../model/find-account.ts';
import { normalEmail } from '../model/normal-email.ts';
import { type Realm, transactIn } from '../model/realm.ts';
import { serializeByKey } from '../model/serialize-by-key.ts';

/** A name in a realm for which a password is tried; the account may not exist. */
export interface AccountKey {
  readonly realm: Realm;
  readonly name: string;
}

/** Number of wrong passwords for one account from one address, and the seconds after which they are forgotten. */
export const PASSWORD_ATTEMPTS = { points: 10, duration: 300 } as const;

const wrongPasswords = perApp(({ sharedStore }: Services) => makeLimiter(sharedStore, { name: 'password', ...PASSWORD_ATTEMPTS }));

/** Longer than any username or e-mail address. */
const MAX_NAME = 255;

/** The normal form of a username or e-mail address, for look-ups and counters. */
export function accountName(name: string): string {
  return normalEmail(name.slice(0, 2 * MAX_NAME)).slice(0, MAX_NAME);
}

/** Key of an account for attempt counters. */
export function keyOf({ realm, name }: AccountKey): string {
  return `${realm.name}|${name}`;
}

/**
 * One attempt to prove a password. Wrong passwords count per account and address, so that an attacker elsewhere cannot lock
 * out the owner. `prove` returns null for a wrong password; a right one resets the counter.
 * @throws INVALID_CREDENTIALS with `wrong`, TOO_MANY_ATTEMPTS
 */
export function attemptPassword<T>(ctx: Context, account: AccountKey, prove: () => Promise<T | null>, wrong: string, field?: FieldPath): Promise<T> {
  const limiter = wrongPasswords(ctx.services);
  const key = `${keyOf(account)}|${hostKeyOf(ctx.ip ?? '')}`;
  const at = field && { field };
  return serializeByKey(ctx.services, `password|${key}`, async () => {
    const before = await limiter.peek(key);
    if (before.remaining <= 0) throw tooManyAttempts(before, at);
    const proven = await prove();
    if (proven === null) {
      const { remaining } = await limiter.count(key);
      if (remaining <= 0) auditSignInRefused(ctx, account, 'Wrong passwords from one address');
      throw new UserFailure('INVALID_CREDENTIALS', wrong, at);
    }
    if (before.remaining < PASSWORD_ATTEMPTS.points) await limiter.reset(key);
    return proven;
  });
}

export function tooManyAttempts({ retryAfterSeconds: retryAfter }: LimitState, at?: { readonly field: FieldPath }): UserFailure {
  return new UserFailure('TOO_MANY_ATTEMPTS', `Too many failed attempts; try again in ${retryAfter} s.`, { ...at, details: { retryAfter } });
}

/** Audits that sign-ins of an account are refused. Callers do not wait for it: the extra time would reveal that the account exists. */
export function auditSignInRefused(ctx: Context, { realm, name }: AccountKey, reason: string): void {
  const { logger } = ctx.services;
  logger.warn({ tenantId: realm.tenantId, ip: ctx.ip, reason }, 'sign-ins are refused for a while');
  const written = transactIn(ctx, realm, guestSession(realm.tenantId), async (scoped) => {
    const user = await findAccount(scoped.em, realm, name);
    if (user) await audit(scoped, { action: 'SIGN_IN_REFUSED', outletId: user.outlet?.id ?? null, entityType: 'User', entityId: user.id, reason });
  });
  written.catch((error: unknown) => logger.warn({ err: error }, 'refused sign-ins could not be written down'));
}
