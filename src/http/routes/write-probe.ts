import { sqlState } from '../../kernel/database/sql-state.ts';
import type { Services } from '../../kernel/request/context.ts';

/** How long what was found is told again: asking costs some milliseconds, and writes. */
const CACHE_MS = 10_000;
const DISK_FULL = '53100';

/**
 * Sorts more than fits into the memory that it has, so that PostgreSQL needs space on its disk: for a file that ends with
 * the statement, without a row, a lock or an entry of the write-ahead log.
 */
const PROBE = `select current_setting('transaction_read_only') = 'on' as "isReadOnly",
  (select count(*) from (select md5(g::text) from generate_series(1, 6000) g order by 1 offset 0) sorted) as sorted`;

/** Tells why the database answers and cannot be written to; null: it can. Looked at every ten seconds, by whoever asks then. */
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
      // Whatever else it is, the questions beside this one find it too.
      return sqlState(error) === DISK_FULL ? 'the disk of the database is full' : null;
    }
  }
}
