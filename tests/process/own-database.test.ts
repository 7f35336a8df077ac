import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { newSigningKey } from '../../src/config.ts';
import { roleNames, withClient } from '../../src/kernel/database/roles.ts';
import { makeClient, signedIn } from '../kit/index.ts';
import { runProgram, type ServerProcess, startProcess } from './server-process.ts';

/** An empty database that the owner may migrate, and the environment variables for it. */
async function emptyDatabase(): Promise<Record<string, string>> {
  const { port, superuserUrl, passwords } = inject('databaseServer');
  const name = `own_${Math.random().toString(36).slice(2, 10)}`;
  await withClient(superuserUrl, (client) => client.query(`create database ${name} owner ${roleNames.owner}`));
  const url = (role: keyof typeof roleNames): string => `postgres://${roleNames[role]}:${passwords[role]}@127.0.0.1:${port}/${name}`;
  return { DATABASE_URL: url('runtime'), DATABASE_MIGRATION_URL: url('owner'), DATABASE_PLATFORM_URL: url('platform') };
}

const SECRETS = { JWT_PRIVATE_KEY: newSigningKey(), CREDENTIALS_KEYS: `one:${randomBytes(32).toString('base64')}` };
const started: ServerProcess[] = [];
async function start(environment: Record<string, string>): Promise<ServerProcess> {
  const server = await startProcess({ NODE_ENV: 'production', ...SECRETS, ...environment });
  started.push(server);
  return server;
}
afterAll(async () => {
  for (const server of started) if (!server.exitedAlready) await server.stop();
});

describe('an operator’s database, in production', () => {
  let urls: Record<string, string>;
  beforeAll(async () => {
    urls = await emptyDatabase();
  });

  test('is migrated by a command, which does it once and says what it did', async () => {
    const { DATABASE_MIGRATION_URL: _owner, ...withoutOwner } = urls;
    expect(await runProgram('dist/commands/migrate.js', [], withoutOwner)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^dapur cannot migrate: DATABASE_MIGRATION_URL: is needed.*\n$/),
    });
    const [first, second] = await Promise.all([runProgram('dist/commands/migrate.js', [], urls), runProgram('dist/commands/migrate.js', [], urls)]);
    const outputs = [first.stdout, second.stdout].sort();
    expect(outputs[0]).toMatch(/^Migrated: [\w-]+, [\w, -]+\n$/);
    expect(outputs[1]).toBe('The database is up to date.\n');
    expect([first.code, second.code, first.stderr, second.stderr]).toEqual([0, 0, '', '']);
  });

  test('gets its first platform user by a command; the password comes from the standard input and is told nowhere', async () => {
    const create = (args: string[], password: string) =>
      runProgram('dist/commands/admin-create.js', args, { NODE_ENV: 'production', ...SECRETS, ...urls }, `${password}\n`);
    const made = await create(['--username', 'Root', '--name', 'First admin'], 'a very long password');
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('root (SUPER_ADMIN) was made') });
    expect(made.stdout + made.stderr).not.toContain('a very long password');
    expect(await create(['--username', 'root'], 'a very long password')).toMatchObject({ code: 1, stderr: expect.stringContaining('root exists already') });
    expect(await create(['--username', 'other'], 'short')).toMatchObject({ code: 1, stderr: expect.stringContaining('at least') });
    expect(await create([], 'a very long password')).toMatchObject({ code: 1, stderr: expect.stringContaining('--username') });
    expect(await create(['--nonsense'], 'x')).toMatchObject({ code: 1 });
  });

  test('is served without demo and Sandbox, logs JSON lines, and lets that user in', async () => {
    const { DATABASE_MIGRATION_URL: _owner, ...runtimeOnly } = urls;
    const server = await start(runtimeOnly);
    await server.ready();
    expect(server.stderr).toBe('');
    expect(server.stdout).not.toMatch(/Sandbox|kopi-senja|dapur-demo/);
    expect((await fetch(server.url)).status).toBe(404);
    const admin = await signedIn(server.url, null, 'root', 'a very long password');
    expect((await admin.ok('{ me { username role } }')).me).toEqual({ username: 'root', role: 'SUPER_ADMIN' });
    expect(await makeClient(server.url, { 'x-tenant-id': 'kopi-senja' }).requestError('{ tenant { id } }')).toBe('BAD_USER_INPUT');
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });

  test('two servers that start at once on an empty database migrate it once, and both serve', async () => {
    const fresh = { ...(await emptyDatabase()), NODE_ENV: 'development', DEMO: 'on' };
    const nodes = await Promise.all([start({ ...fresh, DEMO: 'off' }), start({ ...fresh, DEMO: 'off' })]);
    for (const node of nodes) await node.ready();
    for (const node of nodes) expect(await node.stop()).toEqual({ code: 0, signal: null });
    // And the demo data, when it is switched on.
    const demo = await start(fresh);
    await demo.ready();
    expect((await makeClient(demo.url, { 'x-tenant-id': 'kopi-senja' }).ok('{ outlets { id } }')).outlets).toHaveLength(2);
    expect(await demo.stop()).toEqual({ code: 0, signal: null });
  });

  test('a start that was cut short between migrating and giving rights is finished by the next', async () => {
    const half = await emptyDatabase();
    await runProgram('dist/commands/migrate.js', [], half);
    await withClient(half.DATABASE_MIGRATION_URL ?? '', (client) => client.query(`revoke all on all tables in schema public from ${roleNames.runtime}`));
    const server = await start(half);
    await server.ready();
    expect(await makeClient(server.url, { 'x-tenant-id': 'nobody' }).requestError('{ tenant { id } }')).toBe('BAD_USER_INPUT');
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });
});

describe('a database in which other owners have objects too', () => {
  /** What a monitor, a report and a person leave in the schema: none of it is Dapur's, some looks like it. */
  const OTHERS = `
    create extension pg_stat_statements schema public;
    create extension file_fdw;
    create server files foreign data wrapper file_fdw;
    create foreign table price_list (line text) server files options (program 'true');
    create table imported (tenant_id uuid, id uuid primary key, parent_id uuid references imported);
    insert into imported values (uuidv7(), uuidv7());
    create view revenue as select 1 as amount;
    create function forget() returns int language sql as 'select 1';
    revoke execute on function forget() from public`;
  const superuserOf = (urls: Record<string, string>): string => {
    const url = new URL(inject('databaseServer').superuserUrl);
    url.pathname = new URL(urls.DATABASE_URL ?? '').pathname;
    return url.href;
  };
  /** Rights that were given on objects of other owners. */
  const GIVEN = `select oid::regclass::text as name, relacl::text as rights from pg_class
    where relname in ('price_list', 'imported', 'revenue') and relacl is not null
    union all select oid::regprocedure::text, proacl::text from pg_proc where proname = 'forget' and proacl::text ~ 'dapur'`;

  test.each(['before the first migration', 'between two releases'])(
    'is migrated, started and checked; they are left alone: %s',
    { timeout: 60_000 },
    async (moment) => {
      const urls = await emptyDatabase();
      const { DATABASE_MIGRATION_URL: owner = '', DATABASE_PLATFORM_URL = '' } = urls;
      const others = (): Promise<unknown> => withClient(superuserOf(urls), (client) => client.query(OTHERS));
      const migrated = (): ReturnType<typeof runProgram> => runProgram('dist/commands/migrate.js', [], urls);
      if (moment === 'between two releases') {
        await migrated();
        // As a new release does: rights are given again.
        await withClient(owner, (client) => client.query(`revoke all on outlet from ${roleNames.runtime}`));
      }
      await others();
      expect(await migrated()).toMatchObject({ code: 0, stderr: '' });
      const server = await start(urls);
      await server.ready();
      expect(await makeClient(server.url, { 'x-tenant-id': 'nobody' }).requestError('{ tenant { id } }')).toBe('BAD_USER_INPUT');
      expect(await server.stop()).toEqual({ code: 0, signal: null });
      expect(await withClient(superuserOf(urls), async (client) => (await client.query(GIVEN)).rows)).toEqual([]);
      expect(await runProgram('dist/commands/check-invariants.js', [], { DATABASE_PLATFORM_URL })).toMatchObject({ code: 0, stderr: '' });
    },
  );
});
