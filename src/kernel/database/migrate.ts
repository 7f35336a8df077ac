import type { Orm } from './orm.ts';
import { DEADLOCK, LOCK_NOT_AVAILABLE, sqlState } from './sql-state.ts';

/** Two nodes that start at once must not migrate at once. */
const MIGRATION_LOCK = 0x6461_7075;

/**
 * Deadlines of the owner's connections, in milliseconds. A migration may take long. An index is built once the statements
 * that run have ended, so nothing but its own deadline bounds that; a migration bounds its waits itself.
 */
export const migrationDeadlines = { statement_timeout: 600_000, query_timeout: 610_000, lock_timeout: 0 } as const;

/** How long to wait for one table, attempt after attempt, in milliseconds. The last wait is repeated until MAX_WAIT_MS have passed. */
const LOCK_WAITS = [200, 200, 200, 200, 200, 3000] as const;
const MAX_WAIT_MS = 60_000;
const PAUSE_MS = { least: 100, most: 400 } as const;

/** A migration's name, and the tables of running servers that it locks; see `migrations`. */
interface Locking {
  readonly name: string;
  readonly locks?: readonly string[];
}

/**
 * Runs the pending migrations as the owner, one process at a time, and then `grant`, before any other process goes on.
 * Returns the names of the migrations. `begin` is called when there are any.
 */
export async function migrate(
  owner: Orm,
  migrations: readonly Locking[],
  grant: (migrated: boolean) => Promise<void>,
  begin: () => void = () => undefined,
): Promise<string[]> {
  const lock = owner.em.fork();
  return lock.transactional(async (em) => {
    // This transaction waits while another node migrates, and stays idle while this node migrates: neither time has a limit.
    await em.execute('set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    // Without parameters, so that this transaction keeps no snapshot while it is idle (see build-indexes.ts).
    await em.execute(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const pending = new Set((await owner.migrator.getPending()).map(({ name }) => name));
    if (pending.size > 0) begin();
    const tables = migrations.filter(({ name }) => pending.has(name)).flatMap(({ locks }) => locks ?? []);
    const done = pending.size > 0 ? await betweenOthers((wait) => allOrNothing(owner, [...new Set(tables)], wait)) : [];
    await grant(done.length > 0);
    return done;
  });
}

async function allOrNothing(owner: Orm, tables: readonly string[], wait: number): Promise<string[]> {
  return owner.em.fork().transactional(async (em) => {
    await em.execute(`set local lock_timeout = ${wait}`);
    const found = await em.execute<{ name: string }[]>(EXISTING, [JSON.stringify(tables)]);
    const existing = new Set(found.map(({ name }) => name));
    const used = tables.filter((table) => existing.has(table));
    if (used.length > 0) await em.execute(`lock table ${used.map((table) => `"${table}"`).join(', ')} in access exclusive mode`);
    const done = await owner.migrator.up({ transaction: em.getTransactionContext() });
    return done.map(({ name }) => name);
  });
}

const EXISTING = `select relname as name from pg_class
where relnamespace = 'public'::regnamespace and relname in (select jsonb_array_elements_text(?::jsonb))`;

/**
 * Servers of the release before go on working while the new one migrates. Their transactions hold some of the tables and
 * want others, and a transaction that wants one of our tables waits behind us. So if one lock is not free at once, we
 * release all locks and try again a little later. Where the servers are too busy for that, we wait long enough for
 * PostgreSQL to find the deadlock, after one second: it ends their transaction, and their server repeats it after ours.
 * This is still less than the five seconds that a server waits for a lock.
 */
async function betweenOthers<T>(run: (wait: number) => Promise<T>): Promise<T> {
  const deadline = Date.now() + MAX_WAIT_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await run(LOCK_WAITS[Math.min(attempt, LOCK_WAITS.length - 1)] ?? 0);
    } catch (error) {
      const state = sqlState(error);
      if ((state !== LOCK_NOT_AVAILABLE && state !== DEADLOCK) || Date.now() > deadline) throw error;
      await new Promise((done) => setTimeout(done, PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least)));
    }
  }
}
