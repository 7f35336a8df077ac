import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { act, addDevice, type Client, mutationOf, orderOf, PLACE_ORDER, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';
import { change, expectConsistent } from '../ordering/staff-price-api.ts';
import { paidByGateway, paidInCash, refund } from './refund-api.ts';

const { app, restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500 } });

const SET = mutationOf('setTip', 'id version dueAmount paymentStatus totals { subtotal serviceCharge tax tip total }');
/** The fields that a kiosk may select, without tickets. */
const PLACE = mutationOf('placeOrder', 'id');
type Input = Readonly<Record<string, unknown>>;

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const setTip = async (input: Input, client: Client = restaurant.cashier): Promise<any> => (await client.ok(SET, { input })).setTip.order;
const refused = (input: Input) => restaurant.cashier.failure(SET, { input });
/** Places an order of 23 100 with service and tax. */
const ordered = async (more: Input = {}): Promise<string> => (await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, more))).id;

test('a tip raises the total and what is due; no tax is asked of it', async () => {
  const orderId = await ordered();
  const tipped = await setTip({ orderId, version: 1, amount: 5000 });
  expect(tipped).toMatchObject({ version: 2, dueAmount: 28_100, totals: { subtotal: 20_000, serviceCharge: 1000, tax: 2100, tip: 5000, total: 28_100 } });
  expect(await setTip({ orderId, amount: 1000 })).toMatchObject({ dueAmount: 24_100, totals: { tip: 1000 } });
  await paidByGateway(app, restaurant, orderId);
  await expectConsistent(app, orderId);
  expect(await setTip({ orderId, amount: 3000 })).toMatchObject({ dueAmount: 2000, paymentStatus: 'PARTIALLY_PAID' });
  expect(await setTip({ orderId, amount: 1000 })).toMatchObject({ dueAmount: 0, paymentStatus: 'PAID' });
  expect(await refused({ orderId, amount: 999 })).toMatchObject({ code: 'ORDER_HAS_PAYMENTS', details: { paidAmount: 24_100, total: 24_099 } });
});

test('it stays when the order is priced again', async () => {
  const orderId = await ordered();
  await setTip({ orderId, amount: 5000 });
  expect((await change(restaurant.manager, 'discountOrder', { orderId, rate: 5000, reason: 'Regular guest' })).totals).toMatchObject({
    discount: 10_000,
    tip: 5000,
    total: 16_550,
  });
  await expectConsistent(app, orderId);
});

test('what is refused', async () => {
  const orderId = await ordered();
  for (const amount of [-1, 1_000_000_001]) expect(await refused({ orderId, amount })).toMatchObject({ code: 'INVALID_INPUT', field: ['amount'] });
  expect(await refused({ orderId, amount: 1, version: 7 })).toMatchObject({ code: 'STALE_VERSION' });
  expect(await refused({ orderId: randomUUID(), amount: 1 })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
  await act(restaurant.cashier, 'cancelOrder', { orderId, reason: 'Gone' });
  expect(await refused({ orderId, amount: 1 })).toMatchObject({ code: 'INVALID_TRANSITION', details: { status: 'CANCELLED' } });
  const done = await ordered();
  await paidInCash(restaurant, done);
  await act(restaurant.cashier, 'serveOrder', { orderId: done });
  await act(restaurant.cashier, 'completeOrder', { orderId: done });
  expect(await refused({ orderId: done, amount: 1 })).toMatchObject({ code: 'INVALID_TRANSITION', details: { status: 'COMPLETED' } });
  expect(await restaurant.kitchen.requestError(SET, { input: { orderId, amount: 1 } })).toBe('FORBIDDEN');
});

test('a kiosk and a guest tip while ordering, and the total that is expected has it', async () => {
  const { manager, outletId, guest } = restaurant;
  const { client: kiosk } = await addDevice(manager, { outletId, kind: 'KIOSK' });
  const basket = orderOf(restaurant, { COFFEE: 1 }, { channel: 'KIOSK', tip: 2000 });
  const { priceOrder } = await guest.ok(
    'query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { tip total } } userErrors { code } } }',
    {
      input: { ...basket, channel: 'API' },
    },
  );
  expect(priceOrder.quote.totals).toEqual({ tip: 2000, total: 25_100 });
  const { order } = (await kiosk.ok(PLACE, { input: { ...basket, expectedTotal: 25_100 } })).placeOrder;
  expect(await readOrder(restaurant.cashier, order.id, 'dueAmount totals { tip total }')).toEqual({ dueAmount: 25_100, totals: { tip: 2000, total: 25_100 } });
  expect(await kiosk.failure(PLACE, { input: { ...basket, expectedTotal: 23_100 } })).toMatchObject({ code: 'PRICE_CHANGED', details: { total: 25_100 } });
  expect(await kiosk.failure(PLACE, { input: { ...basket, tip: -1 } })).toMatchObject({ code: 'INVALID_INPUT', field: ['tip'] });
  await expectConsistent(app, order.id);
});

test('the same order sent again, with a tip of nothing or without one, is the same order', async () => {
  const id = randomUUID();
  const first = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { id }));
  for (const tip of [0, null]) expect((await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { id, tip }))).number).toBe(first.number);
  expect(await restaurant.cashier.failure(PLACE_ORDER, { input: orderOf(restaurant, { COFFEE: 1 }, { id, tip: 1 }) })).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
});

test('a tip is given back for itself', async () => {
  const orderId = await ordered({ tip: 4000 });
  const paymentId = await paidByGateway(app, restaurant, orderId);
  const { refund: made, order } = await refund(restaurant.manager, { paymentId, fees: ['TIP'] });
  expect(made).toMatchObject({ amount: 4000, fees: [{ fee: 'TIP', amount: 4000, net: 4000, tax: 0 }], lines: [] });
  expect(order).toMatchObject({ paymentStatus: 'PARTIALLY_REFUNDED', refundedAmount: 4000, dueAmount: 0 });
});
