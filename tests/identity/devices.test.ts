import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addDevice,
  addOutlet,
  addStation,
  bearer,
  type Client,
  makeClient,
  makeRestaurant,
  mutationOf,
  ORDER_FIELDS,
  orderOf,
  PLACE_ORDER,
  placeOrder,
  type Restaurant,
  subscribe,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant: ours } = useRestaurant();
let theirs: Restaurant;
beforeAll(async () => {
  theirs = await makeRestaurant(app);
});

const CREATE = mutationOf('createDevice', 'id name kind revokedAt outlet { id } stations { id }', 'token');
const REVOKE = 'mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { device { id revokedAt } userErrors { code field message details } } }';
const device = (kind: string, more: object = {}) => addDevice(ours.manager, { outletId: ours.outletId, kind, ...more });
const tokenOf = (client: Client): string => (client.headers.authorization ?? '').slice(7);
const kitchenFeed = (client: Client, stationIds?: string[]) =>
  subscribe(
    client,
    'subscription ($id: ID!, $stationIds: [ID!]) { kitchenFeed(outletId: $id, stationIds: $stationIds) { __typename ... on KitchenSnapshot { tickets { station { id } } } ... on KitchenTicketChange { ticket { station { id } } } } }',
    {
      id: ours.outletId,
      stationIds,
    },
  );
const pay = (client: Client, orderId: string) =>
  client.send('mutation ($id: ID!) { payCash(input: { orderId: $id, tendered: 100000 }) { payment { id } userErrors { code } } }', { id: orderId });

describe('making a device', () => {
  test('gives it a token, shown once and stored as a hash', async () => {
    const input = { outletId: ours.outletId, kind: 'KITCHEN_DISPLAY', name: ' Bar display ', stationIds: [ours.stations.BAR] };
    const { createDevice } = await ours.manager.ok(CREATE, { input }, { 'idempotency-key': 'display-1' });
    expect(createDevice.device).toEqual({
      id: createDevice.device.id,
      name: 'Bar display',
      kind: 'KITCHEN_DISPLAY',
      revokedAt: null,
      outlet: { id: ours.outletId },
      stations: [{ id: ours.stations.BAR }],
    });
    const [realm, id, secret] = createDevice.token.split('.');
    expect([realm, id]).toEqual([ours.tenantId, createDevice.device.id]);
    const [row] = await app.sql<{ row: string }>('select to_jsonb(d)::text as row from device d where id = $1', [id]);
    expect(row?.row).not.toContain(secret);
    const replay = await ours.manager.ok(CREATE, { input }, { 'idempotency-key': 'display-1' });
    expect(replay.createDevice).toMatchObject({ device: { id }, token: null });
  });

  test('in outlets in reach only, with stations of that outlet only', async () => {
    const second = await addOutlet(ours.owner, { code: 'TWO' });
    const stationOfSecond = await addStation(ours.owner, second, 'BAR', true);
    const make = (input: object) => ours.manager.failure(CREATE, { input: { outletId: ours.outletId, kind: 'POS', name: 'Till', ...input } });
    for (const outletId of [second, theirs.outletId, randomUUID(), 'nonsense'])
      expect(await make({ outletId })).toMatchObject({ code: 'NOT_FOUND', field: ['outletId'] });
    for (const id of [stationOfSecond, theirs.stations.BAR, randomUUID(), 'nonsense']) {
      expect(await make({ stationIds: [ours.stations.BAR, id] })).toEqual({
        code: 'NOT_FOUND',
        field: ['stationIds', '1'],
        message: 'Station not found.',
        details: null,
      });
    }
    expect(await make({ name: ' ' })).toMatchObject({ code: 'INVALID_INPUT', field: ['name'] });
  });

  test('is for managers', async () => {
    const input = { outletId: ours.outletId, kind: 'POS', name: 'Till' };
    for (const client of [ours.cashier, ours.kitchen]) expect(await client.requestError(CREATE, { input })).toBe('FORBIDDEN');
    const till = await device('POS');
    expect(await till.client.requestError(CREATE, { input })).toBe('FORBIDDEN');
    expect(await till.client.requestError(REVOKE, { id: till.id })).toBe('FORBIDDEN');
  });
});

describe('a token', () => {
  test('says which device, and works for that only', async () => {
    const till = await device('POS');
    const [realm, id, secret] = tokenOf(till.client).split('.') as [string, string, string];
    expect(await till.client.ok('{ me { id } tenant { id } outlets { id } }')).toEqual({
      me: null,
      tenant: { id: ours.tenantId },
      outlets: [{ id: ours.outletId }],
    });
    const wrong = [
      `${realm}.${id}.${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
      `${realm}.${id}.`,
      `${realm}.${randomUUID()}.${secret}`,
      `${randomUUID()}.${id}.${secret}`,
      `${realm}.${'-'.repeat(36)}.${secret}`,
      `${realm}.${id}`,
      `${realm}.${id}.${secret}.${secret}`,
    ];
    for (const token of wrong) expect(await makeClient(app.url, bearer(token)).requestError('{ tenant { id } }'), token).toBe('UNAUTHENTICATED');
  });

  test('cannot be carried into another tenant, however often its device was just seen', async () => {
    const till = await device('POS');
    const [, id, secret] = tokenOf(till.client).split('.') as [string, string, string];
    const carried = makeClient(app.url, bearer(`${theirs.tenantId}.${id}.${secret}`));
    for (let round = 0; round < 3; round += 1) {
      await till.client.ok('{ categories { id } }');
      const { data, errors } = await carried.send('{ categories { id } tenant { id } }');
      expect(data).toBeNull();
      expect(errors?.map(({ extensions }) => extensions.code)).toContain('UNAUTHENTICATED');
    }
    // Attempts do not lock the real device out either.
    const fresh = await device('POS');
    const [, freshId, freshSecret] = tokenOf(fresh.client).split('.') as [string, string, string];
    expect(await makeClient(app.url, bearer(`${theirs.tenantId}.${freshId}.${freshSecret}`)).requestError('{ tenant { id } }')).toBe('UNAUTHENTICATED');
    expect((await fresh.client.ok('{ tenant { id } }')).tenant.id).toBe(ours.tenantId);
  });

  test('ends when it is revoked, with its live sockets and no others', async () => {
    const [gone, stays] = [await device('KITCHEN_DISPLAY'), await device('KITCHEN_DISPLAY')];
    const [feed, otherFeed] = [kitchenFeed(gone.client), kitchenFeed(stays.client)];
    await Promise.all([feed.next(), otherFeed.next()]);
    const { revokeDevice } = await ours.manager.ok(REVOKE, { id: gone.id });
    expect(revokeDevice.device).toEqual({ id: gone.id, revokedAt: expect.any(String) });
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(await gone.client.requestError('{ tenant { id } }')).toBe('UNAUTHENTICATED');
    expect(await kitchenFeed(gone.client).ended).toMatchObject({ code: 4403 });
    await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1 }));
    expect(await otherFeed.next()).toMatchObject({ __typename: 'KitchenTicketChange' });
    otherFeed.stop();
    // Revoking again changes nothing.
    expect((await ours.manager.ok(REVOKE, { id: gone.id })).revokeDevice.device).toEqual(revokeDevice.device);
  });

  test('is revoked by managers of its outlet', async () => {
    const second = await addOutlet(ours.owner, { code: 'THREE' });
    const there = await addDevice(ours.owner, { outletId: second, kind: 'POS' });
    const foreign = await addDevice(theirs.owner, { outletId: theirs.outletId, kind: 'POS' });
    for (const id of [there.id, foreign.id, randomUUID(), 'nonsense']) {
      expect(await ours.manager.failure(REVOKE, { id })).toEqual({ code: 'NOT_FOUND', field: ['deviceId'], message: 'Device not found.', details: null });
    }
    expect((await foreign.client.ok('{ tenant { id } }')).tenant.id).toBe(theirs.tenantId);
    await ours.owner.ok(REVOKE, { id: there.id });
    expect(await there.client.requestError('{ tenant { id } }')).toBe('UNAUTHENTICATED');
  });
});

describe('a kiosk', () => {
  test('places orders as a kiosk and sees its own only', async () => {
    const [kiosk, neighbour] = [await device('KIOSK'), await device('KIOSK')];
    const order = await kiosk.client.ok(
      'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id status channel dueAmount token } userErrors { code field message } } }',
      {
        input: orderOf(ours, { COFFEE: 1 }, { channel: 'KIOSK' }),
      },
    );
    const { id } = order.placeOrder.order;
    expect(order.placeOrder.order).toMatchObject({ status: 'PENDING', channel: 'KIOSK', dueAmount: 20000 });
    const read = 'query ($id: ID!) { order(id: $id) { id payments { id } } }';
    expect((await kiosk.client.ok(read, { id })).order).toEqual({ id, payments: [] });
    expect((await neighbour.client.ok(read, { id })).order).toBeNull();
    const tills = await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1 }));
    expect((await kiosk.client.ok(read, { id: tills.id })).order).toBeNull();
    const changes = subscribe(neighbour.client, 'subscription ($id: ID!) { orderChanged(orderId: $id) { id } }', { id });
    expect(await changes.next()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });

  test('sells in no other channel, takes no cash, and sees nothing of the kitchen or the staff', async () => {
    const kiosk = await device('KIOSK');
    expect(
      await kiosk.client.failure(PLACE_ORDER.replace('tickets { id status version station { code } items { id name quantity status } }', ''), {
        input: orderOf(ours, { COFFEE: 1 }),
      }),
    ).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['channel'],
    });
    const placed = await kiosk.client.ok('mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code } } }', {
      input: orderOf(ours, { COFFEE: 1 }, { channel: 'KIOSK' }),
    });
    const { id } = placed.placeOrder.order;
    expect((await pay(kiosk.client, id)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    for (const command of ['confirmOrder', 'completeOrder', 'serveOrder']) {
      expect(await kiosk.client.requestError(`mutation ($id: ID!) { ${command}(input: { orderId: $id }) { userErrors { code } } }`, { id }), command).toBe(
        'FORBIDDEN',
      );
    }
    for (const query of ['{ orders { totalCount } }', '{ categories { id } }']) expect(await kiosk.client.requestError(query), query).toBe('FORBIDDEN');
    const { data, errors } = await kiosk.client.send('query ($id: ID!) { order(id: $id) { id cashier { id } lines { product { id } } } }', { id });
    expect(data.order).toEqual({ id, cashier: null, lines: [{ product: null }] });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(await kiosk.client.requestError('query ($id: ID!) { order(id: $id) { tickets { id } } }', { id })).toBe('FORBIDDEN');
    expect(await kiosk.client.requestError('query ($id: ID!) { outlet(id: $id) { stations { id } } }', { id: ours.outletId })).toBe('FORBIDDEN');
  });
});

describe('a kitchen display', () => {
  test('of one station sees and moves the tickets of that station only', async () => {
    const bar = await device('KITCHEN_DISPLAY', { stationIds: [ours.stations.BAR] });
    const feed = kitchenFeed(bar.client);
    await feed.next();
    const order = await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1, SOUP: 1 }));
    const ticketAt = (code: string): { id: string; items: { id: string }[] } =>
      order.tickets.find((ticket: { station: { code: string } }) => ticket.station.code === code);
    expect(await feed.next()).toMatchObject({ ticket: { station: { id: ours.stations.BAR } } });
    const tickets = 'query ($id: ID!) { kitchenTickets(stationId: $id) { id station { id } order { id } } }';
    expect((await bar.client.ok(tickets, { id: ours.stations.BAR })).kitchenTickets).toContainEqual({
      id: ticketAt('BAR').id,
      station: { id: ours.stations.BAR },
      order: { id: order.id },
    });
    expect(await bar.client.requestError(tickets, { id: ours.stations.KITCHEN })).toBe('NOT_FOUND');
    expect(await kitchenFeed(bar.client, [String(ours.stations.KITCHEN)]).next()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    const bump = 'mutation ($id: ID!) { bumpTicket(input: { ticketId: $id }) { ticket { status } userErrors { code field message details } } }';
    const bumpItem = 'mutation ($id: ID!) { bumpTicketItem(input: { itemId: $id }) { ticket { status } userErrors { code field message details } } }';
    const recall = 'mutation ($id: ID!) { recallTicket(input: { ticketId: $id }) { ticket { status } userErrors { code field message details } } }';
    expect(await bar.client.failure(bump, { id: ticketAt('KITCHEN').id })).toMatchObject({ code: 'NOT_FOUND', field: ['ticketId'] });
    expect(await bar.client.failure(bumpItem, { id: ticketAt('KITCHEN').items[0]?.id })).toMatchObject({ code: 'NOT_FOUND', field: ['itemId'] });
    expect(await bar.client.failure(recall, { id: ticketAt('KITCHEN').id })).toMatchObject({ code: 'NOT_FOUND', field: ['ticketId'] });
    expect((await bar.client.ok(bump, { id: ticketAt('BAR').id })).bumpTicket.ticket).toEqual({ status: 'PREPARING' });
    expect((await bar.client.ok(bumpItem, { id: ticketAt('BAR').items[0]?.id })).bumpTicketItem.ticket).toEqual({ status: 'READY' });
    expect((await bar.client.ok(recall, { id: ticketAt('BAR').id })).recallTicket.ticket).toEqual({ status: 'PREPARING' });
    expect(feed.received.filter((message) => JSON.stringify(message).includes(String(ours.stations.KITCHEN)))).toEqual([]);
    feed.stop();
  });

  test('sells nothing, and looks up no orders', async () => {
    const display = await device('KITCHEN_DISPLAY');
    const order = await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1 }));
    expect(
      await display.client.requestError('mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { userErrors { code } } }', {
        input: orderOf(ours, { COFFEE: 1 }),
      }),
    ).toBe('FORBIDDEN');
    for (const query of ['query ($id: ID!) { order(id: $id) { id } }', '{ orders { totalCount } }', '{ categories { id } }']) {
      expect(await display.client.requestError(query, query.includes('$id') ? { id: order.id } : {}), query).toBe('FORBIDDEN');
    }
    expect((await pay(display.client, order.id)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const availability =
      'mutation ($outletId: ID!, $productId: ID!) { setAvailability(input: { outletId: $outletId, productId: $productId, available: false }) { userErrors { code } } }';
    expect(await display.client.requestError(availability, { outletId: ours.outletId, productId: ours.products.COFFEE })).toBe('FORBIDDEN');
  });
});

test('an order board reads and changes nothing', async () => {
  const board = await device('ORDER_BOARD');
  const order = await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1 }));
  const feed = kitchenFeed(board.client);
  expect(await feed.next()).toMatchObject({ __typename: 'KitchenSnapshot' });
  feed.stop();
  const read = await board.client.ok('query ($id: ID!) { kitchenTickets(stationId: $id) { id queueNumber status } }', { id: ours.stations.BAR });
  expect(read.kitchenTickets).toContainEqual({ id: order.tickets[0].id, queueNumber: order.queueNumber, status: 'QUEUED' });
  for (const command of ['bumpTicket', 'recallTicket']) {
    expect(
      await board.client.requestError(`mutation ($id: ID!) { ${command}(input: { ticketId: $id }) { userErrors { code } } }`, { id: order.tickets[0].id }),
    ).toBe('FORBIDDEN');
  }
  expect(await board.client.requestError('query ($id: ID!) { kitchenTickets(stationId: $id) { order { customerPhone } } }', { id: ours.stations.BAR })).toBe(
    'FORBIDDEN',
  );
});

test('a till does what a cashier does', async () => {
  const till = await device('POS');
  const order = await placeOrder(till.client, orderOf(ours, { COFFEE: 1 }));
  expect((await pay(till.client, order.id)).data.payCash.userErrors).toEqual([]);
  const read = await till.client.ok(
    `query ($id: ID!) { order(id: $id) { ${ORDER_FIELDS} cashier { id } payments { method } } orders(first: 1) { nodes { id } } }`,
    { id: order.id },
  );
  expect(read).toMatchObject({ order: { paymentStatus: 'PAID', cashier: null, payments: [{ method: 'CASH' }] }, orders: { nodes: [{ id: order.id }] } });
  expect(await till.client.requestError('mutation { createCategory(input: { name: "X" }) { userErrors { code } } }')).toBe('FORBIDDEN');
});
