import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import { makeRestaurant, orderOf, placeOrder, useTestApp } from '../kit/index.ts';
import { dataFolder, startProcess } from './server-process.ts';

const app = useTestApp();

/** Major version of the machine's pg_dump, which dumps servers up to that version; 0: there is none. */
function pgDumpVersion(): number {
  try {
    return Number(/\d+/.exec(execFileSync('pg_dump', ['--version'], { encoding: 'utf8' }))?.[0] ?? 0);
  } catch {
    return 0;
  }
}

/** Tables that hold rows: of a partitioned one, its partitions. */
const TABLES = "select oid::regclass::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1";

/**
 * Copies every table and sequence out, as pg_dump does: at one moment, with locks on all tables, and with an error instead of
 * a part of the rows where a policy binds. Returns the number of rows by table.
 */
async function dump(client: pg.Client): Promise<Record<string, number | null>> {
  await client.query('begin transaction isolation level repeatable read, read only; set local row_security = off');
  const names = (await client.query<{ name: string }>(TABLES)).rows.map(({ name }) => name);
  await client.query(`lock table ${names.join(', ')} in access share mode`);
  const rows: Record<string, number | null> = {};
  for (const name of names) rows[name] = (await client.query(`copy ${name} to stdout`)).rowCount;
  await client.query('select last_value from mikro_orm_migrations_id_seq');
  await client.query('rollback');
  return rows;
}

test('the backup role copies the rows of all tenants, and of the platform, out; no other role of the server can', async () => {
  for (let brands = 0; brands < 2; brands += 1) {
    const restaurant = await makeRestaurant(app);
    await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  }
  const { backup, superuser, runtime, owner, platform } = app.database;
  const rows = await withClient(backup, dump);
  const all = await withClient(superuser, dump);
  // The server goes on working: events and sessions may be newer.
  expect(rows).toEqual(all);
  const [{ tenants, people }] = (await app.sql(
    `select (select count(distinct tenant_id)::int from "order") as tenants, (select count(*)::int from platform_user) as people`,
  )) as [{ tenants: number; people: number }];
  expect([rows.tenant ?? 0, rows['"order"'], rows.platform_user]).toEqual([expect.any(Number), 2, people]);
  expect(tenants).toBe(2);
  for (const url of [runtime, owner, platform]) await expect(withClient(url, dump)).rejects.toMatchObject({ code: '42501' });
});

test.skipIf(pgDumpVersion() < 18)('pg_dump itself, where the machine has one of version 18, takes the rows of every tenant as that role only', async () => {
  const { stdout } = await promisify(execFile)('pg_dump', [app.database.backup], { maxBuffer: 2 ** 30 });
  const tenants = await app.sql<{ id: string }>('select id from tenant');
  for (const { id } of tenants) expect(stdout).toContain(id);
  expect(stdout).toContain('PostgreSQL database dump complete');
  await expect(promisify(execFile)('pg_dump', [app.database.runtime], { maxBuffer: 2 ** 30 })).rejects.toThrow();
});

test('the backup role writes nothing, changes nothing, and becomes no other role', async () => {
  for (const statement of [
    'delete from outlet',
    'update tenant set name = name',
    'insert into platform_user (id) values (uuidv7())',
    'truncate event',
    'create table stolen as select 1',
    'drop table event',
    "select setval('mikro_orm_migrations_id_seq', 1)",
    'set role dapur_owner',
    'set role dapur_platform',
  ])
    await expect(
      withClient(app.database.backup, (client) => client.query(statement)),
      statement,
    ).rejects.toMatchObject({ code: '42501' });
});

test('a data folder of a release without the backup role gets it at the next start', async () => {
  const folder = dataFolder();
  try {
    const environment = { DATA_DIR: folder.path, DEMO: 'off', DURABLE: 'off' };
    const first = await startProcess(environment);
    await first.ready();
    await first.stop();
    const file = join(folder.path, 'secrets.json');
    const { roles, ...secrets } = JSON.parse(readFileSync(file, 'utf8'));
    const { backup: _, ...earlier } = roles;
    writeFileSync(file, JSON.stringify({ ...secrets, roles: earlier }));
    const second = await startProcess(environment);
    await second.ready();
    const rows = await withClient(folder.urlOf('backup'), dump);
    expect(rows.mikro_orm_migrations).toBeGreaterThan(0);
    await second.stop();
  } finally {
    await folder.remove();
  }
});
