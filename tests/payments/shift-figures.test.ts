import { expect, test } from 'vitest';
import { figuresOf, type TenderSum } from '../../src/modules/payments/shifts/shift-figures.ts';

const sum = (what: TenderSum['what'], method: TenderSum['method'], count: number, amount: number, rounding = 0): TenderSum => ({
  ...{ what, method, count, amount, rounding },
});

test('an empty shift holds its float', () => {
  const figures = figuresOf(5000, [], null);
  expect(figures.cash).toEqual({ float: 5000, taken: 0, paidIn: 0, paidOut: 0, refunded: 0, expected: 5000 });
  expect(figures.tenders).toEqual([
    { method: 'CASH', count: 0, taken: 0, refundCount: 0, refunded: 0, net: 0, expected: 5000, counted: null, difference: null },
  ]);
  expect(figures).toMatchObject({ rounding: 0, noSales: 0, entryCount: 0 });
});

test('cash is what was taken with its rounding, and what went in and out', () => {
  const sums = [
    sum('TAKEN', 'CASH', 3, 10_042, -42),
    sum('GIVEN_BACK', 'CASH', 1, 333, 17),
    sum('PAY_IN', 'CASH', 2, 700),
    sum('PAY_OUT', 'CASH', 1, 400),
    sum('NO_SALE', 'CASH', 4, 0),
    sum('GIVEN_BACK', 'CARD', 1, 900),
  ];
  const figures = figuresOf(1000, sums, [
    { method: 'QRIS', amount: 5 },
    { method: 'CASH', amount: 10_900 },
  ]);
  // 1000 + 10 000 + 700 − 400 − 350
  expect(figures.cash).toEqual({ float: 1000, taken: 10_000, paidIn: 700, paidOut: 400, refunded: 350, expected: 10_950 });
  expect(figures.tenders).toEqual([
    { method: 'CASH', count: 3, taken: 10_000, refundCount: 1, refunded: 350, net: 9650, expected: 10_950, counted: 10_900, difference: -50 },
    { method: 'QRIS', count: 0, taken: 0, refundCount: 0, refunded: 0, net: 0, expected: 0, counted: 5, difference: 5 },
    { method: 'CARD', count: 0, taken: 0, refundCount: 1, refunded: 900, net: -900, expected: -900, counted: null, difference: null },
  ]);
  expect(figures).toMatchObject({ rounding: -59, noSales: 4, entryCount: 7 });
});
