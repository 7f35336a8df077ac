import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { startApp } from '../../src/app.ts';
import { newSigningKey, readConfig } from '../../src/config.ts';
import { withClient } from '../../src/kernel/database/roles.ts';
import { StartupError } from '../../src/kernel/values/startup-error.ts';
import { cloneDatabase } from '../kit/index.ts';

const URLS = { DATABASE_URL: 'postgres://r:p@h/d', DATABASE_PLATFORM_URL: 'postgres://r:p@h/d' };

function problems(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message.split('\n');
  }
}

test('nothing has to be configured', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 4000,
    dataDir: '.data',
    database: null,
    demo: true,
    introspection: true,
    production: false,
    redisUrl: null,
  });
  expect(readConfig({ PORT: '', DATA_DIR: '', DATABASE_URL: '' })).toMatchObject({ port: 4000, dataDir: '.data', database: null });
});

test('an operator’s database gets no demo unless asked', () => {
  const own = { ...URLS, NODE_ENV: 'development' };
  expect(readConfig(own)).toMatchObject({ demo: false });
  expect(readConfig({ ...own, DEMO: 'on' })).toMatchObject({ demo: true });
});

test('a cell has a name, a directory and an address, all three', () => {
  const own = { ...URLS, NODE_ENV: 'test' };
  const together = 'CELL, DIRECTORY_URL: are needed together (the cell of this node, and the directory of all cells)';
  const lacks = 'CELL_URLS: lacks the public address of the cell a';
  expect(problems({ ...own, CELL: 'a' })).toEqual([together, lacks]);
  expect(problems({ ...own, DIRECTORY_URL: 'postgres://d:p@h/d' })).toEqual([together]);
  const urls = 'a=https://a.example.com/, b=https://b.example.com';
  expect(problems({ ...own, CELL: 'c', CELL_URLS: urls, DIRECTORY_URL: 'postgres://d:p@h/d' })).toEqual(['CELL_URLS: lacks the public address of the cell c']);
  expect(problems({ ...own, CELL_URLS: 'a=nowhere' })).toEqual(['CELL_URLS: must be name=address[,name=address …], the addresses http or https']);
  const { cellUrls } = readConfig({ ...own, CELL: 'a', CELL_URLS: urls, DIRECTORY_URL: 'postgres://d:p@h/d' });
  expect([...cellUrls]).toEqual([
    ['a', 'https://a.example.com'],
    ['b', 'https://b.example.com'],
  ]);
});

test('a server on an operator’s database must be told where it runs, and opens there what it is told to', () => {
  expect(problems(URLS)).toEqual(['NODE_ENV: is needed beside DATABASE_URL: set production or development']);
  expect(readConfig(URLS, 'tool').database).not.toBeNull();
  const closed = { introspection: false, hasSandbox: false, anyOrigin: false, demoGateway: false };
  const open = { introspection: true, hasSandbox: true, anyOrigin: true, demoGateway: true };
  expect(readConfig({ ...URLS, NODE_ENV: 'development' })).toMatchObject(closed);
  expect(readConfig({})).toMatchObject(open);
  expect(readConfig({ ...URLS, NODE_ENV: 'test' })).toMatchObject(open);
  const explicit = { INTROSPECTION: 'on', DEMO_GATEWAY: 'on', CORS_ORIGINS: 'https://till.example' };
  expect(readConfig({ ...URLS, NODE_ENV: 'development', ...explicit })).toMatchObject({ ...open, anyOrigin: false, corsOrigins: ['https://till.example'] });
});

test('production needs a database and a key, hides the schema and refuses the demo', () => {
  expect(problems({ NODE_ENV: 'production', DEMO: 'on' }).map((line) => line.split(':')[0])).toEqual([
    'DATABASE_URL',
    'JWT_PRIVATE_KEY',
    'CREDENTIALS_KEYS',
    'DEMO',
  ]);
  expect(problems({ NODE_ENV: 'production', ...URLS }).map((line) => line.split(':')[0])).toEqual(['JWT_PRIVATE_KEY', 'CREDENTIALS_KEYS']);
  const key = newSigningKey();
  const secrets = { JWT_PRIVATE_KEY: key, CREDENTIALS_KEYS: `b:${'A'.repeat(43)}=,a:${'B'.repeat(43)}=` };
  expect(readConfig({ NODE_ENV: 'production', ...URLS, ...secrets })).toMatchObject({
    production: true,
    demo: false,
    introspection: false,
    jwtPrivateKey: key,
    demoGateway: false,
    credentialsKeys: [
      { id: 'b', key: Buffer.alloc(32) },
      { id: 'a', key: Buffer.from('B'.repeat(43), 'base64') },
    ],
  });
  expect(problems({ NODE_ENV: 'production', ...URLS, ...secrets, DEMO_GATEWAY: 'on' }).map((line) => line.split(':')[0])).toEqual(['DEMO_GATEWAY']);
  expect(problems({ NODE_ENV: 'production', ...URLS, ...secrets, FAULTS: 'placeOrder:before-commit=kill' })).toEqual([
    'FAULTS: injected faults are refused in production',
  ]);
  expect(readConfig({ NODE_ENV: 'production', ...URLS, ...secrets, JWT_PRIVATE_KEY: key.replaceAll('\n', '\\n') })).toMatchObject({ jwtPrivateKey: key });
});

test('further keys of access tokens are PEMs one after the other, public or private', () => {
  const [one, two] = [newSigningKey(), newSigningKey()].map((key) => key.trim()) as [string, string];
  const spki = createPublicKey(two).export({ type: 'spki', format: 'pem' }).toString().trim();
  const accepted = (text: string) => readConfig({ JWT_ACCEPTED_KEYS: text }).jwtAcceptedKeys;
  expect(readConfig({}).jwtAcceptedKeys).toEqual([]);
  for (const between of ['', '\n', ',', ' , \n']) expect(accepted(`${one}${between}${spki}`)).toEqual([one, spki]);
  expect(accepted(`${one}\n${spki}`.replaceAll('\n', '\\n'))).toEqual([one, spki]);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
  for (const text of ['hunter2', `${one} hunter2`, one.slice(0, -5), rsa, `${one}${spki.replace('PUBLIC', 'PRIVATE')}`]) {
    const lines = problems({ JWT_ACCEPTED_KEYS: text });
    expect(lines.map((line) => line.split(':')[0])).toEqual(['JWT_ACCEPTED_KEYS']);
    expect(lines.join()).not.toContain('hunter2');
  }
});

test('fast paths are switched off by their names, one by one or all at once', () => {
  const taken = (environment: Record<string, string>) =>
    Object.entries(readConfig(environment).fastPaths).flatMap(([name, isTaken]) => (isTaken ? [name] : []));
  const all = [
    'menuFastPath',
    'keptAnswers',
    'keptCompression',
    'sharedExecutions',
    'frames',
    'stagedInserts',
    'references',
    'compiled',
    'fairShare',
    'operationReads',
    'preparedStatements',
  ];
  expect(taken({})).toEqual(all);
  expect(taken({ FAST_PATHS_OFF: 'frames, menu-fast-path' })).toEqual(all.filter((name) => !['frames', 'menuFastPath'].includes(name)));
  expect(taken({ FAST_PATHS_OFF: 'all' })).toEqual([]);
  expect(taken({ FAST_PATHS_OFF: 'kept-answers' })).toEqual(all.filter((name) => name !== 'keptAnswers'));
  expect(taken({ KEPT_ANSWERS: 'off' })).toEqual(taken({ FAST_PATHS_OFF: 'kept-answers' }));
  expect(problems({ FAST_PATHS_OFF: 'frames,speed' })).toEqual([
    'FAST_PATHS_OFF: must be names with commas between them, of menu-fast-path, kept-answers, kept-compression, shared-executions, frames, staged-inserts, references, compiled, fair-share, operation-reads, prepared-statements; or all',
  ]);
});

test('everything that is wrong is told at once, a line each, without the values of secrets', () => {
  const lines = problems({
    PORT: '70000',
    LOG_LEVEL: 'loud',
    DEMO: 'yes',
    REDIS_URL: 'localhost',
    EVENT_RETENTION_HOURS: '1',
    HEARTBEAT_MILLISECONDS: '60000',
    DATABASE_URL: 'mysql://u:hunter2@h/d',
    CREDENTIALS_KEYS: 'one:hunter2',
    PUBLIC_URL: 'ftp://hunter2',
    JWT_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----',
  });
  expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(
    [
      'CREDENTIALS_KEYS',
      'PUBLIC_URL',
      'DATABASE_PLATFORM_URL',
      'DATABASE_URL',
      'DEMO',
      'EVENT_RETENTION_HOURS',
      'HEARTBEAT_MILLISECONDS',
      'JWT_PRIVATE_KEY',
      'LOG_LEVEL',
      'NODE_ENV',
      'PORT',
      'REDIS_URL',
    ].sort(),
  );
  expect(lines.join()).not.toContain('hunter2');
  for (const PORT of ['x', '-1', '1.5', '65536', '0x50']) expect(problems({ PORT })).toEqual(['PORT: must be a whole number from 0 to 65535']);
  expect(problems({ DATABASE_PLATFORM_URL: 'postgres://r@h/d' })).toEqual(['DATABASE_URL: is needed beside DATABASE_MIGRATION_URL and DATABASE_PLATFORM_URL']);
  expect(problems({ ...URLS, NODE_ENV: 'test', DATABASE_URL: 'postgres://u:p@h:port/d' })).toHaveLength(1);
});

test('a role that may too much or too little is refused, and so is a database that cannot be reached', async () => {
  const { runtime, platform, owner, superuser, name } = await cloneDatabase({ empty: true });
  const reason = async (urls: Record<string, string>): Promise<string> => {
    const config = readConfig({ NODE_ENV: 'test', DATABASE_URL: runtime, DATABASE_PLATFORM_URL: platform, PORT: '0', LOG_LEVEL: 'silent', ...urls });
    const failure = await startApp(config).then(
      async (app) => {
        await app.stop();
        return 'it started';
      },
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(StartupError);
    expect((failure as Error).message).not.toMatch(/\n|hunter2/);
    return (failure as Error).message;
  };
  expect(await reason({ DATABASE_URL: superuser })).toMatch(/^DATABASE_URL: the role postgres bypasses row-level security/);
  expect(await reason({ DATABASE_URL: platform })).toMatch(/^DATABASE_URL: the role dapur_platform bypasses/);
  expect(await reason({ DATABASE_URL: owner })).toMatch(/^DATABASE_URL: the role dapur_owner owns tables/);
  expect(await reason({ DATABASE_PLATFORM_URL: runtime })).toMatch(/^DATABASE_PLATFORM_URL: the role dapur_runtime needs BYPASSRLS/);
  expect(await reason({ DATABASE_PLATFORM_URL: superuser })).toMatch(/^DATABASE_PLATFORM_URL: the role postgres is a superuser/);

  expect(await reason({ DATABASE_URL: runtime.replace(/:[^:@]+@/, ':hunter2@') })).toMatch(
    /^DATABASE_URL: postgres:\/\/dapur_runtime@.*: password authentication failed/,
  );
  expect(await reason({ DATABASE_URL: runtime.replace(/\/[^/]+$/, '/nowhere') })).toMatch(/^DATABASE_URL: .*"nowhere" does not exist/);
  const refused = 'postgres://a:hunter2@127.0.0.1:1/x';
  expect(await reason({ DATABASE_PLATFORM_URL: refused })).toMatch(/^DATABASE_PLATFORM_URL: postgres:\/\/a@127\.0\.0\.1:1\/x: .*ECONNREFUSED/);
  expect(await reason({ DATABASE_MIGRATION_URL: refused })).toMatch(/^DATABASE_MIGRATION_URL: .*ECONNREFUSED/);

  const empty = `${name}_empty`;
  await withClient(superuser, (client) => client.query(`create database ${empty} owner dapur_owner`));
  const inEmpty = (url: string): string => url.replace(/\/[^/]+$/, `/${empty}`);
  expect(await reason({ DATABASE_URL: inEmpty(runtime), DATABASE_PLATFORM_URL: inEmpty(platform), DEMO: 'on' })).toMatch(
    /^DEMO: the database lacks its tables/,
  );
});
