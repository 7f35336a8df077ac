import { sqlState } from '../../kernel/database/sql-state.ts';
import type { Services } from '../../kernel/request/context.ts';

/** How long a result is reused: the probe takes some milliseconds, and writes. */
const CACHE_MS = 10_000;
const DISK_FULL = '53100';

/**
 * Sorts more than fits into work_mem, so that PostgreSQL needs disk space: a temporary file that ends with the statement,
 * without a row, a lock or an entry of the write-ahead log.
 */
const PROBE = `select current_setting('transaction_read_only') = 'on' as "isReadOnly",
  (select count(*) from (select md5(g::text) from generate_series(1, 6000) g order by 1 offset 0) sorted) as sorted`;

/** Returns why the database answers but cannot be written to; null: it can. The probe runs at most every ten seconds, on demand. */
export function makeWriteProbe({ orm }: Services): () => Promise<string | null> {
  let found: { readonly problem: Promise<string | null>; readonly at: number } | undefined;
  return () => {
    if (!found || performance.now() - found.at > CACHE_MS) found = { problem: problemOf(), at: performance.now() };
    return found.problem;
  };

  async function problemOf(): Promise<string | null> {
    try {
      return await orm.em.fork().transactional(async (em) => {
        await em.execute("set local work_mem = '64kB'");
        const [row] = await em.execute<{ isReadOnly: boolean }[]>(PROBE);
        return row?.isReadOnly ? 'the database is read-only' : null;
      });
    } catch (error) {
      // The database check of /readyz finds all other errors.
      return sqlState(error) === DISK_FULL ? 'the disk of the database is full' : null;
    }
  }
}
