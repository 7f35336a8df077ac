import { type LimitState, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import type { ProofPurpose } from '../model/mailbox-proof.entity.ts';

const MINUTE = 60;

/**
 * Limits for requested mails. The limit per mailbox and purpose prevents a flood; its period is short, so that an attacker
 * who uses it up cannot keep the owner from getting a valid mail. The limits per guest and per user allow the requests of
 * many people.
 */
const limiters = perApp(({ sharedStore }: Services) => ({
  mailbox: makeLimiter(sharedStore, { name: 'mailbox', points: 3 + 1, duration: 20 * MINUTE }),
  guest: makeLimiter(sharedStore, { name: 'mailbox-guest', points: 100 + 1, duration: 60 * MINUTE }),
  user: makeLimiter(sharedStore, { name: 'mailbox-user', points: 10 + 1, duration: 60 * MINUTE }),
}));

/** The request that takes the last point is the first request over the limit. */
const isTooMany = ({ remaining }: LimitState): boolean => remaining <= 0;

/**
 * Counts a request for a mail.
 * @returns whether a mail may go to this address; do not tell the caller, or it would reveal that others have asked
 * @throws TOO_MANY_ATTEMPTS when the caller asks too often, over all addresses
 */
export async function countMailRequest(ctx: Context, purpose: ProofPurpose, email: string): Promise<boolean> {
  const { guest, user, mailbox } = limiters(ctx.services);
  const { userId } = ctx.session;
  const limit = purpose === 'EMAIL_CHANGE' ? await user.count(`${tenantOf(ctx)}|${userId}`) : await guest.count(hostKeyOf(ctx.ip ?? ''));
  if (isTooMany(limit)) {
    const { retryAfterSeconds: retryAfter } = limit;
    throw new UserFailure('TOO_MANY_ATTEMPTS', `Too many requests; try again in ${retryAfter} s.`, { details: { retryAfter } });
  }
  return !isTooMany(await mailbox.count(`${tenantOf(ctx)}|${purpose}|${email}`));
}
