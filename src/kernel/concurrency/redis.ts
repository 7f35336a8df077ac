import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { OutageLog } from './outage-log.ts';
import { guardRedisReplies } from './redis-replies.ts';

/** Commands do not wait long for Redis, and none are queued while it is away. */
const OPTIONS = {
  lazyConnect: true,
  commandTimeout: 500,
  connectTimeout: 2000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  retryStrategy: (times: number) => Math.min(times * 200, 2000),
} as const;

/** How long Redis is not asked after it failed to answer. */
const COOLDOWN_MS = 5000;

/** Redis, which the nodes share besides the database. It carries no truth: its users go on without it. */
export interface SharedStore {
  readonly client: Redis;
  /** Whether to use it: connected, and no command has failed in the last 5 seconds. */
  isUsable(): boolean;
  /** Reports that a command has failed. */
  failed(error: unknown): void;
  stop(): void;
}

/** A connection to Redis. It connects in the background, and again whenever the connection is lost, also after an answer that cannot be read. */
export function redisConnection(url: string, onFailure: (error: unknown) => void, options: RedisOptions = {}): Redis {
  guardRedisReplies();
  const client = new Redis(url, { ...OPTIONS, ...options });
  client.on('error', onFailure);
  client.connect().catch(onFailure);
  return client;
}

/** @param meaning consequence of the failure, for the log */
export function redisLog(logger: Logger, meaning: string): OutageLog {
  return new OutageLog(logger, `Redis is away: ${meaning}`, 'Redis is back');
}

/** Connects to Redis in the background; `isUsable` is false while it is away or stalled. */
export function connectRedis(url: string, logger: Logger): SharedStore {
  const log = redisLog(logger, 'this node counts by itself');
  let restsUntil = 0;
  const failed = (error: unknown): void => {
    restsUntil = performance.now() + COOLDOWN_MS;
    log.failed(error);
  };
  const client = redisConnection(url, failed);
  client.on('ready', () => log.worked());
  return { client, failed, isUsable: () => client.status === 'ready' && performance.now() >= restsUntil, stop: () => client.disconnect() };
}
