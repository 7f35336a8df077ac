import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { act, addDevice, addOutlet, addUser, orderOf, PASSWORD, placeOrder, readOrder, refusal, signedIn, useRestaurant } from '../kit/index.ts';
import { auditOf } from '../ordering/staff-price-api.ts';
import { eventually, pay, paymentsOf } from './payment-api.ts';
import { paidByGateway, paidInCash, refund, refundRefused, refundRequestError, setPolicy, settleCharge } from './refund-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });

/** Places an order of 40 000. */
async function ordered(): Promise<string> {
  return (await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2 }))).id;
}

async function paid(): Promise<{ orderId: string; paymentId: string }> {
  const orderId = await ordered();
  return { orderId, paymentId: await paidByGateway(app, restaurant, orderId) };
}

test('all of a payment, by its provider', async () => {
  const { orderId, paymentId } = await paid();
  const done = await refund(restaurant.manager, { paymentId, reason: ' Cold soup ' });
  expect(done).toMatchObject({
    refund: {
      paymentId,
      orderId,
      method: 'QRIS',
      status: 'SUCCEEDED',
      effect: 'RETURN',
      amount: 40_000,
      rounding: 0,
      reason: 'Cold soup',
      failureReason: null,
    },
    payment: { status: 'REFUNDED', refunded: 40_000, refunds: [{ id: done.refund.id, status: 'SUCCEEDED', amount: 40_000 }] },
    order: { status: 'CONFIRMED', paymentStatus: 'REFUNDED', paidAmount: 40_000, refundedAmount: 40_000, dueAmount: 0 },
  });
  expect(await refundRefused(restaurant.manager, { paymentId })).toMatchObject({ code: 'REFUND_EXCEEDS_PAID', field: 'paymentId', details: { left: 0 } });
  const [entry] = await auditOf(app, paymentId);
  expect(entry).toMatchObject({
    ...{ action: 'PAYMENT_REFUNDED', username: 'manager', approver: null, reason: 'Cold soup' },
    ...{ before: { status: 'PAID', refunded: 0 }, after: { refundId: done.refund.id, amount: 40_000, method: 'QRIS', effect: 'RETURN' } },
  });
});

test('several parts; the last is what is left', async () => {
  const { orderId, paymentId } = await paid();
  await refund(restaurant.manager, { paymentId, amount: 13_333 });
  await refund(restaurant.manager, { paymentId, amount: 1 });
  const parts = await readOrder(restaurant.cashier, orderId, 'paymentStatus refundedAmount payments { status refunded refunds { amount status } }');
  expect(parts).toMatchObject({ paymentStatus: 'PARTIALLY_REFUNDED', refundedAmount: 13_334, payments: [{ status: 'PARTIALLY_REFUNDED', refunded: 13_334 }] });
  expect(await refundRefused(restaurant.manager, { paymentId, amount: 26_667 })).toMatchObject({
    ...{ code: 'REFUND_EXCEEDS_PAID', field: 'amount', details: { left: 26_666 } },
  });
  expect((await refund(restaurant.manager, { paymentId })).refund.amount).toBe(26_666);
});

test('a cashier needs the approval of a manager of the outlet; kiosks, cooks and guests may not', async () => {
  const { cashier, kitchen, manager, guest, outletId, platform, slug } = restaurant;
  const { orderId, paymentId } = await paid();
  expect(await refundRefused(cashier, { paymentId })).toMatchObject({ code: 'APPROVAL_REQUIRED', field: 'approval' });
  const far = await addOutlet(platform, { code: 'FAR' });
  await addUser(platform, { username: 'farboss', role: 'MANAGER', outletId: far, accessibleOutletIds: [far] });
  for (const [approval, code] of [
    [{ username: 'manager', password: 'wrong' }, 'INVALID_CREDENTIALS'],
    [{ username: 'kitchen', password: PASSWORD }, 'APPROVAL_REQUIRED'],
    [{ username: 'farboss', password: PASSWORD }, 'APPROVAL_REQUIRED'],
  ] as const) {
    expect(await refundRefused(cashier, { paymentId, approval })).toMatchObject({ code, field: 'approval' });
  }
  const outOfReach = await signedIn(app.url, slug, 'farboss', PASSWORD);
  for (const [client, id] of [
    [outOfReach, paymentId],
    [manager, randomUUID()],
    [manager, 'nonsense'],
    [manager, orderId],
  ] as const) {
    expect(await refundRefused(client, { paymentId: id })).toMatchObject({ code: 'NOT_FOUND', field: 'paymentId' });
  }
  const { client: kiosk } = await addDevice(manager, { outletId, kind: 'KIOSK' });
  for (const client of [kiosk, kitchen, guest]) expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain(await refundRequestError(client, { paymentId }));
  expect(await paymentsOf(cashier, orderId)).toMatchObject([{ status: 'PAID', refunded: 0 }]);
  await refund(cashier, { paymentId, approval: { username: 'manager', password: PASSWORD } });
  expect(await auditOf(app, paymentId)).toMatchObject([{ action: 'PAYMENT_REFUNDED', username: 'cashier', approver: 'manager' }]);
});

test('what is refused names its field, and nothing moves', async () => {
  const { manager } = restaurant;
  const { orderId, paymentId } = await paid();
  const [{ id: lineId }] = (await readOrder(manager, orderId)).lines;
  for (const [input, code, field] of [
    [{ reason: '  ' }, 'INVALID_INPUT', 'reason'],
    [{ reason: 'x'.repeat(201) }, 'INVALID_INPUT', 'reason'],
    [{ amount: 0 }, 'INVALID_INPUT', 'amount'],
    [{ amount: -5 }, 'INVALID_INPUT', 'amount'],
    [{ amount: 40_001 }, 'REFUND_EXCEEDS_PAID', 'amount'],
    [{ amount: 5, lines: [{ lineId, quantity: 1 }] }, 'INVALID_INPUT', 'amount'],
    [{ lines: [{ lineId, quantity: 3 }] }, 'REFUND_EXCEEDS_PAID', 'lines.0.quantity'],
    [{ lines: [{ lineId }] }, 'INVALID_INPUT', 'lines.0.quantity'],
    [{ lines: [{ lineId: randomUUID(), quantity: 1 }] }, 'NOT_FOUND', 'lines.0.lineId'],
    [{ fees: ['TIP'] }, 'REFUND_EXCEEDS_PAID', 'fees.0'],
    [{ reopen: true, lines: [{ lineId, quantity: 1 }] }, 'INVALID_INPUT', 'lines'],
    [{ reopen: true, fees: ['TIP'] }, 'INVALID_INPUT', 'fees'],
    [{ reopen: true, restock: true }, 'INVALID_INPUT', 'restock'],
    [{ amount: 5, restock: true }, 'INVALID_INPUT', 'restock'],
    [{ cash: true }, 'SHIFT_CLOSED', undefined],
  ] as const) {
    expect(await refundRefused(manager, { paymentId, ...input })).toMatchObject({ code, field });
  }
  expect(await paymentsOf(manager, orderId)).toMatchObject([{ status: 'PAID', refunded: 0 }]);
  expect(await app.sql('select id from refund where order_id = $1', [orderId])).toEqual([]);
});

test('of what is not paid nothing can be given back', async () => {
  const orderId = await ordered();
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId, method: 'QRIS' });
  expect(await refundRefused(restaurant.manager, { paymentId: payment.id })).toMatchObject({
    ...{ code: 'INVALID_TRANSITION', field: 'paymentId', details: { status: 'REQUIRES_ACTION' } },
  });
});

test('repeated with the same key it is one refund', async () => {
  const { paymentId } = await paid();
  const key = { 'idempotency-key': randomUUID() };
  const first = await refund(restaurant.manager, { paymentId, amount: 1000 }, key);
  const again = await refund(restaurant.manager, { paymentId, amount: 1000 }, key);
  expect(again.refund).toEqual(first.refund);
  expect(again.payment.refunded).toBe(1000);
});

test('refunded to be paid in another way: the amount is due again', async () => {
  const { orderId, paymentId } = await paid();
  const { cashier, manager } = restaurant;
  const part = await refund(manager, { paymentId, amount: 15_000, reopen: true });
  expect(part).toMatchObject({
    refund: { effect: 'REOPEN', lines: [], fees: [] },
    payment: { status: 'PARTIALLY_REFUNDED' },
    order: { paymentStatus: 'PARTIALLY_PAID', paidAmount: 25_000, refundedAmount: 0, dueAmount: 15_000 },
  });
  await paidInCash(restaurant, orderId);
  expect(await readOrder(cashier, orderId)).toMatchObject({ paymentStatus: 'PAID', dueAmount: 0 });
  await act(manager, 'serveOrder', { orderId });
  await act(manager, 'completeOrder', { orderId });
  expect(await refundRefused(manager, { paymentId, reopen: true })).toMatchObject({
    code: 'INVALID_TRANSITION',
    field: 'reopen',
    details: { status: 'COMPLETED' },
  });
  expect((await refund(manager, { paymentId })).order).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PARTIALLY_REFUNDED', refundedAmount: 25_000 });
});

test('late money goes back as a whole, and pays for nothing', async () => {
  await setPolicy(restaurant.owner, 'REOPEN');
  const orderId = await ordered();
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId, method: 'QRIS' });
  await paidInCash(restaurant, orderId);
  await settleCharge(app, restaurant, payment.id);
  await pay(restaurant.cashier, 'checkPayment', { paymentId: payment.id });
  await eventually(
    () => paymentsOf(restaurant.cashier, orderId),
    ([first]) => first.status === 'PAID_LATE',
  );
  const [{ id: lineId }] = (await readOrder(restaurant.cashier, orderId)).lines;
  const paymentId = payment.id;
  for (const [input, field] of [
    [{ amount: 39_999 }, 'amount'],
    [{ lines: [{ lineId, quantity: 1 }] }, 'lines'],
    [{ reopen: true }, 'reopen'],
    [{ restock: true }, 'restock'],
  ] as const) {
    expect(await refundRefused(restaurant.manager, { paymentId, ...input })).toMatchObject({ code: 'INVALID_INPUT', field });
  }
  expect(await refund(restaurant.manager, { paymentId })).toMatchObject({
    refund: { effect: 'NONE', amount: 40_000 },
    payment: { status: 'REFUNDED' },
    order: { paymentStatus: 'PAID', refundedAmount: 0 },
  });
});

test('once all is given back the order can be called off', async () => {
  const { orderId, paymentId } = await paid();
  const { cashier, manager } = restaurant;
  expect((await refusal(cashier, 'cancelOrder', { orderId, reason: 'Gone' })).code).toBe('ORDER_HAS_PAYMENTS');
  await refund(manager, { paymentId });
  expect(await act(cashier, 'cancelOrder', { orderId, reason: 'Gone' })).toMatchObject({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
  const document = 'query ($token: String!) { orderByToken(token: $token) { status paymentStatus refundedAmount } }';
  const { token } = await readOrder(cashier, orderId, 'token');
  expect((await restaurant.guest.ok(document, { token })).orderByToken).toEqual({ status: 'CANCELLED', paymentStatus: 'REFUNDED', refundedAmount: 40_000 });
});

test('a payment of several is refunded for itself', async () => {
  const orderId = await ordered();
  const first = await paidByGateway(app, restaurant, orderId, { amount: 10_000 });
  const second = await paidByGateway(app, restaurant, orderId, { method: 'CARD' });
  const [{ id: lineId }] = (await readOrder(restaurant.cashier, orderId)).lines;
  expect(await refundRefused(restaurant.manager, { paymentId: first, lines: [{ lineId, quantity: 1 }] })).toMatchObject({
    ...{ code: 'REFUND_EXCEEDS_PAID', field: 'lines', details: { left: 10_000 } },
  });
  await refund(restaurant.manager, { paymentId: second, lines: [{ lineId, quantity: 1 }] });
  await refund(restaurant.manager, { paymentId: first });
  const { order } = await refund(restaurant.manager, { paymentId: second });
  expect(order).toMatchObject({ paymentStatus: 'REFUNDED', refundedAmount: 40_000 });
});
