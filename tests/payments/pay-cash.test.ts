import { beforeAll, expect, test } from 'vitest';
import { act, addDevice, addProduct, type Client, documentOf, fingerprint, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500, cashRoundingStep: 100 } });
let cashier: Client;
/** Id of a worked bill: 133 403 rupiah, at an outlet that rounds cash to hundreds. */
let bill: string;
beforeAll(async () => {
  ({ cashier } = restaurant);
  bill = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: 'BILL', name: 'Feast', price: 115500 });
});

async function billed(channel = 'POS'): Promise<string> {
  const order = await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId: bill }], channel }));
  expect(order.totals.total).toBe(133403);
  return order.id;
}

/** Pays; returns the payment and the order from the same answer. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function pay(client: Client, input: Record<string, unknown>): Promise<{ payment: any; order: any }> {
  return (await client.ok(documentOf('payCash'), { input })).payCash;
}

test('all that is due, rounded to what can be paid in coins, with change', async () => {
  const orderId = await billed();
  const { payment, order } = await pay(cashier, { orderId, tendered: 150000 });
  expect(payment).toMatchObject({
    method: 'CASH',
    provider: 'cash',
    status: 'PAID',
    amount: 133403,
    rounding: -3,
    tendered: 150000,
    change: 16600,
    refunded: 0,
    currency: { code: 'IDR' },
  });
  expect(order).toMatchObject({ paidAmount: 133403, dueAmount: 0, paymentStatus: 'PAID', version: 2, totals: { total: 133403 } });
});

test('several parts; only the one that leaves nothing due is rounded', async () => {
  const orderId = await billed();
  const first = await pay(cashier, { orderId, amount: 100000, tendered: 120000 });
  expect(first).toMatchObject({
    payment: { amount: 100000, rounding: 0, change: 20000 },
    order: { paidAmount: 100000, dueAmount: 33403, paymentStatus: 'PARTIALLY_PAID', version: 2 },
  });
  const second = await pay(cashier, { orderId, amount: 400, tendered: 400 });
  expect(second.order).toMatchObject({ paidAmount: 100400, dueAmount: 33003, version: 3 });
  const last = await pay(cashier, { orderId, amount: 33003, tendered: 50000 });
  expect(last).toMatchObject({ payment: { amount: 33003, rounding: -3, change: 17000 }, order: { dueAmount: 0, paymentStatus: 'PAID' } });
  const { payments } = await readOrder(cashier, orderId, 'payments { amount rounding tendered change }');
  expect(payments).toEqual([
    { amount: 100000, rounding: 0, tendered: 120000, change: 20000 },
    { amount: 400, rounding: 0, tendered: 400, change: 0 },
    { amount: 33003, rounding: -3, tendered: 50000, change: 17000 },
  ]);
});

test('what is refused changes nothing', async () => {
  const orderId = await billed();
  const before = await fingerprint(app);
  for (const [input, code, field, details] of [
    [{ amount: 100050, tendered: 200000 }, 'AMOUNT_MISMATCH', 'amount', { step: 100 }],
    [{ amount: 133404, tendered: 200000 }, 'AMOUNT_MISMATCH', 'amount', { due: 133403 }],
    [{ amount: 133400, tendered: 133399 }, 'AMOUNT_MISMATCH', 'tendered', { taken: 133400 }],
    [{ tendered: 133399 }, 'AMOUNT_MISMATCH', 'tendered', { taken: 133400 }],
    [{ tendered: 0 }, 'AMOUNT_MISMATCH', 'tendered', { taken: 133400 }],
    [{ tendered: -133400 }, 'AMOUNT_MISMATCH', 'tendered', { taken: 133400 }],
    [{ amount: 0, tendered: 100 }, 'INVALID_INPUT', 'amount', null],
    [{ amount: -100, tendered: 100 }, 'INVALID_INPUT', 'amount', null],
  ] as const) {
    expect(await refusal(cashier, 'payCash', { orderId, ...input })).toMatchObject({ code, field: [field], details });
  }
  expect(await fingerprint(app)).toEqual(before);
  await pay(cashier, { orderId, tendered: 133400 });
  const paid = await fingerprint(app);
  expect(await refusal(cashier, 'payCash', { orderId, tendered: 133400 })).toMatchObject({ code: 'ALREADY_PAID', field: ['orderId'] });
  expect(await fingerprint(app)).toEqual(paid);
});

test('an amount is an integer that can be kept exactly', async () => {
  const orderId = await billed();
  for (const tendered of [133400.5, 2 ** 53, '133400'])
    expect(await cashier.requestError(documentOf('payCash'), { input: { orderId, tendered } })).toBe('BAD_USER_INPUT');
});

test('a total of less than half a step is settled without cash', async () => {
  const productId = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: 'CRUMB', name: 'Crumb', price: 30 });
  const { id } = await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId }] }));
  const { payment, order } = await pay(cashier, { orderId: id, tendered: 0 });
  expect(payment).toMatchObject({ amount: 35, rounding: -35, tendered: 0, change: 0 });
  expect(order.paymentStatus).toBe('PAID');
});

test('a till that is a device takes cash; kiosks, displays and cooks do not', async () => {
  const { manager, outletId, kitchen } = restaurant;
  const orderId = await billed();
  const device = async (kind: string): Promise<Client> => (await addDevice(manager, { outletId, kind })).client;
  for (const client of [await device('KIOSK'), await device('KITCHEN_DISPLAY'), kitchen, restaurant.guest])
    expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain(await client.requestError(documentOf('payCash'), { input: { orderId, tendered: 140000 } }));
  const { payment } = await pay(await device('POS'), { orderId, tendered: 140000 });
  const rows = await app.sql('select cashier_id, device_id is not null as device from payment where id = $1', [payment.id]);
  expect(rows).toEqual([{ cashier_id: null, device: true }]);
});

test('the order of the answer is the order as it stands now', async () => {
  const orderId = await billed('QR');
  const { order } = await pay(cashier, { orderId, tendered: 133400 });
  expect(order).toMatchObject({ status: 'CONFIRMED', version: 2, paidAmount: 133403, tickets: [{ status: 'QUEUED' }] });
  expect(order).toEqual(await readOrder(cashier, orderId));
});

test('a cancelled order takes no money', async () => {
  const orderId = await billed();
  await act(cashier, 'cancelOrder', { orderId, reason: 'changed mind' });
  expect(await refusal(cashier, 'payCash', { orderId, tendered: 133400 })).toMatchObject({ code: 'CONFLICT', field: ['orderId'] });
});

test('a payment is told in the outlet’s stream, with the order', async () => {
  const orderId = await billed();
  const [{ head }] = (await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId])) as [{ head: number }];
  const { payment } = await pay(cashier, { orderId, amount: 100, tendered: 100 });
  const { outletEvents } = await cashier.ok(
    'query ($outletId: ID!, $after: Int) { outletEvents(outletId: $outletId, after: $after) { events { type entityId } } }',
    { outletId: restaurant.outletId, after: head },
  );
  expect(outletEvents.events).toEqual([
    { type: 'PAYMENT_CHANGED', entityId: payment.id },
    { type: 'ORDER_CHANGED', entityId: orderId },
  ]);
});
