import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Services } from '../../kernel/context.ts';
import { Failure, type FieldPath } from '../../kernel/failure.ts';
import { perApp } from '../../kernel/per-app.ts';

/** What wrong attempts are counted by. */
export interface Limit {
  readonly kind: 'password' | 'pin';
  readonly key: string;
  /** Whether a right attempt forgives the wrong ones before it. */
  readonly forgiven: boolean;
}

/** Failed attempts before one has to wait, and how long, in seconds; a right one is let in until then. */
const ALLOWED = { password: { points: 10, duration: 300 }, pin: { points: 5, duration: 900 } } as const;

const counters = perApp(() => ({ password: new RateLimiterMemory(ALLOWED.password), pin: new RateLimiterMemory(ALLOWED.pin) }));

/** Attempts that wait for the one before them, by what they count against. */
const lines = perApp(() => new Map<string, Promise<unknown>>());

/** Longer than any username or e-mail address. */
const MAX_NAME = 255;

/** A username or an e-mail address as it is looked up and counted. */
export function accountName(given: string): string {
  return given.trim().toLowerCase().slice(0, MAX_NAME);
}

/** Of one account from one address, so that nobody is locked out from elsewhere. */
export function passwordLimit(realm: string, name: string, ip: string | null): Limit {
  return { kind: 'password', key: `${realm}|${name}|${ip ?? ''}`, forgiven: true };
}

/**
 * Of PINs, which are short: of one account wherever it is tried, and of whoever asks whatever account they try. Right
 * ones in between forgive nothing, or each would buy more guesses.
 */
export function pinLimits(realm: string, name: string, askerId: string): readonly Limit[] {
  return [`by|${realm}|${askerId}`, `of|${realm}|${name}`].map((key) => ({ kind: 'pin', key, forgiven: false }));
}

/**
 * One attempt to prove something, held against its limits. `prove` gives null for a wrong one, which counts against all
 * of them.
 * @throws INVALID_CREDENTIALS with `wrong`, TOO_MANY_ATTEMPTS
 */
export function attempt<T>(services: Services, limits: readonly Limit[], prove: () => Promise<T | null>, wrong: string, field?: FieldPath): Promise<T> {
  const at = field && { field };
  const work = async (): Promise<T> => {
    for (const limit of limits) {
      const before = await counters(services)[limit.kind].get(limit.key);
      if (before && before.remainingPoints <= 0) throw tooMany(before, at);
    }
    const proven = await prove();
    if (proven === null) {
      for (const limit of limits) await count(services, limit);
      throw new Failure('INVALID_CREDENTIALS', wrong, at);
    }
    for (const { kind, key, forgiven } of limits) if (forgiven) await counters(services)[kind].delete(key);
    return proven;
  };
  return limits.reduceRight(
    (next, { kind, key }) =>
      () =>
        inLine(services, `${kind}|${key}`, next),
    work,
  )();
}

/** The last PIN that is allowed begins the whole waiting time; passwords wait until their first failure is forgotten. */
async function count(services: Services, { kind, key }: Limit): Promise<void> {
  const { remainingPoints } = await counters(services)[kind].penalty(key);
  if (kind === 'pin' && remainingPoints <= 0) await counters(services).pin.block(key, ALLOWED.pin.duration);
}

/** One after the other: at the same time, more guesses would be let in than are allowed. */
async function inLine<T>(services: Services, key: string, work: () => Promise<T>): Promise<T> {
  const waiting = lines(services);
  const mine = (waiting.get(key) ?? Promise.resolve()).then(work);
  const done = mine.catch(() => undefined);
  waiting.set(key, done);
  try {
    return await mine;
  } finally {
    if (waiting.get(key) === done) waiting.delete(key);
  }
}

function tooMany(state: RateLimiterRes, at: { readonly field: FieldPath } | undefined): Failure {
  const retryAfter = Math.ceil(state.msBeforeNext / 1000);
  return new Failure('TOO_MANY_ATTEMPTS', `Too many failed attempts; try again in ${retryAfter} s.`, { ...at, details: { retryAfter } });
}
