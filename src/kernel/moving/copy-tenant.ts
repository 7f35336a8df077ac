import { sqlState, UNIQUE_VIOLATION } from '../database/sql-state.ts';
import { inOneTransaction, type TenantSide } from './tenant-side.ts';
import type { TenantTable } from './tenant-tables.ts';

const FOREIGN_KEY_VIOLATION = '23503';
const ROWS_AT_ONCE = 1000;
/** Rows of a table are compared in so many groups; only groups that differ are looked at row by row. */
const GROUPS = 1024;

/** What the target lacks of one table, and what it has too much. */
interface Difference {
  readonly table: TenantTable;
  /** Null: the target has no row, so all are copied. */
  readonly write: readonly string[] | null;
  /** Keys of rows that the source no longer has. */
  readonly remove: readonly string[];
}

/**
 * Makes the tenant's rows in the target equal to those of the source, whose transaction must be on one snapshot. Equal rows
 * are not sent, so a second run copies what has changed meanwhile, and a run after a crash goes on where it was.
 * @returns number of rows written and removed
 */
export async function copyTenant(source: TenantSide, target: TenantSide, tables: readonly TenantTable[]): Promise<number> {
  const differences: Difference[] = [];
  for (const table of tables) {
    const found = await differenceOf(source, target, table);
    if (found) differences.push(found);
  }
  // First, because a new row may have a unique name of a removed one.
  await inOneTransaction(target, async () => {
    for (const { table, remove } of differences.toReversed()) if (remove.length > 0) await removeRows(target, table, remove);
  });
  let changed = 0;
  for (const { table, write, remove } of differences) {
    const written = await inOneTransaction(target, () => (write ? writeRows(target, table, write) : copyAll(source, target, table)));
    changed += written + remove.length;
  }
  return changed;
}

function keyOf({ key }: TenantTable): string {
  return `row(${key.map((column) => `t.${column}`).join(', ')})::text`;
}

const HASH = 'hashtextextended(t::text, 0)';

async function differenceOf(source: TenantSide, target: TenantSide, table: TenantTable): Promise<Difference | null> {
  const [here, there] = await Promise.all([groupsOf(source, table), groupsOf(target, table)]);
  const different = [...new Set([...here.keys(), ...there.keys()])].filter((group) => here.get(group) !== there.get(group));
  if (different.length === 0) return null;
  if (there.size === 0) return { table, write: null, remove: [] };
  const [rows, copies] = await Promise.all([rowsOf(source, table, different, true), rowsOf(target, table, different, false)]);
  const write = [...rows].filter(([key, { hash }]) => copies.get(key)?.hash !== hash).map(([, { row }]) => row);
  // Where no key of the whole table finds the old row, it is removed before the new one is written.
  const isRemoved = (key: string): boolean => !rows.has(key) || (!table.isKeyed && rows.get(key)?.hash !== copies.get(key)?.hash);
  return { table, write, remove: [...copies.keys()].filter(isRemoved) };
}

/** Number and hash of the rows of each group. */
async function groupsOf({ client, tenantId }: TenantSide, table: TenantTable): Promise<Map<number, string>> {
  const { rows } = await client.query<{ group: number; found: string }>(
    `select abs(hashtext(${keyOf(table)}) % ${GROUPS}) as group, count(*) || ' ' || sum(${HASH}::numeric) as found
     from ${table.name} t where t.${table.tenant} = $1 group by 1`,
    [tenantId],
  );
  return new Map(rows.map(({ group, found }) => [group, found]));
}

async function rowsOf(
  { client, tenantId }: TenantSide,
  table: TenantTable,
  groups: readonly number[],
  whole: boolean,
): Promise<Map<string, { readonly hash: string; readonly row: string }>> {
  const { rows } = await client.query<{ key: string; hash: string; row: string }>(
    `select ${keyOf(table)} as key, ${HASH}::text as hash, ${whole ? 't::text' : "''"} as row
     from ${table.name} t where t.${table.tenant} = $1 and abs(hashtext(${keyOf(table)}) % ${GROUPS}) = any($2::int[])`,
    [tenantId, groups],
  );
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}

async function removeRows({ client, tenantId }: TenantSide, table: TenantTable, keys: readonly string[]): Promise<void> {
  await client.query(`delete from ${table.name} t where t.${table.tenant} = $1 and ${keyOf(table)} = any($2::text[])`, [tenantId, keys]);
}

/** Copies a whole table in the order of its key. */
async function copyAll(source: TenantSide, target: TenantSide, table: TenantTable): Promise<number> {
  const { client } = source;
  await client.query(
    `declare all_rows no scroll cursor for select t::text as row from ${table.name} t where t.${table.tenant} = current_setting('app.tenant_id')::uuid order by ${table.key.join(', ')}`,
  );
  const late: string[] = [];
  let count = 0;
  for (let more = true; more; ) {
    const { rows } = await client.query<{ row: string }>(`fetch ${ROWS_AT_ONCE} from all_rows`);
    late.push(
      ...(await tryRows(
        target,
        table,
        rows.map(({ row }) => row),
      )),
    );
    count += rows.length;
    more = rows.length === ROWS_AT_ONCE;
  }
  await client.query('close all_rows');
  await writeLate(target, table, late);
  return count;
}

async function writeRows(target: TenantSide, table: TenantTable, rows: readonly string[]): Promise<number> {
  const late: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) late.push(...(await tryRows(target, table, rows.slice(from, from + ROWS_AT_ONCE))));
  await writeLate(target, table, late);
  return rows.length;
}

/** Writes rows that had to wait for others of their table, as long as some succeed. */
async function writeLate(target: TenantSide, table: TenantTable, rows: readonly string[]): Promise<void> {
  let left = rows;
  while (left.length > 0) {
    const still = await tryRows(target, table, left);
    if (still.length === left.length) return upsert(target, table, left);
    left = still;
  }
}

/** Writes rows; returns those that must wait for another row of the table: one that they refer to, or that still has their unique name. */
async function tryRows(target: TenantSide, table: TenantTable, rows: readonly string[]): Promise<readonly string[]> {
  if (rows.length === 0 || (await succeeds(target, () => upsert(target, table, rows)))) return [];
  const late: string[] = [];
  for (const row of rows) if (!(await succeeds(target, () => upsert(target, table, [row])))) late.push(row);
  return late;
}

async function succeeds({ client }: TenantSide, work: () => Promise<void>): Promise<boolean> {
  await client.query('savepoint attempt');
  try {
    await work();
    await client.query('release savepoint attempt');
    return true;
  } catch (error) {
    const state = sqlState(error);
    if (state !== UNIQUE_VIOLATION && state !== FOREIGN_KEY_VIOLATION) throw error;
    await client.query('rollback to savepoint attempt');
    return false;
  }
}

/** `COPY` into a table with row-level security is refused; the rows travel as texts of their whole. */
async function upsert({ client }: TenantSide, { name, key, isKeyed, columns }: TenantTable, rows: readonly string[]): Promise<void> {
  const others = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
  const onConflict = others.length > 0 ? `do update set ${others.join(', ')}` : 'do nothing';
  const orUpdate = isKeyed ? `on conflict (${key.join(', ')}) ${onConflict}` : '';
  await client.query(`insert into ${name} select r.* from unnest($1::text[]::${name}[]) r ${orUpdate}`, [rows]);
}
