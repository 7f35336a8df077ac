import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDevice, type Client, makeRestaurant, orderOf, PLACE_ORDER, type Restaurant, startTestApp, type TestApp, useTestApp } from '../kit/index.ts';
import { findRedis, startRedis, type TestRedis } from '../kit/redis.ts';
import { openReady, subscribeRaw } from '../live/raw-socket.ts';
import { type Posted, post } from './post.ts';

// Restaurants are created on a node without budgets; the budgets of the tight node are too small for that.
const app = useTestApp({ environment: { COST_PER_MINUTE_CLIENT: '0', COST_PER_MINUTE_TENANT: '0' } });
let tight: TestApp;
let restaurant: Restaurant;
let other: Restaurant;
const BUDGETS = { COST_PER_MINUTE_CLIENT: '300', COST_PER_MINUTE_TENANT: '1000', TRUST_PROXY: 'on' };
beforeAll(async () => {
  [restaurant, other] = await Promise.all([makeRestaurant(app), makeRestaurant(app)]);
  tight = await startTestApp({ database: app.database, environment: BUDGETS });
});
afterAll(async () => {
  await tight.stop();
});

const HUNDRED = '{ outlets { id } orders(first: 94) { nodes { id } } }';
const ask = (client: Client, query = HUNDRED, headers: Record<string, string> = {}, variables: unknown = {}): Promise<Posted> =>
  post(tight.url, { query, variables }, { ...client.headers, ...headers });
const GUESTS = '{ outlets { id currency { code } stations: channels { channel } taxes { rate } } tenant { currency { code } } }';
const minute = (): void => tight.clock.advance(60_000);

describe('a client', () => {
  test('that has spent its points is told when to come again, and nothing is executed', async () => {
    for (const left of [200, 100, 0]) {
      const { cost, status, headers } = await ask(restaurant.cashier);
      expect([cost, status]).toEqual([100, 200]);
      // Five points are refilled every second.
      const remaining = Number(/^"client";r=(\d+);t=1$/.exec(headers.get('ratelimit') ?? '')?.[1]);
      expect(remaining).toBeGreaterThanOrEqual(left);
      expect(remaining).toBeLessThan(left + 50);
      expect(headers.get('ratelimit-policy')).toBe('"client";q=300;w=60, "tenant";q=1000;w=60');
    }
    const before = (await restaurant.owner.ok('{ orders { totalCount } }')).orders.totalCount;
    const refused = await ask(restaurant.cashier, PLACE_ORDER, {}, { input: orderOf(restaurant, { COFFEE: 1 }) });
    expect(refused).toMatchObject({ status: 429, cost: null, body: { errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }] } });
    expect(refused.body).not.toHaveProperty('data');
    const seconds = refused.body.errors[0].extensions.retryAfter;
    expect(refused.headers.get('retry-after')).toBe(String(seconds));
    expect((await restaurant.owner.ok('{ orders { totalCount } }')).orders.totalCount).toBe(before);
    // After the time that the answer named.
    tight.clock.advance(seconds * 1000);
    expect((await ask(restaurant.cashier, PLACE_ORDER, {}, { input: orderOf(restaurant, { COFFEE: 1 }) })).body.data.placeOrder.userErrors).toEqual([]);
    minute();
  });

  test('harms no other: a user, a device, a guest of another network, another brand', async () => {
    const kiosk = await addDevice(restaurant.platform, { outletId: restaurant.outletId, kind: 'KIOSK' });
    for (let index = 0; index < 4; index += 1) await ask(restaurant.cashier);
    expect((await ask(restaurant.cashier)).status).toBe(429);
    expect((await ask(restaurant.manager)).status).toBe(200);
    expect((await ask(kiosk.client, '{ tenant { id } }')).status).toBe(200);
    expect((await ask(restaurant.guest, '{ tenant { id } }')).status).toBe(200);
    expect((await ask(other.cashier)).status).toBe(200);
    minute();
  });

  test('that is a guest is its network: /24, or /64 of IPv6', async () => {
    const from = (address: string): Promise<Posted> => ask(restaurant.guest, GUESTS, { 'x-forwarded-for': address });
    for (const [own, neighbour, stranger] of [
      ['203.0.113.7', '203.0.113.250', '203.0.114.7'],
      ['2001:db8:1:2::7', '2001:db8:1:2:ffff::9', '2001:db8:1:3::7'],
    ] as const) {
      let status = 200;
      for (let count = 0; count < 10 && status === 200; count += 1) ({ status } = await from(own));
      expect(status).toBe(429);
      expect((await from(neighbour)).status).toBe(429);
      expect((await from(stranger)).status).toBe(200);
      minute();
    }
  });

  test('over WebSocket pays for what it follows', async () => {
    const raw = await openReady({ ...restaurant.kitchen, url: tight.url });
    const follow = (): string =>
      subscribeRaw(
        raw,
        'subscription ($id: ID!) { kitchenFeed(outletId: $id) { ... on KitchenSnapshot { tickets { items { modifiers { name } } order { id } } } } }',
        {
          id: restaurant.outletId,
        },
      );
    let answer = { type: 'next', payload: {} as { extensions?: unknown }[] };
    for (let count = 0; count < 6 && answer.type === 'next'; count += 1) {
      const id = follow();
      answer = (await raw.next((message) => message.id === id)) as typeof answer;
    }
    expect(answer).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }] });
    raw.socket.close();
    minute();
  });
});

describe('a tenant', () => {
  test('pays for all its clients together, and for no other tenant', async () => {
    for (const client of [restaurant.cashier, restaurant.manager, restaurant.owner])
      for (let count = 0; count < 3; count += 1) expect((await ask(client)).status).toBe(200);
    expect((await ask(restaurant.kitchen, '{ outlets { id } }')).headers.get('ratelimit')).toMatch(/^"tenant";r=[12]?\d\d;/);
    const kiosk = await addDevice(restaurant.platform, { outletId: restaurant.outletId, kind: 'POS' });
    // A hundred points are left, and the points refilled since.
    const refused = await ask(
      kiosk.client,
      '{ a: orders(first: 100) { nodes { id } } b: orders(first: 100) { nodes { id } } c: orders(first: 80) { nodes { id } } }',
    );
    expect(refused.status).toBe(429);
    expect((await ask(other.cashier)).status).toBe(200);
    minute();
  });

  test('keeps half of its budget for its own people: guests of many networks do not shut its tills', async () => {
    const statuses: number[] = [];
    for (let network = 0; network < 40; network += 1) statuses.push((await ask(restaurant.guest, GUESTS, { 'x-forwarded-for': `198.51.${network}.1` })).status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    for (let count = 0; count < 3; count += 1) expect((await ask(restaurant.cashier)).status).toBe(200);
    minute();
  });
});

test('what is answered from memory costs nothing', async () => {
  const menu = 'query ($id: ID!) { menu(outletId: $id) { version } }';
  const read = (): Promise<Posted> => ask(restaurant.guest, menu, { 'x-forwarded-for': '192.0.2.1' }, { id: restaurant.outletId });
  const first = await read();
  expect(first.cost).toBe(1);
  for (let count = 0; count < 320; count += 1) expect((await read()).text).toBe(first.text);
});

const REDIS = findRedis();
describe.skipIf(REDIS !== 'own')('two nodes', () => {
  let redis: TestRedis;
  let nodes: TestApp[];
  beforeAll(async () => {
    redis = await startRedis();
    nodes = await Promise.all([0, 1].map(() => startTestApp({ database: app.database, environment: { ...BUDGETS, REDIS_URL: redis.url } })));
  });
  afterAll(async () => {
    for (const node of nodes) await node.stop();
    await redis.kill();
  });
  const at = async (index: number, client: Client): Promise<number> => (await post(nodes[index]?.url ?? '', { query: HUNDRED }, { ...client.headers })).status;

  test('count together, and each by itself while Redis is away: never open, and never slow', async () => {
    expect([await at(0, other.cashier), await at(0, other.cashier), await at(1, other.cashier)]).toEqual([200, 200, 200]);
    // The nodes exchange their counts within a second or two; then neither has a hundred points left.
    await expect.poll(() => at(1, other.cashier), { timeout: 6000, interval: 300 }).toBe(429);
    await expect.poll(() => at(0, other.cashier), { timeout: 6000, interval: 300 }).toBe(429);
    redis.stall();
    const began = performance.now();
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push(await at(0, other.manager));
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(performance.now() - began).toBeLessThan(3000);
    redis.goOn();
  });

  test('do not count points of one minute in the next, when Redis was away in between', async () => {
    const later = (): void => nodes.forEach(({ clock }) => void clock.advance(120_000));
    later();
    redis.stall();
    for (let count = 0; count < 3; count += 1) expect(await at(0, other.owner)).toBe(200);
    later();
    redis.goOn();
    expect(await at(0, other.owner)).toBe(200);
    const client = new Redis(redis.url);
    const sent = async (): Promise<(string | null)[]> => {
      const keys = await client.keys(`dapur:cost:*:${other.tenantId}:${(await other.owner.ok('{ me { id } }')).me.id}`);
      return keys.length > 0 ? client.mget(keys) : [];
    };
    await expect.poll(sent, { timeout: 20_000, interval: 200 }).toContain('100');
    client.disconnect();
    // A node takes the answer of Redis over at once; its next second would not change it.
    await new Promise((done) => setTimeout(done, 300));
    expect(await at(0, other.owner)).toBe(200);
  });
});
