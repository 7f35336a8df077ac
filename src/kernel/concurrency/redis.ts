import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
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

/** Logs that Redis is away, and that it is back once nothing has failed for 5 seconds: a false server may come and go many times a second. */
export class RedisLog {
  readonly #logger: Logger;
  readonly #meaning: string;
  #isAway = false;
  #back: NodeJS.Timeout | undefined;

  /** @param meaning consequence of the failure, for the log */
  constructor(logger: Logger, meaning: string) {
    this.#logger = logger;
    this.#meaning = meaning;
  }

  failed(error: unknown): void {
    clearTimeout(this.#back);
    if (!this.#isAway) this.#logger.warn({ err: error }, `Redis is away: ${this.#meaning}`);
    this.#isAway = true;
  }

  ready(): void {
    if (!this.#isAway) return;
    clearTimeout(this.#back);
    this.#back = setTimeout(() => {
      this.#isAway = false;
      this.#logger.info('Redis is back');
    }, COOLDOWN_MS).unref();
  }
}

/** Connects to Redis in the background; `isUsable` is false while it is away or stalled. */
export function connectRedis(url: string, logger: Logger): SharedStore {
  const log = new RedisLog(logger, 'this node counts by itself');
  let restsUntil = 0;
  const failed = (error: unknown): void => {
    restsUntil = performance.now() + COOLDOWN_MS;
    log.failed(error);
  };
  const client = redisConnection(url, failed);
  client.on('ready', () => log.ready());
  return { client, failed, isUsable: () => client.status === 'ready' && performance.now() >= restsUntil, stop: () => client.disconnect() };
}
