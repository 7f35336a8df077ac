import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate, fractionDigits, halfUp, percentOf, ratioOf, roundToStep, sumOf } from '../../src/kernel/values/money.ts';
import { RUNS } from '../pricing/runs.ts';

const runs = { numRuns: RUNS };
const amount = fc.integer({ min: 0, max: 1_000_000_000_000 });
const rate = fc.integer({ min: 0, max: 10_000 });

describe('halfUp', () => {
  test.each([
    [5n, 2n, 3n],
    [4n, 2n, 2n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [0n, 7n, 0n],
    [-5n, 2n, -3n],
    [-1n, 3n, 0n],
  ])('%s / %s = %s', (n, d, rounded) => {
    expect(halfUp(n, d)).toBe(rounded);
  });

  test('is the nearest integer, mirrored for negatives', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: 1n, max: 2n ** 40n }), (n, d) => {
        const distance = 2n * (halfUp(n, d) * d - n);
        expect(distance <= d && -distance <= d).toBe(true);
        expect(halfUp(-n, d)).toBe(-halfUp(n, d));
      }),
      runs,
    );
  });
});

describe('percentOf', () => {
  test('rounds half up', () => {
    expect(percentOf(121_275, 1000)).toBe(12_128);
    expect(percentOf(46_675, 1000)).toBe(4668);
    expect(percentOf(10_005, 1000)).toBe(1001);
    expect(percentOf(3335, 1000)).toBe(334);
    expect(percentOf(0, 1000)).toBe(0);
  });

  test('is exact where floating point is not', () => {
    expect(percentOf(9_007_199_254_740_991, 10_000)).toBe(9_007_199_254_740_991);
    expect(percentOf(1_000_000_000_000_005, 1000)).toBe(100_000_000_000_001);
  });
});

describe('ratioOf', () => {
  test('takes rates out of a gross amount', () => {
    expect(ratioOf(117_000, 10_000n, 11_000n)).toBe(106_364);
    expect(ratioOf(115_500, 10_000n * 10_000n, 10_500n * 11_000n)).toBe(100_000);
    expect(ratioOf(25_000, 100n, 115n)).toBe(21_739);
    expect(ratioOf(500, 1n, 1n)).toBe(500);
  });

  test('takes a fraction of an amount', () => {
    expect(ratioOf(50_000_000, 11n, 12n)).toBe(45_833_333);
    expect(ratioOf(100_003, 11n, 12n)).toBe(91_669);
    expect(ratioOf(6, 1n, 4n)).toBe(2);
    expect(ratioOf(-6, 1n, 4n)).toBe(-2);
    expect(ratioOf(0, 11n, 12n)).toBe(0);
  });

  test('is exact where floating point is not', () => {
    expect(ratioOf(9_007_199_254_740_991, 2n, 3n)).toBe(6_004_799_503_160_661);
    expect(ratioOf(9_007_199_254_740_991, 10n ** 30n, 10n ** 30n)).toBe(9_007_199_254_740_991);
  });

  test('what a rate added differs from the rate of the net by at most one unit', () => {
    fc.assert(
      fc.property(amount, rate, (gross, tax) => {
        const net = ratioOf(gross, 10_000n, 10_000n + BigInt(tax));
        expect(Math.abs(gross - net - percentOf(net, tax))).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  test('a percentage is a ratio', () => {
    fc.assert(
      fc.property(amount, rate, (of, share) => ratioOf(of, BigInt(share), 10_000n) === percentOf(of, share)),
      runs,
    );
  });
});

describe('sumOf', () => {
  test('adds up, and is 0 of nothing', () => {
    expect(sumOf([])).toBe(0);
    expect(sumOf([133_403, -3, 0])).toBe(133_400);
  });
});

describe('allocate', () => {
  test('by largest remainder, ties to the lower index', () => {
    expect(allocate(25_000, [70_000, 50_000, 30_000])).toEqual([11_667, 8333, 5000]);
    expect(allocate(10_000, [25_000, 25_000, 25_000])).toEqual([3334, 3333, 3333]);
    expect(allocate(15_000, [45_000, 20_000, 15_000])).toEqual([8438, 3750, 2812]);
    expect(allocate(133_403, [1, 1, 1])).toEqual([44_468, 44_468, 44_467]);
    expect(allocate(5000, [40_000, 25_000])).toEqual([3077, 1923]);
  });

  test('nothing to weigh by', () => {
    expect(allocate(7, [])).toEqual([]);
    expect(allocate(0, [0, 0])).toEqual([0, 0]);
    expect(allocate(7, [0, 0])).toEqual([7, 0]);
  });

  test('a negative total is the mirror of the positive one', () => {
    expect(allocate(-10, [1, 1, 1])).toEqual([-4, -3, -3]);
    expect(allocate(-5000, [40_000, 25_000])).toEqual([-3077, -1923]);
  });

  test('parts sum to the total, none exceeds its weight, each is within one unit of its exact share', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (weights, fraction) => {
        const whole = sumOf(weights);
        const total = Math.floor(whole * fraction);
        const parts = allocate(total, weights);
        expect(sumOf(parts)).toBe(total);
        for (const [index, part] of parts.entries()) {
          const weight = weights[index] ?? 0;
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(weight);
          const error = BigInt(part) * BigInt(whole) - BigInt(total) * BigInt(weight);
          expect(whole === 0 || (error < BigInt(whole) && -error < BigInt(whole))).toBe(true);
        }
      }),
      runs,
    );
  });
});

describe('roundToStep', () => {
  test.each([
    [133_403, 100, 133_400],
    [133_449, 100, 133_400],
    [133_450, 100, 133_500],
    [184_825, 100, 184_800],
    [133_403, 50, 133_400],
    [133_449, 50, 133_450],
    [133_450, 50, 133_450],
    [184_825, 50, 184_850],
    [33_403, 100, 33_400],
    [77, 1, 77],
    [49, 100, 0],
  ])('%i to steps of %i is %i', (total, step, rounded) => {
    expect(roundToStep(total, step)).toBe(rounded);
  });

  test.each([
    [133_403, 100, 133_400, 133_500],
    [133_400, 100, 133_400, 133_400],
    [99, 100, 0, 100],
    [0, 100, 0, 0],
    [77, 1, 77, 77],
    [9_007_199_254_740_989, 3, 9_007_199_254_740_987, 9_007_199_254_740_990],
  ])('%i to steps of %i is %i down and %i up', (total, step, down, up) => {
    expect(roundToStep(total, step, 'DOWN')).toBe(down);
    expect(roundToStep(total, step, 'UP')).toBe(up);
  });

  test('is the nearest multiple of the step, the one below or the one above', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 1_000_000 }), (total, step) => {
        const [nearest, down, up] = [roundToStep(total, step, 'NEAREST'), roundToStep(total, step, 'DOWN'), roundToStep(total, step, 'UP')];
        return (
          [nearest, down, up].every((rounded) => rounded % step === 0 && rounded >= 0) &&
          2 * Math.abs(nearest - total) <= step &&
          down <= total &&
          total - down < step &&
          up >= total &&
          up - total < step &&
          (nearest === down || nearest === up) &&
          nearest === roundToStep(total, step)
        );
      }),
      runs,
    );
  });
});

describe('currencies', () => {
  test.each([
    ['IDR', 0],
    ['ETB', 2],
    ['USD', 2],
    ['INR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['VND', 0],
    ['SGD', 2],
    ['MYR', 2],
    ['PHP', 2],
    ['THB', 2],
  ])('%s has %i digits', (code, digits) => {
    expect(fractionDigits(code)).toBe(digits);
  });

  test.each(['XXX', 'idr', '', 'constructor', '__proto__', 'toString'])('%j is none', (code) => {
    expect(fractionDigits(code)).toBeUndefined();
  });
});
