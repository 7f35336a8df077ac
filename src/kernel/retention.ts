import type { Services, Settings } from './request/context.ts';

const HOUR_MS = 3_600_000;
const BATCH = 5000;
/** Advisory lock of the node that deletes a batch. */
export const SWEEP_LOCK = 0x6461_7077;

/** Rows that are deleted after a time. */
export interface Retention {
  readonly table: string;
  /**
   * SQL that selects the `ctid` of old rows; each `?` is an instant. It goes by an index that begins with a time, without
   * the tenant: it looks across tenants, and a table has far more rows than old ones.
   */
  readonly old: string;
  /** The instants of `old`, in order. */
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

/**
 * One sweep, in small batches so that no row is locked for long. One node sweeps at a time: where another one does, this
 * node leaves the rest to it. Returns whether this node came to the end.
 */
export async function sweep(services: Services, kept: readonly Retention[]): Promise<boolean> {
  const now = services.clock.now().getTime();
  const ago = (hours: number): Date => new Date(now - hours * HOUR_MS);
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

/** Deletes up to BATCH old rows and returns their number; null: another node is sweeping. */
function deleteBatch(services: Services, { table, old }: Retention, values: readonly Date[]): Promise<number | null> {
  return services.platformOrm.em.fork().transactional(async (em) => {
    const [turn] = await em.execute<{ mine: boolean }[]>('select pg_try_advisory_xact_lock(?) as mine', [SWEEP_LOCK]);
    if (!turn?.mine) return null;
    const deleted = await em.execute<unknown[]>(`delete from ${table} where ctid = any(array(${old} limit ?)) returning 1`, [...values, BATCH]);
    return deleted.length;
  });
}
