import type { Party } from '../request/party.ts';

/** Work in steps. It may be interrupted at each `yield`; a promise that it yields is awaited, and its value is passed back. */
export type Coroutine<T> = Generator<Promise<unknown> | undefined, T, unknown>;

/** Runs work in steps without an interruption; it must not yield promises. */
export function runToCompletion<T>(steps: Coroutine<T>): T {
  for (;;) {
    const { value, done } = steps.next();
    if (done) return value;
  }
}

/** Work that cannot be interrupted, as steps. */
// biome-ignore lint/correctness/useYield: one step has no end to yield at
export function* singleStep<T>(work: () => T): Coroutine<T> {
  return work();
}

/** The work was not done: its party has used too much processor time and waited too long for more. */
export class ProcessorBusy extends Error {}

export interface JobOptions {
  readonly party: Party;
  /** Whether the job waits while its party has used too much. */
  readonly paced: boolean;
  /** Deadline of the job from its start, waiting included. */
  readonly milliseconds: number;
}

/** Work in steps that runs in slices until it is done, fails or is late. */
export class Job<T = unknown> {
  readonly party: Party;
  readonly paced: boolean;
  readonly result: Promise<T>;
  readonly #steps: Coroutine<T>;
  readonly #onReady: () => void;
  #resolvedValue: unknown;
  #hasEnded = false;
  #done: (value: T) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  /** @param on `ready` is called when the job needs a slice again, `late` when its deadline has passed */
  constructor({ party, paced, milliseconds }: JobOptions, steps: Coroutine<T>, on: { readonly ready: () => void; readonly late: () => void }) {
    this.party = party;
    this.paced = paced;
    this.#steps = steps;
    this.#onReady = on.ready;
    this.result = new Promise<T>((done, fail) => {
      const timer = setTimeout(() => {
        this.#fail(new ProcessorBusy('waited too long for the processor'));
        on.late();
      }, milliseconds);
      const end = (tell: () => void): void => {
        clearTimeout(timer);
        this.#hasEnded = true;
        tell();
      };
      this.#done = (value) => end(() => done(value));
      this.#fail = (error) => end(() => fail(error));
    });
  }

  /** Runs until an instant or until it must wait for a promise. Returns whether it needs another slice at once. */
  slice(until: number): boolean {
    try {
      while (!this.#hasEnded) {
        const { value, done } = this.#steps.next(this.#resolvedValue);
        this.#resolvedValue = undefined;
        if (done) this.#done(value);
        else if (value instanceof Promise) {
          value.then((result) => this.#goOn(result), this.#fail);
          return false;
        } else if (performance.now() >= until) return true;
      }
    } catch (error) {
      this.#fail(error);
    }
    return false;
  }

  #goOn(result: unknown): void {
    this.#resolvedValue = result;
    if (!this.#hasEnded) this.#onReady();
  }
}
