import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../kit/index.ts';
import { dataFolder, runProgram, startProcess } from './server-process.ts';

const folder = dataFolder();
let database: TestDatabase;
let taken: Server;
let port: string;
beforeAll(async () => {
  database = await cloneDatabase({ empty: true });
  taken = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(taken, 'listening');
  port = String((taken.address() as { port: number }).port);
});
afterAll(async () => {
  taken.close();
  await folder.remove();
});

/** Output of a start before it is refused: nothing, or the steps that it had begun. */
const BEGUN = /^((Loading|Setting up|Starting) .+\n)*$/;

/** Expects a start to exit with 1, to print only these lines on stderr, and to leave no process running. */
async function refuses(environment: Record<string, string>, ...lines: RegExp[]): Promise<void> {
  const { code, stdout, stderr } = await runProgram('dist/main.js', [], { PORT: '0', DATA_DIR: folder.path, ...environment });
  expect(stderr.trimEnd().split('\n')).toEqual(lines.map((line) => expect.stringMatching(line)));
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(BEGUN) });
  expect(folder.running()).toEqual([]);
}

test('wrong variables end the start with 1 and a line each', async () => {
  await refuses(
    { PORT: 'x', DEMO: 'yes', NODE_ENV: 'production' },
    /^dapur cannot start: PORT: /,
    /: DEMO: /,
    /: DATABASE_URL: is needed in production/,
    /: JWT_PRIVATE_KEY: is needed/,
    /CREDENTIALS_KEYS: is needed/,
  );
});

test('an operator’s database without a setting where the server runs ends it with one line', async () => {
  const urls = { DATABASE_URL: database.runtime, DATABASE_PLATFORM_URL: database.platform };
  await refuses(urls, /^dapur cannot start: NODE_ENV: is needed beside DATABASE_URL: set production or development$/);
});

test('a database that hangs up ends it with one line', async () => {
  const { platform } = database;
  await refuses(
    { NODE_ENV: 'test', DATABASE_URL: `postgres://a:hunter2@127.0.0.1:${port}/x`, DATABASE_PLATFORM_URL: platform },
    /^dapur cannot start: DATABASE_URL: postgres:\/\/a@127(?!.*hunter2)/,
  );
});

test('a port that is in use, or a host that is not this machine, ends it with one line', async () => {
  const urls = { NODE_ENV: 'test', DATABASE_URL: database.runtime, DATABASE_PLATFORM_URL: database.platform };
  await refuses({ ...urls, PORT: port }, new RegExp(`^dapur cannot start: PORT: 127\\.0\\.0\\.1:${port} is in use`));
  await refuses({ ...urls, HOST: '192.0.2.1' }, /^dapur cannot start: HOST\/PORT: cannot listen on 192\.0\.2\.1/);
});

test('a data folder that cannot be made, or is a file, ends it with one line', async () => {
  await refuses({ DATA_DIR: '/proc/dapur' }, /^dapur cannot start: DATA_DIR: \/proc\/dapur cannot be written/);
  await refuses({ DATA_DIR: join(process.cwd(), 'package.json') }, /^dapur cannot start: DATA_DIR: .*package\.json cannot be written/);
  await refuses({ DATA_DIR: join(process.cwd(), 'package.json', 'below') }, /^dapur cannot start: DATA_DIR: .* cannot be written/);
});

test('a port that is in use is told before anything is set up: nothing is begun, and no folder is made', async () => {
  const untouched = join(folder.path, 'not-yet');
  const began = performance.now();
  const { code, stdout, stderr } = await runProgram('dist/main.js', [], { PORT: port, DATA_DIR: untouched });
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: `dapur cannot start: PORT: 127.0.0.1:${port} is in use. Stop what listens there, or choose another port: PORT=${Number(port) + 1} npm start\n`,
  });
  expect(existsSync(untouched)).toBe(false);
  console.info(`refused after ${Math.round(performance.now() - began)} ms`);
});

test('with a database of its own, a port that is in use leaves no PostgreSQL running, and the folder as good as new', async () => {
  await refuses({ PORT: port, DEMO: 'off' }, /PORT: .* is in use/);
  const first = await startProcess({ DATA_DIR: folder.path, DEMO: 'off' });
  try {
    await first.ready();
    // A second server on the folder is refused and does no harm.
    const second = await runProgram('dist/main.js', [], { PORT: '0', DATA_DIR: folder.path });
    expect(second).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(BEGUN),
      stderr: `dapur cannot start: DATA_DIR: ${folder.path} is in use by the server with process id ${first.pid}.\n`,
    });
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  } finally {
    expect(await first.stop()).toEqual({ code: 0, signal: null });
  }
  expect(folder.running()).toEqual([]);
});
