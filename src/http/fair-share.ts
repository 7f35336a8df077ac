import { performance } from 'node:perf_hooks';

export interface FairShareOptions {
  /** How much of one party's work may run at once while nobody else asks. */
  readonly alone: number;
  /** The same while others ask too. */
  readonly shared: number;
  /** How much of it may wait, and for how long. */
  readonly waiting: number;
  readonly waitMilliseconds: number;
}

/** The work was not begun: too much waits before it, or it has waited too long. */
export class Overloaded extends Error {}

interface Lane {
  /** Whatever others ask for: of work that hardly costs anything but time. Null: the share decides. */
  readonly places: number | null;
  running: number;
  readonly waiting: (() => void)[];
}

/** For how long after another party has asked the share stays small. */
const SHARED_FOR_MS = 1000;

/**
 * Runs the work of many parties side by side: each lane has so many places, the rest waits in it, not for ever. A party
 * that asks for more than the machine can do waits for itself.
 */
export class FairShare {
  readonly #options: FairShareOptions;
  readonly #lanes = new Map<string, Lane>();
  #latest: string | null = null;
  #sharedUntil = 0;

  constructor(options: FairShareOptions) {
    this.#options = options;
  }

  /**
   * Runs a party's work in one of its lanes: lanes of one party do not count as others, nor does '' (nobody's).
   * @throws Overloaded
   */
  async run<T>(party: string, name: string, work: () => Promise<T>, places: number | null = null): Promise<T> {
    if (party !== '' && party !== this.#latest) {
      if (this.#latest !== null) this.#sharedUntil = performance.now() + SHARED_FOR_MS;
      this.#latest = party;
    }
    const key = `${party}:${name}`;
    let lane = this.#lanes.get(key);
    if (!lane) this.#lanes.set(key, (lane = { places, running: 0, waiting: [] }));
    if (lane.running >= this.#placesOf(lane)) await this.#wait(lane);
    lane.running += 1;
    try {
      return await work();
    } finally {
      lane.running -= 1;
      while (lane.waiting.length > 0 && lane.running < this.#placesOf(lane)) {
        // The place is taken at once: whoever asks before the other goes on must not have it.
        lane.running += 1;
        lane.waiting.shift()?.();
      }
      if (lane.running === 0 && lane.waiting.length === 0) this.#lanes.delete(key);
    }
  }

  #placesOf({ places }: Lane): number {
    if (places !== null) return places;
    return performance.now() < this.#sharedUntil ? this.#options.shared : this.#options.alone;
  }

  /** Until there is a place, which is this one's then. */
  async #wait(lane: Lane): Promise<void> {
    const { waiting, waitMilliseconds } = this.#options;
    if (lane.waiting.length >= waiting) throw new Overloaded();
    await new Promise<void>((go, fail) => {
      const enter = (): void => {
        clearTimeout(timer);
        go();
      };
      const timer = setTimeout(() => {
        lane.waiting.splice(lane.waiting.indexOf(enter), 1);
        fail(new Overloaded());
      }, waitMilliseconds);
      lane.waiting.push(enter);
    });
    // `run` counts it; it was counted already by whoever gave its place.
    lane.running -= 1;
  }
}
