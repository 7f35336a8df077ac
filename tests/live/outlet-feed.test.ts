import { beforeAll, describe, expect, test } from 'vitest';
import { addOutlet, makeRestaurant, orderOf, placeOrder, type Restaurant, subscribe, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ environment: { HEARTBEAT_MILLISECONDS: '300' } });
let other: Restaurant;
beforeAll(async () => {
  other = await makeRestaurant(app);
});

const FIELDS = '__typename ... on OutletEvent { sequence type entityId occurredAt data } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence }';
const FEED = `subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) { ${FIELDS} } }`;
const TWIN =
  'query ($outletId: ID!, $after: Int, $first: Int) { outletEvents(outletId: $outletId, after: $after, first: $first) { sequence events { __typename sequence type entityId occurredAt data } } }';

interface Event {
  readonly __typename: string;
  readonly sequence: number;
  readonly type: string;
  readonly entityId: string;
}

const follow = (after?: number, outletId = restaurant.outletId) => subscribe(restaurant.cashier, FEED, { outletId, after });
const isEvent = (message: unknown): message is Event => (message as Event).__typename === 'OutletEvent';
const sequencesOf = (messages: readonly unknown[]): number[] => messages.filter(isEvent).map(({ sequence }) => sequence);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const headOf = async (outletId = restaurant.outletId): Promise<number> => {
  const [row] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [outletId]);
  return row?.head ?? 0;
};
const place = () => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));

describe('outletFeed without after', () => {
  test('begins with a heartbeat that names the head, then sends what happens, without gaps', async () => {
    await place();
    const head = await headOf();
    const feed = follow();
    expect(await feed.next()).toEqual({ __typename: 'FeedHeartbeat', sequence: head });
    const order = await place();
    await feed.until(({ sequence }) => sequence === head + 3);
    const events = feed.received.filter(isEvent);
    expect(sequencesOf(events)).toEqual(range(head + 1, head + 3));
    expect(events.map(({ type }) => type).sort()).toEqual(['ORDER_PLACED', 'TICKET_FIRED', 'TICKET_FIRED']);
    expect(events.find(({ type }) => type === 'ORDER_PLACED')?.entityId).toBe(order.id);
    feed.stop();
  });

  test('begins with heartbeat 0 at an outlet where nothing has happened', async () => {
    const outletId = await addOutlet(restaurant.owner, { code: 'NEW' });
    const feed = subscribe(restaurant.owner, FEED, { outletId });
    expect(await feed.next()).toEqual({ __typename: 'FeedHeartbeat', sequence: 0 });
    const replay = subscribe(restaurant.owner, FEED, { outletId, after: 0 });
    expect(await replay.next()).toEqual({ __typename: 'FeedHeartbeat', sequence: 0 });
    feed.stop();
    replay.stop();
  });

  test('says that it is alive, and how far it is', async () => {
    const feed = follow();
    const { sequence } = await feed.next();
    for (let beat = 0; beat < 3; beat += 1) expect(await feed.next(1500)).toEqual({ __typename: 'FeedHeartbeat', sequence });
    feed.stop();
  });
});

describe('outletFeed with after', () => {
  test('replays exactly what came after it, as the polling twin tells it, then goes on', async () => {
    for (let index = 0; index < 3; index += 1) await place();
    const head = await headOf();
    const { outletEvents } = await restaurant.cashier.ok(TWIN, { outletId: restaurant.outletId, after: 0, first: 500 });
    expect(outletEvents.sequence).toBe(head);
    expect(sequencesOf(outletEvents.events)).toEqual(range(1, head));
    for (const after of [0, 1, head - 1, head]) {
      const feed = follow(after);
      await feed.until((message) => message.__typename === 'FeedHeartbeat' && message.sequence === head);
      expect(feed.received.filter(isEvent)).toEqual(outletEvents.events.slice(after));
      feed.stop();
    }
  });

  test('loses and doubles nothing while orders are placed all the time', async () => {
    const from = await headOf();
    const feeds: { after: number; feed: ReturnType<typeof follow> }[] = [];
    const guests = range(1, 4).map(async () => {
      for (let index = 0; index < 8; index += 1) await place();
    });
    const joining = (async () => {
      for (let index = 0; index < 24; index += 1) {
        const after = from + Math.floor(Math.random() * ((await headOf()) - from + 1));
        feeds.push({ after, feed: follow(after) });
        await new Promise((done) => setTimeout(done, 15));
      }
    })();
    await Promise.all([...guests, joining]);
    const head = await headOf();
    expect(head).toBe(from + 4 * 8 * 3);
    for (const { after, feed } of feeds) {
      await feed.until((message) => message.sequence === head && message.__typename === 'FeedHeartbeat', 10_000);
      expect(sequencesOf(feed.received)).toEqual(range(after + 1, head));
      feed.stop();
    }
  });

  test('beyond the head it says to load the state again, and goes on', async () => {
    const head = await headOf();
    const feed = follow(head + 1);
    expect(await feed.next()).toEqual({ __typename: 'FeedReset', sequence: head });
    await place();
    await feed.until(({ sequence }) => sequence === head + 3);
    expect(sequencesOf(feed.received)).toEqual(range(head + 1, head + 3));
    feed.stop();
  });

  test('older than what is kept it says to load the state again; the oldest that is kept can still be resumed from', async () => {
    const head = await headOf();
    await app.sql('delete from event where stream_id = $1 and sequence <= 5', [restaurant.outletId]);
    for (const after of [0, 4]) {
      const feed = follow(after);
      expect(await feed.next()).toEqual({ __typename: 'FeedReset', sequence: head });
      feed.stop();
    }
    const feed = follow(5);
    await feed.until((message) => message.__typename === 'FeedHeartbeat');
    expect(sequencesOf(feed.received)).toEqual(range(6, head));
    feed.stop();
  });

  test('with every event deleted, the head can be resumed from and nothing else', async () => {
    await app.sql('delete from event where stream_id = $1', [restaurant.outletId]);
    const head = await headOf();
    const stale = follow(head - 1);
    expect(await stale.next()).toEqual({ __typename: 'FeedReset', sequence: head });
    const current = follow(head);
    expect(await current.next()).toEqual({ __typename: 'FeedHeartbeat', sequence: head });
    await place();
    await current.until(({ sequence }) => sequence === head + 3);
    expect(sequencesOf(current.received)).toEqual(range(head + 1, head + 3));
    stale.stop();
    current.stop();
  });
});

describe('outletFeed and outletEvents refuse', () => {
  const codeOf = async (variables: Record<string, unknown>): Promise<string> => {
    const feed = subscribe(restaurant.cashier, FEED, variables);
    const { errors } = await feed.next();
    expect(await feed.ended).toBeNull();
    return errors[0].extensions.code;
  };

  test.each([
    ['an unknown outlet', () => '00000000-0000-7000-8000-000000000000'],
    ['an outlet of another brand', () => other.outletId],
    ['what is no id', () => 'x'],
    ['the brand itself', () => restaurant.tenantId],
  ])('%s with NOT_FOUND', async (_what, outletId) => {
    expect(await codeOf({ outletId: outletId() })).toBe('NOT_FOUND');
    expect(await codeOf({ outletId: outletId(), after: 0 })).toBe('NOT_FOUND');
    expect(await restaurant.cashier.requestError(TWIN, { outletId: outletId() })).toBe('NOT_FOUND');
  });

  test('an outlet of the brand that is out of reach with NOT_FOUND', async () => {
    const outletId = await addOutlet(restaurant.owner, { code: 'FAR' });
    expect(await codeOf({ outletId })).toBe('NOT_FOUND');
    expect(await restaurant.cashier.requestError(TWIN, { outletId })).toBe('NOT_FOUND');
  });

  test('a negative or impossible after, and a page that is too large, with BAD_USER_INPUT', async () => {
    const { outletId } = restaurant;
    expect(await codeOf({ outletId, after: -1 })).toBe('BAD_USER_INPUT');
    expect(await restaurant.cashier.requestError(TWIN, { outletId, after: -1 })).toBe('BAD_USER_INPUT');
    for (const first of [0, -1, 501]) expect(await restaurant.cashier.requestError(TWIN, { outletId, first })).toBe('BAD_USER_INPUT');
    expect((await restaurant.cashier.ok(TWIN, { outletId, after: 2 ** 31 - 1 })).outletEvents.events).toEqual([]);
  });
});
