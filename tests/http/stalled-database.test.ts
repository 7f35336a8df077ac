import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, makeRestaurant, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';
import { type Posted, post, read } from './post.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

/** The database behind a proxy, so that it can be taken away without harming others'. */
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
afterAll(async () => {
  const began = performance.now();
  await app.stop();
  console.log('stop', performance.now() - began);
  await proxy.stop();
});

const at = (path: string): Promise<Posted> => read(`${app.url}${path}`);
const ask = (): Promise<Posted> => post(app.url, { query: '{ outlets { id } }' }, { ...restaurant.owner.headers });

test('with a database that answers nothing requests fail within their deadline', async () => {
  // All connections of the pool are open and idle.
  await Promise.all(Array.from({ length: 40 }, ask));
  proxy.stall();
  const began = performance.now();
  expect(await at('/readyz')).toMatchObject({ status: 503 });
  expect(performance.now() - began).toBeLessThan(3000);
  // More than the pool has connections.
  for (const { body } of await Promise.all(Array.from({ length: 40 }, ask))) expect(body.errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  expect(performance.now() - began).toBeLessThan(13_000);
  proxy.mend();
  await until(async () => (await at('/readyz')).status === 200);
  console.log('mended', performance.now() - began);
  for (const { body } of await Promise.all(Array.from({ length: 40 }, ask))) expect(body.errors).toBeUndefined();
  console.log('asked', performance.now() - began);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 12_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it does not recover');
    await new Promise((done) => setTimeout(done, 50));
  }
}
