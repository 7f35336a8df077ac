import { beforeAll, describe, expect, test } from 'vitest';
import {
  act,
  addDevice,
  addOutlet,
  addStation,
  type Client,
  makeRestaurant,
  orderOf,
  placeOrder,
  type Restaurant,
  subscribe,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ environment: { HEARTBEAT_MILLISECONDS: '300' } });
let other: Restaurant;
beforeAll(async () => {
  other = await makeRestaurant(app);
});

const TICKET = 'id version status queueNumber station { code } items { name quantity status }';
const FEED = `subscription ($outletId: ID!, $stationIds: [ID!], $after: Int) { kitchenFeed(outletId: $outletId, stationIds: $stationIds, after: $after) {
  __typename ... on KitchenSnapshot { sequence tickets { ${TICKET} } } ... on KitchenTicketChange { sequence ticket { ${TICKET} } } ... on FeedHeartbeat { sequence } } }`;

interface Change {
  readonly __typename: string;
  readonly sequence: number;
  readonly ticket: { readonly id: string; readonly status: string; readonly version: number; readonly station: { readonly code: string } };
}

const follow = (variables: Record<string, unknown> = {}, client: Client = restaurant.kitchen) =>
  subscribe(client, FEED, { outletId: restaurant.outletId, ...variables });
const changesOf = (messages: readonly unknown[]): Change[] => (messages as Change[]).filter(({ __typename }) => __typename === 'KitchenTicketChange');
const headOf = async (): Promise<number> => {
  const [row] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId]);
  return row?.head ?? 0;
};
/** Sequences of the stored ticket events of some stations. */
const storedOf = async (after: number, ...stationIds: (string | undefined)[]): Promise<number[]> => {
  const rows = await app.sql<{ sequence: number }>(
    `select sequence from event where stream_id = $1 and sequence > $2 and type in ('TICKET_FIRED', 'TICKET_CHANGED') and data->>'stationId' = any($3) order by sequence`,
    [restaurant.outletId, after, stationIds],
  );
  return rows.map(({ sequence }) => sequence);
};
const place = (quantities: Record<string, number> = { COFFEE: 1, SOUP: 1 }) => placeOrder(restaurant.cashier, orderOf(restaurant, quantities));
const bump = (ticketId: string, to?: string) => act(restaurant.kitchen, 'bumpTicket', { ticketId, ...(to && { to }) });

describe('kitchenFeed without after', () => {
  test('begins with everything open, then sends each change with the ticket as it is', async () => {
    const empty = follow();
    expect(await empty.next()).toEqual({ __typename: 'KitchenSnapshot', sequence: await headOf(), tickets: [] });
    empty.stop();
    const first = await place();
    const served = await place({ COFFEE: 1 });
    await bump(served.tickets[0].id, 'SERVED');
    const feed = follow();
    const snapshot = await feed.next();
    expect(snapshot).toMatchObject({ __typename: 'KitchenSnapshot', sequence: await headOf() });
    expect(snapshot.tickets.map(({ id }: { id: string }) => id).sort()).toEqual(first.tickets.map(({ id }: { id: string }) => id).sort());
    const [ticket] = first.tickets;
    for (const to of ['PREPARING', 'READY', 'SERVED']) await bump(ticket.id, to);
    const { ticket: after } = await feed.until((message) => message.ticket?.status === 'SERVED');
    expect(after).toMatchObject({ id: ticket.id, items: [{ status: 'SERVED' }] });
    const changes = changesOf(feed.received);
    expect(changes.map(({ sequence }) => sequence)).toEqual(await storedOf(snapshot.sequence, restaurant.stations.BAR, restaurant.stations.KITCHEN));
    const versions = changes.map(({ ticket: { version } }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    feed.stop();
  });

  test('a product without a station makes no message', async () => {
    const feed = follow();
    await feed.next();
    await place({ WATER: 1 });
    const order = await place({ COFFEE: 2 });
    const { ticket } = await feed.until(({ __typename }) => __typename === 'KitchenTicketChange');
    expect(ticket).toMatchObject({ id: order.tickets[0].id, queueNumber: order.queueNumber, items: [{ name: 'Coffee', quantity: 2 }] });
    feed.stop();
  });

  test('says that it is alive, with the number up to which everything was sent', async () => {
    const feed = follow({ stationIds: [restaurant.stations.BAR] });
    await feed.next();
    await place({ SOUP: 1 });
    const head = await headOf();
    await feed.until((message) => message.__typename === 'FeedHeartbeat' && message.sequence === head, 2000);
    expect(changesOf(feed.received)).toEqual([]);
    feed.stop();
  });
});

describe('kitchenFeed with after', () => {
  test('replays what came after it, then says how far that was and goes on', async () => {
    const after = await headOf();
    const order = await place();
    await bump(order.tickets[0].id);
    const stored = await storedOf(after, restaurant.stations.BAR, restaurant.stations.KITCHEN);
    const feed = follow({ after });
    await feed.until((message) => message.__typename === 'FeedHeartbeat');
    expect(changesOf(feed.received).map(({ sequence }) => sequence)).toEqual(stored);
    // The ticket's state is the one at sending, not the one at the event.
    for (const { ticket } of changesOf(feed.received)) expect(ticket.status).toBe(ticket.id === order.tickets[0].id ? 'PREPARING' : 'QUEUED');
    expect(feed.received.at(-1)).toEqual({ __typename: 'FeedHeartbeat', sequence: await headOf() });
    await bump(order.tickets[1].id);
    expect(await feed.until(({ __typename }) => __typename === 'KitchenTicketChange')).toMatchObject({
      ticket: { id: order.tickets[1].id, status: 'PREPARING' },
    });
    feed.stop();
  });

  test('loses and doubles nothing while the kitchen is at work', async () => {
    const from = await headOf();
    const feeds: { after: number; feed: ReturnType<typeof follow> }[] = [];
    const cooks = [0, 1, 2].map(async () => {
      for (let index = 0; index < 4; index += 1) {
        const order = await place();
        for (const { id } of order.tickets) await bump(id, 'READY');
      }
    });
    const joining = (async () => {
      for (let index = 0; index < 16; index += 1) {
        const after = from + Math.floor(Math.random() * ((await headOf()) - from + 1));
        feeds.push({ after, feed: follow({ after, stationIds: [restaurant.stations.BAR] }) });
        await new Promise((done) => setTimeout(done, 25));
      }
    })();
    await Promise.all([...cooks, joining]);
    const head = await headOf();
    for (const { after, feed } of feeds) {
      await feed.until((message) => message.__typename === 'FeedHeartbeat' && message.sequence === head, 10_000);
      expect(changesOf(feed.received).map(({ sequence }) => sequence)).toEqual(await storedOf(after, restaurant.stations.BAR));
      feed.stop();
    }
  });

  test('beyond the head, or older than what is kept, it begins with everything open', async () => {
    const head = await headOf();
    const open = follow();
    const { tickets } = await open.next();
    await app.sql('delete from event where stream_id = $1 and sequence <= 3', [restaurant.outletId]);
    for (const after of [head + 1, 2 ** 31 - 1, 0, 2]) {
      const feed = follow({ after });
      expect(await feed.next()).toEqual({ __typename: 'KitchenSnapshot', sequence: head, tickets });
      feed.stop();
    }
    const kept = follow({ after: 3 });
    expect(await kept.next()).toMatchObject({ __typename: 'KitchenTicketChange' });
    kept.stop();
    open.stop();
  });
});

describe('stations', () => {
  test('a feed of one station carries its tickets only', async () => {
    const bar = follow({ stationIds: [restaurant.stations.BAR] });
    const both = follow({ stationIds: [restaurant.stations.BAR, restaurant.stations.KITCHEN] });
    const { tickets } = await bar.next();
    expect(new Set(tickets.map(({ station }: Change['ticket']) => station.code))).toEqual(new Set(['BAR']));
    const { sequence } = await both.next();
    await place();
    await both.until(() => changesOf(both.received).length === 2);
    await bar.until(() => changesOf(bar.received).length === 1);
    expect(changesOf(bar.received)[0]?.ticket.station.code).toBe('BAR');
    expect(changesOf(both.received).map((change) => change.sequence)).toEqual(await storedOf(sequence, restaurant.stations.BAR, restaurant.stations.KITCHEN));
    bar.stop();
    both.stop();
  });

  test('a display that is bound to a station sees that one, whether it names it or none', async () => {
    const { client } = await addDevice(restaurant.manager, {
      outletId: restaurant.outletId,
      kind: 'KITCHEN_DISPLAY',
      stationIds: [restaurant.stations.KITCHEN],
    });
    for (const stationIds of [undefined, null, [restaurant.stations.KITCHEN], [restaurant.stations.KITCHEN?.toUpperCase()]]) {
      const feed = follow({ stationIds }, client);
      const { tickets } = await feed.next();
      expect(tickets.length).toBeGreaterThan(0);
      expect(new Set(tickets.map(({ station }: Change['ticket']) => station.code))).toEqual(new Set(['KITCHEN']));
      const order = await place();
      const change = await feed.until(({ __typename }) => __typename === 'KitchenTicketChange');
      expect(change.ticket.station.code).toBe('KITCHEN');
      expect(order.tickets.map(({ id }: { id: string }) => id)).toContain(change.ticket.id);
      feed.stop();
    }
  });

  test('a display or board of the outlet without stations sees all of them', async () => {
    for (const kind of ['KITCHEN_DISPLAY', 'ORDER_BOARD']) {
      const { client } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind });
      // A board cannot read items.
      const feed = subscribe(client, FEED.replaceAll(' items { name quantity status }', ''), { outletId: restaurant.outletId });
      const { tickets } = await feed.next();
      expect(new Set(tickets.map(({ station }: Change['ticket']) => station.code))).toEqual(new Set(['BAR', 'KITCHEN']));
      feed.stop();
    }
  });
});

describe('kitchenFeed refuses', () => {
  const codeOf = async (variables: Record<string, unknown>, client?: Client): Promise<string> => {
    const feed = follow(variables, client);
    const { errors } = await feed.next();
    expect(await feed.ended).toBeNull();
    return errors[0].extensions.code;
  };
  const UNKNOWN = '00000000-0000-7000-8000-000000000000';

  test('an outlet that is unknown, foreign or no id with NOT_FOUND', async () => {
    for (const outletId of [UNKNOWN, other.outletId, 'x']) expect(await codeOf({ outletId })).toBe('NOT_FOUND');
  });

  test('a station that is unknown, foreign, of another outlet or no id with NOT_FOUND', async () => {
    const outletId = await addOutlet(restaurant.owner, { code: 'TWO' });
    const elsewhere = await addStation(restaurant.owner, outletId, 'FAR', true);
    for (const station of [UNKNOWN, other.stations.BAR, elsewhere, 'x']) {
      expect(await codeOf({ stationIds: [restaurant.stations.BAR, station] })).toBe('NOT_FOUND');
    }
  });

  test('a display a station that it is not bound to with NOT_FOUND', async () => {
    const { client } = await addDevice(restaurant.manager, {
      outletId: restaurant.outletId,
      kind: 'KITCHEN_DISPLAY',
      stationIds: [restaurant.stations.KITCHEN],
    });
    expect(await codeOf({ stationIds: [restaurant.stations.BAR] }, client)).toBe('NOT_FOUND');
    expect(await codeOf({ stationIds: [restaurant.stations.KITCHEN, restaurant.stations.BAR] }, client)).toBe('NOT_FOUND');
  });

  test('a negative after and too many stations with BAD_USER_INPUT', async () => {
    expect(await codeOf({ after: -1 })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ stationIds: Array.from({ length: 51 }, () => restaurant.stations.BAR) })).toBe('BAD_USER_INPUT');
  });
});
