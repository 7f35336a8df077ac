import type { Logger } from 'pino';
import { redisConnection, redisLog } from '../concurrency/redis.ts';
import type { Hint } from './event.ts';
import type { Hints } from './hints.ts';

const CHANNEL = 'dapur:hints';
const OPTIONS = { commandTimeout: 1000 } as const;

/** Hints through Redis pub/sub. While Redis is away or stalled, the slow poll finds new events. */
export function redisHints(url: string, logger: Logger): Hints {
  const log = redisLog(logger, 'other nodes are found by polling');
  const failed = (error: unknown): void => log.failed(error);
  const publisher = redisConnection(url, failed, OPTIONS);
  const subscriber = redisConnection(url, failed, { ...OPTIONS, autoResubscribe: false });
  publisher.on('ready', () => log.worked());
  // On every connection, the first included: it may come long after the start.
  subscriber.on('ready', () => void subscriber.subscribe(CHANNEL).then(() => log.worked(), failed));
  return {
    publish: (hint) => {
      if (publisher.status === 'ready') publisher.publish(CHANNEL, JSON.stringify(hint)).catch(failed);
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
