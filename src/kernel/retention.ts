import { keepEventPartitions } from './feeds/event-partitions.ts';
import type { Services, Settings } from './request/context.ts';

const HOUR_MS = 3_600_000;
/** How long after its start a node sweeps for the first time. */
const FIRST_MS = 600_000;
const BATCH = 5000;
/** Advisory lock of the node that deletes a batch, or changes a partition. */
export const SWEEP_LOCK = 0x6461_7077;

/** Rows that are deleted after a time. */
export interface Retention {
  readonly table: string;
  /** Columns of the primary key, with the tenant. */
  readonly key: string;
  /**
   * SQL that selects the keys of old rows; each `?` is an instant. It goes by an index that begins with a time, without
   * the tenant: it looks across tenants, and a table has far more rows than old ones.
   */
  readonly old: string;
  /** The instants of `old`, in order. */
  readonly values: (ago: (hours: number) => Date, settings: Settings) => readonly Date[];
}

export const DAY_HOURS = 24;

/** Deletes old rows soon after the start, and then once an hour. Returns how to stop it. */
export function startRetention(services: Services, kept: readonly Retention[]): () => void {
  const run = (): void => {
    sweep(services, kept).catch((error: unknown) => services.logger.warn({ err: error }, 'deleting what is old failed; again in an hour'));
  };
  const timers = [setTimeout(run, FIRST_MS), setInterval(run, HOUR_MS)];
  for (const timer of timers) timer.unref();
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

/**
 * One sweep, in small batches so that no row is locked for long. One node sweeps at a time: where another one does, this
 * node leaves the rest to it. Returns whether this node came to the end.
 */
export async function sweep(services: Services, kept: readonly Retention[]): Promise<boolean> {
  const now = services.clock.now().getTime();
  const ago = (hours: number): Date => new Date(now - hours * HOUR_MS);
  await keepEventPartitions(services, SWEEP_LOCK);
  for (const retention of kept) {
    const values = retention.values(ago, services.settings);
    for (let deleted = BATCH; deleted === BATCH; ) {
      const count = await deleteBatch(services, retention, values);
      if (count === null) return false;
      deleted = count;
    }
  }
  return true;
}

/** The statement that deletes some old rows; the last `?` is how many at most. */
export const deletion = ({ table, key, old }: Retention): string => `delete from ${table} where (${key}) in (${old} limit ?)`;

/** Deletes up to BATCH old rows and returns their number; null: another node is sweeping. */
function deleteBatch(services: Services, retention: Retention, values: readonly Date[]): Promise<number | null> {
  return services.platformOrm.em.fork().transactional(async (em) => {
    const [turn] = await em.execute<{ mine: boolean }[]>('select pg_try_advisory_xact_lock(?) as mine', [SWEEP_LOCK]);
    if (!turn?.mine) return null;
    const deleted = await em.execute<unknown[]>(`${deletion(retention)} returning 1`, [...values, BATCH]);
    return deleted.length;
  });
}
