import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedStore } from './redis.ts';

export interface LimiterOptions {
  /** Prefix of the keys. */
  readonly name: string;
  /** Points allowed in `duration` seconds. */
  readonly points: number;
  readonly duration: number;
}

export interface LimitState {
  readonly remaining: number;
  /** More was counted than is allowed. When several callers count at the same moment, it is true only for those beyond the limit. */
  readonly isOver: boolean;
  readonly retryAfterSeconds: number;
}

/**
 * Counts by key over a time: on this node, and in Redis for all nodes; the stricter result holds. It never opens: when
 * Redis is away or was emptied, the count of this node still holds.
 */
export interface Limiter {
  /** Counts `points` (default 1), also beyond the limit. Returns the state after it. */
  count(key: string, points?: number): Promise<LimitState>;
  peek(key: string): Promise<LimitState>;
  reset(key: string): Promise<void>;
  /** Blocks a key for this number of seconds. */
  block(key: string, seconds: number): Promise<void>;
}

type Backend = RateLimiterMemory | RateLimiterRedis;

export function makeLimiter(shared: SharedStore | null, { name, points, duration }: LimiterOptions): Limiter {
  const options = { keyPrefix: `dapur:limit:${name}`, points, duration };
  const memory = new RateLimiterMemory(options);
  const redis = shared && new RateLimiterRedis({ ...options, storeClient: shared.client });
  const inBoth = async <T>(work: (backend: Backend) => Promise<T>): Promise<T[]> => {
    const here = await work(memory);
    if (!redis || !shared?.isUsable()) return [here];
    try {
      const there = await work(redis);
      // The answer may have no numbers when the server is not a real Redis.
      if (there instanceof RateLimiterRes && !isCount(there)) throw new Error('Redis answers what is no count');
      return [here, there];
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      shared.failed(error);
      return [here];
    }
  };
  const limitStateOf = (state: RateLimiterRes | null): LimitState => ({
    remaining: state ? Math.max(state.remainingPoints, 0) : points,
    isOver: state !== null && state.consumedPoints > points,
    retryAfterSeconds: state ? Math.ceil(state.msBeforeNext / 1000) : 0,
  });
  const worst = (states: readonly (RateLimiterRes | null)[]): LimitState =>
    states.map(limitStateOf).reduce((one, other) => {
      if (one.isOver !== other.isOver) return other.isOver ? other : one;
      const isWorse = other.remaining < one.remaining || (other.remaining === one.remaining && other.retryAfterSeconds > one.retryAfterSeconds);
      return isWorse ? other : one;
    });
  return {
    count: async (key, by = 1) => worst(await inBoth((backend) => backend.penalty(key, by))),
    peek: async (key) => worst(await inBoth<RateLimiterRes | null>((backend) => backend.get(key))),
    reset: async (key) => void (await inBoth((backend) => backend.delete(key))),
    block: async (key, seconds) => void (await inBoth((backend) => backend.block(key, seconds))),
  };
}

function isCount({ remainingPoints, consumedPoints, msBeforeNext }: RateLimiterRes): boolean {
  return [remainingPoints, consumedPoints, msBeforeNext].every(Number.isFinite);
}
