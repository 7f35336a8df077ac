import { afterAll, beforeAll, expect, test } from 'vitest';
import { addProduct, attempt, orderOf, placeOrder, type Restaurant, readOrder, useTestApp } from '../kit/index.ts';
import { auditOf, change, codeOf, expectConsistent, makeDiner, PRICED } from './staff-price-api.ts';

const app = useTestApp();
let diner: Restaurant;
beforeAll(async () => {
  diner = await makeDiner(app);
});
afterAll(async () => {
  const [row] = await app.sql<{ deadlocks: string }>('select deadlocks from pg_stat_database where datname = current_database()');
  expect(Number(row?.deadlocks)).toBe(0);
});

const reason = 'Birthday';
const threeLines = (): Record<string, unknown> => orderOf(diner, { A: 2, B: 1, C: 1 });

test('two managers change the same version at the same time: one of them is told', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id: orderId, version, lines } = await placeOrder(diner.cashier, threeLines());
    const codes = await Promise.all([
      codeOf(diner.manager, 'discountOrder', { orderId, version, rate: 1000, reason }),
      codeOf(diner.owner, round % 2 ? 'overridePrice' : 'discountOrder', {
        ...{ orderId, version, reason },
        ...(round % 2 ? { lineId: lines[0].id, unitPrice: 20_000 } : { rate: 2000 }),
      }),
    ]);
    expect(codes.toSorted()).toEqual(['STALE_VERSION', null].toSorted());
    expect(await auditOf(app, orderId)).toHaveLength(1);
    await expectConsistent(app, orderId);
  }
});

test('without a version each is taken off what the one before it left', async () => {
  const { id: orderId } = await placeOrder(diner.cashier, threeLines());
  const clients = [diner.manager, diner.owner, diner.platform];
  const codes = await Promise.all(
    Array.from({ length: 15 }, (_, index) => codeOf(clients[index % 3] ?? diner.manager, 'discountOrder', { orderId, amount: 10_000, reason })),
  );
  // 115500 is enough for eleven discounts.
  expect(codes.filter((code) => code === null)).toHaveLength(11);
  expect(codes.filter((code) => code === 'INVALID_INPUT')).toHaveLength(4);
  const order = await readOrder(diner.manager, orderId, PRICED);
  expect(order.totals).toMatchObject({ subtotal: 115_500, discount: 110_000 });
  expect(await auditOf(app, orderId)).toHaveLength(11);
  await expectConsistent(app, orderId);
});

test('a discount and all of the cash at the same time: never more is paid than it costs', async () => {
  for (let round = 0; round < 25; round += 1) {
    const { id: orderId } = await placeOrder(diner.cashier, threeLines());
    const [discount, cash] = await Promise.all([
      codeOf(diner.manager, 'discountOrder', { orderId, rate: 1000 + round, reason }),
      attempt(diner.cashier, 'payCash', { orderId, tendered: 200_000 }),
    ]);
    const order = await readOrder(diner.manager, orderId, PRICED);
    // Either the whole price is paid and stays, or the lower one is paid.
    expect(cash.code).toBeNull();
    expect([null, 'ORDER_HAS_PAYMENTS']).toContain(discount);
    expect(order).toMatchObject({ paymentStatus: 'PAID', dueAmount: 0, paidAmount: order.totals.total });
    expect(order.totals.discount > 0).toBe(discount === null);
    expect(await auditOf(app, orderId)).toHaveLength(discount === null ? 1 : 0);
    await expectConsistent(app, orderId);
  }
}, 60_000);

test('many tills and managers at one order', async () => {
  const { id: orderId, lines } = await placeOrder(diner.cashier, threeLines());
  const prices = [0, 10_000, 20_000, 30_000, 40_000, 50_000];
  await Promise.all([
    ...Array.from({ length: 10 }, (_, index) => attempt(diner.cashier, 'payCash', { orderId, amount: 5000 + index * 1000, tendered: 100_000 })),
    ...Array.from({ length: 10 }, (_, index) => codeOf(diner.manager, 'discountOrder', { orderId, rate: 300 + index, reason })),
    ...prices.map((unitPrice) => codeOf(diner.owner, 'overridePrice', { orderId, lineId: lines[2].id, unitPrice, reason })),
  ]);
  await expectConsistent(app, orderId);
  const { discounts } = await readOrder(diner.manager, orderId, PRICED);
  const staff = discounts.filter(({ source }: { source: string }) => source === 'MANUAL');
  // Two requests remove each discount: one of them finds it.
  const codes = await Promise.all(
    staff.flatMap(({ id: discountId }: { id: string }) => [1, 2].map(() => codeOf(diner.manager, 'removeDiscount', { orderId, discountId }))),
  );
  expect(codes.filter((code) => code === null)).toHaveLength(staff.length);
  expect(codes.filter((code) => code === 'NOT_FOUND')).toHaveLength(staff.length);
  await expectConsistent(app, orderId);
});

test('a discount against a cancellation, and against being completed', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { id: orderId } = await placeOrder(diner.cashier, threeLines());
    const [discount, cancel] = await Promise.all([
      codeOf(diner.manager, 'discountOrder', { orderId, rate: 1000, reason }),
      attempt(diner.cashier, 'cancelOrder', { orderId, reason: 'gone' }),
    ]);
    expect(cancel.code).toBeNull();
    expect([null, 'INVALID_TRANSITION']).toContain(discount);
    const done = (await auditOf(app, orderId)).map(({ action }) => action);
    expect(done).toEqual(discount === null ? ['ORDER_DISCOUNTED', 'ORDER_CANCELLED'] : ['ORDER_CANCELLED']);
  }
});

test('orders priced by hand are placed side by side', async () => {
  const productId = await addProduct(diner.platform, {
    categoryId: diner.categoryId,
    sku: 'LAST',
    name: 'Last',
    price: 1000,
    trackStock: true,
    stockQuantity: 5,
  });
  const input = { ...orderOf(diner, {}, { lines: [{ productId, priceOverride: { unitPrice: 500, reason } }] }), discounts: [{ rate: 1000, reason }] };
  const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(diner.manager, 'placeOrder', input)));
  expect(codes.filter((code) => code === null)).toHaveLength(5);
  expect(codes.filter((code) => code === 'OUT_OF_STOCK')).toHaveLength(7);
  // Only placed orders have audit entries.
  const [row] = await app.sql<{ count: number }>(
    'select count(*)::int from audit_entry e join order_line l on l.order_id = e.entity_id where l.product_id = $1',
    [productId],
  );
  expect(row?.count).toBe(10);
  const order = await change(diner.manager, 'placeOrder', { ...input, lines: [{ productId: diner.products.A, priceOverride: { unitPrice: 500, reason } }] });
  await expectConsistent(app, order.id);
});
