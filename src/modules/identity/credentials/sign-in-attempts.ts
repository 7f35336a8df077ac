import { type Limiter, type LimitState, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import type { Context, Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { hostKeyOf, networkKeyOf } from '../../../kernel/values/network-address.ts';
import { accountCondition } from '../model/find-account.ts';
import { serializeByKey } from '../model/serialize-by-key.ts';
import { secondsBefore } from '../model/session-lifetime.ts';
import { type AccountKey, attemptPassword, auditSignInRefused, keyOf, tooManyAttempts } from './password-attempts.ts';

/** Wrong sign-ins in 15 minutes: of one account from everywhere, and of one neighbourhood on whatever accounts. */
export const SIGN_IN_ATTEMPTS = { account: 30, neighbourhood: 100 } as const;
export const DURATION_SECONDS = 900;
/** For so long an address is known from which somebody has signed in. */
const KNOWN_SECONDS = 30 * 24 * 3600;
/** Of one account that are looked at, newest first. */
const MAX_SESSIONS = 300;

interface SignInLimiters {
  readonly account: Limiter;
  readonly neighbourhood: Limiter;
}

const limiters = perApp(({ sharedStore }: Services): SignInLimiters => {
  const of = (name: keyof SignInLimiters): Limiter =>
    makeLimiter(sharedStore, { name: `sign-in-${name}`, points: SIGN_IN_ATTEMPTS[name], duration: DURATION_SECONDS });
  return { account: of('account'), neighbourhood: of('neighbourhood') };
});

/**
 * One attempt to sign in. Beside the limit of every password: many addresses cannot share out the guesses at one account,
 * nor one neighbourhood the accounts. Addresses from which the account was signed in to lately go around both, so that
 * whoever guesses locks nobody out. What is refused is refused before anything is hashed.
 */
export function attemptSignIn<T>(ctx: Context, tried: AccountKey, prove: () => Promise<T | null>, wrong: string): Promise<T> {
  const { services, ip } = ctx;
  const { account, neighbourhood } = limiters(services);
  const keys = { account: keyOf(tried), neighbourhood: networkKeyOf(ip ?? '') };
  const exhausted = async (): Promise<LimitState | null> => {
    const standings = await Promise.all([account.peek(keys.account), neighbourhood.peek(keys.neighbourhood)]);
    return standings.find(({ remaining }) => remaining <= 0) ?? null;
  };
  const unlessWide = async (): Promise<T | null> => {
    const before = await exhausted();
    if (before && !(await isKnownAddress(ctx, tried))) throw tooManyAttempts(before);
    const proven = await prove();
    if (proven !== null) return proven;
    const [left] = await Promise.all([account.count(keys.account), neighbourhood.count(keys.neighbourhood)]);
    if (!before && left.remaining <= 0) auditSignInRefused(ctx, tried, 'Wrong passwords from many addresses');
    return null;
  };
  // Once there is nothing left nobody need wait for the one before, and the owner does not stand behind who guesses.
  const guarded = async (): Promise<T | null> => ((await exhausted()) ? unlessWide() : serializeByKey(services, `account|${keys.account}`, unlessWide));
  return attemptPassword(ctx, tried, guarded, wrong);
}

/** Whether the account was signed in to from here before. Asked of names that nobody has alike. */
export async function isKnownAddress({ services, ip }: Context, { realm, name }: AccountKey): Promise<boolean> {
  if (ip === null) return false;
  const where = { user: accountCondition(name), createdAt: { $gt: secondsBefore(services.clock.now(), KNOWN_SECONDS) } };
  const sessions = await realm.em(services).find(realm.sessions, where as never, { orderBy: { createdAt: 'desc' } as never, limit: MAX_SESSIONS });
  const here = hostKeyOf(ip);
  return sessions.some((session) => session.ip != null && hostKeyOf(session.ip) === here);
}
