import { ProcessorMeter } from '../concurrency/processor-meter.ts';
import type { Services } from '../request/context.ts';
import type { Party } from '../request/party.ts';
import { perApp } from '../request/per-app.ts';
import { type Coroutine, Job, type JobOptions, ProcessorBusy } from './job.ts';
import { type AnyJob, JobQueue } from './job-queue.ts';

/** No work in steps blocks the event loop for much longer than this. */
const SLICE_MS = 1;
/** While several parties have work, a slice is followed by a pause of this multiple of its length. */
const REST = 4;
/** How long the processor counts as shared after requests of two parties. */
const SHARED_FOR_MS = 1000;
/** How long a request may wait to enter, and how long work in steps may take in all. */
const ENTER_MS = 5000;
const RUN_MS = 15_000;
const MAX_WAITING = 1000;
/** How often the queue is checked for a party that has processor time left again. */
const LOOK_AGAIN_MS = 10;
/** Cost of reading and answering any request, and of sending a byte; milliseconds. */
const REQUEST_MS = 0.1;
const BYTE_MS = 0.5e-6;

/**
 * Shares the one thread that answers all requests. Long work is done in slices, one at a time, and its time is charged to
 * its party. While several parties have work, a party that has used up its limits waits, and all sliced work together
 * leaves most of the time to parties that ask for little. Alone, a party has the whole processor.
 */
export class Processor {
  readonly #meter = new ProcessorMeter();
  readonly #queue = new JobQueue();
  #isTurnComing = false;
  #latest = { party: '', requestedAt: Number.NEGATIVE_INFINITY };
  #sharedUntil = Number.NEGATIVE_INFINITY;

  /** Notes that a request of the party has come. */
  noteRequest({ key }: Party): void {
    const requestedAt = performance.now();
    const { party, requestedAt: before } = this.#latest;
    if (key !== party && requestedAt - before < SHARED_FOR_MS) this.#sharedUntil = requestedAt + SHARED_FOR_MS;
    this.#latest = { party: key, requestedAt };
  }

  /** Whether a request of the party may go on at once. */
  canRun(party: Party): boolean {
    return this.#waitOf(party, performance.now()) === 0;
  }

  /**
   * Waits until a request may go on; undefined: at once.
   * @throws ProcessorBusy
   */
  enter(party: Party): Promise<void> | undefined {
    const options = { party, paced: true, milliseconds: ENTER_MS };
    return this.canRun(party) && this.#queue.lengthFor(options) === 0 ? undefined : this.#start(nothing(), options);
  }

  /**
   * Runs work in slices. `paced`: it waits while its party has used too much; work that other parties wait for must not
   * be paced.
   * @throws ProcessorBusy
   */
  run<T>(steps: Coroutine<T>, party: Party, { paced }: { readonly paced: boolean }): Promise<T> {
    return this.#start(steps, { party, paced, milliseconds: RUN_MS });
  }

  /** Runs short work that cannot be interrupted, and charges its time to the party. */
  measure<T>(party: Party, work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      this.charge(party, performance.now() - began);
    }
  }

  charge({ limits }: Party, milliseconds: number): void {
    this.#meter.charge(limits, milliseconds, performance.now());
  }

  /** Charges the cost of a request that was answered with this number of bytes. */
  chargeAnswer(party: Party, bytes: number): void {
    this.charge(party, REQUEST_MS + bytes * BYTE_MS);
  }

  #start<T>(steps: Coroutine<T>, options: JobOptions): Promise<T> {
    if (this.#queue.lengthFor(options) >= MAX_WAITING) return Promise.reject(new ProcessorBusy('too many wait for the processor'));
    const job: Job<T> = new Job(options, steps, { ready: () => this.#add(job), late: () => this.#queue.remove(job) });
    this.#add(job);
    return job.result;
  }

  #add(job: AnyJob): void {
    this.#queue.add(job);
    if (!this.#isTurnComing) this.#turnIn(0);
  }

  #turnIn(milliseconds: number): void {
    this.#isTurnComing = true;
    if (milliseconds > 0) setTimeout(() => this.#turn(), milliseconds);
    else setImmediate(() => this.#turn());
  }

  /** One slice of one job. */
  #turn(): void {
    this.#isTurnComing = false;
    const began = performance.now();
    const job = this.#queue.next((party) => this.#waitOf(party, began));
    let rest = 0;
    if (typeof job === 'number') rest = Math.min(job, LOOK_AGAIN_MS);
    else {
      const goesOn = job.slice(began + SLICE_MS);
      const ended = performance.now();
      this.charge(job.party, ended - began);
      if (!goesOn) this.#queue.remove(job);
      if (ended < this.#sharedUntil) rest = (ended - began) * REST;
    }
    if (!this.#queue.isEmpty) this.#turnIn(rest);
  }

  #waitOf({ limits }: Party, at: number): number {
    return at < this.#sharedUntil ? this.#meter.waitOf(limits, at) : 0;
  }
}

function* nothing(): Coroutine<void> {}

/** The node's processor scheduler. */
export const processorOf = perApp((_: Services) => new Processor());
