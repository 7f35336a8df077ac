import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLimiter } from '../../src/kernel/concurrency/limiter.ts';
import { bytesOf, type FalseServer, startFalseServer } from '../kit/false-server.ts';
import { makeRestaurant, orderOf, placeOrder, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';
import { findRedis, startRedis } from '../kit/redis.ts';

// Something else answers instead of Redis. The process stays alive and takes orders, no matter which bytes arrive.
let server: FalseServer;
let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  server = await startFalseServer();
  // From the start, every command gets an answer that is invalid for SUBSCRIBE.
  server.answer(['$-1\r\n']);
  app = await startTestApp({ environment: { REDIS_URL: `redis://127.0.0.1:${server.port}` } });
  restaurant = await makeRestaurant(app);
});
afterAll(async () => {
  await app.stop();
  await server.stop();
});

/** All of the node's connections have reached the server with its current answers, and orders are taken. */
async function ordersGoOn(): Promise<void> {
  await expect.poll(() => server.connections, { timeout: 10_000, interval: 20 }).toBeGreaterThanOrEqual(3);
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  expect(order.status).toBe('CONFIRMED');
}

test.each([
  '$-1\r\n',
  '*-1\r\n',
  '*0\r\n',
  '*3\r\n$-1\r\n$-1\r\n$-1\r\n',
  '*3\r\n$7\r\nmessage\r\n$-1\r\n$-1\r\n',
  '*1\r\n$7\r\nmessage\r\n',
  '*3\r\n$9\r\nsubscribe\r\n$-1\r\n:1\r\n',
  '>1\r\n_\r\n',
  '>1\r\n$9\r\nsubscribe\r\n',
  '#t\r\n',
  ':1\r\n',
  '+OK\r\n',
  '>0\r\n',
  '%1\r\n$1\r\na\r\n$1\r\nb\r\n',
  '-ERR unknown command\r\n',
  '*2147483647\r\n',
  ',nan\r\n',
  '(99999999999999999999999999\r\n',
  '*1\r\n*1\r\n*1\r\n:1\r\n',
  '|1\r\n+key\r\n+value\r\n:1\r\n',
  'HTTP/1.1 400 Bad Request\r\n\r\n',
  '220 mail.example ESMTP\r\n',
])('each command is answered with %j, after a reconnect and while it runs', async (answer) => {
  server.answer([answer]);
  await ordersGoOn();
});

test('it sends data without a request, then correct answers for a while, then invalid messages', async () => {
  server.answer(['+OK\r\n'], '*3\r\n$7\r\nmessage\r\n$11\r\ndapur:hints\r\n$1\r\n{\r\n');
  await ordersGoOn();
  const subscribed = '*3\r\n$9\r\nsubscribe\r\n$11\r\ndapur:hints\r\n:1\r\n';
  server.answer([`+OK\r\n+OK\r\n$0\r\n\r\n${subscribed}*3\r\n$7\r\nmessage\r\n$11\r\ndapur:hints\r\n$-1\r\n`]);
  await ordersGoOn();
});

test('bytes of any kind', async () => {
  const shapes = '$*:+-%>#,(|=~_';
  for (let seed = 0; seed < 12; seed += 1) {
    const bytes = bytesOf(seed, 1 + (seed % 23));
    server.answer([seed % 2 === 0 ? bytes : Buffer.concat([Buffer.from(`${shapes[seed % shapes.length]}${seed % 4}\r\n`), bytes, Buffer.from('\r\n')])]);
    await expect.poll(() => server.connections, { timeout: 10_000, interval: 10 }).toBeGreaterThanOrEqual(1);
  }
  await ordersGoOn();
});

test('numbers that would forbid everything: what is counted there takes half of a budget at most, and no limit is lost', async () => {
  server.answer([':999999999999\r\n']);
  await ordersGoOn();
  for (let count = 0; count < 5; count += 1) await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const limiter = makeLimiter(app.services.sharedStore, { name: 'false', points: 3, duration: 60 });
  const standings = [];
  for (let count = 0; count < 5; count += 1) standings.push(await limiter.count('key'));
  for (const { remaining, retryAfterSeconds } of standings) expect([Number.isFinite(remaining), Number.isFinite(retryAfterSeconds)]).toEqual([true, true]);
  expect(standings.at(-1)?.remaining).toBe(0);
});

test.skipIf(findRedis() !== 'own')('when the real one is there again, it is used again', async () => {
  const redis = await startRedis();
  server.passTo(Number(new URL(redis.url).port));
  await expect.poll(() => app.services.sharedStore?.isUsable(), { timeout: 15_000, interval: 100 }).toBe(true);
  await ordersGoOn();
  await redis.kill();
});
