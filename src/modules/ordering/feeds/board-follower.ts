import type { Clock } from '../../../kernel/values/clock.ts';
import type { BoardMessage, BoardTurn } from './order-board.ts';

type Message = BoardMessage | BoardTurn;

/**
 * One subscriber of a board. An entry that leaves the board by the clock has no event: the follower sends its change before the
 * next message, and there is a heartbeat every few seconds. Such a change repeats the last sequence number, so resuming stays
 * exact.
 */
export class BoardFollower implements AsyncIterableIterator<Message> {
  readonly #feed: AsyncIterableIterator<Message>;
  readonly #clock: Clock;
  readonly #leaving = new Map<string, Date>();
  readonly #overdue: string[] = [];
  /** A message that waits until the overdue changes are sent. */
  #next: IteratorResult<Message> | null = null;
  #sequence = 0;

  constructor(feed: AsyncIterableIterator<Message>, clock: Clock) {
    this.#feed = feed;
    this.#clock = clock;
  }

  async next(): Promise<IteratorResult<Message>> {
    if (this.#next === null) {
      this.#next = await this.#feed.next();
      const now = this.#clock.now();
      for (const [id, leavesAt] of this.#leaving) if (leavesAt <= now) this.#overdue.push(id);
    }
    const id = this.#overdue.shift();
    if (id !== undefined) {
      this.#leaving.delete(id);
      return { value: { sequence: this.#sequence, entryId: id, entry: null }, done: false };
    }
    const next = this.#next;
    this.#next = null;
    if (!next.done) this.#note(next.value);
    return next;
  }

  #note(message: Message): void {
    this.#sequence = message.sequence;
    if ('entries' in message) {
      this.#leaving.clear();
      for (const { id, leavesAt } of message.entries) this.#leaving.set(id, leavesAt);
    }
    if (!('entryId' in message)) return;
    if (message.entry) this.#leaving.set(message.entryId, message.entry.leavesAt);
    else this.#leaving.delete(message.entryId);
  }

  async return(): Promise<IteratorResult<Message>> {
    await this.#feed.return?.();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
