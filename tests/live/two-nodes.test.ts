import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  act,
  addDevice,
  type Client,
  cloneDatabase,
  type Feed,
  makeClient,
  makeRestaurant,
  median,
  orderOf,
  placeOrder,
  type Restaurant,
  startTestApp,
  subscribe,
  type TestApp,
  type TestDatabase,
} from '../kit/index.ts';
import { findRedis, startRedis, type TestRedis } from '../kit/redis.ts';
import { openReady } from './raw-socket.ts';

const KITCHEN = `subscription ($outletId: ID!, $after: Int) { kitchenFeed(outletId: $outletId, after: $after) {
  __typename ... on KitchenSnapshot { sequence } ... on KitchenTicketChange { sequence ticket { id status orderId } } ... on FeedHeartbeat { sequence } } }`;
const OUTLET = `subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) {
  __typename ... on OutletEvent { sequence } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence } } }`;

let database: TestDatabase;
let restaurant: Restaurant;
let first: TestApp;
beforeAll(async () => {
  database = await cloneDatabase();
  first = await startTestApp({ database });
  restaurant = await makeRestaurant(first);
});
afterAll(() => first.stop());

const at = (app: TestApp, client: Client): Client => makeClient(app.url, client.headers);
const kitchenAt = (app: TestApp, after?: number): Feed => subscribe(at(app, restaurant.kitchen), KITCHEN, { outletId: restaurant.outletId, after });
const outletAt = (app: TestApp, after?: number): Feed => subscribe(at(app, restaurant.cashier), OUTLET, { outletId: restaurant.outletId, after });

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function placeAt(app: TestApp): Promise<{ order: any; milliseconds: number }> {
  const began = performance.now();
  const order = await placeOrder(at(app, restaurant.cashier), orderOf(restaurant, { COFFEE: 1 }));
  return { order, milliseconds: performance.now() - began };
}

/** Time from placing an order on one node to its display on the other. */
async function lag(from: TestApp, display: Feed): Promise<{ seen: number; placed: number }> {
  const { order, milliseconds } = await placeAt(from);
  const placed = performance.now();
  await display.until(({ ticket }) => ticket?.orderId === order.id, 3000);
  return { seen: performance.now() - placed, placed: milliseconds };
}

async function lags(from: TestApp, display: Feed, count: number): Promise<{ seen: number; placed: number }[]> {
  const measured: { seen: number; placed: number }[] = [];
  for (let index = 0; index < count; index += 1) measured.push(await lag(from, display));
  return measured;
}

describe('two nodes without Redis', () => {
  let second: TestApp;
  beforeAll(async () => {
    second = await startTestApp({ database });
  });
  afterAll(() => second.stop());

  test('a display on one sees within a second what the other does', async () => {
    const display = kitchenAt(second);
    await display.next();
    expect(median((await lags(first, display, 3)).map(({ seen }) => seen))).toBeLessThan(1000);
    const { order } = await placeAt(first);
    const follower = subscribe(at(second, restaurant.cashier), 'subscription ($id: ID!) { orderChanged(orderId: $id) { status } }', { id: order.id });
    expect(await follower.next()).toEqual({ status: 'CONFIRMED' });
    await act(at(first, restaurant.cashier), 'cancelOrder', { orderId: order.id, reason: 'gone' });
    expect(await follower.next(1000)).toEqual({ status: 'CANCELLED' });
    display.stop();
    follower.stop();
  });

  test('both feeds have the same numbers, without gaps, while both nodes take orders', async () => {
    const feeds = [outletAt(first), outletAt(second)];
    const heads = await Promise.all(feeds.map(async (feed) => (await feed.next()).sequence as number));
    await Promise.all(Array.from({ length: 16 }, (_, index) => placeAt(index % 2 === 0 ? first : second)));
    const [row] = await first.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId]);
    const head = row?.head ?? 0;
    for (const [index, feed] of feeds.entries()) {
      await feed.until(({ sequence }) => sequence === head);
      const from = heads[index] as number;
      const events = (feed.received as { __typename: string; sequence: number }[]).filter(({ __typename }) => __typename === 'OutletEvent');
      expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: head - from }, (_, step) => from + step + 1));
      feed.stop();
    }
  });

  test('what the other node changes is told with its new state', async () => {
    const document = 'subscription ($id: ID!) { outletFeed(outletId: $id) { ... on OutletEvent { sequence subject { ... on Order { id status } } } } }';
    const feed = subscribe(at(second, restaurant.cashier), document, { id: restaurant.outletId });
    await feed.next();
    const { order } = await placeAt(first);
    await feed.until(({ subject }) => subject?.id === order.id && subject.status === 'CONFIRMED', 1000);
    await act(at(first, restaurant.cashier), 'cancelOrder', { orderId: order.id, reason: 'gone' });
    await feed.until(({ subject }) => subject?.id === order.id && subject.status === 'CANCELLED', 1000);
    feed.stop();
  });

  test('a display that moves to a node which has not read that far yet is not told to load the state again', async () => {
    const slow = await startTestApp({ database, environment: { POLL_MILLISECONDS: '1000' } });
    try {
      const holding = outletAt(slow);
      const { sequence: before } = await holding.next();
      await placeAt(first);
      const [row] = await first.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId]);
      const head = row?.head ?? 0;
      const feed = outletAt(slow, head);
      const kitchen = kitchenAt(slow, head);
      expect(await feed.next()).toEqual({ __typename: 'FeedHeartbeat', sequence: head });
      expect(await kitchen.next()).toEqual({ __typename: 'FeedHeartbeat', sequence: head });
      expect((holding.received as { sequence: number }[]).at(-1)?.sequence).toBe(before);
      await placeAt(first);
      expect(await feed.next()).toEqual({ __typename: 'OutletEvent', sequence: head + 1 });
      expect(await feed.next()).toEqual({ __typename: 'OutletEvent', sequence: head + 2 });
      expect(await kitchen.next()).toMatchObject({ __typename: 'KitchenTicketChange' });
      await holding.until(({ sequence }) => sequence === head + 2);
      for (const open of [holding, feed, kitchen]) open.stop();
    } finally {
      await slow.stop();
    }
  });

  test('a device that is revoked on one node loses its sockets on the other within a second', async () => {
    const { id, client } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KITCHEN_DISPLAY' });
    const raw = await openReady(at(second, client));
    await restaurant.manager.ok('mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { userErrors { code } } }', { id });
    const revoked = performance.now();
    expect(await raw.closed).toMatchObject({ code: 4403 });
    expect(performance.now() - revoked).toBeLessThan(3000);
    // And the token is not accepted by the other node any more, no matter what that node has in memory.
    expect(await at(second, client).requestError('query ($id: ID!) { kitchenTickets(stationId: $id) { id } }', { id: restaurant.stations.BAR })).toBe(
      'UNAUTHENTICATED',
    );
  });
});

test('a device that is revoked before its node listens to its brand does not keep its socket', async () => {
  const brand = await makeRestaurant(first);
  // Few connections and many requests cause a delay between the socket's acknowledgement and its subscription to changes.
  const node = await startTestApp({ database, environment: { DATABASE_POOL: '2' } });
  try {
    const { id, client } = await addDevice(brand.manager, { outletId: brand.outletId, kind: 'KITCHEN_DISPLAY' });
    const busy = Array.from({ length: 60 }, () =>
      at(node, brand.cashier).send('{ orders(first: 100) { totalCount nodes { id lines { id } } } outlets { stations { id } } }'),
    );
    const raw = await openReady(at(node, client));
    await brand.manager.ok('mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { userErrors { code } } }', { id });
    const deadline = new Promise<null>((done) => setTimeout(() => done(null), 8000));
    expect(await Promise.race([raw.closed, deadline])).toMatchObject({ code: 4403 });
    await Promise.all(busy);
  } finally {
    await node.stop();
  }
});

const atHand = findRedis();

describe.skipIf(atHand === 'none')('two nodes with Redis', () => {
  let redis: TestRedis | null = null;
  let nodes: TestApp[] = [];
  let display: Feed;
  beforeAll(async () => {
    redis = atHand === 'own' ? await startRedis() : null;
    const REDIS_URL = redis?.url ?? process.env.REDIS_URL ?? '';
    // Polls so rarely that most orders would be seen late without a hint.
    const environment = { REDIS_URL, POLL_MILLISECONDS: '1000' };
    nodes = [await startTestApp({ database, environment }), await startTestApp({ database, environment })];
    display = kitchenAt(nodes[1] as TestApp);
    await display.next();
    await fast();
  });
  afterAll(async () => {
    display.stop();
    for (const node of nodes) await node.stop();
    redis?.goOn();
    await redis?.kill();
  });

  const next = () => lag(nodes[0] as TestApp, display);
  const several = (count: number): Promise<{ seen: number; placed: number }[]> => lags(nodes[0] as TestApp, display, count);
  /** Until hints are heard: after a start, or after Redis has come back. */
  async function fast(): Promise<void> {
    for (let good = 0, tries = 0; good < 4; tries += 1) {
      good = (await next()).seen < 150 ? good + 1 : 0;
      if (tries > 40) throw new Error('no hints arrive');
    }
  }

  test('a display on one sees at once what the other does', async () => {
    expect(median((await several(9)).map(({ seen }) => seen))).toBeLessThan(300);
  });

  test('a revoked device loses its sockets on the other node at once', async () => {
    const took: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { id, client } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KITCHEN_DISPLAY' });
      const raw = await openReady(at(nodes[1] as TestApp, client));
      await at(nodes[0] as TestApp, restaurant.manager).ok('mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { userErrors { code } } }', { id });
      const revoked = performance.now();
      expect(await raw.closed).toMatchObject({ code: 4403 });
      took.push(performance.now() - revoked);
    }
    expect(median(took)).toBeLessThan(300);
  });

  describe.skipIf(atHand !== 'own')('that stops', () => {
    const undisturbed = (measured: { seen: number; placed: number }[]): void => {
      expect(median(measured.map(({ seen }) => seen))).toBeLessThan(1500);
      // A command that waited for Redis would take a second: that is its deadline.
      expect(median(measured.map(({ placed }) => placed))).toBeLessThan(800);
    };

    test('stalled, it delays no order, and displays see them within a second', async () => {
      redis?.stall();
      undisturbed(await several(5));
      redis?.goOn();
      await fast();
    });

    test('killed, it delays no order, and displays see them within a second; back, hints are heard again', async () => {
      await redis?.kill();
      undisturbed(await several(5));
      await redis?.restart();
      await fast();
    });

    test('a node that was started while it was away hears hints once it is there', async () => {
      await redis?.kill();
      const late = await startTestApp({ database, environment: { REDIS_URL: redis?.url ?? '' } });
      try {
        const lateDisplay = kitchenAt(late);
        await lateDisplay.next();
        expect((await lag(first, lateDisplay)).seen).toBeLessThan(3000);
        // Longer than a command may wait for its connection.
        await new Promise((done) => setTimeout(done, 1500));
        await redis?.restart();
        const began = performance.now();
        for (let good = 0; good < 4; ) {
          good = (await lag(nodes[0] as TestApp, lateDisplay)).seen < 150 ? good + 1 : 0;
          expect(performance.now() - began).toBeLessThan(20_000);
        }
        lateDisplay.stop();
      } finally {
        await late.stop();
      }
    });
  });
});
