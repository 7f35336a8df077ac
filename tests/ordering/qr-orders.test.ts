import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  act,
  addDevice,
  addTable,
  atTable,
  type Client,
  fingerprint,
  makeClient,
  makeRestaurant,
  PLACE_OWN,
  placeOwn,
  type Restaurant,
  readOrder,
  subscribe,
  useRestaurant,
} from '../kit/index.ts';

// Each guest has its own address.
const { app, restaurant } = useRestaurant({ environment: { TRUST_PROXY: '1' } });
let other: Restaurant;
let guest: Client;
beforeAll(async () => {
  other = await makeRestaurant(app);
  ({ guest } = restaurant);
});

let tables = 0;
/** The token of a table without orders. */
async function freshTable(): Promise<{ id: string; token: string }> {
  tables += 1;
  return addTable(restaurant.manager, { outletId: restaurant.outletId, name: `Meja ${tables}` });
}

const from = (client: Client, address: string): Client => client.as({ 'x-forwarded-for': address });

async function refused(input: object, client = guest): Promise<{ code: string; field: string | undefined; details: Record<string, unknown> | null }> {
  const { code, field, details } = await client.failure(PLACE_OWN, { input });
  return { code, field: field?.join('.'), details };
}

describe('a guest who has scanned the QR code of a table', () => {
  test('orders, follows the order by its token, pays it by phone, and only then the kitchen begins', async () => {
    const { id: tableId, token } = await freshTable();
    const order = await placeOwn(guest, atTable(restaurant, token, { id: randomUUID(), customerName: 'Budi', notes: 'no ice', tip: 1000 }));
    expect(order).toMatchObject({
      ...{ status: 'PENDING', paymentStatus: 'UNPAID', channel: 'QR', serviceMode: 'DINE_IN' },
      tableName: `Meja ${tables}`,
      dueAmount: 21_000,
    });
    expect((await readOrder(restaurant.cashier, order.id)).tickets).toEqual([]);
    const feed = subscribe(makeClient(app.url), 'subscription ($token: String!) { orderTracked(token: $token) { status dueAmount } }', { token: order.token });
    expect(await feed.next()).toEqual({ status: 'PENDING', dueAmount: 21_000 });
    const pay = 'mutation ($token: String!) { payByToken(input: { token: $token, method: QRIS }) { payment { id status } userErrors { code } } }';
    const { payment } = (await guest.ok(pay, { token: order.token })).payByToken;
    await guest.ok('mutation ($id: ID!) { settleDemoPayment(input: { paymentId: $id, outcome: PAY }) { userErrors { code } } }', { id: payment.id });
    await feed.until(({ status, dueAmount }) => status === 'CONFIRMED' && dueAmount === 0, 15_000);
    feed.stop();
    const seen = await readOrder(
      restaurant.cashier,
      order.id,
      'table { id name } cashier { id } customerUser { id } tableName tickets { tableName customerName items { name } }',
    );
    expect(seen).toMatchObject({ table: { id: tableId }, cashier: null, customerUser: null, tickets: [{ tableName: `Meja ${tables}`, customerName: 'Budi' }] });
  });

  test('needs no more than the code: channel and table are the code’s, regardless of what is sent', async () => {
    const { token } = await freshTable();
    const input = { ...atTable(restaurant, token), tableName: 'Elsewhere' } as Record<string, unknown>;
    delete input.channel;
    expect(await placeOwn(guest, input)).toMatchObject({ channel: 'QR', tableName: `Meja ${tables}` });
  });

  test('cannot order without one, nor by a wrong one', async () => {
    const { token } = await freshTable();
    const without = { ...atTable(restaurant, token), tableToken: null };
    const { errors } = await guest.send(PLACE_OWN, { input: without });
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('tableToken'), extensions: { code: 'UNAUTHENTICATED' } });
    const [realm, id] = token.split('.');
    for (const tableToken of ['', 'x', `${realm}.${id}.${'a'.repeat(43)}`])
      expect(await refused(atTable(restaurant, tableToken))).toMatchObject({ code: 'NOT_FOUND', field: 'tableToken' });
    expect(await refused({ ...atTable(other, token), lines: [{ productId: other.products.COFFEE }] }, other.guest)).toMatchObject({
      code: 'NOT_FOUND',
      field: 'tableToken',
    });
    expect(await refused({ ...atTable(restaurant, token), outletId: other.outletId })).toMatchObject({ code: 'NOT_FOUND', field: 'outletId' });
  });

  test('cannot order by a code that was replaced or switched off', async () => {
    const { id, token } = await freshTable();
    await restaurant.manager.ok('mutation ($id: ID!) { rotateTableToken(input: { id: $id }) { userErrors { code } } }', { id });
    expect(await refused(atTable(restaurant, token))).toMatchObject({ code: 'NOT_FOUND', field: 'tableToken' });
    const off = await freshTable();
    await restaurant.manager.ok('mutation ($id: ID!) { updateDiningTable(input: { id: $id, active: false }) { userErrors { code } } }', { id: off.id });
    expect(await refused(atTable(restaurant, off.token))).toMatchObject({ code: 'NOT_FOUND', field: 'tableToken' });
  });

  test('decides nothing that is the staff’s, and sees nothing of it', async () => {
    const { token } = await freshTable();
    const before = await fingerprint(app);
    const { products } = restaurant;
    expect(await refused(atTable(restaurant, token, { serviceMode: 'TAKEAWAY' }))).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'serviceMode',
      details: { offered: ['DINE_IN'] },
    });
    for (const channel of ['POS', 'KIOSK', 'DELIVERY'])
      expect(await refused(atTable(restaurant, token, { channel }))).toMatchObject({ code: 'INVALID_INPUT', field: 'channel' });
    const price = { lines: [{ productId: products.COFFEE, priceOverride: { unitPrice: 1, reason: 'cheap' } }] };
    const discount = { discounts: [{ rate: 10_000, reason: 'free' }] };
    const leave = { approval: { username: 'manager', password: 'x' } };
    for (const more of [price, discount, leave]) expect(await guest.requestError(PLACE_OWN, { input: atTable(restaurant, token, more) })).toBe('FORBIDDEN');
    expect(await guest.requestError(PLACE_OWN, { input: atTable(restaurant, token, { payment: { tendered: 20_000 } }) })).toBe('UNAUTHENTICATED');
    for (const fields of ['payments { id }', 'tickets { id }']) {
      const document = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id ${fields} } userErrors { code } } }`;
      expect(await guest.requestError(document, { input: atTable(restaurant, token) })).toBe('UNAUTHENTICATED');
    }
    expect(await fingerprint(app)).toEqual(before);
    const document = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
      order { id cashier { id } customerUser { id } cancelReason table { id } lines { product { id } } } payment { id } userErrors { code } } }`;
    const { data, errors } = await guest.send(document, { input: atTable(restaurant, token) });
    expect(data.placeOrder).toMatchObject({
      order: { cashier: null, customerUser: null, cancelReason: null, table: null, lines: [{ product: null }] },
      payment: null,
    });
    expect(errors?.map(({ path }) => path?.at(-1)).sort()).toEqual(['cancelReason', 'cashier', 'customerUser', 'payment', 'product', 'table']);
  });

  test('cannot order while the outlet is closed, QR orders are paused, or nothing is eaten there', async () => {
    const { outletId, owner } = restaurant;
    const { token } = await freshTable();
    const set = (field: string, type: string, input: object): Promise<unknown> =>
      owner.ok(`mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`, { input });
    await set('setOpeningHours', 'SetOpeningHoursInput', { outletId, weekly: [] });
    expect(await refused(atTable(restaurant, token))).toEqual({
      code: 'OUTLET_CLOSED',
      field: 'outletId',
      details: { reason: 'OUTSIDE_HOURS', opensAt: null },
    });
    await set('setOpeningHours', 'SetOpeningHoursInput', { outletId, weekly: null });
    const until = new Date(Date.now() + 60_000).toISOString();
    await set('pauseChannel', 'PauseChannelInput', { outletId, channel: 'QR', until });
    expect(await refused(atTable(restaurant, token))).toEqual({ code: 'CHANNEL_PAUSED', field: 'channel', details: { pausedUntil: until } });
    await set('resumeChannel', 'ResumeChannelInput', { outletId, channel: 'QR' });
    await set('updateOutlet', 'UpdateOutletInput', { id: outletId, serviceModes: ['TAKEAWAY'] });
    expect(await refused(atTable(restaurant, token))).toMatchObject({ code: 'INVALID_INPUT', field: 'serviceMode', details: { offered: ['TAKEAWAY'] } });
    await set('updateOutlet', 'UpdateOutletInput', { id: outletId, serviceModes: ['TAKEAWAY', 'DINE_IN', 'DELIVERY'] });
  });
});

describe('sent twice', () => {
  test('by the guest’s own id it is one order, at the same time too', async () => {
    const { token } = await freshTable();
    const input = atTable(restaurant, token, { id: randomUUID() });
    const orders = await Promise.all(Array.from({ length: 5 }, () => placeOwn(guest, input)));
    expect(new Set(orders.map(({ id, number, token: own }) => `${id} ${number} ${own}`)).size).toBe(1);
    const { extensions } = await guest.send(PLACE_OWN, { input });
    expect(extensions).toEqual({ idempotentReplay: true });
  });

  test('the id of an order of another guest tells nothing of it', async () => {
    const { token } = await freshTable();
    const { token: elsewhere } = await freshTable();
    const input = atTable(restaurant, token, { id: randomUUID() });
    await placeOwn(guest, input);
    const kiosk = (await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KIOSK' })).client;
    const reused = { code: 'IDEMPOTENCY_KEY_REUSED', field: 'id', details: null };
    expect(await refused({ ...input, notes: 'other' })).toEqual(reused);
    expect(await refused({ ...input, tableToken: elsewhere })).toEqual(reused);
    // The same input from a user is a different order too.
    for (const client of [restaurant.cashier, kiosk]) expect(await refused({ ...input, channel: 'API' }, client)).toEqual(reused);
    const byStaff = await act(restaurant.cashier, 'placeOrder', { ...input, id: randomUUID(), channel: 'QR' });
    expect(byStaff).toMatchObject({ status: 'PENDING' });
    expect(await refused({ ...input, id: byStaff.id })).toEqual(reused);
  });
});

describe('a photo of a QR code', () => {
  test('places a limited number of orders in a time, from all addresses together; the other tables go on', async () => {
    const { token } = await freshTable();
    const codes: string[] = [];
    for (let at = 0; at < 24; at += 1) {
      const { data } = await from(guest, `198.51.100.${at}`).send(PLACE_OWN, { input: atTable(restaurant, token, { lines: [{ productId: randomUUID() }] }) });
      codes.push(data.placeOrder.userErrors[0].code);
    }
    expect(codes).toEqual([...Array.from({ length: 20 }, () => 'NOT_FOUND'), ...Array.from({ length: 4 }, () => 'TOO_MANY_ATTEMPTS')]);
    const { code, details } = await refused(atTable(restaurant, token));
    expect({ code, details }).toEqual({ code: 'TOO_MANY_ATTEMPTS', details: { retryAfter: expect.any(Number) } });
    expect((details as { retryAfter: number }).retryAfter).toBeGreaterThan(0);
    expect((details as { retryAfter: number }).retryAfter).toBeLessThanOrEqual(600);
    const { token: next } = await freshTable();
    expect((await placeOwn(guest, atTable(restaurant, next))).status).toBe('PENDING');
  });

  test('leaves no more than ten orders of a table waiting for their payment, however many come at once', async () => {
    const { id, token } = await freshTable();
    const sent = await Promise.all(
      Array.from({ length: 14 }, (_, at) => from(guest, `203.0.113.${at}`).send(PLACE_OWN, { input: atTable(restaurant, token) })),
    );
    const errors = sent.map(({ data }) => data.placeOrder.userErrors[0] ?? null);
    expect(errors.filter((error) => error === null)).toHaveLength(10);
    for (const error of errors.filter(Boolean)) expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', field: ['tableToken'], details: { max: 10 } });
    // After staff cancel an order, or a guest pays, the table may order again.
    const [{ id: first }] = sent.flatMap(({ data }) => data.placeOrder.order ?? []);
    await act(restaurant.cashier, 'cancelOrder', { orderId: first, reason: 'No guest there' });
    expect((await placeOwn(guest, atTable(restaurant, token))).status).toBe('PENDING');
    expect((await refused(atTable(restaurant, token))).code).toBe('LIMIT_EXCEEDED');
    // A new code resets the limit of the table.
    const { rotateTableToken } = await restaurant.manager.ok('mutation ($id: ID!) { rotateTableToken(input: { id: $id }) { token userErrors { code } } }', {
      id,
    });
    expect((await placeOwn(guest, atTable(restaurant, rotateTableToken.token))).status).toBe('PENDING');
  });

  test('places a limited number of orders from one address, over all tables', async () => {
    const attacker = from(other.guest, '192.0.2.1');
    const table = await Promise.all(Array.from({ length: 7 }, (_, at) => addTable(other.manager, { outletId: other.outletId, name: `T${at}` })));
    const codes: string[] = [];
    const place = async (at: number): Promise<void> => {
      const input = { ...atTable(other, table[at % 7]?.token ?? ''), lines: [{ productId: randomUUID() }] };
      codes.push((await attacker.send(PLACE_OWN, { input })).data.placeOrder.userErrors[0].code);
    };
    // Parallel requests get no more attempts than sequential ones.
    await Promise.all(Array.from({ length: 126 }, (_, at) => place(at)));
    expect(codes.filter((code) => code === 'NOT_FOUND')).toHaveLength(120);
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(6);
    expect((await placeOwn(from(other.guest, '192.0.2.99'), atTable(other, table[0]?.token ?? ''))).status).toBe('PENDING');
  });
});

test('a till that scans the code of a table takes the order itself, for that table', async () => {
  const { token, id } = await freshTable();
  const order = await act(restaurant.cashier, 'placeOrder', atTable(restaurant, token, { channel: 'POS' }));
  expect(order).toMatchObject({ status: 'CONFIRMED' });
  const seen = await readOrder(restaurant.cashier, order.id, 'channel tableName table { id } cashier { username }');
  expect(seen).toEqual({ channel: 'POS', tableName: `Meja ${tables}`, table: { id }, cashier: { username: 'cashier' } });
  expect((await restaurant.cashier.ok('query ($id: ID!) { orders(filter: { tableId: $id }) { nodes { id } } }', { id })).orders.nodes).toEqual([
    { id: order.id },
  ]);
});
