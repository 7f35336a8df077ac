import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';
import { withBeforeConnect } from '../../kernel/concurrency/before-connect.ts';
import { LaneMeter } from './lane-meter.ts';

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
  readonly key: string;
  /** Whatever others ask for: of work that hardly costs anything but time. Null: the share decides. */
  readonly places: number | null;
  readonly meter: LaneMeter;
  running: number;
  /** How much of that has taken long. */
  slow: number;
  readonly waiting: (() => void)[];
  /** How much of its work is rested from. */
  coolingDown: number;
}

/** One piece of work as it lets others go first. */
interface YieldState {
  /** Milliseconds that are left for that. */
  yieldBudget: number;
  /** It does so now, whatever of it asks for a connection. */
  waiting: Promise<void> | null;
}

/** For how long after another party has asked the share stays small. */
const SHARED_FOR_MS = 1000;
/** For how long one piece of heavy work lets others go first, all in all. */
const YIELD_BUDGET_MS = 300;
/** For how long a heavy lane rests at most: work may also have waited for a lock, or for a database that was away. */
const MAX_COOLDOWN_MS = 100;
/** For how long a piece of work holds its place beside others. */
const SLOW_MS = 250;
const MAX_METERS = 10_000;

/**
 * Runs the work of many parties side by side: each lane has so many places, the rest waits in it, not for ever. Beside
 * others a lane that asks for much has one place, rests after each piece of work for as long as it took, and works in the
 * gaps: before it takes a connection to the database it lets go first whoever asks for little. So a party that asks for
 * more than the machine can do waits for itself, and the others hardly notice it.
 */
export class FairShare {
  readonly #options: FairShareOptions;
  /** Those that have work. */
  readonly #lanes = new Map<string, Lane>();
  readonly #meters = new LRUCache<string, LaneMeter>({ max: MAX_METERS });
  /** Who waits for a gap. */
  readonly #yielding = new Set<() => void>();
  #latest = { party: '', asked: Number.NEGATIVE_INFINITY };
  #sharedUntil = 0;

  constructor(options: FairShareOptions) {
    this.#options = options;
  }

  /**
   * Runs a party's work in one of its lanes: lanes of one party do not count as others, nor does '' (nobody's).
   * @throws Overloaded
   */
  async run<T>(party: string, name: string, work: () => Promise<T>, places: number | null = null): Promise<T> {
    const requestedAt = performance.now();
    if (party !== '') this.#noteRequest(party, requestedAt);
    const key = `${party}:${name}`;
    const lane = this.#laneOf(key, places, requestedAt);
    // The share may have grown since the last of its work ended: it is theirs who wait.
    this.#admitWaiting(lane);
    if (lane.running >= this.#placesOf(lane, requestedAt)) await this.#wait(lane);
    else lane.running += 1;
    const began = performance.now();
    const yieldState: YieldState = { yieldBudget: YIELD_BUDGET_MS, waiting: null };
    const slow = this.#trackSlowWork(lane);
    try {
      return await (places === null ? withBeforeConnect(() => this.#beforeConnect(lane, yieldState), work) : work());
    } finally {
      slow.end();
      lane.running -= 1;
      const ended = performance.now();
      const worked = ended - began - (YIELD_BUDGET_MS - yieldState.yieldBudget);
      // What goes on behind it lets nobody go first.
      yieldState.yieldBudget = 0;
      lane.meter.add(worked, ended);
      if (this.#isHeavy(lane, ended)) this.#coolDown(lane, Math.min(worked, MAX_COOLDOWN_MS));
      this.#admitWaiting(lane);
      this.#forgetIdle(lane);
      for (const look of this.#yielding) look();
    }
  }

  #noteRequest(party: string, requestedAt: number): void {
    const latest = this.#latest;
    if (party !== latest.party && requestedAt - latest.asked < SHARED_FOR_MS) this.#sharedUntil = requestedAt + SHARED_FOR_MS;
    this.#latest = { party, asked: requestedAt };
  }

  /** Work that takes long waits for a lock or an answer: it holds its place for a moment only, and the lane goes on beside it. */
  #trackSlowWork(lane: Lane): { end(): void } {
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      lane.slow += 1;
      this.#admitWaiting(lane);
    }, SLOW_MS);
    return {
      end: () => {
        clearTimeout(timer);
        if (isSlow) lane.slow -= 1;
      },
    };
  }

  /** Lets in whoever has a place now. */
  #admitWaiting(lane: Lane): void {
    while (lane.waiting.length > 0 && lane.running < this.#placesOf(lane, performance.now())) {
      // The place is taken at once: whoever asks before the other goes on must not have it.
      lane.running += 1;
      lane.waiting.shift()?.();
    }
  }

  #coolDown(lane: Lane, milliseconds: number): void {
    lane.coolingDown += 1;
    setTimeout(() => {
      lane.coolingDown -= 1;
      this.#admitWaiting(lane);
      this.#forgetIdle(lane);
    }, milliseconds);
  }

  #forgetIdle({ key, running, waiting, coolingDown }: Lane): void {
    if (running === 0 && waiting.length === 0 && coolingDown === 0) this.#lanes.delete(key);
  }

  #laneOf(key: string, places: number | null, at: number): Lane {
    const known = this.#lanes.get(key);
    if (known) return known;
    let meter = this.#meters.get(key);
    if (!meter) this.#meters.set(key, (meter = new LaneMeter(at)));
    const lane: Lane = { key, places, meter, running: 0, slow: 0, waiting: [], coolingDown: 0 };
    this.#lanes.set(key, lane);
    return lane;
  }

  #placesOf(lane: Lane, at: number): number {
    if (lane.places !== null) return lane.places;
    const { alone, shared } = this.#options;
    if (at >= this.#sharedUntil) return alone;
    const places = this.#isHeavy(lane, at) ? (lane.coolingDown > 0 ? 0 : 1) : shared;
    return Math.min(places + lane.slow, alone);
  }

  #isHeavy({ places, running, slow, meter }: Lane, at: number): boolean {
    return places === null && at < this.#sharedUntil && (running - slow > this.#options.shared || meter.isHeavy(at));
  }

  #isLightAtWork(at: number): boolean {
    for (const lane of this.#lanes.values()) if (lane.places === null && lane.running > 0 && !this.#isHeavy(lane, at)) return true;
    return false;
  }

  /** Resolves when no work of those who ask for little runs, or the patience of this one has come to its end. */
  #beforeConnect(lane: Lane, yieldState: YieldState): Promise<void> | undefined {
    const since = performance.now();
    if (yieldState.waiting) return yieldState.waiting;
    if (yieldState.yieldBudget <= 0 || !this.#isHeavy(lane, since) || !this.#isLightAtWork(since)) return undefined;
    yieldState.waiting = new Promise((go) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#yielding.delete(check);
        yieldState.yieldBudget -= performance.now() - since;
        yieldState.waiting = null;
        go();
      };
      const check = (): void => {
        if (!this.#isLightAtWork(performance.now())) done();
      };
      const timer = setTimeout(done, yieldState.yieldBudget);
      this.#yielding.add(check);
    });
    return yieldState.waiting;
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
  }
}
