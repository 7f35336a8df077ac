/** The server ended a subscription because the client reads too slowly. The client resumes with its last sequence. */
export class LaggingError extends Error {
  constructor() {
    super('The subscriber reads too slowly; resume from the last sequence.');
  }
}

/** The server ended a subscription because its session may now see something else. The client connects again and resumes. */
export class ScopeChangedError extends Error {
  constructor() {
    super('What the token may see has changed; connect again and resume from the last sequence.');
  }
}

/** Most messages that wait for one subscriber; beyond it the subscription ends. */
const MAX_WAITING = 1000;

/**
 * The bounded queue between a feed and one subscriber. Iterating takes messages in order; `return()` (the client
 * went away) releases the feed.
 */
export class Subscriber<M> implements AsyncIterableIterator<M> {
  #waiting: M[] = [];
  #wake: ((result: IteratorResult<M>) => void) | null = null;
  #fail: ((error: unknown) => void) | null = null;
  #ended = false;
  #error: unknown = null;
  readonly #release: () => void;

  constructor(release: () => void) {
    this.#release = release;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  push(message: M): void {
    if (this.#ended) return;
    if (this.#wake) {
      const wake = this.#wake;
      this.#wake = null;
      this.#fail = null;
      wake({ value: message, done: false });
    } else if (this.#waiting.length >= MAX_WAITING) {
      this.end(new LaggingError());
    } else {
      this.#waiting.push(message);
    }
  }

  /** Ends the iteration: at once with an error, otherwise after the waiting messages. */
  end(error: unknown = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    if (error !== null) this.#waiting = [];
    this.#release();
    if (this.#wake === null) return;
    if (error === null) this.#wake({ value: undefined, done: true });
    else this.#fail?.(error);
    this.#wake = null;
    this.#fail = null;
  }

  next(): Promise<IteratorResult<M>> {
    if (this.#waiting.length > 0) return Promise.resolve({ value: this.#waiting.shift() as M, done: false });
    if (this.#ended) {
      const error = this.#error;
      this.#error = null;
      return error === null ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error);
    }
    return new Promise((wake, fail) => {
      this.#wake = wake;
      this.#fail = fail;
    });
  }

  return(): Promise<IteratorResult<M>> {
    this.#waiting = [];
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
