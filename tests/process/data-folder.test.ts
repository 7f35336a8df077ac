import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DataFolder, dataFolder, fillFolder, runProgram, startProcess } from './server-process.ts';

let parent: DataFolder;
let folder: string;
beforeEach(() => {
  parent = dataFolder();
  folder = join(parent.path, 'data');
});
afterEach(() => parent.remove());

const isRoot = process.getuid?.() === 0;
const start = (DATA_DIR = folder) => startProcess({ DATA_DIR, DEMO: 'off', DURABLE: 'off' }, { longest: 400_000 });
/** The error of a refused start. */
async function refusal(DATA_DIR: string): Promise<string> {
  const { code, stderr } = await runProgram('dist/main.js', [], { PORT: '0', DATA_DIR, DEMO: 'off' });
  expect(code).toBe(1);
  return stderr;
}

test('two servers that are started in the same millisecond, on 300 folders that a dead one has left, never both get one', async () => {
  const folders = Array.from({ length: 300 }, (_, index) => join(parent.path, `folder-${index}`));
  for (const one of folders) {
    mkdirSync(one);
    writeFileSync(join(one, 'server.pid'), '999999 1\n');
  }
  const meeting = join(parent.path, 'meeting');
  mkdirSync(meeting);
  const begin = String(Date.now() + 5000);
  const both = await Promise.all([0, 1].map(() => runProgram('tests/process/claim-folders.mjs', [meeting, begin, ...folders], {})));
  expect(both.map(({ stderr }) => stderr)).toEqual(['', '']);
  const [first = [], second = []] = both.map(({ stdout }) => JSON.parse(stdout) as boolean[]);
  expect(folders.map((_, index) => Number(first[index]) + Number(second[index]))).toEqual(folders.map(() => 1));
}, 240_000);

describe('a data folder', () => {
  test('that is made is closed to other users', async () => {
    const server = await start();
    await server.ready();
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
    if (isRoot) {
      const other = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'cat', join(folder, 'postgres', 'PG_VERSION')], {
        encoding: 'utf8',
      });
      expect(other.stderr).toMatch(/Permission denied/);
    }
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  }, 400_000);

  test('in use without its server.pid is in use; a copy of it says of what, and starts once it is told that it is whole', async () => {
    await fillFolder(folder);
    const server = await start();
    await server.ready();
    const copy = join(parent.path, 'copy');
    spawnSync('cp', ['-a', folder, copy]);
    const words = await refusal(copy);
    expect(words).toContain(`DATA_DIR: ${copy} is a copy of ${folder}, which the server with process id ${server.pid} is using.`);
    expect(words).toContain(`remove ${join(copy, 'server.pid')} and start again`);
    rmSync(join(folder, 'server.pid'));
    expect(await refusal(folder)).toBe(
      `dapur cannot start: DATA_DIR: ${folder} is in use by another server, which keeps ${join(folder, 'server.lock')} locked.\n`,
    );
    // The copied postmaster.pid names the PostgreSQL of the other folder, which is running.
    rmSync(join(copy, 'server.pid'));
    const second = await start(copy);
    await second.ready();
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await second.stop()).toEqual({ code: 0, signal: null });
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(parent.running()).toEqual([]);
  }, 400_000);

  test('keeps a log of PostgreSQL that does not grow without end', async () => {
    await fillFolder(folder);
    const server = await start();
    await server.ready();
    const log = join(folder, 'postgres.log');
    appendFileSync(log, `${'x'.repeat(1023)}\n`.repeat(11 * 1024));
    await expect.poll(() => statSync(log).size, { timeout: 30_000 }).toBeLessThan(1_000_000);
    expect(statSync(`${log}.1`).size).toBeGreaterThan(10 * 1024 * 1024);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(readFileSync(log, 'utf8')).not.toContain('\0');
  }, 400_000);
});

test('out of file descriptors the server says so, and does not take PostgreSQL for gone', async () => {
  await fillFolder(folder);
  const server = await startProcess(
    { DATA_DIR: folder, DEMO: 'off', DURABLE: 'off', DATABASE_POOL: '4' },
    { command: ['bash', '-c', `ulimit -n 160; exec ${process.execPath} dist/main.js`], longest: 400_000 },
  );
  await server.ready();
  const { port } = new URL(server.url);
  const sockets: Socket[] = Array.from({ length: 300 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
  try {
    await expect.poll(() => server.stdout, { timeout: 20_000 }).toContain('there are no file descriptors left (ulimit -n)');
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  await server.ready();
  expect(server.stdout).not.toContain('has ended by itself');
  expect(await server.stop()).toEqual({ code: 0, signal: null });
}, 400_000);
