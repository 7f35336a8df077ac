import { beforeAll, expect, test } from 'vitest';
import { act, addOutlet, addProduct, addStation, type Restaurant, useTestApp } from '../kit/index.ts';
import { makeIndonesian, place, promote, quote } from './promotion-api.ts';

/** Worked totals of the payments reference (§10) with promotions, through quote and order. */

const app = useTestApp();
let restaurant: Restaurant;
let plain: string;
beforeAll(async () => {
  restaurant = await makeIndonesian(app);
  // The same tax without a service charge.
  plain = await addOutlet(restaurant.owner, { code: 'PLAIN', taxRate: 1000 });
  await addStation(restaurant.owner, plain, 'BAR', true);
});

type Line = readonly [price: number, quantity?: number];
const products = new Map<number, Promise<string>>();

function productOf(price: number): Promise<string> {
  const { owner, categoryId } = restaurant;
  const known = products.get(price) ?? addProduct(owner, { categoryId, sku: `P${price}`, name: `For ${price}`, price });
  products.set(price, known);
  return known;
}

interface Case {
  readonly lines: readonly Line[];
  readonly promotion: Record<string, unknown>;
  readonly outlet?: 'plain';
}

let number = 0;

/** Quote and order of a basket with one promotion, which must agree. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function priced({ lines, promotion, outlet }: Case): Promise<any> {
  number += 1;
  const code = `CASE-${number}`;
  await promote(restaurant.owner, { name: code, code, ...promotion });
  const input = {
    outletId: outlet === 'plain' ? plain : restaurant.outletId,
    serviceMode: 'TAKEAWAY',
    channel: 'POS',
    promotionCodes: [code],
    lines: await Promise.all(lines.map(async ([price, quantity = 1]) => ({ productId: await productOf(price), quantity }))),
  };
  const quoted = await quote(restaurant.guest, input);
  const order = await place(restaurant.owner, { ...input, expectedTotal: quoted.totals.total });
  expect(order.totals).toEqual(quoted.totals);
  expect(order.discounts).toEqual(quoted.discounts);
  expect(order.appliedPromotions).toEqual(quoted.appliedPromotions);
  expect(order.discounts).toEqual(order.appliedPromotions.map((applied: object) => ({ source: 'PROMOTION', ...applied })));
  for (const priced of [quoted, order]) {
    const sum = (field: string): number => priced.lines.reduce((all: number, line: Record<string, number>) => all + (line[field] ?? 0), 0);
    expect([sum('discount'), sum('serviceCharge'), sum('tax'), sum('finalTotal')]).toEqual([
      priced.totals.discount,
      priced.totals.serviceCharge,
      priced.totals.tax,
      priced.totals.total,
    ]);
    priced.appliedPromotions.forEach(({ amount, lines: shares }: { amount: number; lines: { amount: number }[] }) => {
      expect(shares.reduce((all, share) => all + share.amount, 0)).toBe(amount);
    });
  }
  return order;
}

const of = (order: { lines: Record<string, number>[] }, field: string): unknown[] => order.lines.map((line) => line[field]);

test('10.4 a percentage with a cap', async () => {
  const order = await priced({ lines: [[70_000], [50_000], [30_000]], promotion: { type: 'PERCENTAGE', rate: 2000, maximumDiscount: 25_000 } });
  expect(order.totals).toEqual({ subtotal: 150_000, discount: 25_000, serviceCharge: 6250, tax: 13_125, total: 144_375 });
  expect(order.appliedPromotions).toMatchObject([
    {
      amount: 25_000,
      lines: [
        { line: 0, amount: 11_667 },
        { line: 1, amount: 8333 },
        { line: 2, amount: 5000 },
      ],
    },
  ]);
  expect(of(order, 'net')).toEqual([58_333, 41_667, 25_000]);
  expect(of(order, 'serviceCharge')).toEqual([2917, 2083, 1250]);
  expect(of(order, 'tax')).toEqual([6125, 4375, 2625]);
  expect(of(order, 'finalTotal')).toEqual([67_375, 48_125, 28_875]);
});

test('10.5 a fixed amount', async () => {
  const order = await priced({ lines: [[25_000], [25_000], [25_000]], promotion: { type: 'FIXED_AMOUNT', amount: 10_000 } });
  expect(order.totals).toEqual({ subtotal: 75_000, discount: 10_000, serviceCharge: 3250, tax: 6825, total: 75_075 });
  expect(of(order, 'discount')).toEqual([3334, 3333, 3333]);
});

test('10.5 a fixed amount of more than all: nothing to pay, PAID at once, without a payment', async () => {
  const order = await priced({ lines: [[75_000]], promotion: { type: 'FIXED_AMOUNT', amount: 100_000 } });
  expect(order.totals).toEqual({ subtotal: 75_000, discount: 75_000, serviceCharge: 0, tax: 0, total: 0 });
  expect(order).toMatchObject({ paymentStatus: 'PAID', dueAmount: 0, payments: [] });
  await act(restaurant.owner, 'serveOrder', { orderId: order.id });
  expect(await act(restaurant.owner, 'completeOrder', { orderId: order.id })).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID' });
});

const buyTwo = { type: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1 };
const mixed: readonly Line[] = [[32_000, 2], [28_000, 2], [24_000]];

test('10.6 buy 2 get 1 of the same', async () => {
  const order = await priced({ lines: [[18_000, 7]], promotion: buyTwo, outlet: 'plain' });
  expect(order.totals).toEqual({ subtotal: 126_000, discount: 36_000, serviceCharge: 0, tax: 9000, total: 99_000 });
});

test('10.6 buy 2 get 1, the cheapest units free', async () => {
  const order = await priced({ lines: mixed, promotion: buyTwo });
  expect(order.totals).toEqual({ subtotal: 144_000, discount: 24_000, serviceCharge: 6000, tax: 12_600, total: 138_600 });
  expect(order.appliedPromotions).toMatchObject([{ amount: 24_000, lines: [{ line: 2, amount: 24_000 }] }]);
});

test('10.6 buy 2 get 1, every third of the sorted units free', async () => {
  const order = await priced({ lines: mixed, promotion: { ...buyTwo, freeUnits: 'EVERY_NTH' } });
  expect(order.totals).toEqual({ subtotal: 144_000, discount: 28_000, serviceCharge: 5800, tax: 12_180, total: 133_980 });
  expect(order.appliedPromotions).toMatchObject([{ amount: 28_000, lines: [{ line: 1, amount: 28_000 }] }]);
});

test('10.7 a bundle', async () => {
  const bundleItems = await Promise.all([45_000, 20_000, 15_000].map(async (price) => ({ quantity: 1, productIds: [await productOf(price)] })));
  const order = await priced({ lines: [[45_000], [20_000], [15_000]], promotion: { type: 'BUNDLE_PRICE', amount: 65_000, bundleItems } });
  expect(order.totals).toEqual({ subtotal: 80_000, discount: 15_000, serviceCharge: 3250, tax: 6825, total: 75_075 });
  expect(of(order, 'discount')).toEqual([8438, 3750, 2812]);
  expect(of(order, 'net')).toEqual([36_562, 16_250, 12_188]);
});

test('10.16 two tax groups', async () => {
  const { owner } = restaurant;
  const made = await owner.ok('mutation ($input: CreateTaxRegimeInput!) { createTaxRegime(input: $input) { taxRegime { id } userErrors { message } } }', {
    input: { name: 'Restaurant tax', defaultGroup: 'FOOD', rates: [{ taxGroup: 'FOOD', name: 'PB1', rate: 1000 }] },
  });
  const input = { outletId: plain, taxRegimeId: made.createTaxRegime.taxRegime.id };
  await owner.ok('mutation ($input: SetOutletTaxRegimeInput!) { setOutletTaxRegime(input: $input) { userErrors { message } } }', { input });
  const exempt = { categoryId: restaurant.categoryId, sku: 'EXEMPT', name: 'Exempt', price: 25_000, taxGroup: 'EXEMPT' };
  products.set(25_000, addProduct(owner, exempt));
  const order = await priced({ lines: [[40_000], [25_000]], promotion: { type: 'FIXED_AMOUNT', amount: 5000 }, outlet: 'plain' });
  expect(order.totals).toEqual({ subtotal: 65_000, discount: 5000, serviceCharge: 0, tax: 3692, total: 63_692 });
  expect(of(order, 'discount')).toEqual([3077, 1923]);
  expect(of(order, 'tax')).toEqual([3692, 0]);
});
