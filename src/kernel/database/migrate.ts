import type { Orm } from './orm.ts';

/** Two nodes that start at once must not migrate at once. */
const MIGRATION_LOCK = 0x6461_7075;

/** Runs the pending migrations as the owner, one process at a time; returns their names. */
export async function migrate(owner: Orm): Promise<string[]> {
  const lock = owner.em.fork();
  return lock.transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    const done = await owner.migrator.up();
    return done.map(({ name }) => name);
  });
}

/** Names of migrations that the database lacks. */
export async function pendingMigrations(names: readonly string[], applied: readonly string[]): Promise<string[]> {
  return names.filter((name) => !applied.includes(name));
}
