import type { Orm } from './orm.ts';

/** Two nodes that start at once must not migrate at once. */
const MIGRATION_LOCK = 0x6461_7075;

/** Runs the pending migrations as the owner, one process at a time, and then `grant` before anybody else may; returns their names. */
export async function migrate(owner: Orm, grant: (migrated: boolean) => Promise<void>): Promise<string[]> {
  const lock = owner.em.fork();
  return lock.transactional(async (em) => {
    // The other node's migrations take as long as they take, and so do ours, while this transaction waits for them.
    await em.execute('set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    const done = await owner.migrator.up();
    await grant(done.length > 0);
    return done.map(({ name }) => name);
  });
}
