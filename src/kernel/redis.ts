import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Nobody waits long for Redis, and nothing queues for it while it is away. */
const OPTIONS = {
  lazyConnect: true,
  commandTimeout: 500,
  connectTimeout: 2000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  retryStrategy: (times: number) => Math.min(times * 200, 2000),
} as const;

/** How long Redis is left alone after it failed to answer. */
const REST_MS = 5000;

/** What the nodes share besides the database. It carries no truth: whoever uses it goes on without. */
export interface SharedMemory {
  readonly client: Redis;
  /** Whether it is worth asking: connected, and no command has failed in the last seconds. */
  isUsable(): boolean;
  /** Tells that a command has failed. */
  failed(error: unknown): void;
  stop(): void;
}

/** Connects to Redis in the background; while it is away or stalled, `isUsable` says so. */
export function connectRedis(url: string, logger: Logger): SharedMemory {
  const client = new Redis(url, OPTIONS);
  let away = false;
  let restsUntil = 0;
  const failed = (error: unknown): void => {
    restsUntil = performance.now() + REST_MS;
    if (!away) logger.warn({ err: error }, 'Redis is away: this node counts by itself');
    away = true;
  };
  client.on('error', failed);
  client.on('ready', () => {
    away = false;
    restsUntil = 0;
  });
  client.connect().catch(failed);
  return { client, failed, isUsable: () => client.status === 'ready' && performance.now() >= restsUntil, stop: () => client.disconnect() };
}
