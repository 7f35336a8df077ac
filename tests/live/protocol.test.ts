import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, makeRestaurant, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';
import { closeCodeOf, type Message, openRaw, openReady, type RawSocket, subscribeRaw } from './raw-socket.ts';

let app: TestApp;
let restaurant: Restaurant;
let cashier: Client;
beforeAll(async () => {
  app = await startTestApp();
  restaurant = await makeRestaurant(app);
  cashier = restaurant.cashier;
});
afterAll(() => app.stop());

const FEED = 'subscription ($outletId: ID!) { outletFeed(outletId: $outletId) { ... on FeedHeartbeat { sequence } } }';
const feedOf = (raw: RawSocket, id?: string): string => subscribeRaw(raw, FEED, { outletId: restaurant.outletId }, id);
const errorOf = async (raw: RawSocket, query: string, variables = {}): Promise<Message['payload'][0]> => {
  const id = subscribeRaw(raw, query, variables);
  const { type, payload } = await raw.next((message) => message.id === id);
  expect(type).toBe('error');
  return payload[0];
};

describe('a socket that does not keep to graphql-transport-ws is closed', () => {
  test.each([[null], ['graphql-ws'], ['graphql-transport-ws-2'], ['x, y']])('with 4406 for the subprotocol %s', async (protocol) => {
    expect(await closeCodeOf(app.url, protocol)).toBe(4406);
  });

  test('with 4408 when it is not initialised in three seconds', async () => {
    const raw = await openRaw(app.url);
    const opened = Date.now();
    expect(await raw.closed).toMatchObject({ code: 4408 });
    expect(Date.now() - opened).toBeGreaterThan(2500);
    expect(Date.now() - opened).toBeLessThan(5000);
  });

  test('with 4429 when it is initialised twice', async () => {
    const raw = await openReady(cashier);
    raw.send({ type: 'connection_init' });
    expect(await raw.closed).toMatchObject({ code: 4429 });
  });

  test('with 4401 when it subscribes before it is acknowledged', async () => {
    const raw = await openRaw(app.url);
    feedOf(raw);
    expect(await raw.closed).toMatchObject({ code: 4401 });
    const hasty = await openRaw(app.url);
    hasty.send({ type: 'connection_init', payload: cashier.headers });
    feedOf(hasty);
    expect(await hasty.closed).toMatchObject({ code: 4401 });
  });

  test('with 4409 when an id is used twice at a time', async () => {
    const raw = await openReady(cashier);
    feedOf(raw, 'one');
    await raw.next(({ id, type }) => id === 'one' && type === 'next');
    feedOf(raw, 'one');
    expect(await raw.closed).toMatchObject({ code: 4409 });
  });

  test.each(['{', '[]', '"text"', '{}', '{"type":"start"}', '{"type":"subscribe","id":"x"}', '{"type":"subscribe","id":"","payload":{"query":"{ a }"}}'])(
    'with 4400 for the message %s',
    async (message) => {
      const raw = await openReady(cashier);
      raw.send(message);
      expect(await raw.closed).toMatchObject({ code: 4400 });
    },
  );

  test('with 1009 for a frame of more than 100 kB', async () => {
    const raw = await openReady(cashier);
    raw.send({ type: 'ping', payload: { text: 'x'.repeat(100_001) } });
    expect(await raw.closed).toMatchObject({ code: 1009 });
  });
});

test('a ping is answered with a pong, before and after the acknowledgement', async () => {
  const raw = await openRaw(app.url);
  raw.send({ type: 'ping', payload: { at: 1 } });
  expect(await raw.next()).toEqual({ type: 'pong', payload: { at: 1 } });
  raw.send({ type: 'connection_init', payload: cashier.headers });
  await raw.next(({ type }) => type === 'connection_ack');
  raw.send({ type: 'ping' });
  expect(await raw.next()).toEqual({ type: 'pong' });
  raw.socket.close();
});

test('a completed subscription is silent, and its id is free again', async () => {
  const raw = await openReady(cashier);
  feedOf(raw, 'one');
  await raw.next(({ id }) => id === 'one');
  raw.send({ type: 'complete', id: 'one' });
  await setAvailable(false);
  feedOf(raw, 'two');
  const [{ id }] = [await raw.next()];
  expect(id).toBe('two');
  feedOf(raw, 'one');
  expect(await raw.next(({ type }) => type === 'next')).toMatchObject({ id: 'one' });
  raw.socket.close();
});

describe('over a socket go subscriptions only', () => {
  test.each(['{ me { id } }', 'mutation { signOut { signedOut } }', '{ __schema { types { name } } }', 'query { __typename }'])('not %s', async (document) => {
    const raw = await openReady(cashier);
    const error = await errorOf(raw, document);
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(error.message).toMatch(/subscriptions/i);
    expect(raw.socket.readyState).toBe(raw.socket.OPEN);
    raw.socket.close();
  });
});

describe('documents are held to the same limits as over HTTP', () => {
  const start = 'subscription { kitchenFeed(outletId: "x") { ... on KitchenTicketChange { ticket {';
  const nested = (levels: number): string => `${start} ${'order { tickets { '.repeat(levels)} id ${'} }'.repeat(levels)} } } } }`;
  const cases: [string, string, RegExp][] = [
    ['1,001 tokens', `subscription { ${'a '.repeat(1000)} }`, /tokens/],
    ['11 levels', nested(5), /levels deep/],
    ['16 aliases', `${start} ${Array.from({ length: 16 }, (_, index) => `a${index}: id`).join(' ')} } } } }`, /aliases/],
    ['11 directives', `${start} id ${'@include(if: true) '.repeat(11)} } } } }`, /directives/],
    ['20,000 aliases', `subscription { ${Array.from({ length: 8000 }, (_, index) => `a${index}: id`).join(' ')} }`, /tokens|too large/],
    [
      'a cycle of fragments',
      `subscription { kitchenFeed(outletId: "x") { ...a } } fragment a on KitchenFeedMessage { ...b } fragment b on KitchenFeedMessage { ...a }`,
      /spread/,
    ],
  ];
  test.each(cases)('%s', async (_name, document, message) => {
    const raw = await openReady(cashier);
    const error = await errorOf(raw, document);
    expect(error.message).toMatch(message);
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    raw.socket.close();
  });

  test('an unknown field, a syntax error and two operations are told as such', async () => {
    const raw = await openReady(cashier);
    for (const document of [
      'subscription { nothing }',
      'subscription {',
      'subscription A { a } subscription B { b }',
      'subscription { outletFeed(outletId: "x") menuChanged(outletId: "x") { version } }',
    ]) {
      expect(await errorOf(raw, document)).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    }
    raw.socket.close();
  });

  test('a variable that does not fit is told without its value', async () => {
    const raw = await openReady(cashier);
    const error = await errorOf(raw, 'subscription ($after: Int, $id: ID!) { outletFeed(outletId: $id, after: $after) { __typename } }', {
      after: 'hunter2',
      id: restaurant.outletId,
    });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    expect(JSON.stringify(error)).not.toContain('hunter2');
    raw.socket.close();
  });
});

test('a socket carries twenty subscriptions, the next is refused and the others go on', async () => {
  const raw = await openReady(cashier);
  for (let index = 1; index <= 20; index += 1) {
    feedOf(raw, `s${index}`);
    await raw.next(({ id, type }) => id === `s${index}` && type === 'next');
  }
  feedOf(raw, 's21');
  expect(await raw.next(({ id }) => id === 's21')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
  raw.send({ type: 'complete', id: 's1' });
  feedOf(raw, 's22');
  expect(await raw.next(({ id }) => id === 's22')).toMatchObject({ type: 'next' });
  raw.socket.close();
});

test('garbage of all kinds leaves the server alive', async () => {
  for (const payload of [null, 1, 'x', [], { query: 1 }, { query: '' }, { query: '{', variables: [] }, { query: '{ a }', extensions: 'x' }]) {
    const raw = await openReady(cashier);
    raw.send(JSON.stringify({ type: 'subscribe', id: 'x', payload }));
    await Promise.race([raw.closed, raw.next()]);
    raw.socket.terminate();
  }
  const binary = await openReady(cashier);
  binary.socket.send(Buffer.from([0xff, 0xfe, 0x00]));
  expect(await binary.closed).toMatchObject({ code: 4400 });
  expect(await restaurant.guest.ok('{ tenant { slug } }')).toEqual({ tenant: { slug: restaurant.slug } });
});

async function setAvailable(available: boolean): Promise<void> {
  await restaurant.kitchen.ok('mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { code } } }', {
    input: { outletId: restaurant.outletId, productId: restaurant.products.CAKE, available },
  });
}
