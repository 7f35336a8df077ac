import { type Limiter, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import type { Context, Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import type { Account } from '../model/realm.ts';
import { type AccountKey, keyOf, PASSWORD_ATTEMPTS } from './password-attempts.ts';
import { DURATION_SECONDS, isKnownAddress, SIGN_IN_ATTEMPTS } from './sign-in-attempts.ts';

interface Counters {
  readonly here: Limiter;
  readonly everywhere: Limiter;
}

const counters = perApp(
  ({ sharedStore }: Services): Counters => ({
    here: makeLimiter(sharedStore, { name: 'account', ...PASSWORD_ATTEMPTS }),
    everywhere: makeLimiter(sharedStore, { name: 'account-everywhere', points: SIGN_IN_ATTEMPTS.account, duration: DURATION_SECONDS }),
  }),
);

/**
 * Proves an account within limits that count per account, not per name, so that guesses by e-mail address and by username
 * add up. When a limit is used up, even a right password fails, after the same time and with the same answer: another
 * answer would reveal that two names are one account. A name without an account has its own counter.
 */
export async function proveAccount(
  ctx: Context,
  tried: AccountKey,
  account: Account | null,
  prove: (account: Account | null) => Promise<Account | null>,
): Promise<Account | null> {
  const { here, everywhere } = counters(ctx.services);
  const key = keyOf({ realm: tried.realm, name: account?.id ?? tried.name });
  const keyHere = `${key}|${hostKeyOf(ctx.ip ?? '')}`;
  const [atAddress, inAll] = await Promise.all([here.peek(keyHere), everywhere.peek(key)]);
  const isSpent = atAddress.remaining <= 0 || (inAll.remaining <= 0 && !(await isKnownAddress(ctx, tried)));
  const proven = await prove(isSpent ? null : account);
  if (proven === null) await Promise.all([here.count(keyHere), everywhere.count(key)]);
  else if (atAddress.remaining < PASSWORD_ATTEMPTS.points) await here.reset(keyHere);
  return proven;
}
