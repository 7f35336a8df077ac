import { beforeAll, describe, expect, test } from 'vitest';
import { type Client, useRestaurant } from '../kit/index.ts';
import { closeCodeOf, type Message, openRaw, openReady, type RawSocket, subscribeRaw } from './raw-socket.ts';

const { app, restaurant } = useRestaurant();
let cashier: Client;
beforeAll(async () => {
  cashier = restaurant.cashier;
});

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

describe('who opens a socket', () => {
  const ack = async (params: Readonly<Record<string, unknown>> | undefined, headers: Readonly<Record<string, string>>): Promise<RawSocket> => {
    const raw = await openRaw(app.url, { headers });
    raw.send({ type: 'connection_init', ...(params && { payload: params }) });
    return raw;
  };

  test('may identify in the headers of the upgrade; connection parameters take precedence', async () => {
    const [{ authorization = '' }, tenant] = [cashier.headers, { 'x-tenant-id': restaurant.slug }];
    for (const [params, headers] of [
      [undefined, { authorization }],
      [{}, { Authorization: authorization, ...tenant }],
      [{ 'X-Tenant-ID': restaurant.slug }, { authorization }],
      [{ Authorization: authorization }, { authorization: 'Bearer nonsense' }],
      [{ authorization }, {}],
    ] as const) {
      const raw = await ack(params, headers);
      await raw.next(({ type }) => type === 'connection_ack');
      feedOf(raw, 'feed');
      expect(await raw.next(({ id }) => id === 'feed')).toMatchObject({ type: 'next' });
      raw.socket.close();
    }
    const nonsense = await ack({}, { authorization: 'Bearer nonsense' });
    expect((await nonsense.closed).code).toBe(4403);
    const guest = await ack({}, tenant);
    await guest.next(({ type }) => type === 'connection_ack');
    feedOf(guest, 'feed');
    expect((await guest.next(({ id }) => id === 'feed')).payload.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    guest.socket.close();
  });

  test.each([
    [{ authToken: 'x' }, 'authToken'],
    [{ headers: { authorization: 'Bearer x' } }, 'headers'],
    [{ token: 'x' }, 'token'],
    [{ tenantId: 'x' }, 'tenantId'],
    [{ authorization: { bearer: 'x' } }, 'authorization'],
    [{ 'x-tenant-id': 5 }, 'x-tenant-id'],
  ])('is told which parameters are read, and is no guest, who sends %j', async (params, name) => {
    const raw = await ack(params, {});
    const { code, reason } = await raw.closed;
    expect([code, reason]).toEqual([4400, `connectionParams take authorization, x-tenant-id and x-outlet-id, as texts; not "${name}"`]);
    expect(Buffer.byteLength(reason)).toBeLessThan(124);
  });

  test('may send other parameters, or none', async () => {
    for (const params of [undefined, {}, { lang: 'id', 'client-name': 'kiosk', authorization: null, 'x-outlet-id': '' }]) {
      const raw = await ack(params, {});
      expect(await raw.next()).toEqual({ type: 'connection_ack' });
      raw.socket.close();
    }
  });

  test('with an old client reads in the reason which protocol is spoken', async () => {
    for (const protocol of ['graphql-ws', null]) {
      const raw = await openRaw(app.url, { protocol });
      expect(raw.socket.protocol).toBe(protocol ?? '');
      expect(await raw.closed).toEqual({ code: 4406, reason: expect.stringContaining('graphql-transport-ws') });
    }
  });
});

test('an empty name of an operation is none, and a wrong one is told as such', async () => {
  const raw = await openReady(cashier);
  const send = (operationName: string): void =>
    raw.send({
      type: 'subscribe',
      id: `name ${operationName}`,
      payload: { operationName, query: FEED.replace('subscription', 'subscription Q'), variables: { outletId: restaurant.outletId } },
    });
  send('');
  expect(await raw.next(({ id }) => id === 'name ')).toMatchObject({ type: 'next' });
  send('R');
  expect(await raw.next(({ id }) => id === 'name R')).toMatchObject({
    type: 'error',
    payload: [{ message: expect.stringContaining('no operation of that name') }],
  });
  raw.socket.close();
});

test('a subscription whose root field depends on a variable is told to be one that may not be', async () => {
  const raw = await openReady(cashier);
  for (const document of [
    'subscription ($s: Boolean!) { outletFeed(outletId: "x") @skip(if: $s) { __typename } }',
    'subscription ($s: Boolean!) { ...f } fragment f on Subscription { ... @include(if: $s) { outletFeed(outletId: "x") { __typename } } }',
  ])
    expect(await errorOf(raw, document, { s: false })).toEqual(
      expect.objectContaining({ message: 'The root field of a subscription may have neither @skip nor @include.', extensions: { code: 'BAD_USER_INPUT' } }),
    );
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
  const cases: [string, string, RegExp, string?][] = [
    ['1,001 tokens', `subscription { ${'a '.repeat(1000)} }`, /tokens/],
    ['11 levels', nested(5), /levels deep/],
    ['16 aliases', `${start} ${Array.from({ length: 16 }, (_, index) => `a${index}: id`).join(' ')} } } } }`, /aliases/],
    ['11 directives', `${start} id ${'@include(if: true) '.repeat(11)} } } } }`, /directives/],
    ['20,000 aliases', `subscription { ${Array.from({ length: 8000 }, (_, index) => `a${index}: id`).join(' ')} }`, /tokens|too large/],
    [
      'a cycle of fragments',
      `subscription { kitchenFeed(outletId: "x") { ...a } } fragment a on KitchenFeedMessage { ...b } fragment b on KitchenFeedMessage { ...a }`,
      /spread/,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ];
  test.each(cases)('%s', async (_name, document, message, code = 'BAD_USER_INPUT') => {
    const raw = await openReady(cashier);
    const error = await errorOf(raw, document);
    expect(error.message).toMatch(message);
    expect(error.extensions.code).toBe(code);
    raw.socket.close();
  });

  test('an unknown field, a syntax error and two operations are told as such', async () => {
    const raw = await openReady(cashier);
    for (const [document, code] of [
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription {', 'GRAPHQL_PARSE_FAILED'],
      ['subscription A { a } subscription B { b }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription { outletFeed(outletId: "x") menuChanged(outletId: "x") { version } }', 'GRAPHQL_VALIDATION_FAILED'],
    ] as const) {
      expect(await errorOf(raw, document)).toMatchObject({ extensions: { code } });
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
