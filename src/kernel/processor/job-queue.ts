import type { Party } from '../request/party.ts';
import type { Job } from './job.ts';

/** The part of a job that the queue needs, for every type of result. */
export type AnyJob = Pick<Job, 'party' | 'paced' | 'slice'>;

/** Jobs by party. Parties are served round-robin, guests after all other parties; the jobs of one party run one after the other. */
export class JobQueue {
  readonly #first = new Map<string, AnyJob[]>();
  readonly #guests = new Map<string, AnyJob[]>();

  get isEmpty(): boolean {
    return this.#first.size === 0 && this.#guests.size === 0;
  }

  /** Number of jobs in the line that a job would join. */
  lengthFor(job: Pick<AnyJob, 'party' | 'paced'>): number {
    return this.#linesOf(job).get(keyOf(job))?.length ?? 0;
  }

  add(job: AnyJob): void {
    const lines = this.#linesOf(job);
    const line = lines.get(keyOf(job));
    if (line) line.push(job);
    else lines.set(keyOf(job), [job]);
  }

  remove(job: AnyJob): void {
    const lines = this.#linesOf(job);
    const line = lines.get(keyOf(job));
    const index = line?.indexOf(job) ?? -1;
    if (!line || index < 0) return;
    line.splice(index, 1);
    if (line.length === 0) lines.delete(keyOf(job));
  }

  /** The next job that may go on; its line goes to the end. Without one: the milliseconds until a job may go on. */
  next(waitOf: (party: Party) => number): AnyJob | number {
    let wait = Number.POSITIVE_INFINITY;
    for (const lines of [this.#first, this.#guests]) {
      for (const [key, line] of lines) {
        const job = line[0] as AnyJob;
        const milliseconds = job.paced ? waitOf(job.party) : 0;
        wait = Math.min(wait, milliseconds);
        if (milliseconds > 0) continue;
        lines.delete(key);
        lines.set(key, line);
        return job;
      }
    }
    return wait;
  }

  #linesOf({ party, paced }: Pick<AnyJob, 'party' | 'paced'>): Map<string, AnyJob[]> {
    return party.isGuest && paced ? this.#guests : this.#first;
  }
}

/** Unpaced jobs have their own line, so that they do not wait behind paced jobs of the party. */
function keyOf({ party, paced }: Pick<AnyJob, 'party' | 'paced'>): string {
  return paced ? party.key : `${party.key} at once`;
}
