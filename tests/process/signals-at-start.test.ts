import { afterAll, expect, test } from 'vitest';
import { makeClient } from '../kit/index.ts';
import { dataFolder, startProcess } from './server-process.ts';

const folder = dataFolder();
afterAll(() => folder.remove());

const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

test('a signal at any moment of the start leaves nothing running, and a folder that the next start takes up', async () => {
  // From before our first line of code to the middle of the seeding.
  const delays = [30, 300, 700, 1200, 2000, 3000];
  for (const [index, delay] of delays.entries()) {
    const server = await startProcess({ DATA_DIR: folder.path });
    await sleep(delay);
    const requestedAt = performance.now();
    server.signal(index % 2 === 0 ? 'SIGTERM' : 'SIGINT');
    const exit = await server.exited;
    // Before our first line of code runs, the signal itself ends Node; nothing has begun then.
    expect(exit.code ?? 0).toBe(0);
    if (index === delays.length - 1) expect(exit.code).toBe(0);
    expect(performance.now() - requestedAt).toBeLessThan(10_000);
    expect(server.stderr).toBe('');
    expect(folder.running()).toEqual([]);
  }
  const server = await startProcess({ DATA_DIR: folder.path });
  await server.ready();
  const { outlets } = await makeClient(server.url, { 'x-tenant-id': 'bunna-house' }).ok('{ outlets { id } }');
  expect(outlets).toHaveLength(1);
  expect(await server.stop()).toEqual({ code: 0, signal: null });
  expect(folder.running()).toEqual([]);
}, 90_000);
