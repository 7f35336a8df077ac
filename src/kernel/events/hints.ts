import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Hint } from './record-event.ts';

/** Carries hints to the other nodes. A hint may be lost; nobody waits for one. */
export interface Hints {
  publish(hint: Hint): void;
  /** Called for every hint of another node. */
  listen(onHint: (hint: Hint) => void): void;
  stop(): void;
}

/** On one node there is nobody to tell. */
export const noHints: Hints = { publish: () => undefined, listen: () => undefined, stop: () => undefined };

const CHANNEL = 'dapur:hints';

/** Hints through Redis pub/sub. With Redis away or stalled everything goes on by the slow poll. */
export function redisHints(url: string, logger: Logger): Hints {
  const options = {
    lazyConnect: true,
    commandTimeout: 1000,
    connectTimeout: 2000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    retryStrategy: (times: number) => Math.min(times * 200, 2000),
  };
  const publisher = new Redis(url, options);
  const subscriber = new Redis(url, { ...options, autoResubscribe: false });
  let away = false;
  const report = (error: unknown): void => {
    if (!away) logger.warn({ err: error }, 'Redis is away: other nodes are found by polling');
    away = true;
  };
  for (const connection of [publisher, subscriber]) {
    connection.on('error', report);
    connection.on('ready', () => {
      if (away) logger.info('Redis is back');
      away = false;
    });
    connection.connect().catch(report);
  }
  // On every connection, the first included: it may come long after the start.
  subscriber.on('ready', () => void subscriber.subscribe(CHANNEL).catch(report));
  return {
    publish: (hint) => {
      if (publisher.status === 'ready') publisher.publish(CHANNEL, JSON.stringify(hint)).catch(report);
    },
    listen: (onHint) => {
      subscriber.on('message', (_channel, text) => {
        const hint = parse(text);
        if (hint) onHint(hint);
      });
    },
    stop: () => {
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

function parse(text: string): Hint | null {
  try {
    const { tenantId, streamId, sequence } = JSON.parse(text) as Partial<Hint>;
    return typeof tenantId === 'string' && typeof streamId === 'string' && Number.isSafeInteger(sequence)
      ? { tenantId, streamId, sequence: sequence as number }
      : null;
  } catch {
    return null;
  }
}
