import { afterAll, expect, test } from 'vitest';
import { makeClient } from '../kit/index.ts';
import { dataFolder, startProcess } from './server-process.ts';

const folder = dataFolder();
afterAll(() => folder.remove());

const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

test('a signal at any moment of the start leaves nothing running, and a folder that the next start takes up', async () => {
  // From before the first line of ours to the middle of the seed.
  for (const [index, delay] of [30, 250, 500, 750, 1000, 1300, 1700, 2200, 2800].entries()) {
    const server = await startProcess({ DATA_DIR: folder.path });
    await sleep(delay);
    const asked = performance.now();
    server.signal(index % 2 === 0 ? 'SIGTERM' : 'SIGINT');
    const exit = await server.exited;
    // Before Node runs our first line the signal ends the process by itself.
    expect(delay < 200 ? [exit.code ?? 0] : exit).toEqual(delay < 200 ? [0] : { code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(server.stderr).toBe('');
    expect(folder.running()).toEqual([]);
  }
  const server = await startProcess({ DATA_DIR: folder.path });
  await server.ready();
  const { outlets } = await makeClient(server.url, { 'x-tenant-id': 'bunna-house' }).ok('{ outlets { id } }');
  expect(outlets).toHaveLength(1);
  expect(await server.stop()).toEqual({ code: 0, signal: null });
  expect(folder.running()).toEqual([]);
});
