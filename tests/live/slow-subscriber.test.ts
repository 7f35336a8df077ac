import { expect, test } from 'vitest';
import { startTestApp, useRestaurant } from '../kit/index.ts';
import { openRaw, openReady, type RawSocket, subscribeRaw } from './raw-socket.ts';

const { app, restaurant } = useRestaurant({ environment: { POLL_MILLISECONDS: '50' } });

const FEED =
  'subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) { ... on OutletEvent { sequence data } ... on FeedHeartbeat { head: sequence } } }';
const BATCH = 250;
const BYTES = 10_000;

const sequencesOf = (raw: RawSocket): number[] => raw.received.flatMap(({ payload }) => payload?.data?.outletFeed.sequence ?? []);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Inserts many large events into the log, like the server does. */
async function addEvents(count: number): Promise<number> {
  const [row] = await app.sql<{ head: number }>(
    `with stream as (
       insert into event_stream as s (tenant_id, stream_id, head) values ($1, $2, $3)
       on conflict (tenant_id, stream_id) do update set head = s.head + $3 returning head
     ), added as (
       insert into event (tenant_id, stream_id, sequence, type, entity_id, data, occurred_at)
       select $1, $2, head - $3 + n, 'MENU_CHANGED', $2, jsonb_build_object('text', repeat('x', $4)), now() from stream, generate_series(1, $3) n
     ) select head from stream`,
    [restaurant.tenantId, restaurant.outletId, count, BYTES],
  );
  return row?.head ?? 0;
}

async function following(after?: number): Promise<RawSocket> {
  const raw = await openReady(restaurant.cashier);
  subscribeRaw(raw, FEED, { outletId: restaurant.outletId, after });
  await raw.next(({ type }) => type === 'next');
  return raw;
}

test('a subscriber that reads nothing is cut off, the others get everything, and it resumes without loss', async () => {
  const healthy = await following();
  const stalled = await following();
  const from = healthy.received.find(({ payload }) => payload?.data)?.payload.data.outletFeed.head;
  stalled.socket.pause();

  // More than fits into network buffers and a queue of a thousand messages.
  let head = from;
  for (let batch = 0; batch < 14; batch += 1) {
    head = await addEvents(BATCH);
    await healthy.next(({ payload }) => payload?.data?.outletFeed.sequence === head, 10_000);
  }
  expect(head - from).toBeGreaterThan(3000);
  expect(sequencesOf(healthy)).toEqual(range(from + 1, head));

  stalled.socket.resume();
  expect(await stalled.closed).toMatchObject({ code: 1013 });
  const seen = sequencesOf(stalled);
  expect(seen).toEqual(range(from + 1, from + seen.length));
  expect(seen.length).toBeLessThan(head - from);

  const resumed = await following(from + seen.length);
  await resumed.next(({ payload }) => payload?.data?.outletFeed.head === head, 10_000);
  expect(sequencesOf(resumed)).toEqual(range(from + seen.length + 1, head));
  expect(healthy.socket.readyState).toBe(healthy.socket.OPEN);
  for (const raw of [healthy, resumed]) raw.socket.close();
});

test('a socket that does not answer pings is cut off', async () => {
  const quick = await startTestApp({ environment: { HEARTBEAT_MILLISECONDS: '200' } });
  try {
    const alive = await openRaw(quick.url);
    const dead = await openRaw(quick.url);
    for (const raw of [alive, dead]) raw.send({ type: 'connection_init' });
    await alive.next();
    await dead.next();
    dead.socket.pong = () => undefined;
    expect(await dead.closed).toMatchObject({ code: 1006 });
    await new Promise((done) => setTimeout(done, 700));
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
    alive.socket.close();
  } finally {
    await quick.stop();
  }
});
