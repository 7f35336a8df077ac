import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweep } from '../../src/kernel/retention.ts';
import { makeRestaurant, orderOf, PLACE_ORDER, placeOrder, type Restaurant, startTestApp, subscribe, type TestApp } from '../kit/index.ts';

let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  app = await startTestApp({ environment: { EVENT_RETENTION_HOURS: '48' } });
  restaurant = await makeRestaurant(app);
});
afterAll(() => app.stop());

const FEED =
  'subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) { __typename ... on OutletEvent { sequence } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence } } }';
const KITCHEN =
  'subscription ($outletId: ID!, $after: Int) { kitchenFeed(outletId: $outletId, after: $after) { __typename ... on KitchenSnapshot { sequence } } }';
const follow = (after: number) => subscribe(restaurant.cashier, FEED, { outletId: restaurant.outletId, after });
const place = () => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
const sequences = async (): Promise<number[]> =>
  (await app.sql<{ sequence: number }>('select sequence from event where stream_id = $1 order by sequence', [restaurant.outletId])).map(
    ({ sequence }) => sequence,
  );
const age = (hours: number, through: number) =>
  app.sql('update event set occurred_at = now() - make_interval(hours => $3) where stream_id = $1 and sequence <= $2', [restaurant.outletId, through, hours]);

test('events are kept as long as is configured, in however many batches, and the feed says what is gone', async () => {
  for (let index = 0; index < 5; index += 1) await place();
  const all = await sequences();
  const head = all.length;
  await age(47, head);
  await sweep(app.services);
  expect(await sequences()).toEqual(all);

  // More than one batch of somebody else's, too.
  await app.sql(
    `insert into event (tenant_id, stream_id, sequence, type, entity_id, occurred_at) select $1, $1, 100000 + n, 'OLD', $1, now() - interval '49 hours' from generate_series(1, 11000) n`,
    [restaurant.tenantId],
  );
  await age(49, 4);
  await sweep(app.services);
  expect(await sequences()).toEqual(all.slice(4));
  expect(await app.sql("select 1 from event where type = 'OLD'")).toEqual([]);
  const stale = follow(3);
  expect(await stale.next()).toEqual({ __typename: 'FeedReset', sequence: head });
  const kept = follow(4);
  expect(await kept.next()).toEqual({ __typename: 'OutletEvent', sequence: 5 });
  stale.stop();
  kept.stop();
});

test('a hole in what is kept, as a sweep that was cut short leaves it, is a reset and no loss', async () => {
  const [oldest = 0] = await sequences();
  await app.sql('delete from event where stream_id = $1 and sequence = $2', [restaurant.outletId, oldest + 2]);
  const head = (await sequences()).at(-1) ?? 0;
  const feed = follow(oldest - 1);
  expect(await feed.next()).toEqual({ __typename: 'FeedReset', sequence: head });
  const kitchen = subscribe(restaurant.kitchen, KITCHEN, { outletId: restaurant.outletId, after: oldest });
  expect(await kitchen.next()).toEqual({ __typename: 'KitchenSnapshot', sequence: head });
  await place();
  expect(await feed.next()).toEqual({ __typename: 'OutletEvent', sequence: head + 1 });
  feed.stop();
  kitchen.stop();
});

test('idempotency keys are kept for 72 hours', async () => {
  const input = orderOf(restaurant, { COFFEE: 1 });
  const headers = { 'idempotency-key': 'till-1-0001' };
  const send = async () => (await restaurant.cashier.ok(PLACE_ORDER, { input }, headers)).placeOrder.order.id;
  const id = await send();
  const age = (hours: number) => app.sql('update idempotency_key set created_at = now() - make_interval(hours => $1)', [hours]);
  await age(71);
  await sweep(app.services);
  expect(await send()).toBe(id);
  await age(73);
  await sweep(app.services);
  expect(await send()).not.toBe(id);
});
