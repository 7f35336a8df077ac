import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { act, addProduct, orderOf, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';
import { change } from '../ordering/staff-price-api.ts';
import { paidByGateway, refund, refundRefused } from './refund-api.ts';

const { app, restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500, packagingFee: 0 } });
beforeAll(async () => {
  const input = { name: 'A fifth', type: 'PERCENTAGE', rate: 2000, maximumDiscount: 25_000 };
  await restaurant.owner.ok('mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { userErrors { code field message details } } }', {
    input,
  });
});

interface Sold {
  readonly orderId: string;
  readonly paymentId: string;
  readonly lineIds: readonly string[];
}

/** Sells and pays the worked order: 2 × 35 000, 50 000 and 30 000 with 20 % up to 25 000 off, service 5 % and tax 10 %. */
async function sold(more: Readonly<Record<string, unknown>> = {}): Promise<Sold> {
  const lines = await Promise.all(
    [
      [35_000, 2],
      [50_000, 1],
      [30_000, 1],
    ].map(async ([price, quantity]) => {
      const sku = randomUUID().slice(0, 8);
      const stock = { trackStock: true, stockQuantity: 10 };
      return { productId: await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku, name: sku, price, ...stock }), quantity };
    }),
  );
  const order = await placeOrder(restaurant.owner, orderOf(restaurant, {}, { lines, ...more }));
  return { orderId: order.id, paymentId: await paidByGateway(app, restaurant, order.id), lineIds: order.lines.map(({ id }: { id: string }) => id) };
}

const QUOTE = 'query ($input: RefundQuoteInput!) { refundQuote(input: $input) { quote { amount left } userErrors { code field message details } } }';

async function quote(input: Readonly<Record<string, unknown>>): Promise<{ amount: number; left: number }> {
  return (await restaurant.cashier.ok(QUOTE, { input })).refundQuote.quote;
}

test('the worked refund: one of two units, the other, then line by line; in the end exactly what was paid', async () => {
  const { orderId, paymentId, lineIds } = await sold();
  const { manager } = restaurant;
  const [first, second, third] = lineIds;
  const one = await refund(manager, { paymentId, lines: [{ lineId: first, quantity: 1 }] });
  expect(one.refund).toMatchObject({ amount: 33_688, lines: [{ lineId: first, quantity: 1, amount: 33_688 }] });
  expect(await quote({ orderId, lines: [{ lineId: first, quantity: 1 }] })).toEqual({ amount: 33_687, left: 77_000 });
  const other = await refund(manager, { paymentId, lines: [{ lineId: first, quantity: 1 }] });
  expect(other.refund.amount).toBe(33_687);
  const parts = [...one.refund.lines, ...other.refund.lines];
  const sum = (key: string): number => parts.reduce((total: number, line: Record<string, number>) => total + (line[key] ?? 0), 0);
  expect([sum('net'), sum('serviceCharge'), sum('tax')]).toEqual([58_333, 2917, 6125]);
  expect(await refundRefused(manager, { paymentId, lines: [{ lineId: first, quantity: 1 }] })).toMatchObject({
    ...{ code: 'REFUND_EXCEEDS_PAID', field: 'lines.0.quantity', details: { left: 0 } },
  });
  expect((await refund(manager, { paymentId, lines: [{ lineId: second, quantity: 1 }] })).refund.amount).toBe(48_125);
  const rest = await refund(manager, { paymentId, lines: [{ lineId: third, quantity: 1 }] });
  expect(rest).toMatchObject({ refund: { amount: 28_875 }, order: { refundedAmount: 144_375, paymentStatus: 'REFUNDED' } });
});

test('a quote is what the refund then gives', async () => {
  const { orderId, paymentId, lineIds } = await sold();
  const [first, second] = lineIds;
  for (const input of [
    { lines: [{ lineId: second, amount: 1001 }] },
    { amount: 7777 },
    {
      lines: [
        { lineId: first, quantity: 1 },
        { lineId: second, amount: 3 },
      ],
    },
    { amount: 1 },
  ]) {
    const quoted = await quote({ orderId, ...input });
    const { refund: made, order } = await refund(restaurant.manager, { paymentId, ...input });
    expect(made.amount).toBe(quoted.amount);
    expect(144_375 - order.refundedAmount).toBe(quoted.left);
  }
  await refund(restaurant.manager, { paymentId });
});

test('amounts and units in any order sum to what it came to, and no part falls below nothing', async () => {
  const { orderId, paymentId, lineIds } = await sold();
  const [first, second, third] = lineIds;
  const { manager } = restaurant;
  await refund(manager, { paymentId, amount: 50_001 });
  await refund(manager, { paymentId, lines: [{ lineId: third, quantity: 1 }] });
  await refund(manager, { paymentId, lines: [{ lineId: first, quantity: 1 }] });
  await refund(manager, { paymentId, amount: 11 });
  await refund(manager, { paymentId, lines: [{ lineId: second, quantity: 1 }] });
  const last = await refund(manager, { paymentId });
  expect(last.order).toMatchObject({ refundedAmount: 144_375, paymentStatus: 'REFUNDED' });
  const refunds = await readOrder(manager, orderId, 'payments { refunds { amount lines { lineId net serviceCharge tax } } }');
  const perLine = new Map<string, number[]>();
  for (const { lines } of refunds.payments[0].refunds) {
    for (const { lineId, net, serviceCharge, tax } of lines) {
      const [a = 0, b = 0, c = 0] = perLine.get(lineId) ?? [];
      perLine.set(lineId, [a + net, b + serviceCharge, c + tax]);
    }
  }
  expect(lineIds.map((id) => perLine.get(id))).toEqual([
    [58_333, 2917, 6125],
    [41_667, 2083, 4375],
    [25_000, 1250, 2625],
  ]);
});

test('a tip and lines, each for itself', async () => {
  const { paymentId, lineIds } = await sold({ tip: 10_000 });
  const [first] = lineIds;
  const { refund: made } = await refund(restaurant.manager, { paymentId, lines: [{ lineId: first, quantity: 2 }], fees: ['TIP'] });
  expect(made).toMatchObject({ amount: 77_375, lines: [{ amount: 67_375, quantity: 2 }], fees: [{ fee: 'TIP', amount: 10_000, tax: 0 }] });
  expect(await refundRefused(restaurant.manager, { paymentId, fees: ['TIP'] })).toMatchObject({
    code: 'REFUND_EXCEEDS_PAID',
    field: 'fees.0',
    details: { left: 0 },
  });
});

test('a line that costs nothing gives nothing back', async () => {
  const free = await placeOrder(restaurant.owner, orderOf(restaurant, { WATER: 1, COFFEE: 1 }));
  await change(restaurant.manager, 'discountOrder', { orderId: free.id, lineId: free.lines[0].id, rate: 10_000, reason: 'On the house' });
  const paymentId = await paidByGateway(app, restaurant, free.id);
  expect(await refundRefused(restaurant.manager, { paymentId, lines: [{ lineId: free.lines[0].id, quantity: 1 }] })).toMatchObject({
    ...{ code: 'INVALID_INPUT', field: 'lines' },
  });
});

test('an order that was priced again after a refund still gives back exactly its total', async () => {
  const { manager } = restaurant;
  const order = await placeOrder(restaurant.owner, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
  const [coffee, soup] = order.lines.map(({ id }: { id: string }) => id);
  const paymentId = await paidByGateway(app, restaurant, order.id);
  await refund(manager, { paymentId, lines: [{ lineId: coffee, quantity: 1 }] });
  // The soup gets dearer, then the coffee cheaper than its refund; the order's total is not below the paid amount.
  await change(manager, 'overridePrice', { orderId: order.id, lineId: soup, unitPrice: 50_000, reason: 'Bigger bowl' });
  await change(manager, 'overridePrice', { orderId: order.id, lineId: coffee, unitPrice: 10_000, reason: 'Smaller cup' });
  const { totals, dueAmount } = await readOrder(manager, order.id);
  const rest = dueAmount > 0 ? await paidByGateway(app, restaurant, order.id, { method: 'CARD' }) : null;
  if (rest) await refund(manager, { paymentId: rest });
  const last = await refund(manager, { paymentId });
  expect(last.order).toMatchObject({ refundedAmount: totals.total, paymentStatus: 'REFUNDED' });
});

test('units go back on sale when that is said, each once; cancelling returns the rest', async () => {
  const { cashier, manager, outletId } = restaurant;
  const { orderId, paymentId, lineIds } = await sold();
  const [first, second, third] = lineIds;
  const products = await readOrder(cashier, orderId, 'lines { productId }');
  const stock = async (): Promise<number[]> =>
    Promise.all(
      products.lines.map(async ({ productId }: { productId: string }) => {
        const document = 'query ($id: ID!, $outletId: ID!) { product(id: $id) { atOutlet(outletId: $outletId) { stockQuantity } } }';
        return (await cashier.ok(document, { id: productId, outletId })).product.atOutlet.stockQuantity;
      }),
    );
  expect(await stock()).toEqual([8, 9, 9]);
  await refund(manager, { paymentId, lines: [{ lineId: first, quantity: 1 }], restock: true });
  expect(await stock()).toEqual([9, 9, 9]);
  await refund(manager, { paymentId, lines: [{ lineId: first, quantity: 1 }] });
  await refund(manager, { paymentId, lines: [{ lineId: second, quantity: 1 }], restock: true });
  expect(await stock()).toEqual([9, 10, 9]);
  expect(await refundRefused(manager, { paymentId, lines: [{ lineId: third, amount: 1 }], restock: true })).toMatchObject({
    code: 'INVALID_INPUT',
    field: 'restock',
  });
  await refund(manager, { paymentId, amount: 1 });
  expect(await stock()).toEqual([9, 10, 9]);
  await refund(manager, { paymentId, restock: true });
  expect(await stock()).toEqual([9, 10, 10]);
  await act(manager, 'cancelOrder', { orderId, reason: 'Gone' });
  expect(await stock()).toEqual([10, 10, 10]);
});
