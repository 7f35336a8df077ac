import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedStore } from './redis.ts';

export interface LimiterOptions {
  /** In front of its keys. */
  readonly name: string;
  /** How much is allowed in `duration` seconds. */
  readonly points: number;
  readonly duration: number;
}

/** How a key stands. */
export interface LimitState {
  readonly remaining: number;
  /** More was counted than is allowed. Of those who count at the same moment, it is told to those only who came too late. */
  readonly isOver: boolean;
  readonly retryAfterSeconds: number;
}

/**
 * Counts by key over a time: on this node, and in Redis for all nodes; the worse of both holds. It is never open: neither a
 * Redis that is away nor one that was emptied forgives what this node has counted.
 */
export interface Limiter {
  /** Counts, whether or not it is within the limit, and tells how the key stands then. */
  count(key: string, points?: number): Promise<LimitState>;
  peek(key: string): Promise<LimitState>;
  reset(key: string): Promise<void>;
  /** Leaves nothing for a key for so many seconds. */
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
      // What is no number of points cannot be counted on: Redis answers anything when it is not Redis.
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
