import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { guardRedisReplies } from './redis-replies.ts';

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
const COOLDOWN_MS = 5000;

/** What the nodes share besides the database. It carries no truth: whoever uses it goes on without. */
export interface SharedStore {
  readonly client: Redis;
  /** Whether it is worth asking: connected, and no command has failed in the last seconds. */
  isUsable(): boolean;
  /** Tells that a command has failed. */
  failed(error: unknown): void;
  stop(): void;
}

/** A connection to Redis, which is made in the background, and again whenever it is lost, whatever is answered on it. */
export function redisConnection(url: string, onFailure: (error: unknown) => void, options: RedisOptions = {}): Redis {
  guardRedisReplies();
  const client = new Redis(url, { ...OPTIONS, ...options });
  client.on('error', onFailure);
  client.connect().catch(onFailure);
  return client;
}

/** Says that Redis is away, and that it is back once nothing has failed for a while: a false server may come and go many times a second. */
export class RedisLog {
  readonly #logger: Logger;
  readonly #meaning: string;
  #isAway = false;
  #back: NodeJS.Timeout | undefined;

  /** `meaning`: what that changes. */
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

/** Connects to Redis in the background; while it is away or stalled, `isUsable` says so. */
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
