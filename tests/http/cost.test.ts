import { isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { modules } from '../../src/modules.ts';
import { makeSchema } from '../../src/schema.ts';
import { addOutlet, countStatements, makeRestaurant, orderOf, PLACE_ORDER, useRestaurant } from '../kit/index.ts';
import { openReady, subscribeRaw } from '../live/raw-socket.ts';
import { type Posted, post } from './post.ts';

const { app, restaurant } = useRestaurant();

const ask = (query: string, variables: unknown = {}): Promise<Posted> => post(app.url, { query, variables }, { ...restaurant.owner.headers });
const costOf = async (query: string, variables: unknown = {}): Promise<number | null> => (await ask(query, variables)).cost;

describe('the cost that an answer names', () => {
  test('is 1 for each object, times the lists around it; leaves are free', async () => {
    expect(await costOf('{ __typename }')).toBe(1);
    expect(await costOf('{ tenant { id name slug } }')).toBe(1);
    expect(await costOf('{ tenant { id currency { code } } }')).toBe(2);
    expect(await costOf('{ orders(first: 50) { nodes { id currency { code } } pageInfo { hasNextPage } } }')).toBe(1 + 50 * 2 + 1);
    expect(await costOf('{ orders { edges { cursor node { id } } } }')).toBe(1 + 20 * 2);
    // From the cache: a twentieth.
    expect(await costOf('query ($id: ID!) { menu(outletId: $id) { sections { items { sku } } } }', { id: restaurant.outletId })).toBe(
      Math.ceil(1 + (10 + 200) / 20),
    );
  });

  test('follows the variables, compiled or not', async () => {
    const query = 'query ($first: Int = 5) { orders(first: $first) { nodes { id } } }';
    for (let round = 0; round < 2; round += 1) {
      for (const [variables, cost] of [
        [{}, 6],
        [{ first: 1 }, 2],
        [{ first: 100 }, 101],
      ] as const)
        expect(await costOf(query, variables)).toBe(cost);
    }
  });

  test('counts what is asked for twice once, and of a union its costliest', async () => {
    expect(
      await costOf(
        '{ ...a ...b tenant { id } } fragment a on Query { tenant { currency { code } } } fragment b on Query { tenant { currency { fractionDigits } } }',
      ),
    ).toBe(2);
  });

  test('of a command is 10 more, and it is in the answer of a repeated one too', async () => {
    const input = orderOf(restaurant, { COFFEE: 1 });
    const query = PLACE_ORDER;
    const send = () => post(app.url, { query, variables: { input } }, { ...restaurant.cashier.headers, 'idempotency-key': 'cost-1' });
    const first = await send();
    expect(first.cost).toBeGreaterThan(10);
    const again = await send();
    expect([again.cost, again.body.extensions]).toEqual([first.cost, { idempotentReplay: true }]);
  });

  test('is not there where nothing was executed', async () => {
    for (const query of ['{', '{ nothing }', 'query ($id: ID!) { order(id: $id) { id } }']) expect((await ask(query)).cost).toBeNull();
  });

  test('of a feed is in its first message only', async () => {
    const raw = await openReady(restaurant.kitchen);
    const id = subscribeRaw(raw, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: restaurant.outletId });
    expect((await raw.next((message) => message.id === id)).payload.extensions).toEqual({ cost: { points: 11 } });
    await restaurant.owner.ok('mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { code } } }', {
      input: { outletId: restaurant.outletId, productId: restaurant.products.SOUP, available: false },
    });
    expect((await raw.next((message) => message.id === id)).payload).not.toHaveProperty('extensions');
    raw.socket.close();
  });
});

describe('refused before anything is read', () => {
  const refused = async (message: RegExp, query: string, variables: unknown = {}): Promise<void> => {
    await ask('{ tenant { id } }');
    let answer: Posted | undefined;
    const statements = await countStatements(app, async () => {
      answer = await ask(query, variables);
    });
    expect(answer).toMatchObject({
      status: 400,
      cost: null,
      body: { errors: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } }] },
    });
    expect(answer?.body).not.toHaveProperty('data');
    expect(statements).toBe(0);
  };
  const pages = (first: string): string => `promotions(first: ${first}) { nodes { codes(first: ${first}) { nodes { id } } } }`;

  test('is what may hold more than 10,000 objects, by literals and by variables', async () => {
    await refused(/^The cost of the operation is up to \d+ objects; at most 10000/, `{ ${pages('100')} }`);
    await refused(/cost of the operation/, '{ categories { products { category { products { category { products { id } } } } } } }');
    await refused(/cost of the operation/, `query ($first: Int!) { ${pages('$first')} }`, { first: 100 });
    expect((await ask(`query ($first: Int!) { ${pages('$first')} }`, { first: 50 })).body.errors).toBeUndefined();
  });

  test('is a list with a size of less than 1 or more than 100', async () => {
    for (const first of [0, -1, 101, 2_000_000_000]) {
      await refused(/first must be from 1 to 100/, `{ orders(first: ${first}) { nodes { id } } }`);
      await refused(/first must be from 1 to 100/, 'query ($first: Int) { orders(first: $first) { nodes { id } } }', { first });
    }
    await refused(/first must be/, 'query ($first: Int = 101) { orders(first: $first) { nodes { id } } }');
  });

  test('is a list of 251 entries, written down or in a variable, at any depth', async () => {
    const many = Array.from({ length: 251 }, () => 'READY');
    await refused(/list has 251 entries; at most 250/, `{ orders(filter: { status: [${many.join(' ')}] }) { nodes { id } } }`);
    await refused(/list has 251 entries/, 'query ($filter: OrderFilter) { orders(filter: $filter) { nodes { id } } }', { filter: { status: many } });
    await refused(/list has 251 entries/, 'query ($status: [OrderStatus!]) { orders(filter: { status: $status }) { nodes { id } } }', { status: many });
    expect((await ask('query ($s: [OrderStatus!]) { orders(filter: { status: $s }) { nodes { id } } }', { s: many.slice(1) })).body.errors).toBeUndefined();
  });

  test('is a command with a list beyond all reason; one that is only too long is told by the command itself', async () => {
    const input = (count: number) =>
      orderOf(restaurant, {}, { lines: Array.from({ length: count }, () => ({ productId: restaurant.products.COFFEE, quantity: 1 })) });
    await refused(/list has 1001 entries; at most 1000/, PLACE_ORDER, { input: input(1001) });
    expect((await ask(PLACE_ORDER, { input: input(1000) })).body.data.placeOrder.userErrors[0]).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { max: 250 },
    });
  });

  test('is a variable of endless depth', async () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 500; level += 1) deep = [deep];
    await refused(/levels deep/, 'query ($s: [OrderStatus!]) { orders(filter: { status: $s }) { nodes { id } } }', { s: deep });
  });

  test('over WebSocket alike', async () => {
    const raw = await openReady(restaurant.kitchen);
    const query = 'subscription ($id: ID!, $stations: [ID!]) { kitchenFeed(outletId: $id, stationIds: $stations) { __typename } }';
    const id = subscribeRaw(raw, query, { id: restaurant.outletId, stations: Array.from({ length: 251 }, () => restaurant.stations.BAR) });
    expect(await raw.next((message) => message.id === id)).toMatchObject({
      type: 'error',
      payload: [{ message: 'A list has 251 entries; at most 250 are allowed.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
    raw.socket.close();
  });
});

test('lists inside themselves are bounded by what they truly hold', async () => {
  const brand = await makeRestaurant(app);
  await Promise.all(Array.from({ length: 24 }, (_, index) => addOutlet(brand.platform, { code: `N${index}` })));
  const nested = (turns: number): string => `{ ${'outlets { tenant { '.repeat(turns)} id ${'} }'.repeat(turns)} }`;
  expect((await brand.guest.send(nested(2))).data.outlets).toHaveLength(25);
  for (let round = 0; round < 4; round += 1) {
    const { data, errors } = await brand.guest.send(nested(4));
    expect(data).toBeNull();
    expect(errors?.[0]).toMatchObject({ message: expect.stringMatching(/cost/), extensions: { code: 'BAD_USER_INPUT' } });
  }
});

test('every list whose length is reckoned is in the schema', async () => {
  const schema = await makeSchema();
  for (const key of modules.flatMap(({ listSizes = {} }) => Object.keys(listSizes))) {
    const [name = '', field = ''] = key.split('.');
    const type = schema.getType(name);
    expect([key, isObjectType(type) && String(type.getFields()[field]?.type)]).toEqual([key, expect.stringMatching(/^\[|OutletEventList/)]);
  }
});
