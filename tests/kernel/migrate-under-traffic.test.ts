import { spawn } from 'node:child_process';
import { once as onceOf } from 'node:events';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { migrateAndGrant } from '../../src/app.ts';
import { withClient } from '../../src/kernel/database/roles.ts';
import { migrations } from '../../src/migrations.ts';
import { oldRelease } from './old-release.ts';

/** A database of the first release. */
const firstRelease = (): ReturnType<typeof oldRelease> => oldRelease(2);

interface Column {
  readonly name: string;
  readonly required: boolean;
}

/** Columns of all tables; required: an insert without a value is refused. */
async function columns(url: string): Promise<Column[]> {
  const { rows } = await withClient(url, (client) =>
    client.query<Column>(
      `select table_name || '.' || column_name as name, is_nullable = 'NO' and column_default is null as required
       from information_schema.columns where table_schema = 'public' order by 1`,
    ),
  );
  return rows;
}

test('what the first release writes is still accepted: new columns of its tables may be left out, and none is gone', async () => {
  const database = await firstRelease();
  const before = await columns(database.superuser);
  expect(await migrateAndGrant(database.owner, database, 'test')).toEqual(migrations.slice(2).map(({ name }) => name));
  expect(await migrateAndGrant(database.owner, database, 'test')).toEqual([]);
  const known = new Set(before.map(({ name }) => name));
  const tables = new Set(before.map(({ name }) => name.split('.')[0]));
  const after = await columns(database.superuser);
  const now = new Map(after.map(({ name, required }) => [name, required]));
  expect(before.filter(({ name, required }) => now.get(name) !== required)).toEqual([]);
  expect(after.filter(({ name, required }) => required && !known.has(name) && tables.has(name.split('.')[0]))).toEqual([]);
});

/** Tables of tenants that a wrong statement could read completely: row-level security is off, not forced on the owner, or has no policy. */
const UNGUARDED = `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
  and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))`;

/** Stands for the outlet's event counter, which its orders lock one after the other. */
const COUNTER = 'select pg_advisory_xact_lock(1)';
/** The lock of a new row's reference to its outlet. */
const EVENT = 'lock outlet in row share mode';

/** Tables in the order in which transactions of a busy server lock them, with their lock modes. */
const TRANSACTIONS = [
  ['select from outlet', 'select from product', 'lock "order" in row exclusive mode', 'lock order_line in row exclusive mode', COUNTER, EVENT],
  ['select from "order" for update', 'select from order_line', 'lock order_line in row exclusive mode', COUNTER, EVENT],
  ['select from "order"', 'select from order_line', 'select from product', 'select from "user"'],
] as const;
const DEADLOCK = '40P01';

test('servers of the release before work on while the new one migrates', async () => {
  const database = await firstRelease();
  const took: number[] = [];
  const errors: string[] = [];
  let isOver = false;
  const work = async (statements: readonly string[]): Promise<void> => {
    // Like a server's connections: a statement that waits longer for a lock fails.
    const client = new pg.Client({ connectionString: database.superuser, options: '-c lock_timeout=5000' });
    await client.connect();
    try {
      while (!isOver) {
        const start = performance.now();
        // Like a server: retries a transaction that a deadlock ended.
        for (let attempt = 1; !(await once(client, statements, attempt, errors)); attempt += 1);
        took.push(performance.now() - start);
      }
    } finally {
      await client.end();
    }
  };
  onTestFinished(() => {
    isOver = true;
  });
  const unguarded = new Set<string>();
  const watch = async (): Promise<number> => {
    let looks = 0;
    await withClient(database.superuser, async (client) => {
      for (; !isOver; looks += 1) {
        for (const { name } of (await client.query<{ name: string }>(UNGUARDED)).rows) unguarded.add(name);
        await new Promise((done) => setTimeout(done, 10));
      }
    });
    return looks;
  };
  const watching = watch();
  const workers = Array.from({ length: 12 }, (_, index) => work(TRANSACTIONS[index % TRANSACTIONS.length] ?? []));
  await new Promise((done) => setTimeout(done, 200));
  expect(await migrateAndGrant(database.owner, database, 'test')).toHaveLength(migrations.length - 2);
  isOver = true;
  await Promise.all(workers);
  expect(errors).toEqual([]);
  expect(Math.max(...took)).toBeLessThan(5000);
  // At no moment does a table lack the protection between tenants.
  expect(await watching).toBeGreaterThan(10);
  expect([...unguarded]).toEqual([]);
}, 60_000);

test('a migration that is killed half way leaves the database as it was; of two at once one does it, and again there is nothing to do', async () => {
  const database = await firstRelease();
  const before = await columns(database.superuser);
  const blocker = new pg.Client({ connectionString: database.superuser });
  await blocker.connect();
  // In the middle of the migration: some tables are locked, one lock is not available.
  await blocker.query('begin; lock table "order" in access share mode');
  const env = { PATH: process.env.PATH, DATABASE_URL: database.runtime, DATABASE_PLATFORM_URL: database.platform, DATABASE_MIGRATION_URL: database.owner };
  const killed = spawn(process.execPath, ['dist/commands/migrate.js'], { env, stdio: 'ignore' });
  const isWaiting = 'select from pg_locks l where not granted and l.database = (select oid from pg_database where datname = current_database())';
  await expect.poll(async () => (await blocker.query(isWaiting)).rowCount, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
  const gone = onceOf(killed, 'exit');
  killed.kill('SIGKILL');
  await gone;
  await blocker.query('rollback');
  await blocker.end();
  expect(await columns(database.superuser)).toEqual(before);
  const done = await Promise.all([migrateAndGrant(database.owner, database, 'test'), migrateAndGrant(database.owner, database, 'test')]);
  expect(done.map(({ length }) => length).sort((a, b) => a - b)).toEqual([0, migrations.length - 2]);
  expect(await migrateAndGrant(database.owner, database, 'test')).toEqual([]);
}, 120_000);

test('an index of a large table is built while servers write; a second start does not wait for it', async () => {
  const database = await oldRelease(migrations.findIndex(({ indexes }) => indexes !== undefined));
  const written = `insert into idempotency_key (tenant_id, actor_id, field, key, fingerprint) values (uuidv7(), uuidv7(), 'x', 'key', '')`;
  const valid = async (): Promise<string[]> => {
    const text = "select indexrelid::regclass::text as name from pg_index where indisvalid and indexrelid::regclass::text ~ '^idempotency_key_.*created_at'";
    return (await withClient(database.superuser, (client) => client.query<{ name: string }>(text))).rows.map(({ name }) => name);
  };
  expect(await valid()).toEqual(['idempotency_key_tenant_id_created_at_index']);
  await withClient(database.superuser, async (open) => {
    // Without the foreign key to a tenant, which is not what is tested.
    await open.query('set session_replication_role = replica; begin');
    await open.query(written);
    const migrating = migrateAndGrant(database.owner, database, 'test');
    const building = "select from pg_stat_progress_create_index p where p.phase ~ 'waiting' and p.datname = current_database()";
    await withClient(database.superuser, async (client) => {
      await expect.poll(async () => (await client.query(building)).rowCount, { timeout: 60_000 }).toBe(1);
      await client.query("set session_replication_role = replica; set lock_timeout = '1s'");
      expect((await client.query(written)).rowCount).toBe(1);
    });
    expect(await migrateAndGrant(database.owner, database, 'test')).toEqual([]);
    expect(await valid()).toEqual(['idempotency_key_tenant_id_created_at_index']);
    await open.query('commit');
    expect((await migrating).length).toBeGreaterThan(0);
  });
  expect(await valid()).toEqual(['idempotency_key_created_at_index']);

  // A start that was killed leaves an index that nothing uses.
  await withClient(database.superuser, async (client) => {
    await client.query("update pg_index set indisvalid = false where indexrelid = 'idempotency_key_created_at_index'::regclass");
    await client.query('create index idempotency_key_tenant_id_created_at_index on idempotency_key (tenant_id, created_at)');
  });
  expect(await migrateAndGrant(database.owner, database, 'test')).toEqual([]);
  expect(await valid()).toEqual(['idempotency_key_created_at_index']);
}, 120_000);

/** True: success, or a permanent failure. */
async function once(client: pg.Client, statements: readonly string[], attempt: number, errors: string[]): Promise<boolean> {
  try {
    await client.query('begin');
    for (const statement of statements) {
      await client.query(statement);
      await new Promise((done) => setTimeout(done, 3 + Math.random() * 12));
    }
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback');
    const { code, message } = error as pg.DatabaseError;
    if (code === DEADLOCK && attempt < 4) return false;
    errors.push(`${code} ${message}`);
    return true;
  }
}
