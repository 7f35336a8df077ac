import type { Projection } from '../events/event.ts';
import type { Heartbeat } from '../events/stream-reader.ts';
import type { Services } from '../request/context.ts';
import { eventLog } from './event-log.ts';
import { missedPage } from './missed-pages.ts';

interface Numbered {
  readonly sequence: number;
}

export interface FeedRequest<M extends Numbered, S extends Numbered> {
  readonly services: Services;
  readonly tenantId: string;
  readonly streamId: string;
  readonly projection: Projection<M>;
  /** Called for each message, so that a growing scope takes effect. */
  readonly accepts?: (message: M) => boolean;
  /**
   * Whether the content of the feed is a different one from this message on. A replay cannot cross such a message: it
   * would lack what was there before. The client gets `reset` instead, also live when the message is accepted.
   */
  readonly breaks?: (message: M) => boolean;
  /** Whether time alone has changed the content since `after` was the last sequence: then the client gets `reset`. */
  readonly isOutdated?: (after: number) => Promise<boolean>;
  /** Throws when the session is out of date. Called once the feed has its position in the stream, and at each break. */
  readonly confirm?: () => Promise<void>;
  /** The last sequence that the client saw; null: it begins without one. */
  readonly after: number | null;
  /** First message of a client without a sequence, as of the position. */
  readonly fresh: (position: number) => Promise<S>;
  /** First message when `after` is older than the retention, beyond the head, or before a break; by default `fresh`. */
  readonly reset?: (position: number) => Promise<S>;
}

/**
 * A feed without lost or repeated messages: it joins the live stream first, then sends the events between the client's
 * sequence and the joining position from the log, then the live messages, which all come after that position.
 */
export async function openFeed<M extends Numbered, S extends Numbered>(request: FeedRequest<M, S>): Promise<AsyncIterableIterator<M | S | Heartbeat>> {
  const { services, tenantId, streamId, after } = request;
  const reset = async (sequence: number): Promise<S> => (request.reset ?? request.fresh)(sequence);
  const { subscriber, position } = await services.feeds.reader(tenantId, streamId).follow(request.projection, request.accepts);
  const live = request.breaks ? new BrokenFeed(subscriber, request, reset) : subscriber;
  try {
    await request.confirm?.();
    if (after === null) return new ResumedFeed<M | S | Heartbeat>(once(await request.fresh(position)), live, position);
    // The head of the log decides, not this node's reader: another node may have sent more than this one has read yet.
    const isBeyond = after > position && after > (await eventLog(services).bounds(tenantId, streamId)).head;
    if (isBeyond || (await request.isOutdated?.(after))) return new ResumedFeed<M | S | Heartbeat>(once(await reset(position)), live, position);
    return new ResumedFeed<M | S | Heartbeat>(replay(request, after, position, reset), live, Math.max(after, position));
  } catch (error) {
    subscriber.end();
    throw error;
  }
}

async function* once<S>(message: S): AsyncGenerator<S> {
  yield message;
}

async function* replay<M extends Numbered, S extends Numbered>(
  request: FeedRequest<M, S>,
  after: number,
  through: number,
  reset: (sequence: number) => Promise<S>,
): AsyncGenerator<M | S | Heartbeat> {
  let cursor = after;
  while (cursor < through) {
    const { messages, last } = await missedPage(request, cursor, through);
    if (last === null || messages.some((message) => request.breaks?.(message))) {
      yield await reset(through);
      return;
    }
    for (const message of messages) {
      if (request.accepts?.(message) ?? true) yield message;
    }
    cursor = last;
  }
  yield { heartbeat: true, sequence: cursor };
}

/** The live part of a feed: `next` waits until a message comes or the part is ended. */
interface Live<T> {
  next(): Promise<IteratorResult<T>>;
  return(): Promise<IteratorResult<T>>;
  end(): void;
}

/** Live messages; each message that breaks the feed is replaced by a reset. */
class BrokenFeed<M extends Numbered, S extends Numbered> implements Live<M | S | Heartbeat> {
  readonly #live: Live<M | Heartbeat>;
  readonly #request: Pick<FeedRequest<M, S>, 'breaks' | 'confirm'>;
  readonly #reset: (sequence: number) => Promise<S>;

  constructor(live: Live<M | Heartbeat>, request: Pick<FeedRequest<M, S>, 'breaks' | 'confirm'>, reset: (sequence: number) => Promise<S>) {
    this.#live = live;
    this.#request = request;
    this.#reset = reset;
  }

  async next(): Promise<IteratorResult<M | S | Heartbeat>> {
    const result = await this.#live.next();
    if (result.done || 'heartbeat' in result.value || !this.#request.breaks?.(result.value)) return result;
    try {
      await this.#request.confirm?.();
      return { value: await this.#reset(result.value.sequence), done: false };
    } catch (error) {
      this.end();
      throw error;
    }
  }

  return(): Promise<IteratorResult<M | S | Heartbeat>> {
    return this.#live.return();
  }

  end(): void {
    this.#live.end();
  }
}

/** First the missed messages, then the live ones. Closing it closes the live part at once, even while it waits. */
class ResumedFeed<T extends Numbered> implements AsyncIterableIterator<T> {
  #missed: AsyncGenerator<T> | null;
  readonly #live: Live<T>;
  readonly #through: number;
  /** All further messages are newer than what the client had to catch up with. */
  #isCaughtUp = false;

  /** @param through sequence that the client has after the missed messages; live messages up to it are skipped */
  constructor(missed: AsyncGenerator<T>, live: Live<T>, through: number) {
    this.#missed = missed;
    this.#live = live;
    this.#through = through;
  }

  next(): Promise<IteratorResult<T>> {
    return this.#isCaughtUp ? this.#live.next() : this.#catchUp();
  }

  async #catchUp(): Promise<IteratorResult<T>> {
    if (this.#missed) {
      try {
        const result = await this.#missed.next();
        if (!result.done) return result;
      } catch (error) {
        this.#live.end();
        throw error;
      }
      this.#missed = null;
    }
    for (;;) {
      const result = await this.#live.next();
      this.#isCaughtUp = !result.done && result.value.sequence > this.#through;
      if (result.done || this.#isCaughtUp || ('heartbeat' in result.value && result.value.sequence === this.#through)) return result;
    }
  }

  return(): Promise<IteratorResult<T>> {
    this.#missed = null;
    return this.#live.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
