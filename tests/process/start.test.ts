import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeClient, signedIn } from '../kit/index.ts';
import { dataFolder, type ServerProcess, startProcess } from './server-process.ts';

const folder = dataFolder();
let server: ServerProcess;
let firstLineAfter = 0;
let wholeStart = 0;
beforeAll(async () => {
  server = await startProcess({ DATA_DIR: folder.path });
  const began = performance.now();
  while (!server.stdout.includes('\n')) await new Promise((done) => setTimeout(done, 10));
  firstLineAfter = performance.now() - began;
  wholeStart = await server.ready();
  console.info(`first line after ${Math.round(firstLineAfter)} ms, first start: ${Math.round(wholeStart)} ms`);
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

describe('the first start on an empty folder', () => {
  test('says what it does while it does it, from the beginning, and prints the greeting last', async () => {
    expect(server.stderr).toBe('');
    expect(server.stdout.slice(0, server.stdout.indexOf('\n\n'))).toBe(
      [
        'Loading the server',
        `Setting up PostgreSQL in ${folder.path} (first start, about 5 s)`,
        'Migrating the database',
        'Making the demo brands kopi-senja and bunna-house',
      ].join('\n'),
    );
    // Normally a fraction of a second; a busy machine is slower.
    expect(firstLineAfter).toBeLessThan(wholeStart / 3);
    expect(server.stdout).not.toMatch(/[{"]level["}]|warning/i);
    expect(server.stdout.trimEnd().endsWith(`-d '{"query":"{ outlets { id name code openNow } }"}'`)).toBe(true);
  });

  test('greets with where to look, who may sign in, how long a token lives and one thing to paste', () => {
    const greeting = server.stdout.slice(server.stdout.indexOf('\n\n'));
    expect(greeting).toContain(`Sandbox  ${server.url}/   (Apollo's explorer, which needs the internet)\n`);
    for (const word of [
      `${server.url}/graphql `,
      `${server.url}/graphiql   (works without it)`,
      'kopi-senja',
      'bunna-house',
      'owner, manager, cashier, kitchen',
      'dapur-demo',
      'admin, same password; signs in without the header X-Tenant-ID',
      '15 minutes',
    ])
      expect(greeting).toContain(word);
    expect(greeting.split('\n').length).toBeLessThan(25);
  });

  test('what it prints to paste works when pasted', async () => {
    const command = server.stdout.slice(server.stdout.indexOf('curl'));
    const { execFile } = await import('node:child_process');
    const { promisify } = await import('node:util');
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(JSON.parse(stdout).data.outlets).toHaveLength(2);
  });

  test('made the demo: two brands whose users sign in, and a platform user', async () => {
    for (const [slug, currency, products] of [
      ['kopi-senja', 'IDR', 25],
      ['bunna-house', 'ETB', 1],
    ] as const) {
      for (const username of ['owner', 'manager', 'cashier', 'kitchen']) {
        const { me } = await (await signedIn(server.url, slug, username, 'dapur-demo')).ok('{ me { username tenant { slug currency { code } } } }');
        expect(me).toEqual({ username, tenant: { slug, currency: { code: currency } } });
      }
      const guest = makeClient(server.url, { 'x-tenant-id': slug });
      const { outlets } = await guest.ok('{ outlets { id } }');
      const { menu } = await guest.ok('query ($id: ID!) { menu(outletId: $id) { sections { items { id } } } }', { id: outlets[0].id });
      expect(menu.sections.flatMap(({ items }: { items: unknown[] }) => items).length).toBeGreaterThanOrEqual(products);
    }
    expect((await (await signedIn(server.url, null, 'admin', 'dapur-demo')).ok('{ me { role } }')).me.role).toBe('SUPER_ADMIN');
  });

  test('keeps its secrets from others, and lets PostgreSQL listen on this machine only', async () => {
    for (const file of ['secrets.json', 'connection.json', 'postgres.log']) expect(statSync(join(folder.path, file)).mode & 0o077).toBe(0);
    expect(statSync(join(folder.path, 'postgres')).mode & 0o077).toBe(0);
    await query("select 1 where (select setting from pg_settings where name = 'listen_addresses') = '127.0.0.1'").then((rows) => expect(rows).toHaveLength(1));
    await query('show fsync').then((rows) => expect(rows).toEqual([{ fsync: 'on' }]));
    const password = (JSON.parse(readFileSync(join(folder.path, 'secrets.json'), 'utf8')) as { superuser: string }).superuser;
    expect(readFileSync(join(folder.path, 'postgres.log'), 'utf8')).not.toContain(password);
  });
});

test('a second start changes no data and lets the same tokens in', async () => {
  const cashier = await signedIn(server.url, 'kopi-senja', 'cashier', 'dapur-demo');
  const before = await contents();
  expect(await server.stop()).toEqual({ code: 0, signal: null });
  expect(folder.running()).toEqual([]);

  server = await startProcess({ DATA_DIR: folder.path, PORT: new URL(server.url).port });
  const milliseconds = await server.ready();
  console.info(`second start: ${Math.round(milliseconds)} ms`);
  expect(server.stderr).toBe('');
  expect(server.stdout).toMatch(new RegExp(`^Loading the server\nStarting PostgreSQL in ${folder.path}\n\n`));
  expect(await contents()).toEqual(before);
  expect((await cashier.ok('{ me { username } }')).me.username).toBe('cashier');
});

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: folder.urlOf('platform') });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A checksum of every table. */
async function contents(): Promise<unknown[]> {
  const tables = (await query(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1",
  )) as { name: string }[];
  expect(tables.length).toBeGreaterThan(20);
  return query(
    tables
      .map(({ name }) => `select '${name}' as name, count(*), md5(string_agg(t::text, ';' order by t::text)) as content from "${name}" t`)
      .join(' union all '),
  );
}
