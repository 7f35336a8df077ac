/** Why a subscription ended by itself: the client read too slowly. It resumes with its last sequence. */
export class LaggingError extends Error {
  constructor() {
    super('The subscriber reads too slowly; resume from the last sequence.');
  }
}

/** Why a subscription ended by itself: what its session may see has changed. The client connects again and resumes. */
export class ScopeChangedError extends Error {
  constructor() {
    super('What the token may see has changed; connect again and resume from the last sequence.');
  }
}

/** Messages that wait for one subscriber; more than that and it is cut off. */
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

  /** Ends the iteration: at once with an error, else after what waits. */
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
