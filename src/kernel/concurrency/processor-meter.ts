import { LRUCache } from 'lru-cache';

/** How much processor time a party may use: `rate` milliseconds in each millisecond, and `burst` at once. */
export interface ProcessorLimit {
  readonly key: string;
  readonly rate: number;
  readonly burst: number;
}

/** What is left of a limit, and when it was computed. */
interface Allowance {
  left: number;
  at: number;
}

/** No party owes more than its limit gives in this time: a party that has used too much waits this long at most. */
const LONGEST_DEBT_MS = 4000;
const MAX_ALLOWANCES = 20_000;

/** Counts the processor time of parties against their limits. Time is passed in. */
export class ProcessorMeter {
  readonly #allowances = new LRUCache<string, Allowance>({ max: MAX_ALLOWANCES });

  /** Milliseconds until every limit has something left; 0: all have. */
  waitOf(limits: readonly ProcessorLimit[], at: number): number {
    let wait = 0;
    for (const limit of limits) {
      const { left } = this.#allowanceOf(limit, at);
      if (left <= 0) wait = Math.max(wait, -left / limit.rate, 1);
    }
    return wait;
  }

  charge(limits: readonly ProcessorLimit[], milliseconds: number, at: number): void {
    for (const limit of limits) {
      const allowance = this.#allowanceOf(limit, at);
      allowance.left = Math.max(allowance.left - milliseconds, -LONGEST_DEBT_MS * limit.rate);
    }
  }

  #allowanceOf({ key, rate, burst }: ProcessorLimit, at: number): Allowance {
    let allowance = this.#allowances.get(key);
    if (!allowance) this.#allowances.set(key, (allowance = { left: burst, at }));
    allowance.left = Math.min(allowance.left + Math.max(at - allowance.at, 0) * rate, burst);
    allowance.at = at;
    return allowance;
  }
}
