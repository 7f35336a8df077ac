import type { Logger } from 'pino';
import type { EventSource, Hint } from './event.ts';
import type { Hints } from './hints.ts';
import { StreamReader } from './stream-reader.ts';

/**
 * The node's readers of event streams: one per stream, for all its subscribers. A hint (from this node or, through Redis,
 * from another) makes a reader read at once. A slow poll of all heads, one statement, finds the events of lost hints. So
 * a hint carries no truth and may be lost.
 */
export class FeedHub {
  readonly #readers = new Map<string, StreamReader>();
  readonly #source: EventSource;
  readonly #hints: Hints;
  readonly #logger: Logger;
  readonly #timers: NodeJS.Timeout[] = [];
  #polling = false;

  constructor(options: { source: EventSource; hints: Hints; logger: Logger; pollMilliseconds: number; heartbeatMilliseconds: number }) {
    this.#source = options.source;
    this.#hints = options.hints;
    this.#logger = options.logger;
    this.#hints.listen((hint) => this.#readers.get(hint.streamId)?.reach(hint.sequence));
    this.#timers.push(
      setInterval(() => void this.#poll(), options.pollMilliseconds),
      setInterval(() => this.#beat(), options.heartbeatMilliseconds),
    );
    for (const timer of this.#timers) timer.unref();
  }

  /** The reader of a stream; it lives as long as it has followers. */
  reader(tenantId: string, streamId: string): StreamReader {
    let reader = this.#readers.get(streamId);
    if (!reader) {
      reader = new StreamReader(tenantId, streamId, this.#source, this.#logger, () => this.#readers.delete(streamId));
      this.#readers.set(streamId, reader);
    }
    return reader;
  }

  /** Tells this node's readers and the other nodes that a stream has grown. Never waits, never fails. */
  publish(hint: Hint): void {
    this.#readers.get(hint.streamId)?.reach(hint.sequence);
    this.#hints.publish(hint);
  }

  async #poll(): Promise<void> {
    if (this.#polling || this.#readers.size === 0) return;
    this.#polling = true;
    try {
      const heads = await this.#source.heads([...this.#readers.keys()]);
      for (const [streamId, head] of heads) this.#readers.get(streamId)?.reach(head);
    } catch (error) {
      this.#logger.warn({ err: error }, 'polling the event streams failed; trying again');
    } finally {
      this.#polling = false;
    }
  }

  #beat(): void {
    for (const reader of this.#readers.values()) reader.beat();
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const reader of [...this.#readers.values()]) reader.stop();
  }
}
