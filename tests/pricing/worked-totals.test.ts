/** Every worked case of the payments reference §10, number by number. */
import { describe, expect, test } from 'vitest';
import { allocate, percentOf, roundToStep } from '../../src/kernel/values/money.ts';
import { type Pricing, type PricingInput, type PricingRules, price, recalculatePrice } from '../../src/modules/ordering/model/pricing.ts';
import type { TaxTerms } from '../../src/modules/tax/index.ts';
import { charges, deduction, line, promotion, sum, units } from './kit.ts';

/** 115 500: 2 × 35 000 + 18 000 + 27 500. */
const LUNCH = [line(35_000, 2), line(18_000), line(27_500)];
/** Service 5 %, PB1 10 %, on top of prices. */
const ON_TOP = charges(false, 500, 1000);

/** A promotion of 10 % off everything. */
const TENTH_OFF = promotion({ type: 'PERCENTAGE', rate: 1000 });

function nets({ lines }: Pricing): number[] {
  return lines.map(({ total, discount }) => total - discount);
}

function each<K extends keyof Pricing['lines'][number]>({ lines }: Pricing, key: K): Pricing['lines'][number][K][] {
  return lines.map((priced) => priced[key]);
}

/** Net, service charge, tax and total, as in the tables of the reference. */
function row(priced: Pricing): number[] {
  return [priced.subtotal - priced.discount, priced.serviceCharge, priced.tax, priced.total];
}

describe('10.1 exclusive, service 5 %, PB1 10 %', () => {
  const priced = price({ lines: LUNCH, rules: ON_TOP });

  test('the order', () => {
    expect(row(priced)).toEqual([115_500, 5775, 12_128, 133_403]);
    expect(priced.taxes).toEqual([{ name: 'Tax', rate: 1000, base: 121_275, amount: 12_128 }]);
    expect(priced.serviceChargeBase).toBe(115_500);
  });

  test('the shares of its lines', () => {
    expect(each(priced, 'total')).toEqual([70_000, 18_000, 27_500]);
    expect(each(priced, 'serviceCharge')).toEqual([3500, 900, 1375]);
    expect(each(priced, 'tax')).toEqual([7350, 1890, 2888]);
    expect(each(priced, 'finalTotal')).toEqual([80_850, 20_790, 31_763]);
  });

  test('where the service charge is not taxed', () => {
    const untaxed = charges(false, { rate: 500, taxable: false, basis: 'AFTER_DISCOUNTS' }, 1000);
    expect(row(price({ lines: LUNCH, rules: untaxed }))).toEqual([115_500, 5775, 11_550, 132_825]);
  });
});

test('10.2 inclusive tax 10 %', () => {
  const rules = charges(true, 0, 1000);
  expect(price({ lines: units(117_000), rules })).toMatchObject({ tax: 10_636, taxes: [{ base: 106_364, amount: 10_636 }], total: 117_000 });
  expect(price({ lines: LUNCH, rules })).toMatchObject({ tax: 10_500, taxes: [{ base: 105_000, amount: 10_500 }], total: 115_500 });
});

test('10.3 inclusive tax 10 % and service 5 %', () => {
  const rules = charges(true, 500, 1000);
  expect(price({ lines: LUNCH, rules })).toMatchObject({ serviceChargeBase: 100_000, serviceCharge: 5000, tax: 10_500, total: 115_500 });
  const priced = price({ lines: units(98_000), rules });
  expect(priced).toMatchObject({ serviceChargeBase: 84_848, serviceCharge: 4242, tax: 8910, taxes: [{ base: 89_090 }], total: 98_000 });
  expect(percentOf(89_090, 1000)).toBe(8909); // The rest, so that the parts sum to the total.
});

describe('10.4 and 10.19: a fifth off with a maximum', () => {
  const lines = [line(35_000, 2), line(50_000), line(30_000)];
  const fifth = promotion({ type: 'PERCENTAGE', rate: 2000 }, { maximumDiscount: 25_000 });
  const priced = price({ lines, rules: ON_TOP, promotions: [fifth] });

  test('10.4 percent promo with cap', () => {
    expect(price({ lines, rules: ON_TOP, promotions: [{ ...fifth, maximumDiscount: null }] }).discount).toBe(30_000);
    expect(priced.discount).toBe(25_000);
    expect(each(priced, 'discount')).toEqual([11_667, 8333, 5000]);
    expect(row(priced)).toEqual([125_000, 6250, 13_125, 144_375]);
    expect(priced.taxes[0]?.base).toBe(131_250);
  });

  test('10.19 what each of its lines is worth back', () => {
    expect(nets(priced)).toEqual([58_333, 41_667, 25_000]);
    expect(each(priced, 'serviceCharge')).toEqual([2917, 2083, 1250]);
    expect(each(priced, 'tax')).toEqual([6125, 4375, 2625]);
    expect(each(priced, 'finalTotal')).toEqual([67_375, 48_125, 28_875]);
    expect(sum(each(priced, 'finalTotal'))).toBe(144_375);
    expect(allocate(67_375, [1, 1])).toEqual([33_688, 33_687]);
  });
});

describe('10.5 fixed promo', () => {
  const ofAmount = (amount: number): PricingInput => ({
    lines: units(25_000, 25_000, 25_000),
    rules: ON_TOP,
    promotions: [promotion({ type: 'FIXED_AMOUNT', amount })],
  });

  test('10 000 off', () => {
    const priced = price(ofAmount(10_000));
    expect(each(priced, 'discount')).toEqual([3334, 3333, 3333]);
    expect(row(priced)).toEqual([65_000, 3250, 6825, 75_075]);
  });

  test('100 000 off 75 000 is 75 000 off', () => {
    const priced = price(ofAmount(100_000));
    expect(priced.discount).toBe(75_000);
    expect(row(priced)).toEqual([0, 0, 0, 0]);
  });
});

describe('10.6 buy 2 get 1', () => {
  test('of one item', () => {
    const free = promotion({ type: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1, freeUnits: 'CHEAPEST' });
    const priced = price({ lines: [line(18_000, 7)], rules: charges(false, 0, 1000), promotions: [free] });
    expect(priced.discount).toBe(36_000);
    expect(row(priced)).toEqual([90_000, 0, 9000, 99_000]);
  });

  test.each([
    ['CHEAPEST', 24_000, [120_000, 6000, 12_600, 138_600]],
    ['EVERY_NTH', 28_000, [116_000, 5800, 12_180, 133_980]],
  ] as const)('of mixed prices: %s', (freeUnits, discount, expected) => {
    const free = promotion({ type: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1, freeUnits });
    const priced = price({ lines: units(32_000, 32_000, 28_000, 28_000, 24_000), rules: ON_TOP, promotions: [free] });
    expect(priced.discount).toBe(discount);
    expect(row(priced)).toEqual(expected);
  });
});

test('10.7 bundle price', () => {
  const items = ['main', 'side', 'drink'].map((productId) => ({ productIds: [productId], categoryIds: null, quantity: 1 }));
  const priced = price({
    lines: [line(45_000, 1, { productId: 'main' }), line(20_000, 1, { productId: 'side' }), line(15_000, 1, { productId: 'drink' })],
    rules: ON_TOP,
    promotions: [promotion({ type: 'BUNDLE_PRICE', price: 65_000, items })],
  });
  expect(priced.discount).toBe(15_000);
  expect(each(priced, 'discount')).toEqual([8438, 3750, 2812]);
  expect(nets(priced)).toEqual([36_562, 16_250, 12_188]);
  expect(row(priced)).toEqual([65_000, 3250, 6825, 75_075]);
});

describe('10.8 promo 10 % and a voucher of 20 000 on 200 000', () => {
  const order = { lines: units(200_000), rules: ON_TOP, promotions: [TENTH_OFF] };

  test('the promo first, then a voucher that is a discount', () => {
    const priced = price({ ...order, deductions: [deduction('VOUCHER', { amount: 20_000 })] });
    expect(row(priced)).toEqual([160_000, 8000, 16_800, 184_800]);
    expect(priced.discounts.map(({ source, amount }) => [source, amount])).toEqual([
      ['PROMOTION', 20_000],
      ['VOUCHER', 20_000],
    ]);
  });

  test('the same when the voucher is given to an order that has the promo', () => {
    const { promotions } = price(order);
    expect(row(recalculatePrice({ ...order, promotions, deductions: [deduction('VOUCHER', { amount: 20_000 })] }))).toEqual([160_000, 8000, 16_800, 184_800]);
  });

  test('a voucher with a money value is a tender', () => {
    const priced = price(order);
    expect(row(priced)).toEqual([180_000, 9000, 18_900, 207_900]);
    expect(priced.total - 20_000).toBe(187_900);
  });
});

test.each([
  [133_403, 133_400, 133_400, 133_400, 133_500],
  [133_449, 133_400, 133_450, 133_400, 133_500],
  [133_450, 133_500, 133_450, 133_400, 133_500],
  [184_825, 184_800, 184_850, 184_800, 184_900],
])('10.9 cash rounding of %i', (total, nearest100, nearest50, down100, up100) => {
  expect(roundToStep(total, 100)).toBe(nearest100);
  expect(roundToStep(total, 50)).toBe(nearest50);
  expect(roundToStep(total, 100, 'DOWN')).toBe(down100);
  expect(roundToStep(total, 100, 'UP')).toBe(up100);
});

test('10.10 split payments', () => {
  const { total, ...priced } = price({ lines: LUNCH, rules: ON_TOP });
  expect(allocate(total, [1, 1, 1])).toEqual([44_468, 44_468, 44_467]);
  const [first = 0, ...others] = priced.lines.map(({ finalTotal }) => finalTotal);
  expect([first, sum(others)]).toEqual([80_850, 52_553]);
  const rest = total - 100_000;
  expect([rest, roundToStep(rest, 100), roundToStep(rest, 100) - rest, 50_000 - roundToStep(rest, 100)]).toEqual([33_403, 33_400, -3, 16_600]);
});

test('10.11 Ethiopia, exclusive, service 10 %, VAT 15 %', () => {
  const priced = price({ lines: [line(18_550, 2), line(9575)], rules: charges(false, 1000, 1500) });
  expect(row(priced)).toEqual([46_675, 4668, 7701, 59_044]);
  expect(priced.taxes[0]?.base).toBe(51_343);
});

test('10.12 Ethiopia, VAT inclusive', () => {
  expect(price({ lines: units(25_000), rules: charges(true, 0, 1500) })).toMatchObject({ tax: 3261, taxes: [{ base: 21_739 }], total: 25_000 });
});

test('10.13 Ethiopia, withholding is a tender', () => {
  const { subtotal, tax, total } = price({ lines: units(4_500_000), rules: charges(false, 0, 1500) });
  expect([tax, total]).toEqual([675_000, 5_175_000]);
  const withheld = percentOf(subtotal, 300);
  expect([withheld, total - withheld]).toEqual([135_000, 5_040_000]);
});

test('10.14 tax is rounded on the order, not per line', () => {
  const priced = price({ lines: units(3335, 3335, 3335), rules: charges(false, 0, 1000) });
  expect(3 * percentOf(3335, 1000)).toBe(1002);
  expect(priced.tax).toBe(1001);
  expect(each(priced, 'tax')).toEqual([334, 334, 333]);
});

describe('10.15 PPN: 12 % of 11/12', () => {
  const taxes: TaxTerms = { defaultGroup: 'GOODS', rules: { GOODS: { name: 'PPN', rate: 1200, baseNumerator: 11, baseDenominator: 12 } } };
  const rules: PricingRules = { ...charges(false, 0, 0), taxes };

  test.each([
    [50_000_000, 45_833_333, 5_500_000, 5_500_000],
    [100_003, 91_669, 11_000, 11_000],
    [32, 29, 3, 4],
    [77, 71, 9, 8],
  ])('%i has the base %i and the tax %i, where 11 %% of it are %i', (amount, base, tax, eleven) => {
    expect(price({ lines: units(amount), rules }).taxes).toEqual([{ name: 'PPN', rate: 1200, base, amount: tax }]);
    expect(percentOf(amount, 1100)).toBe(eleven);
  });
});

test('10.16 two tax groups', () => {
  const priced = price({
    lines: [line(40_000), line(25_000, 1, { taxGroup: 'EXEMPT' })],
    rules: charges(false, 0, 1000),
    promotions: [promotion({ type: 'FIXED_AMOUNT', amount: 5000 })],
  });
  expect(each(priced, 'discount')).toEqual([3077, 1923]);
  expect(priced.taxes).toEqual([{ name: 'Tax', rate: 1000, base: 36_923, amount: 3692 }]);
  expect(each(priced, 'tax')).toEqual([3692, 0]);
  expect(priced.total).toBe(63_692);
});

test('10.17 a delivery fee that is not taxed', () => {
  const rules = { ...ON_TOP, delivery: { amount: 12_000, taxable: false } };
  expect(price({ lines: LUNCH, rules })).toMatchObject({ delivery: 12_000, deliveryTax: 0, tax: 12_128, total: 145_403 });
});

test('10.18 points as discount', () => {
  const worth = 500 * 10;
  const priced = price({ lines: LUNCH, rules: ON_TOP, deductions: [deduction('POINTS', { amount: worth })] });
  expect(row(priced)).toEqual([110_500, 5525, 11_603, 127_628]);
  expect(priced.taxes[0]?.base).toBe(116_025);
  expect(recalculatePrice({ lines: LUNCH, rules: ON_TOP, deductions: [deduction('POINTS', { amount: worth })] })).toEqual(priced);
});
