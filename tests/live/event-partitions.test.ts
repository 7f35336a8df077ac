import { expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import { sweep } from '../../src/kernel/retention.ts';
import { retention } from '../../src/modules.ts';
import { orderOf, placeOrder, subscribe, useRestaurant } from '../kit/index.ts';
import { planOf } from '../kit/plan.ts';

const { app, restaurant } = useRestaurant({ environment: { EVENT_RETENTION_HOURS: '48' }, sound: false });

const FEED =
  'subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) { __typename ... on OutletEvent { sequence } ... on FeedReset { sequence } } }';
const follow = (after: number) => subscribe(restaurant.cashier, FEED, { outletId: restaurant.outletId, after });
/** The next message of a feed that is not a heartbeat. */
async function nextOf(feed: ReturnType<typeof follow>): Promise<unknown> {
  for (;;) {
    const message = (await feed.next()) as { readonly __typename: string };
    if (message.__typename !== 'FeedHeartbeat') return message;
  }
}
const place = () => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));

const DAY_MS = 86_400_000;
const nameOf = (days: number): string => `event_${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')}`;
const partitions = async (): Promise<string[]> =>
  (await app.sql<{ name: string }>(`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event_by_day'::regclass order by 1`)).map(
    ({ name }) => name,
  );
/** Where the events of the outlet lie, in order. */
const places = async (): Promise<string[]> =>
  (await app.sql<{ place: string }>('select tableoid::regclass::text as place from event where stream_id = $1 order by sequence', [restaurant.outletId])).map(
    ({ place }) => place,
  );
const ahead = Array.from({ length: 8 }, (_, days) => nameOf(days));

test('events lie in the partition of their day; those of the next seven days are there', async () => {
  await place();
  expect(new Set(await places())).toEqual(new Set([nameOf(0)]));
  expect(await partitions()).toEqual([...ahead, 'event_other']);
});

test('the partition of a day is dropped when its last event is older than the retention, and not before; the feed says what is gone', async () => {
  const head = (await places()).length;
  await withClient(app.database.platform, (client) =>
    client.query("select add_event_partition((now() at time zone 'UTC')::date - days) from unnest(array[2, 3, 4]) days"),
  );
  const age = (days: number, from: number, through: number) =>
    app.sql('update event set occurred_at = now() - make_interval(days => $4) where stream_id = $1 and sequence between $2 and $3', [
      restaurant.outletId,
      from,
      through,
      days,
    ]);
  await age(3, 1, 1);
  await age(2, 2, 2);
  expect(await places()).toEqual([nameOf(-3), nameOf(-2), ...Array(head - 2).fill(nameOf(0))]);
  await sweep(app.services, retention);
  // Of the day before yesterday some events may be younger than 48 hours.
  expect(await partitions()).toEqual([nameOf(-2), ...ahead, 'event_other']);
  const [stale, kept] = [follow(0), follow(1)];
  expect(await nextOf(stale)).toEqual({ __typename: 'FeedReset', sequence: head });
  expect(await nextOf(kept)).toEqual({ __typename: 'OutletEvent', sequence: 2 });
  stale.stop();
  kept.stop();
});

test('after a month without maintenance no order is lost and no feed has a gap; then partitions are made for the days to come', async () => {
  for (const name of ahead) await app.sql(`drop table ${name}`);
  const before = (await places()).length;
  const [head] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId]);
  await Promise.all([place(), place(), place()]);
  const written = (await places()).slice(before);
  expect(written.length).toBeGreaterThan(2);
  expect(new Set(written)).toEqual(new Set(['event_other']));
  const feed = follow(head?.head ?? 0);
  for (const index of written.keys()) expect(await nextOf(feed)).toEqual({ __typename: 'OutletEvent', sequence: (head?.head ?? 0) + index + 1 });

  await sweep(app.services, retention);
  // The events of today stay where they are until they are old: without its partition, the day goes on there.
  expect(await partitions()).toEqual([nameOf(-2), ...ahead.slice(1), 'event_other']);
  await place();
  expect(new Set((await places()).slice(before))).toEqual(new Set(['event_other']));
  expect(await nextOf(feed)).toMatchObject({ sequence: (head?.head ?? 0) + written.length + 1 });
  feed.stop();

  await app.sql("update event set occurred_at = now() - interval '49 hours' where tableoid = 'event_other'::regclass");
  await sweep(app.services, retention);
  expect(await app.sql('select 1 from event_other')).toEqual([]);
  await sweep(app.services, retention);
  expect(await partitions()).toEqual([nameOf(-2), ...ahead, 'event_other']);
  await place();
  expect((await places()).at(-1)).toBe(nameOf(0));
});

test('partitions are made and dropped while orders are placed: each order is there, and heard of once', async () => {
  const [head] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId]);
  const feed = follow(head?.head ?? 0);
  const placed: Promise<unknown>[] = [];
  for (let round = 0; round < 6; round += 1) {
    placed.push(...Array.from({ length: 5 }, place));
    for (const days of [7, 6, 5]) await app.sql(`drop table if exists ${nameOf(days)}`);
    placed.push(sweep(app.services, retention));
    await Promise.all(placed);
  }
  const [now] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId]);
  expect((now?.head ?? 0) - (head?.head ?? 0)).toBeGreaterThanOrEqual(30);
  for (let sequence = (head?.head ?? 0) + 1; sequence <= (now?.head ?? 0); sequence += 1) expect(await nextOf(feed)).toMatchObject({ sequence });
  feed.stop();
  expect(await partitions()).toEqual([nameOf(-2), ...ahead, 'event_other']);
});

test('a table that a long read holds is left for the next time, and orders do not wait for it', async () => {
  await app.sql(`drop table ${nameOf(7)}`);
  await withClient(app.database.platform, async (reader) => {
    // A long read of all events, as a check of the invariants is.
    await reader.query('begin');
    await reader.query('select count(*) from event');
    await sweep(app.services, retention);
    expect(await partitions()).not.toContain(nameOf(7));
    await place();
    await reader.query('rollback');
  });
  await sweep(app.services, retention);
  expect(await partitions()).toContain(nameOf(7));
});

test.each([
  [
    'a page of events',
    'select sequence, type, entity_id, data, occurred_at from event where tenant_id = $1 and stream_id = $2 and sequence > $3 order by sequence limit $4',
  ],
  ['the oldest event', 'select min(sequence) from event where tenant_id = $1 and stream_id = $2'],
])('%s is found by one look into the key of each partition', async (_, statement) => {
  const plan = await withClient(app.database.runtime, async (client) => {
    await client.query('begin; set local enable_seqscan = off; set local enable_bitmapscan = off');
    await client.query("select set_config('app.tenant_id', $1, true)", [restaurant.tenantId]);
    return planOf(client, statement);
  });
  const reads = plan.filter((node) => node['Relation Name'] !== undefined);
  expect(reads.map((node) => node['Relation Name']).sort()).toEqual(await partitions());
  for (const node of reads) {
    expect(node['Index Name']).toBe(`${node['Relation Name']}_pkey`);
    expect(node['Index Cond']).toMatch(/tenant_id = .*stream_id = /);
  }
  // In the order of the keys: no partition is read further than the page.
  expect(plan.map((node) => node['Node Type'])).toContain('Merge Append');
  expect(plan.map((node) => node['Node Type'])).not.toContain('Sort');
});
