import type { Orm } from './orm.ts';

/** Taken by the process that builds indexes. */
const BUILD_LOCK = 0x6461_7076;

/** An index of a large table. It is built after its migration, while servers go on writing (docs/adr/0047). */
export interface LargeIndex {
  readonly name: string;
  /** Table and columns, as in `create index … on`. */
  readonly on: string;
  /** An index that is of no use beside the new one. */
  readonly replaces?: string;
}

/**
 * Builds the indexes that are missing, one after the other, and drops those that they replace. One that was left half
 * built is built again. Where another process builds them already, there is nothing to do.
 */
export async function buildIndexes(owner: Orm, indexes: readonly LargeIndex[]): Promise<void> {
  const names = indexes.flatMap(({ name, replaces }) => [name, replaces ?? []].flat());
  const found = await statesOf(owner, names);
  if (indexes.every(({ name, replaces }) => found.get(name) && (replaces === undefined || !found.has(replaces)))) return;
  await owner.em.fork().transactional(async (em) => {
    // This transaction only holds the lock: an index is not built in a transaction. No statement waits for the lock either,
    // because building an index waits for all statements that run.
    await em.execute('set local idle_in_transaction_session_timeout = 0');
    // It has no parameters: after a statement with parameters, its portal keeps a snapshot until the next statement of the
    // connection, and building an index waits for all snapshots that are older.
    const [turn] = await em.execute<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(${BUILD_LOCK}) as mine`);
    if (turn?.mine) for (const index of indexes) await build(owner, index, await statesOf(owner, names));
  });
}

async function build(owner: Orm, { name, on, replaces }: LargeIndex, found: ReadonlyMap<string, boolean>): Promise<void> {
  const em = owner.em.fork();
  if (found.get(name) === false) await em.execute(`drop index concurrently "${name}"`);
  if (!found.get(name)) await em.execute(`create index concurrently "${name}" on ${on}`);
  if (replaces !== undefined && found.has(replaces)) await em.execute(`drop index concurrently "${replaces}"`);
}

/** The indexes that there are, and whether each is complete. */
async function statesOf(owner: Orm, names: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const rows = await owner.em.fork().execute<{ name: string; valid: boolean }[]>(
    `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
       where c.relnamespace = 'public'::regnamespace and c.relname in (select jsonb_array_elements_text(?::jsonb))`,
    [JSON.stringify(names)],
  );
  return new Map(rows.map(({ name, valid }) => [name, valid]));
}
