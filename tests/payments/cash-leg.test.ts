import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserFailure } from '../../src/kernel/values/errors.ts';
import { type CashLeg, cashLeg } from '../../src/modules/payments/model/cash-leg.ts';

function failureOf(leg: CashLeg): object {
  try {
    cashLeg(leg);
  } catch (error) {
    if (error instanceof UserFailure) return { code: error.code, field: error.field, details: error.details };
  }
  throw new Error('nothing failed');
}

describe('a cash leg', () => {
  test.each([
    [133_403, 100, { rounding: -3, change: 6600 }],
    [133_449, 100, { rounding: -49, change: 6600 }],
    [133_450, 100, { rounding: 50, change: 6500 }],
    [133_403, 50, { rounding: -3, change: 6600 }],
    [133_449, 50, { rounding: 1, change: 6550 }],
    [133_450, 50, { rounding: 0, change: 6550 }],
    [133_403, 1, { rounding: 0, change: 6597 }],
  ])('of all that is due, %i in steps of %i, 140 000 tendered', (due, step, leg) => {
    expect(cashLeg({ amount: due, due, tendered: 140_000, step })).toEqual(leg);
  });

  test('the rest of a mixed bill: 33 403, tendered 50 000', () => {
    expect(cashLeg({ amount: 33_403, due: 33_403, tendered: 50_000, step: 100 })).toEqual({ rounding: -3, change: 16_600 });
  });

  test('an earlier part is not rounded', () => {
    expect(cashLeg({ amount: 100_000, due: 133_403, tendered: 100_000, step: 100 })).toEqual({ rounding: 0, change: 0 });
    expect(failureOf({ amount: 100_050, due: 133_403, tendered: 200_000, step: 100 })).toEqual({
      code: 'AMOUNT_MISMATCH',
      field: ['amount'],
      details: { step: 100, nearest: [100_000, 100_100], due: 133_403 },
    });
  });

  test('too little cash', () => {
    expect(failureOf({ amount: 133_403, due: 133_403, tendered: 133_399, step: 100 })).toEqual({
      code: 'AMOUNT_MISMATCH',
      field: ['tendered'],
      details: { taken: 133_400 },
    });
    expect(cashLeg({ amount: 133_403, due: 133_403, tendered: 133_400, step: 100 })).toEqual({ rounding: -3, change: 0 });
  });

  test('more than a guest hands over: a bar code in the field for cash', () => {
    expect(failureOf({ amount: 25_400, due: 25_400, tendered: 9_000_000_000_000_000, step: 100 })).toEqual({
      code: 'AMOUNT_MISMATCH',
      field: ['tendered'],
      details: { max: 10_000_000, taken: 25_400 },
    });
    expect(cashLeg({ amount: 25_400, due: 25_400, tendered: 10_000_000, step: 100 })).toEqual({ rounding: 0, change: 9_974_600 });
    expect(failureOf({ amount: 2_000_000, due: 2_000_000, tendered: 200_000_001, step: 100 })).toMatchObject({ details: { max: 200_000_000 } });
    expect(cashLeg({ amount: 2_000_000, due: 2_000_000, tendered: 200_000_000, step: 100 })).toEqual({ rounding: 0, change: 198_000_000 });
  });

  test('less than half a step costs nothing in cash', () => {
    expect(cashLeg({ amount: 40, due: 40, tendered: 0, step: 100 })).toEqual({ rounding: -40, change: 0 });
    expect(failureOf({ amount: 40, due: 40, tendered: -1, step: 100 })).toMatchObject({ field: ['tendered'] });
  });

  test('cash taken = amount + rounding = tendered − change, a multiple of the step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.constantFrom(1, 5, 50, 100, 1000), fc.nat({ max: 1_000_000 }), (due, step, more) => {
        const tendered = due + step + more;
        const { rounding, change } = cashLeg({ amount: due, due, tendered, step });
        expect(due + rounding).toBe(tendered - change);
        expect((due + rounding) % step).toBe(0);
        expect(2 * Math.abs(rounding)).toBeLessThanOrEqual(step);
        expect(change).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });
});
