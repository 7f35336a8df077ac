import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeClient, makeRestaurant, type Restaurant, useRestaurant } from '../kit/index.ts';
import { amounts, assign, basketOf, CALCULATE, calculate, makeRegime, outletWith, quote, rate } from './tax-api.ts';

const { app, restaurant } = useRestaurant();
let ethiopian: Restaurant;
beforeAll(async () => {
  ethiopian = await makeRestaurant(app, { currency: 'ETB' });
});

test('two tax groups, one of them exempt', async () => {
  const { id } = await makeRegime(restaurant.owner, { name: 'Two', defaultGroup: 'FOOD', rates: [rate('FOOD', 1000)] });
  const lines = [{ amount: 36923 }, { amount: 23077, taxGroup: 'EXEMPT' }];
  expect(await calculate(restaurant.guest, { taxRegimeId: id, lines, date: '2030-01-01' })).toEqual({
    currency: { code: 'IDR' },
    date: '2030-01-01',
    pricesIncludeTax: false,
    net: 60000,
    serviceChargeBase: 60000,
    serviceCharge: 0,
    taxes: [{ name: 'FOOD', rate: 1000, base: 36923, amount: 3692 }],
    tax: 3692,
    total: 63692,
    lines: [
      { net: 36923, serviceCharge: 0, tax: 3692, taxName: 'FOOD', taxRate: 1000, total: 40615 },
      { net: 23077, serviceCharge: 0, tax: 0, taxName: null, taxRate: null, total: 23077 },
    ],
    withholding: null,
  });
});

test.each([
  [50_000_000, 45_833_333, 5_500_000],
  [100_003, 91_669, 11_000],
  [32, 29, 3],
  [77, 71, 9],
])('PPN of %i through 11/12 of it', async (amount, base, tax) => {
  const input = { preset: 'INDONESIA', date: '2025-01-01', lines: [{ amount, taxGroup: 'GOODS' }] };
  expect(await calculate(restaurant.guest, input)).toMatchObject({ taxes: [{ name: 'PPN', rate: 1200, base, amount: tax }], total: amount + tax });
});

test('the rates of a preset on any day', async () => {
  const ppn = async (taxGroup: string, date: string): Promise<unknown> => {
    const { taxes } = await calculate(restaurant.guest, { preset: 'INDONESIA', date, lines: [{ amount: 120000, taxGroup }] });
    return [taxes[0].rate, taxes[0].base, taxes[0].amount];
  };
  expect(await ppn('GOODS', '2024-12-31')).toEqual([1100, 120000, 13200]);
  expect(await ppn('GOODS', '2025-01-01')).toEqual([1200, 110000, 13200]);
  expect(await ppn('LUXURY', '2024-12-31')).toEqual([1100, 120000, 13200]);
  expect(await ppn('LUXURY', '2025-01-31')).toEqual([1200, 110000, 13200]);
  expect(await ppn('LUXURY', '2025-02-01')).toEqual([1200, 120000, 14400]);
  for (const date of ['2020-01-01', '2024-08-20', '2024-08-21', '2030-01-01']) {
    expect(await calculate(ethiopian.guest, { preset: 'ETHIOPIA', date, lines: amounts(10000) })).toMatchObject({ tax: 1500, date });
  }
  expect(await calculate(restaurant.guest, { preset: 'NONE', lines: amounts(10000) })).toMatchObject({ taxes: [], tax: 0, total: 10000 });
});

test('service charge, taxable or not, on top and inside', async () => {
  const bill = { preset: 'INDONESIA', lines: amounts(70000, 18000, 27500), serviceChargeRate: 500 };
  const on = await calculate(restaurant.guest, bill);
  expect(on).toMatchObject({ net: 115500, serviceCharge: 5775, tax: 12128, total: 133403 });
  expect(on.lines.map(({ total }: { total: number }) => total)).toEqual([80850, 20790, 31763]);
  expect(await calculate(restaurant.guest, { ...bill, serviceChargeTaxable: false })).toMatchObject({ tax: 11550, total: 132825 });
  const inside = await calculate(restaurant.guest, { ...bill, pricesIncludeTax: true });
  expect(inside).toMatchObject({ pricesIncludeTax: true, net: 100000, serviceChargeBase: 100000, serviceCharge: 5000, tax: 10500, total: 115500 });
  expect(inside.lines.map(({ total }: { total: number }) => total)).toEqual([70000, 18000, 27500]);
});

test('tax of the total, shared out over the lines', async () => {
  const { tax, lines } = await calculate(restaurant.guest, { preset: 'INDONESIA', lines: amounts(3335, 3335, 3335) });
  expect([tax, ...lines.map((line: { tax: number }) => line.tax)]).toEqual([1001, 334, 334, 333]);
});

test('Ethiopia: on top, inside', async () => {
  const on = { preset: 'ETHIOPIA', lines: amounts(37100, 9575), serviceChargeRate: 1000 };
  expect(await calculate(ethiopian.guest, on)).toMatchObject({ serviceCharge: 4668, tax: 7701, total: 59044, currency: { code: 'ETB' } });
  const inside = { preset: 'ETHIOPIA', lines: amounts(25000), pricesIncludeTax: true };
  expect(await calculate(ethiopian.guest, inside)).toMatchObject({ net: 21739, tax: 3261, total: 25000 });
});

describe('withholding', () => {
  const catering = (more: object = {}): Record<string, unknown> => ({ preset: 'ETHIOPIA', lines: amounts(4_500_000), ...more });

  test('of the amount without tax; the total stays', async () => {
    const withheld = { rate: 300, base: 4_500_000, amount: 135_000, toPay: 5_040_000 };
    expect(await calculate(ethiopian.guest, catering())).toMatchObject({ tax: 675_000, total: 5_175_000, withholding: withheld });
    const inside = catering({ lines: amounts(5_175_000), pricesIncludeTax: true });
    expect(await calculate(ethiopian.guest, inside)).toMatchObject({ total: 5_175_000, withholding: withheld });
  });

  test('above the threshold only, service charge counted', async () => {
    const withholding = async (more: object): Promise<unknown> => (await calculate(ethiopian.guest, catering(more))).withholding;
    expect(await withholding({ lines: amounts(1_000_000) })).toBeNull();
    expect(await withholding({ lines: amounts(1_000_001) })).toEqual({ rate: 300, base: 1_000_001, amount: 30_000, toPay: 1_120_001 });
    expect(await withholding({ lines: amounts(950_000), serviceChargeRate: 1000 })).toMatchObject({ base: 1_045_000, amount: 31_350 });
    expect(await withholding({ lines: [{ amount: 2_000_000, taxGroup: 'EXEMPT' }] })).toMatchObject({ base: 2_000_000, toPay: 1_940_000 });
  });

  test('of a regime and of the outlet that has it; not in another currency', async () => {
    const outletId = await outletWith(ethiopian, {});
    const regime = await makeRegime(ethiopian.owner, { preset: 'ETHIOPIA', name: 'Goods', withholding: { rate: 300, above: 2_000_000 } });
    await assign(ethiopian.owner, outletId, regime.id);
    for (const by of [{ taxRegimeId: regime.id }, { taxRegimeId: regime.id.toUpperCase() }, { outletId }]) {
      expect((await calculate(ethiopian.guest, { ...by, lines: amounts(2_000_000) })).withholding).toBeNull();
      expect((await calculate(ethiopian.guest, { ...by, lines: amounts(2_000_100) })).withholding).toMatchObject({ amount: 60_003 });
    }
    expect((await calculate(restaurant.guest, catering())).withholding).toBeNull();
  });
});

test('by an outlet: its regime or single rate, its settings unless others are asked for, the same as an order', async () => {
  const outletId = await outletWith(restaurant, { serviceChargeRate: 700, serviceChargeTaxable: false, pricesIncludeTax: true }, { preset: 'INDONESIA' });
  const basket = await basketOf(restaurant, outletId, [98765], [4321, 1, 'GOODS'], [98765], [777, 1, 'EXEMPT']);
  const { totals, lines } = await quote(restaurant.guest, basket);
  const input = { outletId, lines: [{ amount: 98765 }, { amount: 4321, taxGroup: 'GOODS' }, { amount: 98765 }, { amount: 777, taxGroup: 'EXEMPT' }] };
  const calculated = await calculate(restaurant.guest, input);
  expect(calculated).toMatchObject({ pricesIncludeTax: true, serviceCharge: totals.serviceCharge, taxes: totals.taxes, tax: totals.tax, total: totals.total });
  const sums = (of: { tax: number; serviceCharge: number }[]): unknown => of.map(({ tax, serviceCharge }) => [serviceCharge, tax]).sort();
  expect(sums(calculated.lines)).toEqual(sums(lines));
  expect(await calculate(restaurant.guest, { ...input, pricesIncludeTax: false, serviceChargeRate: 0 })).toMatchObject({ net: 202628, serviceCharge: 0 });
  const single = await outletWith(restaurant, { taxRate: 1000, taxName: 'Own' });
  expect(await calculate(restaurant.guest, { outletId: single, lines: amounts(1000) })).toMatchObject({ taxes: [{ name: 'Own', amount: 100 }] });
});

test('the order of the lines changes no amount', async () => {
  const outletId = await outletWith(restaurant, { serviceChargeRate: 500 }, { preset: 'INDONESIA' });
  const line = fc.record({ amount: fc.integer({ min: 0, max: 100_000 }), taxGroup: fc.constantFrom(null, 'GOODS', 'LUXURY', 'EXEMPT') });
  const shuffled = fc
    .array(line, { minLength: 2, maxLength: 8 })
    .chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray([...lines.keys()], { minLength: lines.length }), fc.boolean()));
  await fc.assert(
    fc.asyncProperty(shuffled, async ([lines, order, pricesIncludeTax]) => {
      const one = await calculate(restaurant.guest, { outletId, pricesIncludeTax, lines });
      const other = await calculate(restaurant.guest, { outletId, pricesIncludeTax, lines: order.map((index) => lines[index]) });
      expect({ ...other, lines: null }).toEqual({ ...one, lines: null });
      const sum = (of: 'net' | 'serviceCharge' | 'tax' | 'total'): number =>
        one.lines.reduce((all: number, entry: Record<typeof of, number>) => all + entry[of], 0);
      expect([sum('net'), sum('serviceCharge'), sum('tax'), sum('total')]).toEqual([one.net, one.serviceCharge, one.tax, one.total]);
      const known = (of: typeof one): string[] => of.lines.map((entry: object) => JSON.stringify(entry)).sort();
      expect(known(other)).toEqual(known(one));
    }),
    { numRuns: 60 },
  );
});

test('what is refused names its field', async () => {
  const { guest, outletId } = restaurant;
  const lines = amounts(1000);
  const refused = async (input: Readonly<Record<string, unknown>>): Promise<string> => {
    const { code, field } = await guest.failure(CALCULATE, { input });
    return `${code} ${field?.join('.')}`;
  };
  expect(await refused({ lines })).toBe('INVALID_INPUT outletId');
  expect(await refused({ lines, outletId, preset: 'NONE' })).toBe('INVALID_INPUT preset');
  expect(await refused({ lines, taxRegimeId: randomUUID(), preset: 'NONE' })).toBe('INVALID_INPUT preset');
  expect(await refused({ lines, outletId, taxRegimeId: randomUUID() })).toBe('INVALID_INPUT taxRegimeId');
  expect(await refused({ lines, outletId: randomUUID() })).toBe('NOT_FOUND outletId');
  expect(await refused({ lines, taxRegimeId: randomUUID() })).toBe('NOT_FOUND taxRegimeId');
  expect(await refused({ lines, taxRegimeId: (await makeRegime(ethiopian.owner, { preset: 'NONE' })).id })).toBe('NOT_FOUND taxRegimeId');
  expect(await refused({ lines: [], preset: 'NONE' })).toBe('INVALID_INPUT lines');
  expect(await refused({ lines: Array.from({ length: 251 }, () => ({ amount: 1 })), preset: 'NONE' })).toBe('LIMIT_EXCEEDED lines');
  expect(await refused({ lines: [{ amount: 1 }, { amount: -1 }], preset: 'NONE' })).toBe('INVALID_INPUT lines.1.amount');
  expect(await refused({ lines: amounts(1e12 + 1), preset: 'NONE' })).toBe('INVALID_INPUT lines.0.amount');
  expect(await refused({ lines: [{ amount: 1, taxGroup: 'no group' }], preset: 'NONE' })).toBe('INVALID_INPUT lines.0.taxGroup');
  expect(await refused({ lines, preset: 'NONE', serviceChargeRate: 10_001 })).toBe('INVALID_INPUT serviceChargeRate');
  expect(await guest.requestError(CALCULATE, { input: { lines, preset: 'NONE', date: '2025-02-30' } })).toBe('BAD_USER_INPUT');
  expect(await makeClient(app.url).requestError(CALCULATE, { input: { lines, preset: 'NONE' } })).toBe('BAD_USER_INPUT');
});

test('the largest basket is exact', async () => {
  const lines = Array.from({ length: 250 }, () => ({ amount: 1e12 }));
  const { taxRate: _, ...found } = await calculate(restaurant.guest, { preset: 'INDONESIA', lines, serviceChargeRate: 10_000 });
  expect(found).toMatchObject({ net: 250e12, serviceCharge: 250e12, tax: 50e12, total: 550e12 });
});
