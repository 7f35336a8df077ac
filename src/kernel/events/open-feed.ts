import type { Services } from '../context.ts';
import { eventLog } from './event-log.ts';
import type { Projection } from './feed-hub.ts';
import { missedPage } from './missed-pages.ts';
import type { Heartbeat } from './stream-reader.ts';

interface Numbered {
  readonly sequence: number;
}

export interface FeedRequest<M extends Numbered, S extends Numbered> {
  readonly services: Services;
  readonly tenantId: string;
  readonly streamId: string;
  readonly projection: Projection<M>;
  readonly accepts?: (message: M) => boolean;
  /** The last sequence the client saw; null: it starts anew. */
  readonly after: number | null;
  /** First message of a client that starts anew, as of the position. */
  readonly fresh: (position: number) => Promise<S>;
  /** First message when `after` is older than what is kept or beyond the head; by default the same. */
  readonly reset?: (position: number) => Promise<S>;
}

/**
 * A feed that loses and doubles nothing: joins the live stream first, then sends what came between the client's
 * sequence and the position of joining from the log, then the live messages, which all come after that position.
 */
export async function openFeed<M extends Numbered, S extends Numbered>(request: FeedRequest<M, S>): Promise<AsyncIterableIterator<M | S | Heartbeat>> {
  const { services, tenantId, streamId, after } = request;
  const { subscriber, position } = await services.feeds.reader(tenantId, streamId).follow(request.projection, request.accepts);
  try {
    if (after === null) return new ResumedFeed<M | S | Heartbeat>(once(await request.fresh(position)), subscriber, position);
    // Beyond the head of the log, not of this node's reader: another node may have sent more than this one has read yet.
    if (after > position && after > (await eventLog(services).bounds(tenantId, streamId)).head)
      return new ResumedFeed<M | S | Heartbeat>(once(await (request.reset ?? request.fresh)(position)), subscriber, position);
    return new ResumedFeed<M | S | Heartbeat>(replay(request, after, position), subscriber, Math.max(after, position));
  } catch (error) {
    subscriber.end();
    throw error;
  }
}

async function* once<S>(message: S): AsyncGenerator<S> {
  yield message;
}

async function* replay<M extends Numbered, S extends Numbered>(request: FeedRequest<M, S>, after: number, through: number): AsyncGenerator<M | S | Heartbeat> {
  let cursor = after;
  while (cursor < through) {
    const { messages, last } = await missedPage(request, cursor, through);
    if (last === null) {
      yield await (request.reset ?? request.fresh)(through);
      return;
    }
    for (const message of messages) {
      if (request.accepts?.(message) ?? true) yield message;
    }
    cursor = last;
  }
  yield { heartbeat: true, sequence: cursor };
}

/** The live part: it waits for its next message until it is ended. */
interface Live<T> {
  next(): Promise<IteratorResult<T>>;
  return(): Promise<IteratorResult<T>>;
  end(): void;
}

/** First what was missed, then what is live. Closing it closes the live part at once, even while it waits. */
class ResumedFeed<T extends Numbered> implements AsyncIterableIterator<T> {
  #missed: AsyncGenerator<T> | null;
  readonly #live: Live<T>;
  readonly #through: number;
  /** What comes now is newer than all that the client had to catch up with. */
  #isCaughtUp = false;

  /** `through`: what the client knows once it has the missed ones; live messages up to it are none. */
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
