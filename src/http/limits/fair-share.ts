import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';
import { withBeforeConnect } from '../../kernel/concurrency/before-connect.ts';
import { LaneMeter } from './lane-meter.ts';

export interface FairShareOptions {
  /** How many tasks of a lane may run at once while no other party has work. */
  readonly alone: number;
  /** The same while other parties have work too. */
  readonly shared: number;
  /** How many tasks of a lane may wait, and for how long. */
  readonly waiting: number;
  readonly waitMilliseconds: number;
}

/** The task was not started: too many wait before it, or it has waited too long. */
export class Overloaded extends Error {}

interface Lane {
  readonly key: string;
  /** Fixed number of slots for work that costs little but time, independent of other parties. Null: the share decides. */
  readonly places: number | null;
  readonly meter: LaneMeter;
  running: number;
  /** Running tasks that have taken longer than SLOW_MS. */
  slow: number;
  readonly waiting: (() => void)[];
  /** Number of cooldowns that are running. */
  coolingDown: number;
}

/** Yielding of one task to other parties. */
interface YieldState {
  /** Milliseconds that the task may still yield. */
  yieldBudget: number;
  /** Set while the task yields: all its requests for a connection wait for this. */
  waiting: Promise<void> | null;
}

/** What runs tasks in lanes. */
export type Lanes = Pick<FairShare, 'run'>;

/** Runs every task at once: fair share is switched off. */
export const withoutLanes: Lanes = { run: (_party, _name, work) => work() };

/** How long the share stays small after requests of two parties. */
const SHARED_FOR_MS = 1000;
/** How long one heavy task yields to other parties, in total. */
const YIELD_BUDGET_MS = 300;
/** Longest cooldown of a heavy lane: a task may also have waited for a lock, or for a database that was away. */
const MAX_COOLDOWN_MS = 100;
/** How long a task holds its slot while other parties have work. */
const SLOW_MS = 250;
const MAX_METERS = 10_000;

/**
 * Runs the tasks of many parties side by side: each lane has a number of slots, and further tasks wait in it for a
 * limited time. While other parties have work, a heavy lane has one slot, cools down after each task for as long as the
 * task took, and runs in the gaps: before it takes a connection to the database, it yields to light lanes. So a party
 * that asks for more than the machine can do waits for itself, and the others hardly notice it.
 */
export class FairShare {
  readonly #options: FairShareOptions;
  /** Lanes that have work or cool down. */
  readonly #lanes = new Map<string, Lane>();
  readonly #meters = new LRUCache<string, LaneMeter>({ max: MAX_METERS });
  /** Checks of the tasks that yield: each ends its wait when no light lane runs. */
  readonly #yielding = new Set<() => void>();
  #latest = { party: '', requestedAt: Number.NEGATIVE_INFINITY };
  #sharedUntil = 0;

  constructor(options: FairShareOptions) {
    this.#options = options;
  }

  /**
   * Runs a task in a lane of a party. Lanes of the same party do not count as other parties; neither does the party ''
   * (no tenant).
   * @throws Overloaded
   */
  async run<T>(party: string, name: string, work: () => Promise<T>, places: number | null = null): Promise<T> {
    const requestedAt = performance.now();
    if (party !== '') this.#noteRequest(party, requestedAt);
    const key = `${party}:${name}`;
    const lane = this.#laneOf(key, places, requestedAt);
    // The share may have grown since the last task of the lane ended: the new slots go to waiting tasks first.
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
      // Work that goes on after the task does not yield.
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
    if (party !== latest.party && requestedAt - latest.requestedAt < SHARED_FOR_MS) this.#sharedUntil = requestedAt + SHARED_FOR_MS;
    this.#latest = { party, requestedAt };
  }

  /** A slow task waits for a lock or an answer: it holds its slot for SLOW_MS only, then the lane starts another task beside it. */
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

  /** Starts waiting tasks while the lane has free slots. */
  #admitWaiting(lane: Lane): void {
    while (lane.waiting.length > 0 && lane.running < this.#placesOf(lane, performance.now())) {
      // The slot is taken at once: a new task must not take it before the waiting task continues.
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

  /** Resolves when no light lane runs, or the yield budget of the task is used up. */
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

  /** Waits for a slot; the slot is then taken for this task. */
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
