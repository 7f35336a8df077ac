import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { act, addProduct, fingerprint, makeRestaurant, orderOf, PASSWORD, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';
import { assign, makeRegime } from '../tax/tax-api.ts';
import { refund } from './refund-api.ts';
import { allowWithholding, withhold, withholdCode, withholdRefused } from './withholding-api.ts';

const { app, restaurant } = useRestaurant({ currency: 'ETB' });
/** Outlet with Ethiopian taxes: 15 % VAT on top; buyers withhold 3 % of amounts above 10,000.00 birr. */
let catering: string;
beforeAll(async () => {
  await assign(restaurant.owner, restaurant.outletId, (await makeRegime(restaurant.owner, { preset: 'ETHIOPIA' })).id);
  catering = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: 'CATERING', name: 'Catering', price: 4_500_000 });
});

const APPROVAL = { username: 'manager', password: PASSWORD };
const invoiced = async (more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  (await placeOrder(restaurant.cashier, orderOf(restaurant, {}, { lines: [{ productId: catering, quantity: 1 }], ...more }))).id;

test('3 % of the amount without VAT is withheld; the rest is paid', async () => {
  const { manager, cashier } = restaurant;
  const orderId = await invoiced();
  const { payment, order } = await withhold(manager, { orderId, amount: 135_000, certificateNumber: ' WH-2026/0042 ' });
  expect(payment).toMatchObject({ method: 'WITHHOLDING', provider: 'withholding', status: 'PAID', amount: 135_000, rounding: 0, tendered: null });
  expect(payment.providerReference).toBe('WH-2026/0042');
  expect(order).toMatchObject({ totals: { total: 5_175_000, tax: 675_000 }, paidAmount: 135_000, dueAmount: 5_040_000, paymentStatus: 'PARTIALLY_PAID' });
  await act(cashier, 'payCash', { orderId, tendered: 5_040_000 });
  expect(await readOrder(cashier, orderId, 'paymentStatus payments { method amount }')).toMatchObject({
    paymentStatus: 'PAID',
    payments: [
      { method: 'WITHHOLDING', amount: 135_000 },
      { method: 'CASH', amount: 5_040_000 },
    ],
  });
});

describe('no money comes for a certificate, so it needs the approval of a discount', () => {
  test('a cashier alone settles nothing with it, not even a part of what may be withheld', async () => {
    const orderId = await invoiced();
    const before = await fingerprint(app);
    expect(await withholdRefused(restaurant.cashier, { orderId, amount: 1 })).toMatchObject({ code: 'APPROVAL_REQUIRED', field: ['approval'] });
    const wrong = { username: 'kitchen', password: PASSWORD };
    expect(await withholdRefused(restaurant.cashier, { orderId, amount: 1, approval: wrong })).toMatchObject({
      code: 'APPROVAL_REQUIRED',
      field: ['approval'],
    });
    expect(await fingerprint(app)).toEqual(before);
  });

  test('a cashier takes it with a manager’s approval, a manager alone, and the audit log says both', async () => {
    const { cashier, manager, outletId } = restaurant;
    const orderId = await invoiced();
    const first = await withhold(cashier, { orderId, amount: 100_000, certificateNumber: 'A-1', approval: APPROVAL });
    const second = await withhold(manager, { orderId, amount: 35_000, certificateNumber: 'A-2' });
    const log =
      'query ($id: ID!) { auditLog(filter: { entityId: $id }) { nodes { action actor user { username } approver { username } outlet { id } before after } } }';
    const entry = { action: 'WITHHOLDING_RECORDED', outlet: { id: outletId } };
    const facts = { base: 4_500_000, rate: 300 };
    expect((await manager.ok(log, { id: orderId })).auditLog.nodes).toEqual([
      {
        ...{ ...entry, actor: 'MANAGER', user: { username: 'manager' }, approver: null, before: { dueAmount: 5_075_000 } },
        after: { dueAmount: 5_040_000, paymentId: second.payment.id, amount: 35_000, certificateNumber: 'A-2', ...facts },
      },
      {
        ...{ ...entry, actor: 'CASHIER', user: { username: 'cashier' }, approver: { username: 'manager' }, before: { dueAmount: 5_175_000 } },
        after: { dueAmount: 5_075_000, paymentId: first.payment.id, amount: 100_000, certificateNumber: 'A-1', ...facts },
      },
    ]);
  });

  test('sent twice with one idempotency key it is taken once, and the approval of the second is not verified again', async () => {
    const orderId = await invoiced();
    const key = { 'idempotency-key': randomUUID() };
    const input = { orderId, amount: 5000, certificateNumber: 'ONCE-1' };
    const first = await withhold(restaurant.cashier, { ...input, approval: APPROVAL }, key);
    expect((await withhold(restaurant.cashier, { ...input, approval: { ...APPROVAL, password: 'not the password' } }, key)).payment.id).toBe(first.payment.id);
    expect(await readOrder(restaurant.cashier, orderId)).toMatchObject({ paidAmount: 5000 });
  });
});

describe('at most what the tax regime lets a buyer withhold', () => {
  test('one unit more is refused, and says how much it may be', async () => {
    const orderId = await invoiced();
    expect(await withholdRefused(restaurant.manager, { orderId, amount: 135_001 })).toMatchObject({
      code: 'AMOUNT_MISMATCH',
      field: ['amount'],
      message: 'At most 135000 may be withheld, not 135001: 3 % of 4500000.',
      details: { max: 135_000, base: 4_500_000, rate: 300, withheld: 0 },
    });
    await withhold(restaurant.manager, { orderId, amount: 135_000 });
  });

  test('several certificates together, also when they are recorded at the same time', async () => {
    const orderId = await invoiced();
    await withhold(restaurant.manager, { orderId, amount: 95_000 });
    const refused = await withholdRefused(restaurant.manager, { orderId, amount: 40_001 });
    expect(refused).toMatchObject({ code: 'AMOUNT_MISMATCH', details: { max: 40_000, withheld: 95_000 } });
    const codes = await Promise.all(Array.from({ length: 6 }, () => withholdCode(restaurant.manager, { orderId, amount: 20_000 })));
    expect(codes.filter((code) => code === null)).toHaveLength(2);
    expect(await readOrder(restaurant.cashier, orderId)).toMatchObject({ paidAmount: 135_000 });
  });

  test('of what is bought: a tip is not withheld from', async () => {
    const orderId = await invoiced({ tip: 1_000_000 });
    expect(await withholdRefused(restaurant.manager, { orderId, amount: 135_001 })).toMatchObject({ details: { max: 135_000, base: 4_500_000 } });
  });

  test('nothing of an amount that is not above the threshold', async () => {
    const { id: orderId } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 50 }));
    expect(await withholdRefused(restaurant.manager, { orderId, amount: 1 })).toMatchObject({
      code: 'AMOUNT_MISMATCH',
      field: ['amount'],
      details: { max: 0, base: 1_000_000, above: 1_000_000 },
    });
  });

  test('nothing where the outlet has no regime, or one that knows no withholding', async () => {
    const plain = await makeRestaurant(app);
    const { id: orderId } = await placeOrder(plain.cashier, orderOf(plain, { COFFEE: 1 }));
    const refused = { code: 'CONFLICT', field: ['orderId'], message: expect.stringContaining('updateTaxRegime') };
    expect(await withholdRefused(plain.manager, { orderId, amount: 1 })).toMatchObject(refused);
    await allowWithholding(plain, 0, 0);
    expect(await withholdRefused(plain.manager, { orderId, amount: 1 })).toMatchObject(refused);
    await allowWithholding(plain);
    await withhold(plain.manager, { orderId, amount: 20_000 });
  });
});

describe('a certificate counts once in the brand', () => {
  test('not a second time on its order, nor on another, however its number is written', async () => {
    const { manager } = restaurant;
    const [one, other] = [await invoiced(), await invoiced()];
    const { payment } = await withhold(manager, { orderId: one, amount: 1000, certificateNumber: 'WH-2026/0077' });
    for (const [orderId, certificateNumber] of [
      [one, 'WH-2026/0077'],
      [other, 'WH-2026/0077'],
      [other, ' wh 2026.0077'],
      [other, 'ＷＨ２０２６－００７７'],
    ]) {
      expect(await withholdRefused(manager, { orderId, amount: 1000, certificateNumber })).toMatchObject({
        code: 'CONFLICT',
        field: ['certificateNumber'],
        details: { paymentId: payment.id, orderId: one },
      });
    }
    expect(await readOrder(manager, other)).toMatchObject({ paidAmount: 0 });
  });

  test('of six tills that record it on six orders at the same time one does', async () => {
    const orders = await Promise.all(Array.from({ length: 6 }, () => invoiced()));
    const codes = await Promise.all(orders.map((orderId) => withholdCode(restaurant.manager, { orderId, amount: 1000, certificateNumber: 'RACE 1' })));
    expect(codes.toSorted()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', null].toSorted());
    expect(codes.filter((code) => code === null)).toHaveLength(1);
  });

  test('recorded on the wrong order and given back, it is recorded on the right one', async () => {
    const { manager } = restaurant;
    const [wrong, right] = [await invoiced(), await invoiced()];
    const { payment } = await withhold(manager, { orderId: wrong, amount: 1000, certificateNumber: 'MOVED' });
    await refund(manager, { paymentId: payment.id, amount: 400, reopen: true });
    expect(await withholdRefused(manager, { orderId: right, amount: 1000, certificateNumber: 'MOVED' })).toMatchObject({ code: 'CONFLICT' });
    await refund(manager, { paymentId: payment.id, reopen: true });
    expect((await withhold(manager, { orderId: right, amount: 1000, certificateNumber: 'moved' })).payment.amount).toBe(1000);
    expect(await readOrder(manager, wrong)).toMatchObject({ dueAmount: 5_175_000 });
  });

  test('in another brand it is another certificate', async () => {
    const other = await makeRestaurant(app);
    await allowWithholding(other);
    await withhold(restaurant.manager, { orderId: await invoiced(), amount: 1000, certificateNumber: 'SHARED' });
    const { id: orderId } = await placeOrder(other.cashier, orderOf(other, { COFFEE: 1 }));
    await withhold(other.manager, { orderId, amount: 1000, certificateNumber: 'SHARED' });
  });
});

test('more than is due, nothing, and a number without letters or digits are refused', async () => {
  const orderId = await invoiced();
  const refused = (input: object): Promise<unknown> => withholdRefused(restaurant.manager, { orderId, amount: 1, ...input });
  expect(await refused({ amount: 5_175_001 })).toMatchObject({ code: 'AMOUNT_MISMATCH', field: ['amount'], details: { due: 5_175_000 } });
  expect(await refused({ amount: 0 })).toMatchObject({ code: 'INVALID_INPUT', field: ['amount'] });
  for (const certificateNumber of ['  ', '-/-', 'x'.repeat(65)])
    expect(await refused({ certificateNumber })).toMatchObject({ code: 'INVALID_INPUT', field: ['certificateNumber'] });
  expect(await refused({ orderId: randomUUID() })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
  expect(await readOrder(restaurant.cashier, orderId, 'paidAmount payments { id }')).toMatchObject({ paidAmount: 0, payments: [] });
});
