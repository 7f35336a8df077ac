import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { cashRefund } from '../../src/modules/payments/model/cash-refund.ts';
import { act, addDevice, addProduct, orderOf, PASSWORD, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';
import { openDrawerOf, paidByGateway, paidInCash, refund, refundRefused } from './refund-api.ts';
import { close, see } from './shift-api.ts';
import { allowWithholding, withhold } from './withholding-api.ts';

const { app, restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500, cashRoundingStep: 100 } });
/** A bill of 133 403 rupiah, at an outlet that rounds cash to hundreds. */
let bill: string;
let shiftId: string;
beforeAll(async () => {
  bill = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: 'BILL', name: 'Feast', price: 115500 });
  shiftId = await openDrawerOf(restaurant.manager, restaurant);
  await allowWithholding(restaurant, 1000);
});

const billed = async (): Promise<string> => (await placeOrder(restaurant.cashier, orderOf(restaurant, {}, { lines: [{ productId: bill }] }))).id;

test('all of it is exactly what was taken', async () => {
  const paymentId = await paidInCash(restaurant, await billed());
  expect(await refund(restaurant.manager, { paymentId })).toMatchObject({
    refund: { method: 'CASH', status: 'SUCCEEDED', amount: 133_403, rounding: -3 },
    payment: { status: 'REFUNDED' },
    order: { paymentStatus: 'REFUNDED' },
  });
});

test('parts are rounded as cash is, and the last is what is left of the cash', async () => {
  const paymentId = await paidInCash(restaurant, await billed());
  const parts: [number, number][] = [];
  for (const amount of [66_666, 49, 150, undefined]) {
    const { refund: made } = await refund(restaurant.manager, { paymentId, ...(amount && { amount }) });
    parts.push([made.amount, made.amount + made.rounding]);
  }
  expect(parts).toEqual([
    [66_666, 66_700],
    [49, 0],
    [150, 200],
    [66_538, 66_500],
  ]);
});

test('never more than was taken, however the parts are rounded', async () => {
  const productId = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: 'CRUMB', name: 'Crumb', price: 130 });
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, {}, { lines: [{ productId }] }));
  const paymentId = await paidInCash(restaurant, order.id);
  // 151 were due and 200 taken: two parts of 70 are 100 each, nothing is left for the last.
  expect(order.totals.total).toBe(151);
  const refunded: number[] = [];
  for (const amount of [70, 70, 11]) {
    const { refund: made } = await refund(restaurant.manager, { paymentId, amount });
    refunded.push(made.amount + made.rounding);
  }
  expect(refunded).toEqual([100, 100, 0]);
});

test('cash given back is rounded to what can be paid, never above what is held, and sums to it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500_000 }),
      fc.constantFrom(1, 50, 100, 1000),
      fc.constantFrom('NEAREST', 'DOWN', 'UP'),
      fc.array(fc.nat(), { maxLength: 8 }),
      (amount, step, mode, cuts) => {
        const taken = (mode === 'UP' ? Math.ceil(amount / step) : mode === 'DOWN' ? Math.floor(amount / step) : Math.round(amount / step)) * step;
        let [left, held] = [amount, taken];
        while (left > 0) {
          const part = Math.min(left, ((cuts.pop() ?? left - 1) % left) + 1);
          const refunded = part + cashRefund({ amount: part, held, givesRest: part === left, step, mode });
          expect(refunded).toBeGreaterThanOrEqual(0);
          expect(refunded % step).toBe(0);
          left -= part;
          held -= refunded;
          expect(held).toBeGreaterThanOrEqual(0);
        }
        expect(held).toBe(0);
      },
    ),
    { numRuns: 2000 },
  );
});

test('without an open shift of the own drawer no cash is given', async () => {
  const { cashier, manager, outletId } = restaurant;
  const paymentId = await paidInCash(restaurant, await billed());
  const approval = { username: 'manager', password: PASSWORD };
  expect(await refundRefused(cashier, { paymentId, approval })).toMatchObject({ code: 'SHIFT_CLOSED' });
  const { client: till } = await addDevice(manager, { outletId, kind: 'POS' });
  expect(await refundRefused(till, { paymentId, approval })).toMatchObject({ code: 'SHIFT_CLOSED' });
  const drawer = await openDrawerOf(till, restaurant, 200_000);
  const { refund: made } = await refund(till, { paymentId, approval });
  expect((await see(till, drawer)).xReport.cash).toMatchObject({ refunded: 133_400, expected: 66_600 });
  await close(till, drawer, 66_600);
  const [row] = await app.sql('select shift_id, user_id, device_id is not null as device from refund where id = $1', [made.id]);
  expect(row).toEqual({ shift_id: drawer, user_id: null, device: true });
});

test('what was paid by QR code, given back in cash', async () => {
  const orderId = await billed();
  const paymentId = await paidByGateway(app, restaurant, orderId);
  const before = (await see(restaurant.manager, shiftId)).xReport.cash.expected;
  const part = await refund(restaurant.manager, { paymentId, amount: 66_650, cash: true });
  expect(part.refund).toMatchObject({ method: 'CASH', status: 'SUCCEEDED', amount: 66_650, rounding: 50 });
  const rest = await refund(restaurant.manager, { paymentId, cash: true });
  // 66 753 would be rounded to 66 800, but only 66 703 is held.
  expect(rest.refund).toMatchObject({ amount: 66_753, rounding: -53 });
  expect((await see(restaurant.manager, shiftId)).xReport.cash.expected).toBe(before - 133_400);
  const [charge] = await app.sql('select refunds from demo_charge where id = $1', [paymentId]);
  expect(charge).toEqual({ refunds: {} });
  // The provider reports that it refunded nothing: that changes nothing.
  await restaurant.cashier.ok('mutation ($id: ID!) { checkPayment(input: { paymentId: $id }) { userErrors { code } } }', { id: paymentId });
  expect(await readOrder(restaurant.cashier, orderId, 'refundedAmount payments { status refunds { amount } }')).toEqual({
    refundedAmount: 133_403,
    payments: [{ status: 'REFUNDED', refunds: [{ amount: 66_650 }, { amount: 66_753 }] }],
  });
});

test('a transfer that no provider gives back', async () => {
  const paymentId = await paidByGateway(app, restaurant, await billed(), { method: 'BANK_TRANSFER' });
  expect((await refund(restaurant.manager, { paymentId, cash: true })).payment.status).toBe('REFUNDED');
});

test('cash to card: it is due again, and the drawer has given it back', async () => {
  const orderId = await billed();
  const paymentId = await paidInCash(restaurant, orderId);
  expect((await refund(restaurant.manager, { paymentId, reopen: true })).order).toMatchObject({ paymentStatus: 'UNPAID', dueAmount: 133_403, paidAmount: 0 });
  await paidByGateway(app, restaurant, orderId, { method: 'CARD' });
  expect(await readOrder(restaurant.cashier, orderId)).toMatchObject({ paymentStatus: 'PAID' });
  const other = await billed();
  await refund(restaurant.manager, { paymentId: await paidInCash(restaurant, other), reopen: true });
  expect(await act(restaurant.cashier, 'cancelOrder', { orderId: other, reason: 'Gone' })).toMatchObject({ paymentStatus: 'UNPAID' });
});

test('a certificate is given back as such: no money moves', async () => {
  const orderId = await billed();
  const paymentId = (await withhold(restaurant.manager, { orderId, amount: 3000 })).payment.id;
  expect(await refundRefused(restaurant.manager, { paymentId, cash: true })).toMatchObject({ code: 'INVALID_INPUT', field: 'cash' });
  const { refund: made, order } = await refund(restaurant.manager, { paymentId, reopen: true });
  expect(made).toMatchObject({ method: 'WITHHOLDING', status: 'SUCCEEDED', amount: 3000, rounding: 0 });
  expect(order.dueAmount).toBe(133_403);
});
