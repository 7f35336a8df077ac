import { LRUCache } from 'lru-cache';
import { type Limiter, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';

/** How many different codes the guests of one address may try. */
const ALLOWED = { codes: 60, seconds: 600 } as const;

interface Guesses {
  readonly limiter: Limiter;
  /** Codes that an address has tried: pricing a basket again and again with one code is one guess. */
  readonly tried: LRUCache<string, true>;
}

const guesses = perApp(
  ({ sharedStore }: Services): Guesses => ({
    limiter: makeLimiter(sharedStore, { name: 'promotion-codes', points: ALLOWED.codes, duration: ALLOWED.seconds }),
    tried: new LRUCache({ max: 20_000, ttl: ALLOWED.seconds * 1000 }),
  }),
);

/**
 * Counts the codes that a guest tries, also correct ones. They are counted before they are looked up, so that parallel requests
 * allow no more guesses.
 * @throws TOO_MANY_ATTEMPTS
 */
export async function countGuesses(ctx: Context, codes: readonly string[]): Promise<void> {
  const { limiter, tried } = guesses(ctx.services);
  const address = `${tenantOf(ctx)}|${hostKeyOf(ctx.ip ?? '')}`;
  const fresh = codes.filter((code) => !tried.has(`${address}|${code}`));
  if (fresh.length === 0) return;
  const { isOver, retryAfterSeconds: retryAfter } = await limiter.count(address, fresh.length);
  if (isOver)
    throw new UserFailure('TOO_MANY_ATTEMPTS', `Too many codes were tried; try again in ${retryAfter} s.`, {
      field: ['promotionCodes'],
      details: { retryAfter },
    });
  for (const code of fresh) tried.set(`${address}|${code}`, true);
}
