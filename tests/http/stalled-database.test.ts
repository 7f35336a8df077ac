import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, makeRestaurant, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';
import { type Posted, post, read } from './post.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

let proxy: TcpProxy;
let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  const database = await cloneDatabase();
  proxy = await startProxy(Number(new URL(database.runtime).port));
  const through = (url: string): string => url.replace(/:(\d+)\//, `:${proxy.port}/`);
  app = await startTestApp({ database: { ...database, runtime: through(database.runtime), platform: through(database.platform) } });
  restaurant = await makeRestaurant(app);
});
afterAll(() => proxy.stop());

const ask = (): Promise<Posted> => post(app.url, { query: '{ outlets { id } }' }, { ...restaurant.owner.headers });
/** More than the pool has connections. */
const many = (): Promise<Posted[]> => Promise.all(Array.from({ length: 40 }, ask));
const isReady = async (): Promise<boolean> => (await read(`${app.url}/readyz`)).status === 200;

test('a database that answers nothing for a while fails requests within their deadline, and nothing is left of it', async () => {
  for (const { body } of await many()) expect(body.errors).toBeUndefined();
  proxy.stall();
  const began = performance.now();
  expect(await isReady()).toBe(false);
  expect(performance.now() - began).toBeLessThan(3000);
  for (const { body } of await many()) expect(body.errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  expect(performance.now() - began).toBeLessThan(14_000);

  // Every connection of the pool was in use when it stalled; each has to be replaced.
  proxy.mend();
  await expect.poll(isReady, { timeout: 10_000 }).toBe(true);
  for (const { body } of await many()) expect(body).toEqual({ data: { outlets: [{ id: restaurant.outletId }] } });
  const stopping = performance.now();
  await app.stop();
  expect(performance.now() - stopping).toBeLessThan(2000);
});
