import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { act, addDevice, addProduct, type Client, fingerprint, makeRestaurant, mutationOf, orderOf, readOrder, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ outlet: { cashRoundingStep: 100 } });
let cashier: Client;
beforeAll(async () => {
  ({ cashier } = restaurant);
});

const SELL = mutationOf(
  'placeOrder',
  'id number queueNumber status paymentStatus dueAmount paidAmount version totals { total } tickets { status } payments { id } servedAt completedAt',
  'payment { id method status amount rounding tendered change }',
);

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const sell = async (input: object, headers = {}): Promise<any> => (await cashier.ok(SELL, { input }, headers)).placeOrder;
const water = (more: object = {}): Record<string, unknown> => orderOf(restaurant, { WATER: 3 }, { payment: { tendered: 20_000 }, ...more });

describe('a sale at the counter is one call', () => {
  test('placed, paid with change, and completed: nothing is cooked', async () => {
    const { order, payment } = await sell(water());
    expect(order).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID', dueAmount: 0, paidAmount: 15_000, tickets: [], payments: [{ id: payment.id }] });
    expect(payment).toMatchObject({ method: 'CASH', status: 'PAID', amount: 15_000, rounding: 0, tendered: 20_000, change: 5000 });
    expect(order.number).toMatch(/ONE\d{4}$/);
    const events = `query ($id: ID!) { outletEvents(outletId: $id, first: 500) { events { type entityId data } } }`;
    const { outletEvents } = await cashier.ok(events, { id: restaurant.outletId });
    const orderEvents = outletEvents.events.filter(({ data }: { data: { orderId: string } }) => data.orderId === order.id);
    expect(orderEvents.map(({ type }: { type: string }) => type)).toEqual(['ORDER_PLACED', 'PAYMENT_CHANGED', 'ORDER_CHANGED']);
    expect(orderEvents.at(-1).data).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID', number: order.number, queueNumber: order.queueNumber });
  });

  test('what is eaten there is handed over with the change as well', async () => {
    const { order } = await sell(water({ serviceMode: 'DINE_IN' }));
    expect(order).toMatchObject({ status: 'COMPLETED' });
    expect(order.servedAt).not.toBeNull();
  });

  test('what the kitchen makes is paid and fired, and stays open', async () => {
    const { order, payment } = await sell(orderOf(restaurant, { SOUP: 1, WATER: 1 }, { payment: { tendered: 50_000 } }));
    expect(order).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', dueAmount: 0, tickets: [{ status: 'QUEUED' }], completedAt: null });
    expect(payment).toMatchObject({ amount: 35_000, change: 15_000 });
  });

  test('an order that waits for its payment goes to the kitchen with it, one that is accepted by hand waits on', async () => {
    expect((await sell(orderOf(restaurant, { SOUP: 1 }, { channel: 'QR', payment: { tendered: 30_000 } }))).order).toMatchObject({ status: 'CONFIRMED' });
    expect((await sell(orderOf(restaurant, { WATER: 1 }, { channel: 'DELIVERY', payment: { tendered: 5000 } }))).order).toMatchObject({
      status: 'PENDING',
      paymentStatus: 'PAID',
    });
  });

  test('cash is rounded as payCash rounds it', async () => {
    const { platform, categoryId } = restaurant;
    const productId = await addProduct(platform, { categoryId, sku: 'ODD', name: 'Odd', price: 5051, stationCode: 'NONE' });
    const { order, payment } = await sell({ ...water(), lines: [{ productId }], payment: { tendered: 5100 } });
    expect([order.totals.total, payment]).toMatchObject([5051, { amount: 5051, rounding: 49, tendered: 5100, change: 0 }]);
  });

  test('what costs nothing takes no payment', async () => {
    const { platform, categoryId } = restaurant;
    const productId = await addProduct(platform, { categoryId, sku: 'GIFT', name: 'Gift', price: 0, stationCode: 'NONE' });
    const { order, payment } = await sell({ ...water(), lines: [{ productId }], payment: { tendered: 0 } });
    expect(order).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID', payments: [] });
    expect(payment).toBeNull();
  });
});

describe('all of it or nothing', () => {
  test('too little cash, and no order was placed', async () => {
    const before = await fingerprint(app);
    const error = await cashier.failure(SELL, { input: water({ payment: { tendered: 14_900 } }) }, { 'idempotency-key': randomUUID() });
    expect(error).toMatchObject({ code: 'AMOUNT_MISMATCH', field: ['payment', 'tendered'], details: { taken: 15_000 } });
    expect(await fingerprint(app)).toEqual(before);
  });

  test('where cash needs a shift it needs one here, and belongs to it', async () => {
    const strict = await makeRestaurant(app, { outlet: { cashNeedsShift: true } });
    const input = orderOf(strict, { WATER: 1 }, { payment: { tendered: 5000 } });
    expect(await strict.cashier.failure(SELL, { input })).toMatchObject({ code: 'SHIFT_CLOSED', field: ['payment'], details: { outletId: strict.outletId } });
    expect((await strict.cashier.ok('{ orders { totalCount } }')).orders.totalCount).toBe(0);
    await strict.cashier.ok('mutation ($input: OpenShiftInput!) { openShift(input: $input) { userErrors { code } } }', {
      input: { outletId: strict.outletId, float: 1000 },
    });
    const { placeOrder } = await strict.cashier.ok(SELL, { input });
    expect(placeOrder.order.status).toBe('COMPLETED');
    const report = 'query ($id: ID!) { currentShift(outletId: $id) { id } }';
    const { currentShift } = await strict.cashier.ok(report, { id: strict.outletId });
    const { xReport } = await strict.cashier.ok('query ($id: ID!) { xReport(shiftId: $id) { cash { expected } } }', { id: currentShift.id });
    expect(xReport.cash.expected).toBe(6000);
  });

  test('the last pieces are sold once, with their cash', async () => {
    const sales = await Promise.all(
      Array.from({ length: 8 }, () =>
        cashier.send(SELL, { input: orderOf(restaurant, { CAKE: 1, WATER: 1 }, { channel: 'POS', payment: { tendered: 20_000 } }) }),
      ),
    );
    const codes = sales.map(({ data }) => data.placeOrder.userErrors[0]?.code ?? 'sold');
    expect(codes.filter((code) => code === 'sold')).toHaveLength(5);
    expect(codes.filter((code) => code === 'OUT_OF_STOCK')).toHaveLength(3);
  });
});

describe('sent twice it is one sale', () => {
  test.each(['by the order’s own id', 'by a key'])('%s, at the same time and later, with the same answer', async (way) => {
    const key = way === 'by a key' ? { 'idempotency-key': randomUUID() } : {};
    const input = water(way === 'by a key' ? {} : { id: randomUUID() });
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => sell(input, key)));
    for (const other of [...others, await sell(input, key)]) expect(other).toEqual(first);
    expect(first.payment).toMatchObject({ change: 5000 });
    expect((await readOrder(cashier, first.order.id, 'payments { id }')).payments).toHaveLength(1);
  });

  test('with other cash it is another input', async () => {
    const input = water({ id: randomUUID() });
    await sell(input);
    for (const payment of [{ tendered: 15_000 }, null])
      expect(await cashier.failure(SELL, { input: { ...input, payment } })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: ['id'] });
  });

  test('an order that is paid later shows no payment of its placing', async () => {
    const input = water({ id: randomUUID(), payment: null });
    const { order, payment } = await sell(input);
    expect(payment).toBeNull();
    await act(cashier, 'payCash', { orderId: order.id, tendered: 15_000 });
    expect((await sell(input)).payment).toBeNull();
  });
});

test('a kiosk takes no cash', async () => {
  const { client } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KIOSK' });
  const document = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code } } }';
  expect(await client.requestError(document, { input: water({ channel: 'KIOSK' }) })).toBe('FORBIDDEN');
});
