import type { Display } from './display.ts';
import { type Load, loadOf } from './load.ts';

const DEADLINE_MS = 60_000;

/** Counts the deliveries of each event: exactly one for each listening client. */
export class FanOut {
  readonly #latencies: number[] = [];
  #sentAt = 0;
  #missing = 0;
  #done: (() => void) | null = null;
  #began = performance.now();

  /** A client received the news. */
  readonly arrived = (): void => {
    if (this.#missing === 0) return;
    this.#latencies.push(performance.now() - this.#sentAt);
    this.#missing -= 1;
    if (this.#missing === 0) this.#done?.();
  };

  /** Runs `cause`, which sends one message to each of `listeners`. Resolves when the last listener has it. */
  async send(listeners: number, cause: () => Promise<unknown>): Promise<void> {
    this.#missing = listeners;
    let timer: NodeJS.Timeout | undefined;
    const everywhere = new Promise<void>((done, fail) => {
      this.#done = done;
      timer = setTimeout(() => fail(new Error(`${this.#missing} of ${listeners} clients did not get an event.`)), DEADLINE_MS);
    });
    this.#sentAt = performance.now();
    try {
      await Promise.all([cause(), everywhere]);
    } finally {
      clearTimeout(timer);
    }
  }

  begin(): void {
    this.#latencies.length = 0;
    this.#began = performance.now();
  }

  /** From sending the mutation to the message at the client. */
  get deliveries(): Load {
    return loadOf(this.#latencies, (performance.now() - this.#began) / 1000);
  }
}

/** Throws unless every display received the same news, in order and without duplicates. */
export function mustAgree(displays: readonly Display[]): void {
  const [first] = displays;
  if (!first) return;
  const expected = first.sequences;
  if (expected.some((sequence, index) => index > 0 && sequence <= (expected[index - 1] ?? 0))) throw new Error('Sequences came out of order.');
  for (const { sequences } of displays) {
    const at = sequences.findIndex((sequence, index) => sequence !== expected[index]);
    if (at >= 0 || sequences.length !== expected.length)
      throw new Error(`A display got ${sequences.length} changes instead of ${expected.length}; the first difference is number ${at}.`);
  }
}
