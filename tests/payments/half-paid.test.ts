import { beforeAll, expect, test } from 'vitest';
import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import { act, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';
import { eventually, pay } from './payment-api.ts';
import { openDrawerOf, paidByGateway, refund } from './refund-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });
beforeAll(async () => {
  await openDrawerOf(restaurant.manager, restaurant);
});

/** Places an order of 40 000. */
async function ordered(): Promise<{ id: string; token: string }> {
  return placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2 }));
}

async function partPaid(amount = 10_000): Promise<{ id: string; token: string; paymentId: string }> {
  const order = await ordered();
  const { id: paymentId } = await act(restaurant.cashier, 'payCash', { orderId: order.id, amount, tendered: amount });
  return { ...order, paymentId };
}

const MONEY = 'paymentStatus paidAmount refundedAmount dueAmount';

async function openBills(): Promise<string[]> {
  const document = '{ orders(first: 100, filter: { due: true }) { nodes { id } } }';
  return (await restaurant.cashier.ok(document)).orders.nodes.map(({ id }: { id: string }) => id);
}

test('a mistyped part payment that is given back is undone: all of the order is due as before', async () => {
  const { id, token, paymentId } = await partPaid();
  const { refund: made, order } = await refund(restaurant.manager, { paymentId, reason: 'typed wrong' });
  expect(made).toMatchObject({ effect: 'REOPEN', amount: 10_000 });
  expect(order).toMatchObject({ paymentStatus: 'UNPAID', paidAmount: 0, refundedAmount: 0, dueAmount: 40_000 });
  expect(await openBills()).toContain(id);
  const { orderByToken } = await restaurant.guest.ok('query ($token: String!) { orderByToken(token: $token) { paymentStatus dueAmount } }', { token });
  expect(orderByToken).toEqual({ paymentStatus: 'UNPAID', dueAmount: 40_000 });
  await act(restaurant.cashier, 'payCash', { orderId: id, tendered: 40_000 });
  expect(await readOrder(restaurant.cashier, id, MONEY)).toEqual({ paymentStatus: 'PAID', paidAmount: 40_000, refundedAmount: 0, dueAmount: 0 });
});

test('a part of it that is given back is due again too', async () => {
  const { paymentId } = await partPaid(20_000);
  const { refund: made, order } = await refund(restaurant.manager, { paymentId, amount: 5000 });
  expect(made.effect).toBe('REOPEN');
  expect(order).toMatchObject({ paymentStatus: 'PARTIALLY_PAID', paidAmount: 15_000, dueAmount: 25_000 });
});

test('refunded for good on request, the order says what is due while something is due, then what was refunded', async () => {
  const { cashier, manager } = restaurant;
  const { id, paymentId } = await partPaid();
  const { order } = await refund(manager, { paymentId, reopen: false });
  expect(order).toMatchObject({ paymentStatus: 'PARTIALLY_PAID', paidAmount: 10_000, refundedAmount: 10_000, dueAmount: 30_000 });
  expect(await openBills()).toContain(id);
  expect((await refusal(cashier, 'completeOrder', { orderId: id })).details).toMatchObject({ due: 30_000 });
  await act(cashier, 'payCash', { orderId: id, amount: 10_000, tendered: 10_000 });
  expect(await readOrder(cashier, id, MONEY)).toMatchObject({ paymentStatus: 'PARTIALLY_PAID', dueAmount: 20_000 });
  await act(cashier, 'payCash', { orderId: id, tendered: 20_000 });
  expect(await readOrder(cashier, id, MONEY)).toEqual({ paymentStatus: 'PARTIALLY_REFUNDED', paidAmount: 40_000, refundedAmount: 10_000, dueAmount: 0 });
});

test('a dish that is sent back before the rest is paid is given back for good', async () => {
  const { id } = await ordered();
  const { lines } = await readOrder(restaurant.cashier, id);
  const { id: paymentId } = await act(restaurant.cashier, 'payCash', { orderId: id, amount: 20_000, tendered: 20_000 });
  const { refund: made, order } = await refund(restaurant.manager, { paymentId, lines: [{ lineId: lines[0].id, quantity: 1 }] });
  expect(made).toMatchObject({ effect: 'RETURN', amount: 20_000 });
  expect(order).toMatchObject({ paymentStatus: 'PARTIALLY_PAID', paidAmount: 20_000, refundedAmount: 20_000, dueAmount: 20_000 });
});

test('what was paid in full is refunded for good, as before', async () => {
  const { id } = await ordered();
  const { id: paymentId } = await act(restaurant.cashier, 'payCash', { orderId: id, tendered: 40_000 });
  const { refund: made, order } = await refund(restaurant.manager, { paymentId, amount: 5000 });
  expect(made.effect).toBe('RETURN');
  expect(order).toMatchObject({ paymentStatus: 'PARTIALLY_REFUNDED', dueAmount: 0 });
});

test('what a provider has given back at its own desk is due again while the order is not paid in full', async () => {
  const { cashier, tenantId } = restaurant;
  const { id } = await ordered();
  const paymentId = await paidByGateway(app, restaurant, id, { amount: 10_000 });
  await changeCharge(app.services, tenantId, paymentId, (charge) => {
    charge.refunds = { desk: 10_000 };
  });
  await pay(cashier, 'checkPayment', { paymentId });
  await eventually(
    () => readOrder(cashier, id, MONEY),
    ({ dueAmount }) => dueAmount === 40_000,
  );
  expect(await readOrder(cashier, id, `${MONEY} payments { status refunds { effect } }`)).toEqual({
    ...{ paymentStatus: 'UNPAID', paidAmount: 0, refundedAmount: 0, dueAmount: 40_000 },
    payments: [{ status: 'REFUNDED', refunds: [{ effect: 'REOPEN' }] }],
  });
});

test('an order that is cancelled owes nothing, also after payments and refunds', async () => {
  const { cashier, manager } = restaurant;
  const unpaid = await ordered();
  const half = await partPaid();
  await refund(manager, { paymentId: half.paymentId, reopen: false });
  for (const { id } of [unpaid, half]) await act(cashier, 'cancelOrder', { orderId: id, reason: 'Gone' });
  expect(await readOrder(cashier, unpaid.id, MONEY)).toEqual({ paymentStatus: 'UNPAID', paidAmount: 0, refundedAmount: 0, dueAmount: 0 });
  expect(await readOrder(cashier, half.id, MONEY)).toEqual({ paymentStatus: 'REFUNDED', paidAmount: 10_000, refundedAmount: 10_000, dueAmount: 0 });
  const bills = await openBills();
  for (const { id } of [unpaid, half]) {
    expect(bills).not.toContain(id);
    expect(await refusal(cashier, 'payCash', { orderId: id, tendered: 40_000 })).toMatchObject({ code: 'CONFLICT', field: ['orderId'] });
    const { order } = await cashier.ok('query ($id: ID!) { order(id: $id) { cashRounding { total } } }', { id });
    expect(order.cashRounding.total).toBe(0);
  }
  for (const { token } of [unpaid, half]) {
    const { orderByToken } = await restaurant.guest.ok('query ($token: String!) { orderByToken(token: $token) { status dueAmount } }', { token });
    expect(orderByToken).toEqual({ status: 'CANCELLED', dueAmount: 0 });
  }
});
