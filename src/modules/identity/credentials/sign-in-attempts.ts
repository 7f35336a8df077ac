import { type Limiter, type LimitState, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import type { Context, Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { hostKeyOf, networkKeyOf } from '../../../kernel/values/network-address.ts';
import { accountCondition } from '../model/find-account.ts';
import { serializeByKey } from '../model/serialize-by-key.ts';
import { secondsBefore } from '../model/session-lifetime.ts';
import { type AccountKey, attemptPassword, auditSignInRefused, keyOf, tooManyAttempts } from './password-attempts.ts';

/** Wrong sign-ins allowed in 15 minutes: for one account from all addresses, and from one network for all accounts. */
export const SIGN_IN_ATTEMPTS = { account: 30, neighbourhood: 100 } as const;
export const DURATION_SECONDS = 900;
/** How long an address stays known for an account after a sign-in from it. */
const KNOWN_SECONDS = 30 * 24 * 3600;
/** Number of sessions of one account that are read, newest first. */
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
 * One attempt to sign in. In addition to the limit of attemptPassword, it limits guesses for one account from many
 * addresses, and guesses from one network for many accounts. Both limits spare addresses from which the account was signed
 * in to lately, so that an attacker cannot lock out the owner. An attempt over a limit is refused before any hashing.
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
  // When a limit is used up, attempts are not serialised: the owner must not queue behind an attacker.
  const guarded = async (): Promise<T | null> => ((await exhausted()) ? unlessWide() : serializeByKey(services, `account|${keys.account}`, unlessWide));
  return attemptPassword(ctx, tried, guarded, wrong);
}

/** Whether the account was signed in to lately from this address. Names without an account are checked in the same way. */
export async function isKnownAddress({ services, ip }: Context, { realm, name }: AccountKey): Promise<boolean> {
  if (ip === null) return false;
  const where = { user: accountCondition(name), createdAt: { $gt: secondsBefore(services.clock.now(), KNOWN_SECONDS) } };
  const sessions = await realm.em(services).find(realm.sessions, where as never, { orderBy: { createdAt: 'desc' } as never, limit: MAX_SESSIONS });
  const here = hostKeyOf(ip);
  return sessions.some((session) => session.ip != null && hostKeyOf(session.ip) === here);
}
