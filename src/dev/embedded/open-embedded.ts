import type { Logger } from 'pino';
import { type Config, freshSecrets } from '../../config.ts';
import { type EmbeddedDatabase, prepareEmbedded } from './prepare.ts';

export interface OpenEmbeddedOptions {
  readonly logger: Logger;
  readonly signal: AbortSignal | undefined;
  readonly tell: (step: string) => void;
}

/** Starts the embedded PostgreSQL of the configuration's data folder, and logs what happens to it later. */
export function openEmbedded({ dataDir, durable }: Config, { logger, signal, tell }: OpenEmbeddedOptions): Promise<EmbeddedDatabase> {
  return prepareEmbedded(dataDir, freshSecrets, {
    durable,
    signal,
    tell,
    watcher: {
      onEnd: () => logger.error('the embedded PostgreSQL has ended by itself; it is started again'),
      onCannotTell: seldom((code) => logger.error({ code }, WHY_SHORT[code] ?? 'whether the embedded PostgreSQL runs cannot be told')),
    },
  });
}

const NO_DESCRIPTORS = 'there are no file descriptors left (ulimit -n): connections are turned away; the embedded PostgreSQL is not looked after';
const WHY_SHORT: Readonly<Record<string, string>> = { EMFILE: NO_DESCRIPTORS, ENFILE: NO_DESCRIPTORS };

/** Calls `tell` at most once a minute. */
function seldom<A>(tell: (about: A) => void): (about: A) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (about) => {
    if (performance.now() - toldAt < 60_000) return;
    toldAt = performance.now();
    tell(about);
  };
}
