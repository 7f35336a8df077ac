/** Products sold by weight, volume or length: exact to a thousandth, rounded once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMeasure, MAX_MEASURE, parseMeasure, priceOfMeasure } from '../../src/kernel/values/measure.ts';
import { price } from '../../src/modules/ordering/model/pricing.ts';
import { charges, deduction, line, NO_CHARGES, promotion, weighed } from './kit.ts';
import { fraction, nearest, times } from './rational.ts';
import { RUNS } from './runs.ts';

const measure = fc.integer({ min: 1, max: MAX_MEASURE });

describe('a measure as a decimal', () => {
  test.each([
    ['0.345', 345, '0.345'],
    ['0.5', 500, '0.5'],
    ['12.50', 12_500, '12.5'],
    ['1', 1000, '1'],
    ['1.000', 1000, '1'],
    ['007.001', 7001, '7.001'],
    ['0', 0, '0'],
    ['-0.250', -250, '-0.25'],
    ['-0', 0, '0'],
    ['999', 999_000, '999'],
  ])('%s is %i thousandths, written %s', (text, thousandths, written) => {
    expect(parseMeasure(text)).toBe(thousandths);
    expect(formatMeasure(thousandths)).toBe(written);
  });

  test.each(['', '.', '.5', '5.', '0.3456', '1e3', '0,345', ' 1', '+1', '0x1', 'NaN', '1234567890', '٣'])('%j is none', (text) => {
    expect(parseMeasure(text)).toBeNull();
  });

  test('is read back as what it was, also through the number that JSON makes of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (thousandths) => {
        expect(parseMeasure(formatMeasure(thousandths))).toBe(thousandths);
        expect(parseMeasure(String(JSON.parse(formatMeasure(thousandths))))).toBe(thousandths);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the price of a measure', () => {
  test.each([
    [150_000, 345, 51_750],
    [333, 5, 2],
    [100, 5, 1],
    [100, 4, 0],
    [18_500, 1, 19],
    [999_999, 999_000, 998_999_001],
    [1_000_000_000_000, 999_000, 999_000_000_000_000],
    [0, 345, 0],
  ])('%i by %i thousandths is %i', (of, thousandths, expected) => {
    expect(priceOfMeasure(of, thousandths)).toBe(expected);
  });

  test('is the exact product to the nearest unit of money, halves up', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000_000_000 }), measure, (of, thousandths) => {
        expect(BigInt(priceOfMeasure(of, thousandths))).toBe(nearest(times(fraction(of), fraction(thousandths, 1000))));
      }),
      { numRuns: RUNS },
    );
  });
});

/** 0.345 kg at 150 000: 51 750. */
const SALMON = weighed(150_000, 345);

test('a measured line is one unit, priced like any other: service 5 %, tax 10 %', () => {
  const priced = price({ lines: [SALMON, line(18_000)], rules: charges(false, 500, 1000) });
  expect(priced).toMatchObject({ subtotal: 69_750, serviceCharge: 3488, tax: 7324, total: 80_562 });
  expect(priced.lines.map(({ total }) => total)).toEqual([51_750, 18_000]);
});

test('modifiers are added once, for any measure, and may take something off', () => {
  const lines = [weighed(150_000, 345, 5000), weighed(150_000, 690, 5000), weighed(150_000, 345, -1750)];
  expect(price({ lines, rules: NO_CHARGES }).lines.map(({ total }) => total)).toEqual([56_750, 108_500, 50_000]);
});

describe('promotions', () => {
  const discounts = (lines: Parameters<typeof price>[0]['lines'], benefit: Parameters<typeof promotion>[0]): number[] =>
    price({ lines, rules: NO_CHARGES, promotions: [promotion(benefit)] }).lines.map(({ discount }) => discount);

  test('of items count pieces only: two portions and a piece are not three for two', () => {
    const free = { type: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1, freeUnits: 'CHEAPEST' } as const;
    expect(discounts([SALMON, SALMON, line(18_000)], free)).toEqual([0, 0, 0]);
    expect(discounts([SALMON, line(20_000, 2), line(18_000)], free)).toEqual([0, 0, 18_000]);
    const pair = { type: 'BUNDLE_PRICE', price: 30_000, items: [{ quantity: 2, productIds: null, categoryIds: null }] } as const;
    expect(discounts([SALMON, line(18_000)], pair)).toEqual([0, 0]);
    expect(discounts([SALMON, line(20_000), line(18_000)], pair)).toEqual([0, 4211, 3789]);
  });

  test('that are percentages or amounts take their part of what was measured', () => {
    expect(discounts([SALMON, line(18_250)], { type: 'PERCENTAGE', rate: 1000 })).toEqual([5175, 1825]);
    expect(discounts([SALMON, line(18_250)], { type: 'FIXED_AMOUNT', amount: 7000 })).toEqual([5175, 1825]);
  });

  test('a discount by staff is for the line as a whole', () => {
    const { lines } = price({ lines: [SALMON, line(18_250)], rules: NO_CHARGES, deductions: [deduction('MANUAL', { rate: 1000 }, 0)] });
    expect(lines.map(({ discount }) => discount)).toEqual([5175, 0]);
  });
});
