import { beforeAll, describe, expect, test } from 'vitest';
import { act, addDevice, addOutlet, addProduct, type Client, countStatements, type Feed, orderOf, placeOrder, subscribe, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ environment: { HEARTBEAT_MILLISECONDS: '1000' } });
let board: Client;
beforeAll(async () => {
  board = (await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'ORDER_BOARD' })).client;
});

const ENTRY = 'id label state since serviceMode';
const BOARD = `query ($outletId: ID!) { orderBoard(outletId: $outletId) { ${ENTRY} } }`;
const FEED = `subscription ($outletId: ID!, $after: Int) { boardFeed(outletId: $outletId, after: $after) {
  __typename ... on BoardSnapshot { sequence entries { ${ENTRY} } } ... on BoardEntryChange { sequence entryId entry { ${ENTRY} } } ... on FeedHeartbeat { sequence } } }`;
const MINUTE = 60_000;

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly state: string;
}

/** A new outlet without open orders. */
let outlets = 0;
async function fresh(): Promise<string> {
  const outletId = await addOutlet(restaurant.owner, { code: `B${(outlets += 1)}` });
  const station = 'mutation ($input: CreateStationInput!) { createStation(input: $input) { userErrors { code } } }';
  await restaurant.owner.ok(station, { input: { outletId, code: 'BAR', name: 'Bar', isDefault: true } });
  return outletId;
}
const shown = async (outletId: string, client: Client = restaurant.owner): Promise<Entry[]> => (await client.ok(BOARD, { outletId })).orderBoard;
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const place = (outletId: string, quantities: Record<string, number> = { COFFEE: 1 }, more: object = {}): Promise<any> =>
  placeOrder(restaurant.owner, orderOf(restaurant, quantities, { outletId, ...more }));
const follow = (outletId: string, after?: number): Feed => subscribe(restaurant.owner, FEED, { outletId, after });
const setMinutes = (id: string, boardMinutes: number) => {
  const update = 'mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { outlet { boardMinutes } userErrors { code field message } } }';
  return {
    ok: () => restaurant.owner.ok(update, { input: { id, boardMinutes } }),
    failure: () => restaurant.owner.failure(update, { input: { id, boardMinutes } }),
  };
};

/** A board as a client builds it from the messages. */
function keep(feed: Feed): Record<string, string> {
  const entries = new Map<string, Entry>();
  for (const message of feed.received as { entries?: Entry[]; entryId?: string; entry?: Entry | null }[]) {
    if (message.entries) entries.clear();
    for (const entry of message.entries ?? []) entries.set(entry.id, entry);
    if (message.entryId && message.entry) entries.set(message.entryId, message.entry);
    else if (message.entryId) entries.delete(message.entryId);
  }
  return Object.fromEntries([...entries.values()].map(({ label, state }) => [label, state]));
}

describe('orderBoard', () => {
  test('shows numbers and states: from being accepted until it is served, without tickets too', async () => {
    const { outletId, cashier, kitchen } = restaurant;
    const order = await place(outletId, { COFFEE: 1 }, { customerName: 'Guest', tableName: '12' });
    const water = await place(outletId, { WATER: 1 }, { serviceMode: 'DINE_IN' });
    const since = expect.any(String);
    expect(await shown(outletId, board)).toEqual([
      { id: order.id, label: String(order.queueNumber), state: 'PREPARING', since, serviceMode: 'TAKEAWAY' },
      { id: water.id, label: String(water.queueNumber), state: 'READY', since, serviceMode: 'DINE_IN' },
    ]);
    await act(kitchen, 'bumpTicket', { ticketId: order.tickets[0].id, to: 'READY' });
    const [ready] = (await shown(outletId, board)) as [Entry & { since: string }];
    expect(ready).toMatchObject({ id: order.id, state: 'READY' });
    const { readyAt } = (await cashier.ok('query ($id: ID!) { order(id: $id) { readyAt } }', { id: order.id })).order;
    expect(ready.since).toBe(readyAt);
    await act(cashier, 'serveOrder', { orderId: order.id });
    await act(cashier, 'cancelOrder', { orderId: water.id, reason: 'gone' }).catch(() =>
      act(restaurant.manager, 'cancelOrder', { orderId: water.id, reason: 'gone' }),
    );
    expect(await shown(outletId, board)).toEqual([]);
  });

  test('leaves out unpaid waiting orders and completed ones', async () => {
    const outletId = await fresh();
    const waiting = await place(outletId, { COFFEE: 1 }, { channel: 'DELIVERY' });
    expect(waiting.status).toBe('PENDING');
    expect(await shown(outletId)).toEqual([]);
    await act(restaurant.owner, 'payCash', { orderId: waiting.id, amount: 10_000, tendered: 10_000 });
    expect(await shown(outletId)).toEqual([]);
    await act(restaurant.owner, 'payCash', { orderId: waiting.id, tendered: 10_000 });
    expect(await shown(outletId)).toMatchObject([{ id: waiting.id, state: 'PREPARING' }]);
    await act(restaurant.owner, 'confirmOrder', { orderId: waiting.id });
    await act(restaurant.owner, 'serveOrder', { orderId: waiting.id });
    await act(restaurant.owner, 'completeOrder', { orderId: waiting.id });
    expect(await shown(outletId)).toEqual([]);
  });

  test('drops READY ones after the minutes of the outlet, and after a day what was forgotten', async () => {
    const outletId = await fresh();
    await place(outletId, { WATER: 1 });
    await place(outletId, { COFFEE: 1 });
    try {
      app.clock.advance(9 * MINUTE);
      expect((await shown(outletId)).map(({ state }) => state)).toEqual(['READY', 'PREPARING']);
      app.clock.advance(2 * MINUTE);
      expect((await shown(outletId)).map(({ state }) => state)).toEqual(['PREPARING']);
      expect((await setMinutes(outletId, 240).ok()).updateOutlet.outlet).toEqual({ boardMinutes: 240 });
      expect((await shown(outletId)).map(({ state }) => state)).toEqual(['READY', 'PREPARING']);
    } finally {
      app.clock.advance(-11 * MINUTE);
    }
    await app.sql(
      `update "order" set placed_at = placed_at - interval '25 hours', confirmed_at = confirmed_at - interval '25 hours' where outlet_id = $1 and status = 'CONFIRMED'`,
      [outletId],
    );
    expect((await shown(outletId)).map(({ state }) => state)).toEqual(['READY']);
  });

  test('the minutes are from 1 to 240', async () => {
    for (const minutes of [0, -1, 241])
      expect(await setMinutes(restaurant.outletId, minutes).failure()).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['boardMinutes'],
        message: expect.stringContaining('1 to 240'),
      });
  });

  test('asks as little of the database for twenty orders as for two', async () => {
    const outletId = await fresh();
    for (let order = 0; order < 2; order += 1) await place(outletId);
    const few = await countStatements(app, () => shown(outletId));
    for (let order = 0; order < 18; order += 1) await place(outletId);
    expect(await countStatements(app, () => shown(outletId))).toBe(few);
  });

  test('of an outlet that is unknown or out of reach is a top-level NOT_FOUND, live too', async () => {
    const outletId = await fresh();
    for (const id of [outletId, 'x', restaurant.tenantId]) {
      expect(await board.requestError(BOARD, { outletId: id })).toBe('NOT_FOUND');
      expect(await subscribe(board, FEED, { outletId: id }).next()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    }
    expect(await restaurant.guest.requestError(BOARD, { outletId })).toBe('UNAUTHENTICATED');
  });
});

describe('boardFeed', () => {
  test('begins with the board, then tells each change, and what has left', async () => {
    const outletId = await fresh();
    const first = await place(outletId);
    const feed = follow(outletId);
    expect(await feed.next()).toMatchObject({ __typename: 'BoardSnapshot', entries: [{ id: first.id, label: '1', state: 'PREPARING' }] });
    const second = await place(outletId, { WATER: 1 });
    expect(await feed.until(({ entryId }) => entryId === second.id)).toMatchObject({ entry: { id: second.id, label: '2', state: 'READY' } });
    await act(restaurant.owner, 'bumpTicket', { ticketId: first.tickets[0].id, to: 'READY' });
    expect(await feed.until(({ entryId }) => entryId === first.id)).toMatchObject({ entry: { state: 'READY' } });
    await act(restaurant.owner, 'recallTicketItem', { itemId: first.tickets[0].items[0].id });
    expect(await feed.until(({ entryId }) => entryId === first.id)).toMatchObject({ entry: { state: 'PREPARING' } });
    await act(restaurant.owner, 'serveOrder', { orderId: second.id });
    expect(await feed.until(({ entryId }) => entryId === second.id)).toMatchObject({ entry: null });
    // A board does not show an unpaid order.
    const waiting = await place(outletId, { COFFEE: 1 }, { channel: 'DELIVERY' });
    await feed.until(({ __typename }) => __typename === 'FeedHeartbeat');
    expect(JSON.stringify(feed.received)).not.toContain(waiting.id);
    expect(keep(feed)).toEqual({ 1: 'PREPARING' });
    feed.stop();
  });

  test('resumes where it was, beyond the head and before what is kept with the whole board', async () => {
    const outletId = await fresh();
    const feed = follow(outletId);
    const { sequence } = await feed.next();
    feed.stop();
    const order = await place(outletId);
    const back = follow(outletId, sequence);
    expect(await back.next()).toMatchObject({ __typename: 'BoardEntryChange', entryId: order.id, entry: { state: 'PREPARING' } });
    const { sequence: head } = await back.until(({ __typename }) => __typename === 'FeedHeartbeat');
    back.stop();
    await app.sql('delete from event where stream_id = $1 and sequence <= $2', [outletId, sequence + 1]);
    for (const after of [head + 5, 0]) {
      const again = follow(outletId, after);
      expect(await again.next()).toMatchObject({ __typename: 'BoardSnapshot', sequence: head, entries: [{ id: order.id }] });
      again.stop();
    }
  });

  test('tells what leaves by the clock with the next heartbeat; who was away meanwhile gets the whole board', async () => {
    const outletId = await fresh();
    const gone = await place(outletId, { WATER: 1 });
    const stays = await place(outletId);
    const feed = follow(outletId);
    const { sequence } = await feed.next();
    try {
      app.clock.advance(10 * MINUTE + 1000);
      expect(await feed.until(({ entryId }) => entryId === gone.id)).toEqual({ __typename: 'BoardEntryChange', sequence, entryId: gone.id, entry: null });
      expect(keep(feed)).toEqual({ 2: 'PREPARING' });
      feed.stop();
      const back = follow(outletId, sequence);
      expect(await back.next()).toMatchObject({ __typename: 'BoardSnapshot', entries: [{ id: stays.id }] });
      back.stop();
    } finally {
      app.clock.advance(-10 * MINUTE - 1000);
    }
  });

  test('begins again when the minutes change, live and for clients that were away', async () => {
    const outletId = await fresh();
    await place(outletId, { WATER: 1 });
    const feed = follow(outletId);
    const { sequence } = await feed.next();
    try {
      app.clock.advance(5 * MINUTE);
      await setMinutes(outletId, 3).ok();
      expect(await feed.until(({ __typename }) => __typename === 'BoardSnapshot')).toMatchObject({ entries: [] });
      await setMinutes(outletId, 60).ok();
      expect(await feed.until(({ __typename }) => __typename === 'BoardSnapshot')).toMatchObject({ entries: [{ label: '1' }] });
      const back = follow(outletId, sequence);
      expect(await back.next()).toMatchObject({ __typename: 'BoardSnapshot', entries: [{ label: '1' }] });
      for (const open of [feed, back]) open.stop();
    } finally {
      app.clock.advance(-5 * MINUTE);
    }
  });

  test('loses nothing in a rush: every board, whenever it joined and resumed, ends as the query says', async () => {
    const outletId = await fresh();
    const cheap = await addProduct(restaurant.owner, { categoryId: restaurant.categoryId, sku: 'CHEAP', name: 'Cheap', price: 0 });
    const feeds: { after: number | undefined; feed: Feed }[] = [];
    const owner = restaurant.owner;
    const one = async (turn: number): Promise<void> => {
      const order = await placeOrder(owner, { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: cheap }] });
      const ticketId = order.tickets[0].id;
      if (turn % 2 === 0) await act(owner, 'bumpTicket', { ticketId, to: 'READY' });
      if (turn % 4 === 0) await act(owner, 'recallTicket', { ticketId });
      if (turn % 3 === 0) await act(owner, 'serveOrder', { orderId: order.id });
    };
    const joining = (async () => {
      for (let join = 0; join < 10; join += 1) {
        feeds.push({ after: undefined, feed: follow(outletId) });
        const [row] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [outletId]);
        feeds.push({ after: 0, feed: follow(outletId, Math.min(1, row?.head ?? 0)) });
        await new Promise((done) => setTimeout(done, 25));
      }
    })();
    await Promise.all([joining, ...Array.from({ length: 16 }, (_, turn) => one(turn))]);
    const expected = Object.fromEntries((await shown(outletId)).map(({ label, state }) => [label, state]));
    expect(Object.keys(expected).length).toBeGreaterThan(5);
    for (const { feed } of feeds) {
      await expect.poll(() => keep(feed), { timeout: 15_000 }).toEqual(expected);
      feed.stop();
    }
  });
});
