import { expect, test } from 'vitest';
import { cloneDatabase, makeClient, makeRestaurant, median, orderOf, placeOrder, startTestApp, subscribe } from '../kit/index.ts';
import { findRedis, startRedis } from '../kit/redis.ts';
import { type ServerProcess, startProcess } from './server-process.ts';

const KITCHEN = 'subscription ($outletId: ID!) { kitchenFeed(outletId: $outletId) { __typename ... on KitchenTicketChange { ticket { orderId } } } }';
test('a display on one sees what the other does: at once with Redis, within a second without', async () => {
  const database = await cloneDatabase();
  const app = await startTestApp({ database });
  const restaurant = await makeRestaurant(app);
  const redis = findRedis() === 'own' ? await startRedis() : null;
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: database.runtime,
    DATABASE_PLATFORM_URL: database.platform,
    JWT_PRIVATE_KEY: app.config.jwtPrivateKey ?? '',
    ...(redis && { REDIS_URL: redis.url }),
  };
  const nodes = await Promise.all([startProcess(environment), startProcess(environment)]);
  try {
    for (const node of nodes) await node.ready();
    const [first, second] = nodes as [ServerProcess, ServerProcess];
    const display = subscribe(makeClient(second.url, restaurant.kitchen.headers), KITCHEN, { outletId: restaurant.outletId });
    await display.next();
    const lag = async (): Promise<number> => {
      const order = await placeOrder(makeClient(first.url, restaurant.cashier.headers), orderOf(restaurant, { COFFEE: 1 }));
      const placed = performance.now();
      await display.until(({ ticket }) => ticket?.orderId === order.id);
      return performance.now() - placed;
    };
    const usualLag = async (): Promise<number> => {
      const lags: number[] = [];
      for (let index = 0; index < 5; index += 1) lags.push(await lag());
      return median(lags);
    };
    await lag();
    expect(await usualLag()).toBeLessThan(redis ? 300 : 1000);
    await redis?.kill();
    expect(await usualLag()).toBeLessThan(1000);
    display.stop();
  } finally {
    for (const node of nodes) expect(await node.stop()).toEqual({ code: 0, signal: null });
    await redis?.kill();
    await app.stop();
  }
}, 90_000);
