import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SharedUnits, type SplitPart, splitByAmounts, splitByItems, splitEvenly } from '../../src/modules/ordering/refunds/split.ts';
import { charges, line, sum } from '../pricing/kit.ts';
import { RUNS } from '../pricing/runs.ts';
import { anySoldOrder, failure, sold } from './refund-orders.ts';

/** 2 × 35 000, 18 000 and 27 500; service 5 %, tax 10 %: 133 403. */
const lines = [line(35_000, 2), line(18_000), line(27_500)];
const { state, total } = sold({ lines, rules: charges(false, 500, 1000) });

const amounts = (parts: readonly SplitPart[]): number[] => parts.map(({ amount }) => amount);
const take = (lineId: string, quantity = 1): SharedUnits => ({ lineId, quantity });

describe('evenly', () => {
  test('the first pay what cannot be shared out', () => {
    expect(splitEvenly(total, 3)).toEqual([44_468, 44_468, 44_467].map((amount) => ({ amount, lines: [], fees: null })));
    expect(amounts(splitEvenly(2, 3))).toEqual([1, 1, 0]);
    expect(amounts(splitEvenly(0, 2))).toEqual([0, 0]);
  });
});

describe('by amounts', () => {
  test('the rest is a part of its own', () => {
    expect(amounts(splitByAmounts(total, [100_000]))).toEqual([100_000, 33_403]);
    expect(amounts(splitByAmounts(total, [100_000, 33_403]))).toEqual([100_000, 33_403]);
  });

  test('more than there is, and less than one', () => {
    expect(failure(() => splitByAmounts(total, [100_000, 33_404]))).toEqual({ code: 'AMOUNT_MISMATCH', field: 'amounts.1', details: { left: 33_403 } });
    expect(failure(() => splitByAmounts(0, [1]))).toMatchObject({ code: 'AMOUNT_MISMATCH', details: { left: 0 } });
    for (const wrong of [0, -5, 0.5]) expect(failure(() => splitByAmounts(total, [1, wrong]))).toMatchObject({ code: 'INVALID_INPUT', field: 'amounts.1' });
  });
});

describe('by items', () => {
  test('each pays what their items came to', () => {
    const parts = splitByItems(state, [[take('0', 2)], [take('1'), take('2')]]);
    expect(parts).toEqual([
      { amount: 80_850, lines: [{ ...take('0', 2), amount: 80_850 }], fees: 0 },
      {
        amount: 52_553,
        lines: [
          { ...take('1'), amount: 20_790 },
          { ...take('2'), amount: 31_763 },
        ],
        fees: 0,
      },
    ]);
  });

  test('a line may be several guests’', () => {
    const odd = sold({ lines: [line(3335, 3)], rules: charges(false, 0, 1000) });
    expect(odd.total).toBe(11_006);
    expect(amounts(splitByItems(odd.state, [[take('0')], [take('0')], [take('0')]]))).toEqual([3669, 3669, 3668]);
    expect(amounts(splitByItems(odd.state, [[take('0'), take('0')], [take('0')]]))).toEqual([7338, 3668]);
  });

  test('fees go by what the items came to', () => {
    const delivered = sold({ lines, rules: { ...charges(false, 500, 1000), delivery: { amount: 12_000, taxable: false } } }, 1000);
    const parts = splitByItems(delivered.state, [[take('0', 2)], [take('1'), take('2')]]);
    expect(parts.map(({ amount, fees }) => [amount, fees])).toEqual([
      [88_729, 7879],
      [57_674, 5121],
    ]);
    expect(delivered.total).toBe(146_403);
  });

  test('every unit belongs to exactly one guest', () => {
    const groups = (...all: SharedUnits[][]) => failure(() => splitByItems(state, all));
    expect(groups([take('0', 2)], [take('1')])).toEqual({ code: 'INVALID_INPUT', field: 'groups', details: { missing: [{ lineId: '2', quantity: 1 }] } });
    expect(groups([take('0', 2)], [take('0'), take('1'), take('2')])).toEqual({
      ...{ code: 'INVALID_INPUT', field: 'groups.1.lines.0.quantity', details: { left: 0 } },
    });
    expect(groups([take('0', 3)], [take('1')])).toMatchObject({ field: 'groups.0.lines.0.quantity', details: { left: 2 } });
    expect(groups([take('0', 2)], [take('1'), take('x')])).toEqual({ code: 'NOT_FOUND', field: 'groups.1.lines.1.lineId', details: null });
    for (const wrong of [0, -1, 1.5]) expect(groups([take('0', wrong)], [take('1')])).toMatchObject({ field: 'groups.0.lines.0.quantity' });
  });
});

test('for any order and way of splitting, the parts sum to the total and none is negative', () => {
  const whole = (parts: readonly SplitPart[], of: number): boolean => sum(amounts(parts)) === of && parts.every(({ amount }) => amount >= 0);
  fc.assert(
    fc.property(anySoldOrder, fc.integer({ min: 2, max: 50 }), fc.infiniteStream(fc.nat({ max: 9 })), (order, ways, guests) => {
      // Each unit belongs to one of up to ten guests.
      const groups: SharedUnits[][] = Array.from({ length: Math.min(ways, 10) }, () => []);
      for (const { lineId, units } of order.state.lines) {
        for (let unit = 0; unit < units; unit += 1) groups[(guests.next().value ?? 0) % groups.length]?.push(take(lineId));
      }
      const byItems = splitByItems(order.state, groups);
      return (
        whole(byItems, order.total) &&
        byItems.every(({ amount, lines: items, fees }) => amount === sum(items.map((of) => of.amount)) + (fees ?? 0) && (fees ?? 0) >= 0) &&
        whole(splitEvenly(order.total, ways), order.total) &&
        whole(order.total > 1 ? splitByAmounts(order.total, [1, order.total - 1]) : splitByAmounts(order.total, []), order.total)
      );
    }),
    { numRuns: RUNS },
  );
});
