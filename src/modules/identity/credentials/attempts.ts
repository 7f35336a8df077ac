import { type LimitState, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { audit } from '../../../kernel/request/audit.ts';
import type { Context, Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { guestSession } from '../../../kernel/request/session.ts';
import { type FieldPath, UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import { findAccount } from '../model/find-account.ts';
import { inLine } from '../model/in-line.ts';
import { normalEmail } from '../model/normal-email.ts';
import { type Realm, transactIn } from '../model/realm.ts';

/** Whose password is tried: a name in a realm, whether or not there is such an account. */
export interface Tried {
  readonly realm: Realm;
  readonly name: string;
}

/** Wrong passwords of one account from one address before one has to wait, and how long, in seconds. */
export const ALLOWED = { points: 10, duration: 300 } as const;

const wrongPasswords = perApp(({ sharedStore }: Services) => makeLimiter(sharedStore, { name: 'password', ...ALLOWED }));

/** Longer than any username or e-mail address. */
const MAX_NAME = 255;

/** A username or an e-mail address as it is looked up and counted. */
export function accountName(given: string): string {
  return normalEmail(given.slice(0, 2 * MAX_NAME)).slice(0, MAX_NAME);
}

/** Stands for an account where attempts are counted. */
export function keyOf({ realm, name }: Tried): string {
  return `${realm.name}|${name}`;
}

/**
 * One attempt to prove a password, held against the wrong ones of the same account from the same address, so that nobody
 * is locked out from elsewhere. `prove` gives null for a wrong one; a right one forgives those before it.
 * @throws INVALID_CREDENTIALS with `wrong`, TOO_MANY_ATTEMPTS
 */
export function attempt<T>(ctx: Context, tried: Tried, prove: () => Promise<T | null>, wrong: string, field?: FieldPath): Promise<T> {
  const limiter = wrongPasswords(ctx.services);
  const key = `${keyOf(tried)}|${hostKeyOf(ctx.ip ?? '')}`;
  const at = field && { field };
  return inLine(ctx.services, `password|${key}`, async () => {
    const before = await limiter.peek(key);
    if (before.remaining <= 0) throw tooMany(before, at);
    const proven = await prove();
    if (proven === null) {
      const { remaining } = await limiter.count(key);
      if (remaining <= 0) tellRefused(ctx, tried, 'Wrong passwords from one address');
      throw new UserFailure('INVALID_CREDENTIALS', wrong, at);
    }
    if (before.remaining < ALLOWED.points) await limiter.reset(key);
    return proven;
  });
}

export function tooMany({ retryAfterSeconds: retryAfter }: LimitState, at?: { readonly field: FieldPath }): UserFailure {
  return new UserFailure('TOO_MANY_ATTEMPTS', `Too many failed attempts; try again in ${retryAfter} s.`, { ...at, details: { retryAfter } });
}

/** Has it written down that an account has to wait. Nobody waits for that: it would tell that there is such an account. */
export function tellRefused(ctx: Context, { realm, name }: Tried, reason: string): void {
  const { logger } = ctx.services;
  logger.warn({ tenantId: realm.tenantId, ip: ctx.ip, reason }, 'sign-ins are refused for a while');
  const told = transactIn(ctx, realm, guestSession(realm.tenantId), async (scoped) => {
    const user = await findAccount(scoped.em, realm, name);
    if (user) await audit(scoped, { action: 'SIGN_IN_REFUSED', outletId: user.outlet?.id ?? null, entityType: 'User', entityId: user.id, reason });
  });
  told.catch((error: unknown) => logger.warn({ err: error }, 'refused sign-ins could not be written down'));
}
