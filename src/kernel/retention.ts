import type { Services, Settings } from './request/context.ts';

const HOUR_MS = 3_600_000;
const BATCH = 5000;

/** Rows that are deleted after a time. */
export interface Retention {
  readonly table: string;
  /** SQL condition that is true for an old row `t`; each `?` is an instant. */
  readonly condition: string;
  /** The instants of `condition`, in order. */
  readonly values: (ago: (hours: number) => Date, settings: Settings) => readonly Date[];
}

export const DAY_HOURS = 24;

/** Deletes old rows once an hour. Returns how to stop it. */
export function startRetention(services: Services, kept: readonly Retention[]): () => void {
  const timer = setInterval(() => {
    sweep(services, kept).catch((error: unknown) => services.logger.warn({ err: error }, 'deleting what is old failed; again in an hour'));
  }, HOUR_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** One sweep, in small batches so that no row is locked for long. Two nodes may sweep at once. */
export async function sweep(services: Services, kept: readonly Retention[]): Promise<void> {
  const now = services.clock.now().getTime();
  const ago = (hours: number): Date => new Date(now - hours * HOUR_MS);
  for (const { table, condition, values } of kept) await inBatches(services, table, condition, values(ago, services.settings));
}

/** Deletes the rows `t` of a table that match a condition. */
async function inBatches(services: Services, table: string, condition: string, values: readonly Date[]): Promise<void> {
  for (;;) {
    const deleted = await services.platformOrm.em
      .fork()
      .execute<unknown[]>(`delete from ${table} where ctid = any(array(select t.ctid from ${table} t where ${condition} limit ?)) returning 1`, [
        ...values,
        BATCH,
      ]);
    if (deleted.length < BATCH) return;
  }
}
