import { expect, test } from 'vitest';
import { attempt, orderOf, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';
import { pay } from './payment-api.ts';
import { openDrawerOf, paidByGateway, paidInCash, refundCode } from './refund-api.ts';
import { codeOf } from './shift-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const ordered = async (quantities: Readonly<Record<string, number>>): Promise<string> =>
  (await placeOrder(restaurant.cashier, orderOf(restaurant, quantities))).id;

test('twenty at once of one payment give back no more than it took', async () => {
  const orderId = await ordered({ COFFEE: 1 });
  const paymentId = await paidByGateway(app, restaurant, orderId);
  const codes = await times(20, () => refundCode(restaurant.manager, { paymentId, amount: 3000 }));
  expect(codes.filter((code) => code === null)).toHaveLength(6);
  expect(codes.filter((code) => code === 'REFUND_EXCEEDS_PAID')).toHaveLength(14);
  expect(await readOrder(restaurant.manager, orderId, 'refundedAmount payments { refunded }')).toEqual({
    refundedAmount: 18_000,
    payments: [{ refunded: 18_000 }],
  });
  const [charge] = await app.sql<{ refunded: number }>(
    'select (select sum(value::int) from jsonb_each_text(refunds))::int as refunded from demo_charge where id = $1',
    [paymentId],
  );
  expect(charge?.refunded).toBe(18_000);
});

test('twenty times all of it is once', async () => {
  const paymentId = await paidByGateway(app, restaurant, await ordered({ COFFEE: 1 }));
  const codes = await times(20, () => refundCode(restaurant.manager, { paymentId }));
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect(codes.filter((code) => code === 'REFUND_EXCEEDS_PAID')).toHaveLength(19);
});

test('one unit by twenty people is one unit', async () => {
  const orderId = await ordered({ COFFEE: 1, SOUP: 3 });
  const paymentId = await paidByGateway(app, restaurant, orderId);
  const [{ id: lineId }] = (await readOrder(restaurant.manager, orderId)).lines;
  const codes = await times(20, () => refundCode(restaurant.manager, { paymentId, lines: [{ lineId, quantity: 1 }] }));
  expect(codes.filter((code) => code === null)).toHaveLength(1);
});

test('two payments of one order, refunded at the same time, never give back more of a line than there is', async () => {
  const orderId = await ordered({ SOUP: 2 });
  const halves = [await paidByGateway(app, restaurant, orderId, { amount: 30_000 }), await paidByGateway(app, restaurant, orderId, { method: 'CARD' })];
  const [{ id: lineId }] = (await readOrder(restaurant.manager, orderId)).lines;
  const codes = await times(12, (index) => refundCode(restaurant.manager, { paymentId: halves[index % 2], lines: [{ lineId, quantity: 1 }] }));
  expect(codes.filter((code) => code === null)).toHaveLength(2);
});

test('cash, by two drawers at once', async () => {
  const { manager, owner } = restaurant;
  await openDrawerOf(manager, restaurant);
  await openDrawerOf(owner, restaurant);
  const paymentId = await paidInCash(restaurant, await ordered({ COFFEE: 1 }));
  const codes = await times(20, (index) => refundCode(index % 2 ? manager : owner, { paymentId, amount: 1500, reopen: index % 3 === 0 }));
  expect(codes.filter((code) => code === null)).toHaveLength(13);
});

test('refunds, payments, tips, discounts and cancellations, all at once: no deadlock, and all invariants hold', async () => {
  const { cashier, manager } = restaurant;
  const tip = 'mutation ($input: SetTipInput!) { setTip(input: $input) { userErrors { code } } }';
  const orders = await times(4, () => ordered({ COFFEE: 2, CAKE: 1 }));
  const payments = await Promise.all(orders.map((orderId) => paidByGateway(app, restaurant, orderId, { amount: 40_000 })));
  const faults = await times(60, async (index) => {
    const [orderId, paymentId] = [orders[index % 4], payments[index % 4]];
    const kind = Math.floor(index / 4) % 6;
    if (kind === 0) return refundCode(manager, { paymentId, amount: 7000 + index });
    if (kind === 1) return refundCode(manager, { paymentId, amount: 5000, reopen: true });
    if (kind === 2) return (await attempt(cashier, 'payCash', { orderId, amount: 5000, tendered: 5000 })).code;
    if (kind === 3) return (await cashier.send(tip, { input: { orderId, amount: 1000 * index } })).errors?.[0]?.extensions.code ?? null;
    if (kind === 4) return (await attempt(manager, 'cancelOrder', { orderId, reason: 'Gone' })).code;
    await pay(cashier, 'checkPayment', { paymentId });
    return codeOf(cashier, 'openShift', { outletId: restaurant.outletId, float: 1 });
  });
  expect(faults.filter((code) => code === 'INTERNAL' || code === 'SERVICE_UNAVAILABLE')).toEqual([]);
});
