import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  act,
  addDevice,
  addOutlet,
  addStation,
  addUser,
  type Client,
  cloneDatabase,
  type Feed,
  makeClient,
  makeRestaurant,
  orderOf,
  PASSWORD,
  placeOrder,
  type Restaurant,
  signedIn,
  startTestApp,
  subscribe,
  type TestApp,
  type TestDatabase,
} from '../kit/index.ts';
import { findRedis, startRedis, type TestRedis } from '../kit/redis.ts';
import { openReady, subscribeRaw } from './raw-socket.ts';

/** Changes are made on one node, subscribers are on the other. */
let database: TestDatabase;
let here: TestApp;
let restaurant: Restaurant;
/** A second outlet with its own station. */
let second: string;
beforeAll(async () => {
  database = await cloneDatabase();
  here = await startTestApp({ database });
  restaurant = await makeRestaurant(here);
  second = await addOutlet(restaurant.owner, { code: 'TWO' });
  await addStation(restaurant.owner, second, 'BAR', true);
});
afterAll(() => here.stop());

const ERRORS = 'userErrors { code message }';
const TICKET = 'ticket { id orderId station { code name } }';
const KITCHEN = `subscription ($outletId: ID!, $after: Int) { kitchenFeed(outletId: $outletId, after: $after) {
  __typename ... on KitchenSnapshot { sequence tickets { id orderId station { code name } } } ... on KitchenTicketChange { sequence ${TICKET} } ... on FeedHeartbeat { sequence } } }`;
const OUTLET = `subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) {
  __typename ... on OutletEvent { sequence data } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence } } }`;
const update = (type: 'User' | 'Device', input: object): Promise<unknown> =>
  restaurant.owner.ok(`mutation ($input: Update${type}Input!) { update${type}(input: $input) { ${ERRORS} } }`, { input });
const at = (node: TestApp, client: Client): Client => makeClient(node.url, client.headers);
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const place = (outletId: string, quantities: Record<string, number> = { COFFEE: 1 }): Promise<any> =>
  placeOrder(restaurant.owner, orderOf(restaurant, quantities, { outletId }));

/** A feed of an outlet: how to subscribe, and an event that it must show. */
interface Followed {
  readonly document: string;
  readonly variables: (outletId: string, order: { id: string; token: string }) => Record<string, unknown>;
  /** Causes an event of the outlet; resolves with a predicate for the message that shows it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read messages of any subscription
  readonly news: (outletId: string, order: { id: string }) => Promise<(message: any) => boolean>;
}

let prices = 20_000;
const feeds: Readonly<Record<string, Followed>> = {
  kitchenFeed: {
    document: KITCHEN,
    variables: (outletId) => ({ outletId }),
    news: async (outletId) => {
      const { id } = await place(outletId, { COFFEE: 1, SOUP: 1 });
      return ({ ticket, tickets }) => [ticket, ...(tickets ?? [])].some((one) => one?.orderId === id);
    },
  },
  outletFeed: {
    document: OUTLET,
    variables: (outletId) => ({ outletId }),
    news: async (outletId) => {
      const { id } = await place(outletId);
      return ({ data }) => data?.orderId === id;
    },
  },
  boardFeed: {
    document: `subscription ($outletId: ID!, $after: Int) { boardFeed(outletId: $outletId, after: $after) {
      __typename ... on BoardSnapshot { sequence entries { id } } ... on BoardEntryChange { sequence entryId } ... on FeedHeartbeat { sequence } } }`,
    variables: (outletId) => ({ outletId }),
    news: async (outletId) => {
      const { id } = await place(outletId);
      return ({ entryId, entries }) => entryId === id || (entries ?? []).some((entry: { id: string }) => entry.id === id);
    },
  },
  orderChanged: {
    document: 'subscription ($id: ID!) { orderChanged(orderId: $id) { status } }',
    variables: (_outletId, { id }) => ({ id }),
    news: async (_outletId, { id }) => {
      await act(restaurant.owner, 'serveOrder', { orderId: id });
      return ({ status }) => status === 'SERVED';
    },
  },
  orderTracked: {
    document: 'subscription ($token: String!) { orderTracked(token: $token) { status } }',
    variables: (_outletId, { token }) => ({ token }),
    news: async (_outletId, { id }) => {
      await act(restaurant.owner, 'serveOrder', { orderId: id });
      return ({ status }) => status === 'SERVED';
    },
  },
  paymentChanged: {
    document: 'subscription ($id: ID!) { paymentChanged(orderId: $id) { amount } }',
    variables: (_outletId, { id }) => ({ id }),
    news: async (_outletId, { id }) => {
      await act(restaurant.owner, 'payCash', { orderId: id, amount: 700, tendered: 700 });
      return ({ amount }) => amount === 700;
    },
  },
  menuChanged: {
    document: 'subscription ($outletId: ID!) { menuChanged(outletId: $outletId) { sections { items { sku price } } } }',
    variables: (outletId) => ({ outletId }),
    news: async (outletId) => {
      const price = (prices += 1);
      const override = `mutation ($input: SetProductOverrideInput!) { setProductOverride(input: $input) { ${ERRORS} } }`;
      await restaurant.owner.ok(override, { input: { outletId, productId: restaurant.products.WATER, price } });
      return ({ sections }) => JSON.stringify(sections).includes(String(price));
    },
  },
};
type FeedName = keyof typeof feeds & string;
const names = Object.keys(feeds) as FeedName[];

/** A change of scope of a person or device that follows an outlet. */
interface Change {
  readonly who: () => Promise<{ readonly id: string; readonly client: Client }>;
  /** The followed outlet. */
  readonly outlet: () => string;
  readonly type: 'User' | 'Device';
  readonly to: () => object;
  /** Error codes of feeds that do not continue after the change. */
  readonly refused: Partial<Record<FeedName, string>>;
}

let people = 0;
async function user(role: string, more: object): Promise<{ id: string; client: Client }> {
  const username = `person-${(people += 1)}`;
  const id = await addUser(restaurant.owner, { username, role, outletId: restaurant.outletId, ...more });
  return { id, client: await signedIn(here.url, restaurant.slug, username, PASSWORD) };
}
const device = (more: object = {}) => addDevice(restaurant.owner, { outletId: restaurant.outletId, kind: 'POS', ...more });
const NO_OUTLET = {
  kitchenFeed: 'NOT_FOUND',
  outletFeed: 'NOT_FOUND',
  boardFeed: 'NOT_FOUND',
  orderChanged: 'NOT_FOUND',
  paymentChanged: 'NOT_FOUND',
  menuChanged: 'NOT_FOUND',
};

const changes: Readonly<Record<string, Change>> = {
  'a user who reaches one outlet more': {
    who: () => user('MANAGER', {}),
    outlet: () => restaurant.outletId,
    type: 'User',
    to: () => ({ accessibleOutletIds: [second] }),
    refused: {},
  },
  'a user who reaches the outlet no more': {
    who: () => user('MANAGER', { accessibleOutletIds: [second] }),
    outlet: () => second,
    type: 'User',
    to: () => ({ accessibleOutletIds: [] }),
    refused: NO_OUTLET,
  },
  'a user who has another role': {
    who: () => user('CASHIER', {}),
    outlet: () => restaurant.outletId,
    type: 'User',
    to: () => ({ role: 'KITCHEN' }),
    refused: { paymentChanged: 'FORBIDDEN' },
  },
  'a device that has other stations': {
    who: () => device({ stationIds: [restaurant.stations.BAR] }),
    outlet: () => restaurant.outletId,
    type: 'Device',
    to: () => ({ stationIds: [restaurant.stations.KITCHEN] }),
    refused: {},
  },
  'a device that stands in another outlet': {
    who: () => device(),
    outlet: () => restaurant.outletId,
    type: 'Device',
    to: () => ({ outletId: second }),
    refused: NO_OUTLET,
  },
};
const cases = names.flatMap((feed) => Object.keys(changes).map((change) => [feed, change] as const));

/** Follows a feed until its first message, if it sends one at once. */
async function follow(name: FeedName, client: Client, variables: Record<string, unknown>): Promise<Feed> {
  const feed = subscribe(client, (feeds[name] as Followed).document, variables);
  if (name === 'paymentChanged') await new Promise((done) => setTimeout(done, 200));
  else await feed.next();
  return feed;
}

const sequenceOf = (feed: Feed): number | undefined => (feed.received.at(-1) as { sequence?: number } | undefined)?.sequence;
const atHand = findRedis();
const modes = [['without Redis', false], ...(atHand === 'none' ? [] : ([['with Redis', true]] as const))] as const;

describe.each(modes)('on two nodes %s', (_mode, isShared) => {
  let redis: TestRedis | null = null;
  let from: TestApp;
  let there: TestApp;
  beforeAll(async () => {
    if (isShared && atHand === 'own') redis = await startRedis();
    const environment: Record<string, string> = isShared ? { REDIS_URL: redis?.url ?? process.env.REDIS_URL ?? '' } : {};
    [from, there] = [await startTestApp({ database, environment }), await startTestApp({ database, environment })];
    restaurant = { ...restaurant, owner: at(from, restaurant.owner) };
  });
  afterAll(async () => {
    restaurant = { ...restaurant, owner: at(here, restaurant.owner) };
    for (const node of [from, there]) await node.stop();
    await redis?.kill();
  });

  test.each(cases)('%s of %s is closed with 4205; with the same token it goes on without a hole, or says why not', async (name, what) => {
    const { document, variables, news } = feeds[name] as Followed;
    const { who, outlet, type, to, refused } = changes[what] as Change;
    const outletId = outlet();
    const { id, client } = await who();
    const order = await place(outletId);
    const feed = await follow(name, at(there, client), variables(outletId, order));
    await update(type, { id, ...to() });
    const isTold = await news(outletId, order);
    expect(await feed.ended).toMatchObject({ code: 4205 });
    const again = subscribe(at(there, client), document, { ...variables(outletId, order), after: sequenceOf(feed) });
    if (refused[name]) expect((await again.next()).errors[0].extensions.code).toBe(refused[name]);
    // An event that arrived before the socket was closed is not sent again.
    else if (!feed.received.some(isTold)) await again.until((message) => isTold(message));
    again.stop();
  });

  test('a station that is made while screens are open is theirs at once: staff, display, board and till', async () => {
    const { owner, outletId } = restaurant;
    const clients = [owner, ...(await Promise.all(['KITCHEN_DISPLAY', 'ORDER_BOARD', 'POS'].map(async (kind) => (await device({ kind })).client)))];
    const open = clients.map((client) => subscribe(at(there, client), KITCHEN, { outletId }));
    const before = await Promise.all(open.map(async (feed) => (await feed.next()).sequence));
    const code = `NEW-${isShared ? 'R' : 'N'}`;
    const stationId = await addStation(owner, outletId, code, false);
    const dessert = `mutation ($id: ID!, $code: String) { updateProduct(input: { id: $id, stationCode: $code }) { ${ERRORS} } }`;
    await owner.ok(dessert, { id: restaurant.products.WATER, code });
    const [made, other] = [await place(outletId, { WATER: 1 }), await place(outletId)];
    await owner.ok(dessert, { id: restaurant.products.WATER, code: 'NONE' });
    const expected = [`${made.id} ${code}`, `${other.id} BAR`];
    const seen = ({ received }: Feed): string[] =>
      (received as { ticket?: { orderId: string; station: { code: string } } }[]).flatMap(({ ticket }) =>
        ticket ? [`${ticket.orderId} ${ticket.station.code}`] : [],
      );
    for (const feed of open) {
      await feed.until(({ ticket }) => ticket?.orderId === other.id);
      expect(seen(feed)).toEqual(expected);
      feed.stop();
    }
    // A client that was away since before the station was created gets the same messages.
    for (const [index, client] of clients.entries()) {
      const back = subscribe(at(there, client), KITCHEN, { outletId, after: before[index] });
      await back.until(({ ticket }) => ticket?.orderId === other.id);
      expect(seen(back)).toEqual(expected);
      back.stop();
    }
    expect(stationId).toBeTruthy();
  });

  test('a station that is renamed shows its name: live, and to who resumes from before', async () => {
    const { owner, outletId, stations } = restaurant;
    await place(outletId);
    const open = subscribe(at(there, owner), KITCHEN, { outletId });
    const { sequence } = await open.next();
    const other = subscribe(
      at(there, owner),
      KITCHEN.replace('after: $after', 'after: $after, stationIds: $stationIds').replace('$after', '$stationIds: [ID!], $after'),
      {
        outletId,
        stationIds: [stations.KITCHEN],
      },
    );
    await other.next();
    const name = `Bar ${isShared}`;
    await owner.ok(`mutation ($id: ID!, $name: String) { updateStation(input: { id: $id, name: $name }) { ${ERRORS} } }`, { id: stations.BAR, name });
    const back = subscribe(at(there, owner), KITCHEN, { outletId, after: sequence });
    for (const feed of [open, back]) {
      const snapshot = await feed.until(({ __typename }) => __typename === 'KitchenSnapshot');
      const names = snapshot.tickets
        .filter(({ station }: { station: { code: string } }) => station.code === 'BAR')
        .map(({ station }: { station: { name: string } }) => station.name);
      expect(new Set(names)).toEqual(new Set([name]));
      expect(snapshot.sequence).toBeGreaterThan(sequence);
      feed.stop();
    }
    // Other stations are not interrupted.
    const soup = await place(outletId, { SOUP: 1 });
    await other.until(({ ticket }) => ticket?.orderId === soup.id);
    expect(other.received.filter((message) => (message as { __typename: string }).__typename === 'KitchenSnapshot')).toHaveLength(1);
    other.stop();
  });

  test('a display that is given other stations gets the open tickets there, also when they change at that moment', async () => {
    const { outletId, stations } = restaurant;
    const { id, client } = await device({ kind: 'KITCHEN_DISPLAY', stationIds: [stations.BAR] });
    const mine = at(there, client);
    const shown = new Map<string, string>();
    let after: number | undefined;
    let stopped = false;
    const show = ({
      sequence,
      tickets,
      ticket,
    }: {
      sequence: number;
      tickets?: { id: string; station: { code: string } }[];
      ticket?: { id: string; station: { code: string } };
    }): void => {
      if (tickets) shown.clear();
      for (const one of [...(tickets ?? []), ...(ticket ? [ticket] : [])]) shown.set(one.id, one.station.code);
      after = sequence;
    };
    // As documented: resumes at the last sequence with the same token.
    const screen = (async () => {
      while (!stopped) {
        const feed = subscribe(mine, KITCHEN, { outletId, after });
        while (!stopped) {
          const next = await Promise.race([feed.next(60_000).catch(() => null), feed.ended.then(() => null)]);
          if (next === null || next.errors) break;
          show(next);
        }
        feed.stop();
      }
    })();
    const turns = [[stations.KITCHEN], [stations.BAR], [stations.BAR, stations.KITCHEN], [stations.KITCHEN]];
    const storm = (async () => {
      for (let order = 0; order < 24; order += 1) await place(outletId, { COFFEE: 1, SOUP: 1 });
    })();
    for (const stationIds of turns) {
      await new Promise((done) => setTimeout(done, 150));
      await update('Device', { id, stationIds });
    }
    await storm;
    // Read by another user: the second node may learn of the last change a moment later.
    const { kitchenTickets } = await restaurant.owner.ok('query ($id: ID!) { kitchenTickets(stationId: $id) { id } }', { id: stations.KITCHEN });
    const expected = kitchenTickets.map((ticket: { id: string }) => ticket.id).sort();
    await expect
      .poll(() => [...shown].map(([ticket, code]) => `${code} ${ticket}`).sort(), { timeout: 20_000 })
      .toEqual(expected.map((ticket: string) => `KITCHEN ${ticket}`));
    stopped = true;
    await place(outletId, { SOUP: 1 });
    await screen;
  });
});

test('who reaches all outlets follows one that was opened after the socket', async () => {
  const raw = await openReady(restaurant.owner);
  const outletId = await addOutlet(restaurant.owner, { code: 'LATE' });
  await addStation(restaurant.owner, outletId, 'BAR', true);
  const id = subscribeRaw(raw, KITCHEN, { outletId });
  await raw.next((message) => message.id === id && message.payload.data.kitchenFeed.__typename === 'KitchenSnapshot');
  const order = await place(outletId);
  await raw.next((message) => message.id === id && message.payload.data.kitchenFeed.ticket?.orderId === order.id);
  raw.socket.close();
});

test('a node that still believes the old stations of a display shows nothing under them', async () => {
  const { outletId, stations } = restaurant;
  // The slow node learns of changes only by its slow poll, and caches a token's rights for five seconds.
  const slow = await startTestApp({ database, environment: { POLL_MILLISECONDS: '1000' } });
  const { id, client } = await device({ kind: 'KITCHEN_DISPLAY', stationIds: [stations.BAR] });
  const soup = await place(outletId, { SOUP: 1 });
  const first = subscribe(at(slow, client), KITCHEN, { outletId });
  const { sequence } = await first.next();
  await update('Device', { id, stationIds: [stations.KITCHEN] });
  for (const after of [sequence, undefined]) {
    const stale = subscribe(at(slow, client), KITCHEN, { outletId, after });
    const opened = await Promise.race([stale.next().catch(() => null), stale.ended]);
    if ((opened as { code?: number }).code !== 4205) expect(JSON.stringify(opened)).toContain(soup.id);
    stale.stop();
  }
  first.stop();
  const fresh = subscribe(at(here, client), KITCHEN, { outletId, after: sequence });
  expect((await fresh.next()).tickets.map(({ orderId }: { orderId: string }) => orderId)).toContain(soup.id);
  fresh.stop();
  await slow.stop();
});
