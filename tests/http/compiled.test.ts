import { beforeAll, describe, expect, test } from 'vitest';
import { withoutCost } from '../kit/client.ts';
import { addDevice, ORDER_FIELDS, orderOf, PLACE_ORDER, placeOrder, useRestaurant } from '../kit/index.ts';
import { post } from './post.ts';

const { app, restaurant } = useRestaurant({ environment: { KEPT_ANSWERS: 'off' }, outlet: { taxRate: 1000, serviceChargeRate: 500 } });
let orderId: string;
beforeAll(async () => {
  orderId = (await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 2 }))).id;
});

/** The first two answers are interpreted, the others compiled: all must be equal, errors included. */
async function fiveAnswers(query: string, variables: unknown, headers: Record<string, string>): Promise<unknown> {
  const answers: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const { status, text } = await post(app.url, { query, variables }, headers);
    answers.push(`${status} ${text.replace(/"requestId":"[^"]+"/g, '"requestId":"…"')}`);
  }
  expect(new Set(answers)).toEqual(new Set([answers[0]]));
  return withoutCost(JSON.parse((answers[0] as string).slice(4))).answer;
}

const cashier = (): Record<string, string> => ({ ...restaurant.cashier.headers });

describe('five answers to the same question are equal', () => {
  test('of every kind of field: lists, enums, instants, money, nulls, unions of fragments, directives', async () => {
    const menu =
      'query ($id: ID!, $more: Boolean = false) { a: menu(outletId: $id) { ...part version @skip(if: $more) } menu(outletId: $id) { outlet { id serviceModes openNow address } } } fragment part on Menu { sections { __typename name items { price basePrice promo: availableAt available @include(if: true) imageUrl modifierGroups { id } } } }';
    for (const variables of [{ id: restaurant.outletId }, { id: restaurant.outletId, more: true }, { id: restaurant.outletId, more: null }]) {
      expect(await fiveAnswers(menu, variables, { 'x-tenant-id': restaurant.slug })).toBeTruthy();
    }
    const order = `query ($id: ID!) { __typename order(id: $id) { ${ORDER_FIELDS} placedAt businessDate customerName cashier { username } outlet { name } payments { amount } } }`;
    expect(await fiveAnswers(order, { id: orderId }, cashier())).toMatchObject({ data: { __typename: 'Query', order: { id: orderId } } });
    expect(
      await fiveAnswers(
        '{ orders(first: 2, filter: { status: [CONFIRMED] }) { totalCount edges { cursor node { id status } } pageInfo { hasNextPage } } }',
        {},
        cashier(),
      ),
    ).toBeTruthy();
  });

  test('of operations of one document that share a fragment under different conditions', async () => {
    const query = `query Some($id: ID!, $more: Boolean!) { ...one @include(if: $more) ...other @skip(if: $more) } query All($id: ID!) { ...one ...other }
      fragment one on Query { order(id: $id) { id } } fragment other on Query { me { username } }`;
    const ask = async (operationName: string, variables: object) =>
      Object.keys((await post(app.url, { query, operationName, variables: { id: orderId, ...variables } }, cashier())).body.data);
    for (let round = 0; round < 5; round += 1) {
      expect(await ask('Some', { more: true })).toEqual(['order']);
      expect(await ask('Some', { more: false })).toEqual(['me']);
      expect(await ask('All', {})).toEqual(['order', 'me']);
    }
  });

  test('of lists of different things', async () => {
    const events = 'query ($id: ID!) { outletEvents(outletId: $id) { sequence events { sequence type entityId occurredAt data } } }';
    expect(await fiveAnswers(events, { id: restaurant.outletId }, cashier())).toMatchObject({ data: { outletEvents: { sequence: expect.any(Number) } } });
    const subjects =
      'query ($id: ID!) { outletEvents(outletId: $id) { events { subject { __typename ... on Node { id } ... on Order { status lines { id } } ... on KitchenTicket { at: status } } } } }';
    const { data } = (await fiveAnswers(subjects, { id: restaurant.outletId }, cashier())) as { data: { outletEvents: { events: { subject: unknown }[] } } };
    const subject = { __typename: 'Order', id: orderId, status: 'CONFIRMED', lines: [{ id: expect.any(String) }, { id: expect.any(String) }] };
    expect(data.outletEvents.events).toContainEqual({ subject });
  });

  test.each([
    ['a fault in a field that may be null', '{ me { username } product(id: "x") { id } order(id: "x") { id } }', {}],
    ['a fault in a field that may not be null', '{ outletEvents(outletId: "x") { sequence } }', {}],
    ['a fault beside an answer', 'query ($id: ID!) { menu(outletId: $id) { version } outletEvents(outletId: "x") { sequence } }', { id: 'x' }],
    ['too little role deep inside', 'query ($id: ID!) { kitchenTickets(stationId: $id) { id order { payments { amount } } } }', 'station'],
    ['a wrong variable', 'query ($first: Int) { orders(first: $first) { nodes { id } } }', { first: 'x' }],
    ['a missing variable', 'query ($id: ID!) { order(id: $id) { id } }', {}],
    ['an argument that is refused', 'query ($first: Int) { orders(first: $first) { nodes { id } } }', { first: 101 }],
    ['a wrong literal', '{ orders(first: "x") { nodes { id } } }', {}],
  ])('of a request with %s', async (_what, query, variables) => {
    const client = variables === 'station' ? restaurant.kitchen : restaurant.cashier;
    const answer = (await fiveAnswers(query, variables === 'station' ? { id: restaurant.stations.BAR } : variables, { ...client.headers })) as {
      errors?: unknown[];
    };
    if (!query.includes('product(id')) expect(answer.errors?.length).toBeGreaterThan(0);
  });

  test('of a request without a token, or with a wrong one', async () => {
    const query = '{ orders { nodes { id } } me { id } }';
    expect(await fiveAnswers(query, {}, { 'x-tenant-id': restaurant.slug })).toMatchObject({
      data: null,
      errors: [{ path: ['orders'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const wrong = { message: 'The token is not valid or has expired.', extensions: { code: 'UNAUTHENTICATED' } };
    expect(await fiveAnswers(query, {}, { authorization: 'Bearer x' })).toEqual({
      data: null,
      errors: [
        { ...wrong, path: ['me'] },
        { ...wrong, path: ['orders'] },
      ],
    });
  });

  test('of a mutation that is refused, and of one that is repeated', async () => {
    const input = orderOf(restaurant, { CAKE: 6 });
    expect(await fiveAnswers(PLACE_ORDER, { input }, cashier())).toMatchObject({
      data: { placeOrder: { order: null, userErrors: [{ code: 'OUT_OF_STOCK', details: { available: 5 } }] } },
    });
    const id = crypto.randomUUID();
    const placed = { input: orderOf(restaurant, { COFFEE: 2 }, { id }) };
    const first = await post(app.url, { query: PLACE_ORDER, variables: placed }, cashier());
    expect(await fiveAnswers(PLACE_ORDER, placed, cashier())).toMatchObject({ data: first.body.data });
  });

  test('of a mutation with defaults, instants and nulls in its input', async () => {
    const query = 'mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { menuVersion userErrors { code field } } }';
    const input = { outletId: restaurant.outletId, productId: restaurant.products.CAKE, optionId: null, available: false, until: '2099-01-01T00:00:00.000Z' };
    expect(await fiveAnswers(query, { input }, { ...restaurant.kitchen.headers })).toMatchObject({ data: { setAvailability: { userErrors: [] } } });
    const { menuItem } = await restaurant.guest.ok(
      'query ($outletId: ID!, $productId: ID!) { menuItem(outletId: $outletId, productId: $productId) { available availableAt } }',
      {
        outletId: restaurant.outletId,
        productId: restaurant.products.CAKE,
      },
    );
    expect(menuItem).toEqual({ available: false, availableAt: '2099-01-01T00:00:00.000Z' });
  });
});

test('compiled operations keep callers apart', async () => {
  const query = '{ me { username role } orders { nodes { id } } }';
  const board = (await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'ORDER_BOARD' })).client;
  const as = async (headers: Record<string, string>) => (await post(app.url, { query }, headers)).body;
  for (let round = 0; round < 4; round += 1) {
    expect((await as(cashier())).data.me).toEqual({ username: 'cashier', role: 'CASHIER' });
    expect((await as({ ...restaurant.owner.headers })).data.me).toEqual({ username: 'owner', role: 'TENANT_OWNER' });
    expect((await as({ ...board.headers })).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await as({ 'x-tenant-id': restaurant.slug })).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  }
});
