import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedMemory } from './redis.ts';

export interface LimiterOptions {
  /** In front of its keys. */
  readonly name: string;
  /** How much is allowed in `duration` seconds. */
  readonly points: number;
  readonly duration: number;
}

/** How a key stands. */
export interface Standing {
  readonly remaining: number;
  readonly retryAfterSeconds: number;
}

/**
 * Counts by key over a time: in Redis for all nodes, and on this node alone while Redis is away or there is none. It is
 * never open: what Redis cannot count is counted here.
 */
export interface Limiter {
  /** Counts, whether or not it is within the limit, and tells how the key stands then. */
  count(key: string, points?: number): Promise<Standing>;
  standing(key: string): Promise<Standing>;
  forgive(key: string): Promise<void>;
  /** Leaves nothing for a key for so many seconds. */
  block(key: string, seconds: number): Promise<void>;
}

type Backend = RateLimiterMemory | RateLimiterRedis;

export function makeLimiter(shared: SharedMemory | null, { name, points, duration }: LimiterOptions): Limiter {
  const options = { keyPrefix: `dapur:limit:${name}`, points, duration };
  const memory = new RateLimiterMemory(options);
  const redis = shared && new RateLimiterRedis({ ...options, storeClient: shared.client });
  const through = async <T>(work: (backend: Backend) => Promise<T>): Promise<T> => {
    if (!redis || !shared?.isUsable()) return work(memory);
    try {
      const result = await work(redis);
      // What is no number of points cannot be counted on: Redis answers anything when it is not Redis.
      if (result instanceof RateLimiterRes && !isSound(result)) throw new Error('Redis answers what is no count');
      return result;
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      shared.failed(error);
      return work(memory);
    }
  };
  const told = (state: RateLimiterRes | null): Standing => ({
    remaining: state ? Math.max(state.remainingPoints, 0) : points,
    retryAfterSeconds: state ? Math.ceil(state.msBeforeNext / 1000) : 0,
  });
  return {
    count: async (key, by = 1) => told(await through((backend) => backend.penalty(key, by))),
    standing: async (key) => told(await through((backend) => backend.get(key))),
    forgive: async (key) => void (await through((backend) => backend.delete(key))),
    block: async (key, seconds) => void (await through((backend) => backend.block(key, seconds))),
  };
}

function isSound({ remainingPoints, consumedPoints, msBeforeNext }: RateLimiterRes): boolean {
  return [remainingPoints, consumedPoints, msBeforeNext].every(Number.isFinite);
}
