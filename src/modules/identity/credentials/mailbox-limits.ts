import { type LimitState, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import type { ProofPurpose } from '../model/mailbox-proof.entity.ts';

const MINUTE = 60;

/**
 * Mails to one mailbox for one purpose are so few that they do not flood it, and come so soon again that nobody can keep
 * its owner from getting one that is valid, by asking for others. What one guest or user asks for is many people's at most.
 */
const limiters = perApp(({ sharedStore }: Services) => ({
  mailbox: makeLimiter(sharedStore, { name: 'mailbox', points: 3 + 1, duration: 20 * MINUTE }),
  guest: makeLimiter(sharedStore, { name: 'mailbox-guest', points: 100 + 1, duration: 60 * MINUTE }),
  user: makeLimiter(sharedStore, { name: 'mailbox-user', points: 10 + 1, duration: 60 * MINUTE }),
}));

/** The request that takes the last point is the first one too many. */
const isTooMany = ({ remaining }: LimitState): boolean => remaining <= 0;

/**
 * Counts a request for a mail.
 * @returns whether one may go to this address: if not, nobody is told, or it would be known that others have asked
 * @throws TOO_MANY_ATTEMPTS to whoever asks too often, for whatever addresses
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
