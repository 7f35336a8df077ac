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

/** Whose password is tried: a name in a realm, whether or not there is such an account. */
export interface AccountKey {
  readonly realm: Realm;
  readonly name: string;
}

/** Wrong passwords of one account from one address before one has to wait, and how long, in seconds. */
export const PASSWORD_ATTEMPTS = { points: 10, duration: 300 } as const;

const wrongPasswords = perApp(({ sharedStore }: Services) => makeLimiter(sharedStore, { name: 'password', ...PASSWORD_ATTEMPTS }));

/** Longer than any username or e-mail address. */
const MAX_NAME = 255;

/** A username or an e-mail address as it is looked up and counted. */
export function accountName(name: string): string {
  return normalEmail(name.slice(0, 2 * MAX_NAME)).slice(0, MAX_NAME);
}

/** Stands for an account where attempts are counted. */
export function keyOf({ realm, name }: AccountKey): string {
  return `${realm.name}|${name}`;
}

/**
 * One attempt to prove a password, held against the wrong ones of the same account from the same address, so that nobody
 * is locked out from elsewhere. `prove` gives null for a wrong one; a right one forgives those before it.
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

/** Has it written down that an account has to wait. Nobody waits for that: it would tell that there is such an account. */
export function auditSignInRefused(ctx: Context, { realm, name }: AccountKey, reason: string): void {
  const { logger } = ctx.services;
  logger.warn({ tenantId: realm.tenantId, ip: ctx.ip, reason }, 'sign-ins are refused for a while');
  const written = transactIn(ctx, realm, guestSession(realm.tenantId), async (scoped) => {
    const user = await findAccount(scoped.em, realm, name);
    if (user) await audit(scoped, { action: 'SIGN_IN_REFUSED', outletId: user.outlet?.id ?? null, entityType: 'User', entityId: user.id, reason });
  });
  written.catch((error: unknown) => logger.warn({ err: error }, 'refused sign-ins could not be written down'));
}
