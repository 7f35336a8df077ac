import type { OutageLog } from '../concurrency/outage-log.ts';
import type { EventSource, Projection, StreamEventRow, StreamKey } from './event.ts';
import { Subscriber } from './subscriber.ts';

const PAGE = 500;

/** Everything of the feed up to `sequence` was sent. */
export interface Heartbeat {
  readonly heartbeat: true;
  readonly sequence: number;
}

interface Follower<M extends { readonly sequence: number } = { readonly sequence: number }> {
  readonly subscriber: Subscriber<M | Heartbeat>;
  readonly projection: Projection<M>;
  readonly accepts: (message: M) => boolean;
}

/**
 * Reads one stream of one tenant, in order, page by page, and hands every message to all followers. The cursor only
 * moves after a page was handed over, so nothing is skipped when reading fails, and a follower that joins at position
 * p gets exactly what comes after p.
 */
export class StreamReader implements StreamKey {
  readonly tenantId: string;
  readonly streamId: string;
  /** The look of the hub at which the head was last told: by a poll, or by a hint. */
  knownAt = 0;
  readonly #source: EventSource;
  readonly #log: OutageLog;
  readonly #onIdle: () => void;
  readonly #followers = new Set<Follower>();
  #position: number | null = null;
  #target = 0;
  #reading = false;
  #beatDue = false;
  #opening: Promise<number> | null = null;
  #stopped = false;

  constructor(tenantId: string, streamId: string, source: EventSource, log: OutageLog, onIdle: () => void) {
    this.tenantId = tenantId;
    this.streamId = streamId;
    this.#source = source;
    this.#log = log;
    this.#onIdle = onIdle;
  }

  /** Joins the stream: from the returned position on, every accepted message is queued for the subscriber. */
  async follow<M extends { readonly sequence: number }>(
    projection: Projection<M>,
    accepts: (message: M) => boolean = () => true,
  ): Promise<{ subscriber: Subscriber<M | Heartbeat>; position: number }> {
    const subscriber: Subscriber<M | Heartbeat> = new Subscriber(() => this.#leave(follower as unknown as Follower));
    const follower: Follower<M> = { subscriber, projection, accepts };
    // Holds the reader open while the position is read; messages are queued only after it is known.
    this.#followers.add(follower as unknown as Follower);
    try {
      const position = this.#position ?? (await this.#open());
      return { subscriber, position };
    } catch (error) {
      this.#leave(follower as unknown as Follower);
      throw error;
    }
  }

  /** Reports that the stream has grown to `sequence`. Returns whether that is news. */
  reach(sequence: number): boolean {
    const isNews = sequence > Math.max(this.#target, this.#position ?? 0);
    if (isNews) this.#target = sequence;
    if (this.#position !== null && this.#target > this.#position) this.#read();
    return isNews;
  }

  /** Sends a heartbeat to every follower; on a busy stream after the page that is being read. */
  beat(): void {
    if (this.#position === null) return;
    if (this.#reading) this.#beatDue = true;
    else this.#beat(this.#position);
  }

  #beat(sequence: number): void {
    this.#beatDue = false;
    const heartbeat: Heartbeat = { heartbeat: true, sequence };
    for (const { subscriber } of [...this.#followers]) subscriber.push(heartbeat);
  }

  stop(): void {
    this.#stopped = true;
    for (const { subscriber } of [...this.#followers]) subscriber.end();
  }

  #open(): Promise<number> {
    this.#opening ??= this.#source
      .bounds(this.tenantId, this.streamId)
      .then(({ head }) => {
        this.#position = head;
        if (this.#target > head) this.#read();
        return head;
      })
      .finally(() => {
        this.#opening = null;
      });
    return this.#opening;
  }

  #leave(follower: Follower): void {
    this.#followers.delete(follower);
    if (this.#followers.size === 0) {
      this.#stopped = true;
      this.#onIdle();
    }
  }

  #read(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#pages().catch((error: unknown) => {
      this.#reading = false;
      this.#log.failed(error, { streamId: this.streamId });
    });
  }

  async #pages(): Promise<void> {
    while (!this.#stopped && this.#position !== null && this.#position < this.#target) {
      const events = await this.#source.read(this.tenantId, this.streamId, this.#position, PAGE);
      if (events.length === 0) break;
      await this.#deliver(events);
    }
    this.#log.worked();
    // At once, not in a callback: a hint in between would be lost until the next poll.
    this.#reading = false;
  }

  async #deliver(events: readonly StreamEventRow[]): Promise<void> {
    const messages = new Map<Projection<{ readonly sequence: number }>, { readonly sequence: number }[]>();
    for (;;) {
      const missing = [...this.#followers].find(({ projection }) => !messages.has(projection));
      if (!missing) break;
      messages.set(missing.projection, await missing.projection.project(this.tenantId, this.streamId, events));
    }
    // No await from here on: a follower that joins later starts after this page.
    for (const { projection, accepts, subscriber } of [...this.#followers]) {
      for (const message of messages.get(projection) ?? []) if (accepts(message)) subscriber.push(message);
    }
    this.#position = (events.at(-1) as StreamEventRow).sequence;
    if (this.#beatDue) this.#beat(this.#position);
  }
}
