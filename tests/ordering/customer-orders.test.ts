import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  act,
  addTable,
  addUser,
  atTable,
  type Client,
  documentOf,
  mutationOf,
  OWN_FIELDS,
  orderOf,
  PASSWORD,
  PLACE_OWN,
  placeOrder,
  placeOwn,
  readOrder,
  signedIn,
  subscribe,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let siti: Client;
let sitiId: string;
let budi: Client;
beforeAll(async () => {
  const customer = async (username: string, more: object = {}): Promise<{ id: string; client: Client }> => {
    const id = await addUser(restaurant.owner, { username, role: 'CUSTOMER', ...more });
    return { id, client: await signedIn(app.url, restaurant.slug, username, PASSWORD) };
  };
  ({ id: sitiId, client: siti } = await customer('siti', { name: 'Siti', phone: '0812 1111 2222' }));
  ({ client: budi } = await customer('budi'));
});

/** Input of an order ahead, to take away. */
const ahead = (more: object = {}): Record<string, unknown> => {
  const { channel: _, ...input } = orderOf(restaurant, { COFFEE: 1 });
  return { ...input, ...more };
};
const CANCEL = mutationOf('cancelOrder', OWN_FIELDS);
const OWN = 'query ($filter: OrderFilter) { orders(filter: $filter, first: 100) { totalCount nodes { id } } }';
const idsOf = async (client: Client, filter: object = {}): Promise<string[]> =>
  (await client.ok(OWN, { filter })).orders.nodes.map(({ id }: { id: string }) => id);

describe('a customer who has signed in', () => {
  test('orders ahead to take away; the kitchen begins when it is paid, for any setting of the channel', async () => {
    const order = await placeOwn(siti, ahead({ id: randomUUID() }));
    expect(order).toMatchObject({ status: 'PENDING', paymentStatus: 'UNPAID', channel: 'API', serviceMode: 'TAKEAWAY', customerName: 'Siti', tableName: null });
    const seen = await readOrder(restaurant.cashier, order.id, 'customerPhone cashier { id } customerUser { id username } tickets { id }');
    expect(seen).toEqual({ customerPhone: '+6281211112222', cashier: null, customerUser: { id: sitiId, username: 'siti' }, tickets: [] });
    await act(restaurant.cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
    expect((await readOrder(restaurant.cashier, order.id)).tickets).toHaveLength(1);
  });

  test('orders at a table by its QR code, by the name that is sent', async () => {
    const { token } = await addTable(restaurant.manager, { outletId: restaurant.outletId, name: 'Meja 1' });
    const order = await placeOwn(siti, atTable(restaurant, token, { customerName: 'Table by the window' }));
    expect(order).toMatchObject({ status: 'PENDING', channel: 'QR', serviceMode: 'DINE_IN', tableName: 'Meja 1', customerName: 'Table by the window' });
    expect(await idsOf(siti)).toContain(order.id);
  });

  test('orders neither for a table without its code, nor as staff', async () => {
    const refused = async (more: object): Promise<unknown> => {
      const { code, field } = await siti.failure(PLACE_OWN, { input: ahead(more) });
      return [code, field?.join('.')];
    };
    for (const serviceMode of ['DINE_IN', 'DELIVERY']) expect(await refused({ serviceMode })).toEqual(['INVALID_INPUT', 'serviceMode']);
    for (const channel of ['POS', 'QR', 'KIOSK', 'DELIVERY']) expect(await refused({ channel })).toEqual(['INVALID_INPUT', 'channel']);
    for (const more of [{ discounts: [{ rate: 1000, reason: 'regular' }] }, { payment: { tendered: 20_000 } }])
      expect(await siti.requestError(PLACE_OWN, { input: ahead(more) })).toBe('FORBIDDEN');
  });

  test('cannot order while the outlet is closed, or offers nothing to take away', async () => {
    const { owner, outletId } = restaurant;
    const set = (field: string, type: string, input: object): Promise<unknown> =>
      owner.ok(`mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`, { input });
    await set('setOpeningHours', 'SetOpeningHoursInput', { outletId, weekly: [] });
    expect(await siti.failure(PLACE_OWN, { input: ahead() })).toMatchObject({ code: 'OUTLET_CLOSED' });
    await set('setOpeningHours', 'SetOpeningHoursInput', { outletId, weekly: null });
    await set('updateOutlet', 'UpdateOutletInput', { id: outletId, serviceModes: ['DINE_IN'] });
    expect(await siti.failure(PLACE_OWN, { input: ahead() })).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['serviceMode'],
      details: { offered: ['DINE_IN'] },
    });
    await set('updateOutlet', 'UpdateOutletInput', { id: outletId, serviceModes: ['DINE_IN', 'TAKEAWAY', 'DELIVERY'] });
  });

  test('sees own orders only: in lists, by id, live', async () => {
    const own = await placeOwn(siti, ahead());
    const others = [await placeOwn(budi, ahead({ customerPhone: '0812 1111 2222' })), await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }))];
    expect(await idsOf(siti)).toContain(own.id);
    const phone = await idsOf(siti, { customerPhone: '+6281211112222' });
    for (const { id } of others) {
      expect(await idsOf(siti)).not.toContain(id);
      expect(phone).not.toContain(id);
      expect((await siti.ok('query ($id: ID!) { order(id: $id) { id } }', { id })).order).toBeNull();
      const feed = subscribe(siti, 'subscription ($id: ID!) { orderChanged(orderId: $id) { id } }', { id });
      expect(await feed.next()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
      feed.stop();
      expect(await siti.failure(CANCEL, { input: { orderId: id, reason: 'mine' } })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
    }
    expect(await idsOf(budi)).toEqual([others[0]?.id]);
    const feed = subscribe(siti, 'subscription ($id: ID!) { orderChanged(orderId: $id) { status dueAmount } }', { id: own.id });
    expect(await feed.next()).toEqual({ status: 'PENDING', dueAmount: 20_000 });
    await act(restaurant.cashier, 'payCash', { orderId: own.id, tendered: 20_000 });
    await feed.until(({ status, dueAmount }) => status === 'CONFIRMED' && dueAmount === 0);
    feed.stop();
  });

  test('sees nothing of the staff, the kitchen and other payments on it', async () => {
    const { id, token } = await placeOwn(siti, ahead());
    for (const field of ['payments { id }', 'tickets { id }'])
      expect(await siti.requestError(`query ($id: ID!) { order(id: $id) { ${field} } }`, { id })).toBe('FORBIDDEN');
    const document = 'query ($id: ID!) { order(id: $id) { id cashier { id } customerUser { id } cancelReason table { id } lines { product { id } } } }';
    const { data, errors } = await siti.send(document, { id });
    expect(data.order).toEqual({ id, cashier: null, customerUser: null, cancelReason: null, table: null, lines: [{ product: null }] });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array.from({ length: 5 }, () => 'FORBIDDEN'));
    for (const name of ['confirmOrder', 'serveOrder', 'completeOrder'] as const)
      expect(await siti.requestError(documentOf(name), { input: { orderId: id } })).toBe('FORBIDDEN');
    expect(await siti.requestError(documentOf('payCash'), { input: { orderId: id, tendered: 20_000 } })).toBe('FORBIDDEN');
    expect((await siti.ok('query ($token: String!) { orderByToken(token: $token) { status } }', { token })).orderByToken).toEqual({ status: 'PENDING' });
  });

  test('calls an own order off while it is neither accepted nor paid; another payment that is open is called off with it', async () => {
    const { id, token } = await placeOwn(siti, ahead({ lines: [{ productId: restaurant.products.CAKE, quantity: 2 }] }));
    const pay = 'mutation ($token: String!) { payByToken(input: { token: $token, method: QRIS }) { payment { id } userErrors { code } } }';
    await siti.ok(pay, { token });
    const input = { orderId: id, reason: 'Changed my mind' };
    expect((await siti.ok(CANCEL, { input })).cancelOrder.order).toMatchObject({ status: 'CANCELLED', dueAmount: 0 });
    const stock = 'query ($id: ID!, $outletId: ID!) { product(id: $id) { atOutlet(outletId: $outletId) { stockQuantity } } }';
    const { product } = await restaurant.cashier.ok(stock, { id: restaurant.products.CAKE, outletId: restaurant.outletId });
    expect(product.atOutlet.stockQuantity).toBe(5);
    const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id }) { nodes { action actor user { id } reason } } }';
    expect((await restaurant.owner.ok(log, { id })).auditLog.nodes).toEqual([
      { action: 'ORDER_CANCELLED', actor: 'CUSTOMER', user: { id: sitiId }, reason: 'Changed my mind' },
    ]);

    const part = await placeOwn(siti, ahead());
    await act(restaurant.cashier, 'payCash', { orderId: part.id, amount: 5000, tendered: 5000 });
    expect(await siti.failure(CANCEL, { input: { orderId: part.id, reason: 'x' } })).toMatchObject({ code: 'ORDER_HAS_PAYMENTS' });
    await act(restaurant.cashier, 'confirmOrder', { orderId: part.id });
    expect(await siti.failure(CANCEL, { input: { orderId: part.id, reason: 'x' } })).toMatchObject({
      code: 'INVALID_TRANSITION',
      details: { status: 'CONFIRMED' },
    });
  });

  test('sent twice it is one order; the id of another order tells nothing of it', async () => {
    const input = ahead({ id: randomUUID() });
    const orders = await Promise.all(Array.from({ length: 4 }, () => placeOwn(siti, input)));
    expect(new Set(orders.map(({ number }) => number)).size).toBe(1);
    for (const client of [budi, restaurant.cashier])
      expect(await client.failure(PLACE_OWN, { input })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: ['id'], details: null });
    const key = { 'idempotency-key': 'once' };
    const [one, two] = [await siti.ok(PLACE_OWN, { input: ahead() }, key), await siti.ok(PLACE_OWN, { input: ahead() }, key)];
    expect(two.placeOrder.order).toEqual(one.placeOrder.order);
  });

  test('has at most ten open orders that are to be paid', async () => {
    const id = await addUser(restaurant.owner, { username: 'many', role: 'CUSTOMER' });
    const many = await signedIn(app.url, restaurant.slug, 'many', PASSWORD);
    const sent = await Promise.all(Array.from({ length: 12 }, () => many.send(PLACE_OWN, { input: ahead() })));
    const codes = sent.map(({ data }) => data.placeOrder.userErrors[0]?.code ?? 'placed');
    expect(codes.filter((code) => code === 'placed')).toHaveLength(10);
    expect(codes.filter((code) => code === 'LIMIT_EXCEEDED')).toHaveLength(2);
    expect(await idsOf(many)).toHaveLength(10);
    expect((await app.sql('select 1 from "order" where customer_user_id = $1', [id])).length).toBe(10);
  });
});
