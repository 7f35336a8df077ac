/** However a bill is split, the parts can be paid in multiples of the outlet's cash step, and the total does not change. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CashRoundingMode, roundToStep } from '../../src/kernel/values/money.ts';
import { cashParts, splitEvenly } from '../../src/modules/ordering/refunds/split.ts';
import { act, addProduct, makeRestaurant, orderOf, placeOrder, type Restaurant, readOrder, refusal, useTestApp } from '../kit/index.ts';
import { run, see } from '../payments/shift-api.ts';

const evenly = (total: number, ways: number, step: number, mode?: CashRoundingMode): number[][] =>
  cashParts(
    splitEvenly(total, ways).map(({ amount }) => amount),
    step,
    mode,
  ).map(({ amount, rounding, total: cash }) => [amount, rounding, cash]);

describe('worked examples', () => {
  test('99,330 by three, in hundreds', () => {
    const each = [33_100, 0, 33_100];
    expect(evenly(99_330, 3, 100)).toEqual([each, each, [33_130, -30, 33_100]]);
    expect(evenly(99_330, 3, 100, 'DOWN')).toEqual([each, each, [33_130, -30, 33_100]]);
    expect(evenly(99_330, 3, 100, 'UP')).toEqual([[33_200, 0, 33_200], each, [33_030, 70, 33_100]]);
  });

  test('100,001 by three, in hundreds', () => {
    expect(evenly(100_001, 3, 100)).toEqual([
      [33_400, 0, 33_400],
      [33_300, 0, 33_300],
      [33_301, -1, 33_300],
    ]);
  });

  test('100,000 by seven, in hundreds', () => {
    expect(evenly(100_000, 7, 100).map(([, , cash]) => cash)).toEqual([14_300, 14_300, 14_300, 14_300, 14_300, 14_300, 14_200]);
  });

  test('without a step everybody pays the part itself', () => {
    expect(evenly(100_001, 3, 1)).toEqual([33_334, 33_334, 33_333].map((amount) => [amount, 0, amount]));
  });

  test('what guests say in coins stays as they say it', () => {
    const parts = cashParts([50_000, 40_000, 43_403], 100).map(({ total }) => total);
    expect(parts).toEqual([50_000, 40_000, 43_400]);
  });
});

test('however a total is split: parts that can be paid in coins, that sum to it, and come to what one guest would pay', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(1, 5, 50, 100, 1000),
      fc.constantFrom<CashRoundingMode>('NEAREST', 'DOWN', 'UP'),
      (amounts, step, mode) => {
        const parts = cashParts(amounts, step, mode);
        const sum = (key: 'amount' | 'total'): number => parts.reduce((all, part) => all + part[key], 0);
        const whole = amounts.reduce((all, amount) => all + amount, 0);
        expect(sum('amount')).toBe(whole);
        expect(sum('total')).toBe(roundToStep(whole, step, mode));
        for (const [index, { amount, rounding, total }] of parts.entries()) {
          expect(total % step).toBe(0);
          expect(total).toBe(amount + rounding);
          expect(amount).toBeGreaterThanOrEqual(0);
          if (index < parts.length - 1) expect(rounding).toBe(0);
          expect(Math.abs(total - (amounts[index] ?? 0))).toBeLessThan(step);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

const app = useTestApp();

const QUOTE = `query ($input: SplitQuoteInput!) { splitQuote(input: $input) {
  quote { total parts { amount cash { amount rounding total } } } userErrors { code field message details } } }`;

/** An outlet that rounds cash to hundreds, a dish that costs 99,330, and its cashier's open drawer. */
async function diner(cashRoundingMode: string): Promise<{ restaurant: Restaurant; bill: () => Promise<string>; shiftId: string }> {
  const restaurant = await makeRestaurant(app, { outlet: { cashRoundingStep: 100, cashRoundingMode } });
  const { platform, categoryId, cashier, outletId } = restaurant;
  const productId = await addProduct(platform, { categoryId, sku: 'FEAST', name: 'Feast', price: 99_330 });
  const bill = async (): Promise<string> => (await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId, quantity: 1 }] }))).id;
  return { restaurant, bill, shiftId: (await run(cashier, 'openShift', { outletId, float: 0 })).id };
}

interface Part {
  readonly amount: number;
  readonly cash: { readonly amount: number; readonly rounding: number; readonly total: number };
}

describe.each([
  ['NEAREST', 99_300],
  ['DOWN', 99_300],
  ['UP', 99_400],
])('Rp 99,330 where cash is rounded %s', (mode, inCash) => {
  let world: Awaited<ReturnType<typeof diner>>;
  beforeAll(async () => {
    world = await diner(mode);
  });
  const quote = async (input: object): Promise<Part[]> => (await world.restaurant.cashier.ok(QUOTE, { input })).splitQuote.quote.parts;
  const taken = async (): Promise<number> => (await see(world.restaurant.cashier, world.shiftId)).xReport.cash.taken;

  test.each([2, 3, 4, 5, 6, 7])('split by %i: every guest pays in coins what the quote says, in its order', async (ways) => {
    const { restaurant, bill } = world;
    const orderId = await bill();
    const before = await taken();
    for (const { cash } of await quote({ orderId, ways })) {
      const payment = await act(restaurant.cashier, 'payCash', { orderId, amount: cash.amount, tendered: 100_000 });
      expect(payment).toMatchObject({ amount: cash.amount, rounding: cash.rounding, change: 100_000 - cash.total });
    }
    expect(await readOrder(restaurant.cashier, orderId)).toMatchObject({ paymentStatus: 'PAID', dueAmount: 0, paidAmount: 99_330, totals: { total: 99_330 } });
    expect((await taken()) - before).toBe(inCash);
  });

  test.each([2, 3, 4, 5, 6, 7])('split by %i: they pay in any order, who comes last what is due', async (ways) => {
    const { restaurant, bill } = world;
    const orderId = await bill();
    const before = await taken();
    const parts = (await quote({ orderId, ways })).reverse();
    for (const [index, { cash }] of parts.entries()) {
      await act(restaurant.cashier, 'payCash', { orderId, ...(index < ways - 1 && { amount: cash.total }), tendered: 100_000 });
    }
    expect(await readOrder(restaurant.cashier, orderId)).toMatchObject({ paymentStatus: 'PAID', paidAmount: 99_330 });
    expect((await taken()) - before).toBe(inCash);
  });

  test('one by card, the others in cash: who pays last settles the rest', async () => {
    const { restaurant, bill } = world;
    const orderId = await bill();
    const [first, second] = (await quote({ orderId, ways: 3 })) as [Part, Part, Part];
    const start = 'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id } userErrors { code } } }';
    const { startPayment } = await restaurant.cashier.ok(start, { input: { orderId, method: 'CARD', amount: first.amount } });
    const settle = 'mutation ($input: SettleDemoPaymentInput!) { settleDemoPayment(input: $input) { userErrors { code } } }';
    await restaurant.guest.ok(settle, { input: { paymentId: startPayment.payment.id, outcome: 'PAY' } });
    await act(restaurant.cashier, 'payCash', { orderId, amount: second.cash.total, tendered: 100_000 });
    const last = await act(restaurant.cashier, 'payCash', { orderId, tendered: 100_000 });
    expect(last.amount).toBe(99_330 - first.amount - second.cash.total);
    expect(await readOrder(restaurant.cashier, orderId)).toMatchObject({ paymentStatus: 'PAID', paidAmount: 99_330 });
  });
});

test('by items and by amounts the parts can be paid in coins as well', async () => {
  const { restaurant, bill } = await diner('NEAREST');
  const { cashier, products } = restaurant;
  const orderId = await bill();
  const byAmounts = (await cashier.ok(QUOTE, { input: { orderId, amounts: [50_000, 20_010] } })).splitQuote.quote.parts;
  expect(byAmounts.map(({ cash }: Part) => cash)).toEqual([
    { amount: 50_000, rounding: 0, total: 50_000 },
    { amount: 20_000, rounding: 0, total: 20_000 },
    { amount: 29_330, rounding: -30, total: 29_300 },
  ]);
  const odd = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: randomUUID(), name: 'Tea', price: 7777 });
  const lines = [{ productId: odd }, { productId: products.COFFEE }].map((line) => ({ ...line, quantity: 1 }));
  const order = await placeOrder(cashier, orderOf(restaurant, {}, { lines }));
  const groups = order.lines.map(({ id }: { id: string }) => ({ lines: [{ lineId: id }] }));
  const byItems = (await cashier.ok(QUOTE, { input: { orderId: order.id, groups } })).splitQuote.quote.parts;
  expect(byItems).toEqual([
    { amount: 7777, cash: { amount: 7800, rounding: 0, total: 7800 } },
    { amount: 20_000, cash: { amount: 19_977, rounding: 23, total: 20_000 } },
  ]);
});

test('a part that no coins make is refused with those that do, and where to find them', async () => {
  const { restaurant, bill } = await diner('NEAREST');
  const orderId = await bill();
  const refused = (amount: number): ReturnType<typeof refusal> => refusal(restaurant.cashier, 'payCash', { orderId, amount, tendered: 200_000 });
  const error = await refused(33_110);
  expect(error).toMatchObject({ code: 'AMOUNT_MISMATCH', field: ['amount'], details: { step: 100, nearest: [33_100, 33_200], due: 99_330 } });
  expect(error.message).toContain('splitQuote');
  expect(await refused(50)).toMatchObject({ details: { nearest: [100] } });
  expect(await refused(99_320)).toMatchObject({ details: { nearest: [99_300] } });
});
