import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import { act, addDevice, addProduct, type Client, orderOf, PASSWORD, placeOrder, useRestaurant } from '../kit/index.ts';
import { eventually, pay, paymentsOf } from './payment-api.ts';
import { close, run, see } from './shift-api.ts';
import { allowWithholding, withhold } from './withholding-api.ts';

const { app, restaurant } = useRestaurant({
  environment: { PAYMENT_POLL_MILLISECONDS: '100' },
  sound: false,
  outlet: { taxRate: 1000, serviceChargeRate: 500, cashRoundingStep: 100 },
});
/** Ids of products: `feast` costs 115 500, 133 403 with service charge and tax; `bun` costs 1000, in total 1155. */
let feast: string;
let bun: string;
beforeAll(async () => {
  const { platform, categoryId } = restaurant;
  feast = await addProduct(platform, { categoryId, sku: 'FEAST', name: 'Feast', price: 115_500 });
  bun = await addProduct(platform, { categoryId, sku: 'BUN', name: 'Bun', price: 1000 });
  await allowWithholding(restaurant, 1000);
});

const till = async (): Promise<Client> =>
  (await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS', name: 'Till by the door' })).client;
const order = async (client: Client, productId: string): Promise<string> => (await placeOrder(client, orderOf(restaurant, {}, { lines: [{ productId }] }))).id;
const settle = (id: string) =>
  changeCharge(app.services, restaurant.tenantId, id, (charge) => {
    charge.status = 'PAID';
    charge.captured = charge.amount;
  });

interface GivenBack {
  readonly paymentId: string;
  readonly shiftId: string;
  readonly method: string;
  readonly amount: number;
  readonly rounding?: number;
  readonly status?: string;
}

/** Inserts the row of a refund in a shift. */
async function insertRefund({ paymentId, shiftId, method, amount, rounding = 0, status = 'SUCCEEDED' }: GivenBack): Promise<void> {
  await app.sql(
    `insert into refund (id, tenant_id, payment_id, order_id, outlet_id, method, status, effect, amount, rounding, reason, shift_id, created_at)
     select $1, tenant_id, id, order_id, outlet_id, $2, $3, 'RETURN', $4, $5, 'Cold', $6, now() from payment where id = $7`,
    [randomUUID(), method, status, amount, rounding, shiftId, paymentId],
  );
}

test('a shift with everything in it, worked out by hand', async () => {
  const one = await till();
  const { outletId } = restaurant;
  const shift = await run(one, 'openShift', { outletId, float: 500_000 });

  // 133 403 → 133 400 taken, rounding −3.
  await act(one, 'payCash', { orderId: await order(one, feast), tendered: 150_000 });
  // 100 000 in cash, not rounded, and 33 403 by QR code.
  const mixed = await order(one, feast);
  await act(one, 'payCash', { orderId: mixed, amount: 100_000, tendered: 100_000 });
  const { payment: qris } = await pay(one, 'startPayment', { orderId: mixed, method: 'QRIS' });
  expect(qris.amount).toBe(33_403);
  await settle(qris.id);
  await pay(one, 'checkPayment', { paymentId: qris.id });
  // 1155 → 1200 taken, rounding 45.
  const small = await act(one, 'payCash', { orderId: await order(one, bun), tendered: 5000 });
  // 155 withheld, 1000 in cash.
  const withheld = await order(one, bun);
  await withhold(one, { orderId: withheld, amount: 155, approval: { username: 'manager', password: PASSWORD } });
  await act(one, 'payCash', { orderId: withheld, tendered: 1000 });
  // A payment that was only started, and one of another drawer: neither counts.
  await pay(one, 'startPayment', { orderId: await order(one, bun), method: 'QRIS' });
  await act(restaurant.cashier, 'payCash', { orderId: await order(one, bun), tendered: 1200 });
  // The 1200 are refunded as they were paid; of the QR payment 10 000 are refunded and 5000 are pending.
  await insertRefund({ paymentId: small.id, shiftId: shift.id, method: 'CASH', amount: 1155, rounding: 45 });
  await insertRefund({ paymentId: qris.id, shiftId: shift.id, method: 'QRIS', amount: 10_000 });
  await insertRefund({ paymentId: qris.id, shiftId: shift.id, method: 'QRIS', amount: 5000, status: 'PENDING' });

  await run(one, 'payIn', { shiftId: shift.id, amount: 50_000, reason: 'Change' });
  await run(restaurant.manager, 'payOut', { shiftId: shift.id, amount: 20_000, reason: 'Milk' });
  await run(one, 'openDrawer', { shiftId: shift.id, reason: 'Coins for a guest' });

  // Taken: 133 400 + 100 000 + 1200 + 1000. Expected: 500 000 + 235 600 + 50 000 − 20 000 − 1200.
  const cash = { float: 500_000, taken: 235_600, paidIn: 50_000, paidOut: 20_000, refunded: 1200, expected: 764_400 };
  const cashTender = { method: 'CASH', count: 4, taken: 235_600, refundCount: 1, refunded: 1200, net: 234_400, expected: 764_400 };
  const qrisTender = { method: 'QRIS', count: 1, taken: 33_403, refundCount: 1, refunded: 10_000, net: 23_403, expected: 23_403 };
  const withheldTender = { method: 'WITHHOLDING', count: 1, taken: 155, refundCount: 0, refunded: 0, net: 155, expected: 155 };
  const open = { counted: null, difference: null };
  const running = await see(one, shift.id);
  expect(running.zReport).toBeNull();
  const expected = {
    shiftId: shift.id,
    number: shift.number,
    currency: { code: 'IDR' },
    till: 'Till by the door',
    openedAt: shift.openedAt,
    openedBy: null,
    cash,
    // −3 + 45 taken, 45 given back.
    rounding: -3,
    noSales: 1,
    entryCount: 3,
  };
  const entries = [
    { kind: 'PAY_IN', amount: 50_000, reason: 'Change', by: null },
    { kind: 'PAY_OUT', amount: 20_000, reason: 'Milk', by: 'manager' },
    { kind: 'NO_SALE', amount: 0, reason: 'Coins for a guest', by: null },
  ];
  expect(running.xReport).toMatchObject({ ...expected, closedAt: null, closedBy: null, note: null, entries });
  expect(running.xReport.tenders).toEqual([
    { ...cashTender, ...open },
    { ...qrisTender, ...open },
    { ...withheldTender, ...open },
  ]);

  const counted = [
    { method: 'QRIS', amount: 23_403 },
    { method: 'CASH', amount: 764_000 },
    { method: 'CARD', amount: 10 },
  ];
  const closed = await run(restaurant.manager, 'closeShift', { shiftId: shift.id, counted, note: 'Four coins short' });
  expect(closed.counted).toEqual(counted);
  const { xReport, zReport } = await see(one, shift.id);
  expect(xReport).toBeNull();
  expect(zReport).toMatchObject({ ...expected, closedAt: closed.closedAt, closedBy: 'manager', note: 'Four coins short', entries });
  expect(zReport.tenders).toEqual([
    { ...cashTender, counted: 764_000, difference: -400 },
    { ...qrisTender, counted: 23_403, difference: 0 },
    { method: 'CARD', count: 0, taken: 0, refundCount: 0, refunded: 0, net: 0, expected: 0, counted: 10, difference: 10 },
    { ...withheldTender, ...open },
  ]);
});

test('a report is kept as it was: of what comes later it says nothing', async () => {
  const one = await till();
  const { outletId, owner } = restaurant;
  const shift = await run(one, 'openShift', { outletId, float: 0 });
  const paid = await act(one, 'payCash', { orderId: await order(one, bun), tendered: 1200 });
  const late = await order(one, bun);
  const { payment } = await pay(one, 'startPayment', { orderId: late, method: 'QRIS' });
  await close(one, shift.id, 1200);
  const { zReport } = await see(one, shift.id);
  expect(zReport.tenders).toHaveLength(1);

  await settle(payment.id);
  expect(await pay(one, 'checkPayment', { paymentId: payment.id })).toMatchObject({ payment: { status: 'PAID' }, order: { paymentStatus: 'PAID' } });
  await insertRefund({ paymentId: paid.id, shiftId: shift.id, method: 'CASH', amount: 1155, rounding: 45 });
  await owner.ok('mutation ($input: UpdateTenantInput!) { updateTenant(input: $input) { userErrors { code field message details } } }', {
    input: { legalName: 'Renamed' },
  });
  expect((await see(one, shift.id)).zReport).toEqual(zReport);
  expect(await app.sql('select shift_id from payment where id = $1', [payment.id])).toEqual([{ shift_id: null }]);
  const next = await run(one, 'openShift', { outletId, float: 0 });
  expect((await see(one, next.id)).xReport).toMatchObject({ cash: { taken: 0 }, tenders: [{ method: 'CASH', count: 0 }] });
});

test('money that comes too late and goes back is no tender of the shift', async () => {
  const one = await till();
  const shift = await run(one, 'openShift', { outletId: restaurant.outletId, float: 0 });
  const orderId = await order(one, bun);
  const { payment } = await pay(one, 'startPayment', { orderId, method: 'QRIS', expiresInMinutes: 1 });
  app.clock.advance(61_000);
  const until = (status: string) =>
    eventually(
      () => paymentsOf(one, orderId),
      ([first]) => first.status === status,
    );
  await until('EXPIRED');
  await settle(payment.id);
  await pay(one, 'checkPayment', { paymentId: payment.id });
  await until('REFUNDED');
  expect((await see(one, shift.id)).xReport.tenders).toMatchObject([{ method: 'CASH', expected: 0 }]);
});

test('at most 250 entries are listed, all are counted', async () => {
  const one = await till();
  const shift = await run(one, 'openShift', { outletId: restaurant.outletId, float: 0 });
  await app.sql(
    `insert into shift_entry (id, tenant_id, shift_id, kind, amount, reason, created_at)
     select gen_random_uuid(), tenant_id, id, 'PAY_IN', 10, 'Coin ' || n, opened_at + n * interval '1 second' from shift, generate_series(1, 253) n where id = $1`,
    [shift.id],
  );
  const { xReport } = await see(one, shift.id);
  expect(xReport).toMatchObject({ entryCount: 253, cash: { paidIn: 2530, expected: 2530 } });
  expect(xReport.entries).toHaveLength(250);
  expect(xReport.entries[249].reason).toBe('Coin 250');
  await close(one, shift.id, 2530);
  expect((await see(one, shift.id)).zReport).toMatchObject({ entryCount: 253, tenders: [{ difference: 0 }] });
});
