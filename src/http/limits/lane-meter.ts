/** A lane that works for more than half of the time … */
const RATE = 0.5;
/** … is heavy when it has done so for a moment: it may work for so long beyond that, in milliseconds. */
const ALLOWANCE_MS = 400;
const HEAVY_BELOW_MS = ALLOWANCE_MS / 2;

/**
 * Decides whether a lane is heavy, from how long its tasks take. A lane becomes light again only with a full allowance:
 * one that works and rests by turns stays heavy, and one that was slow for a moment, because others were, is light within
 * a second. Time is passed in, in milliseconds.
 */
export class LaneMeter {
  #left = ALLOWANCE_MS;
  #at: number;
  #isHeavy = false;

  constructor(at: number) {
    this.#at = at;
  }

  /** Counts work that has ended. */
  add(workedMilliseconds: number, at: number): void {
    this.#refill(at);
    this.#left = Math.max(this.#left - workedMilliseconds, 0);
    if (this.#left < HEAVY_BELOW_MS) this.#isHeavy = true;
  }

  isHeavy(at: number): boolean {
    this.#refill(at);
    return this.#isHeavy;
  }

  #refill(at: number): void {
    this.#left = Math.min(this.#left + Math.max(at - this.#at, 0) * RATE, ALLOWANCE_MS);
    this.#at = at;
    if (this.#left === ALLOWANCE_MS) this.#isHeavy = false;
  }
}
