import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import { cloneDatabase, makeRestaurant, type Restaurant, startTestApp, type TestApp, type TestDatabase } from '../kit/index.ts';
import { startProxy, type TcpProxy } from '../kit/tcp-proxy.ts';
import { type Posted, post, read } from './post.ts';

const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
let database: TestDatabase;
let proxy: TcpProxy;
let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  database = await cloneDatabase({ direct: true });
  proxy = await startProxy(Number(new URL(database.runtime).port));
  const through = (url: string): string => url.replace(/:(\d+)\//, `:${proxy.port}/`);
  app = await startTestApp({ database: { ...database, runtime: through(database.runtime), platform: through(database.platform) } });
  restaurant = await makeRestaurant(app);
});
afterAll(() => proxy.stop());

const ask = (): Promise<Posted> => post(app.url, { query: '{ outlets { id } }' }, { ...restaurant.owner.headers });
/** More requests than the pool has connections. */
const many = (): Promise<Posted[]> => Promise.all(Array.from({ length: 40 }, ask));
const isReady = async (): Promise<boolean> => (await read(`${app.url}/readyz`)).status === 200;

test('a database that answers nothing for a while fails requests soon, later ones at once, and nothing is left of it', async () => {
  for (const { body } of await many()) expect(body.errors).toBeUndefined();
  proxy.stall();
  const began = performance.now();
  const [ready, answers] = await Promise.all([isReady(), many()]);
  expect(ready).toBe(false);
  for (const { body } of answers) expect(body.errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  const failed = performance.now() - began;
  for (const { body, milliseconds } of await many()) {
    expect(body.errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect(milliseconds).toBeLessThan(2500);
  }

  // Every connection of the pool was in use when the database stalled; each must be replaced.
  proxy.mend();
  const mended = performance.now();
  await expect.poll(isReady, { timeout: 10_000, interval: 20 }).toBe(true);
  const back = performance.now() - mended;
  for (const { body } of await many()) expect(body).toEqual({ data: { outlets: [{ id: restaurant.outletId }] } });
  console.info(`silent database: requests failed after ${Math.round(failed)} ms, ready ${Math.round(back)} ms after it was back`);
  expect(failed).toBeLessThan(6000);
  expect(back).toBeLessThan(6000);
  const stopping = performance.now();
  await app.stop();
  expect(performance.now() - stopping).toBeLessThan(5000);
});

test('a statement that waits for a lock is not taken for a silent database', async () => {
  const second = await startTestApp({ database });
  try {
    const locked = withClient(database.superuser, async (client) => {
      await client.query('begin; lock table outlet in access exclusive mode');
      await sleep(2600);
      await client.query('rollback');
    });
    await sleep(100);
    const { body, milliseconds } = await post(second.url, { query: '{ outlets { id } }' }, { ...restaurant.owner.headers });
    expect(body.errors).toBeUndefined();
    expect(milliseconds).toBeGreaterThan(2000);
    await locked;
  } finally {
    await second.stop();
  }
});
