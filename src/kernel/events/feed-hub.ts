import type { Logger } from 'pino';
import { OutageLog } from '../concurrency/outage-log.ts';
import type { EventSource, Hint } from './event.ts';
import type { Hints } from './hints.ts';
import { StreamReader } from './stream-reader.ts';

/** Looks in a poll time. With two, a stream is asked about between half a poll time and a whole one after its last hint. */
const LOOKS_PER_POLL = 2;

/**
 * The node's readers of event streams: one per stream, for all its subscribers. A hint (from this node or, through Redis,
 * from another) makes a reader read at once. A slow poll of heads, one statement, finds the events of lost hints. So a hint
 * carries no truth and may be lost.
 */
export class FeedHub {
  readonly #readers = new Map<string, StreamReader>();
  readonly #source: EventSource;
  readonly #hints: Hints;
  readonly #polls: OutageLog;
  readonly #reads: OutageLog;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Number of looks for streams that are due. */
  #look = 0;
  #polling = false;

  constructor(options: { source: EventSource; hints: Hints; logger: Logger; pollMilliseconds: number; heartbeatMilliseconds: number }) {
    this.#source = options.source;
    this.#hints = options.hints;
    this.#polls = new OutageLog(options.logger, 'polling the event streams fails; it is tried again', 'the event streams are polled again');
    this.#reads = new OutageLog(options.logger, 'reading an event stream fails; it is tried again', 'the event streams are read again');
    this.#hints.listen((hint) => this.#reach(hint));
    this.#timers.push(
      setInterval(() => void this.#poll(), options.pollMilliseconds / LOOKS_PER_POLL),
      setInterval(() => this.#beat(), options.heartbeatMilliseconds),
    );
    for (const timer of this.#timers) timer.unref();
  }

  /** The reader of a stream; it lives as long as it has followers. */
  reader(tenantId: string, streamId: string): StreamReader {
    let reader = this.#readers.get(streamId);
    if (!reader) {
      reader = new StreamReader(tenantId, streamId, this.#source, this.#reads, () => this.#readers.delete(streamId));
      reader.knownAt = this.#look;
      this.#readers.set(streamId, reader);
    }
    return reader;
  }

  /** Tells this node's readers and the other nodes that a stream has grown. Never waits, never fails. */
  publish(hint: Hint): void {
    this.#reach(hint);
    this.#hints.publish(hint);
  }

  /** A hint that tells something new answers the next poll of its stream. */
  #reach({ streamId, sequence }: Hint): void {
    const reader = this.#readers.get(streamId);
    if (reader?.reach(sequence)) reader.knownAt = this.#look;
  }

  /** Asks for the heads of the streams that neither a poll nor a hint has told of for a poll time. */
  async #poll(): Promise<void> {
    this.#look += 1;
    const look = this.#look;
    const due = this.#polling ? [] : [...this.#readers.values()].filter(({ knownAt }) => look - knownAt >= LOOKS_PER_POLL);
    if (due.length === 0) return;
    this.#polling = true;
    try {
      const heads = await this.#source.heads(due);
      for (const reader of due) {
        reader.reach(heads.get(reader.streamId) ?? 0);
        reader.knownAt = look;
      }
      this.#polls.worked();
    } catch (error) {
      this.#polls.failed(error);
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
