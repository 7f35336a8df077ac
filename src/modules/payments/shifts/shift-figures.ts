import { type Money, sumOf } from '../../../kernel/values/money.ts';
import { PaymentMethod } from '../model/payment-method.ts';
import type { ShiftEntryKind } from '../model/shift.entity.ts';

/** Sum of one kind of movement in a shift, by method. */
export interface TenderSum {
  readonly what: 'TAKEN' | 'GIVEN_BACK' | ShiftEntryKind;
  readonly method: PaymentMethod;
  readonly count: number;
  readonly amount: Money;
  /** Rounding of cash: cash taken or returned = amount + rounding. */
  readonly rounding: Money;
}

/** A tender counted at the end of a shift. */
export interface Counted {
  readonly method: PaymentMethod;
  readonly amount: Money;
}

/** Figures of one payment method in a shift. */
export interface TenderFigures {
  readonly method: PaymentMethod;
  readonly count: number;
  /** Amount taken; for cash it includes the rounding, because a drawer is counted in cash. */
  readonly taken: Money;
  readonly refundCount: number;
  readonly refunded: Money;
  readonly net: Money;
  /** For cash what must be in the drawer, for other methods `net`. */
  readonly expected: Money;
  readonly counted: Money | null;
  /** counted − expected: negative when money is missing. */
  readonly difference: Money | null;
}

/** expected = float + taken + paidIn − paidOut − refunded. */
export interface CashFigures {
  readonly float: Money;
  readonly taken: Money;
  readonly paidIn: Money;
  readonly paidOut: Money;
  readonly refunded: Money;
  readonly expected: Money;
}

export interface ShiftFigures {
  readonly cash: CashFigures;
  /** Cash is always the first entry; other methods have one when they were taken, refunded or counted. */
  readonly tenders: readonly TenderFigures[];
  /** Rounding of cash taken, minus rounding of cash refunds. */
  readonly rounding: Money;
  readonly noSales: number;
  readonly entryCount: number;
}

const ENTRIES: readonly TenderSum['what'][] = ['PAY_IN', 'PAY_OUT', 'NO_SALE'];

/** Calculates a shift's figures from its float, its sums and its count; `counted` is null while nothing is counted. */
export function figuresOf(float: Money, sums: readonly TenderSum[], counted: readonly Counted[] | null): ShiftFigures {
  const of = (what: TenderSum['what'], method?: PaymentMethod): readonly TenderSum[] =>
    sums.filter((sum) => sum.what === what && (method === undefined || sum.method === method));
  const moved = (what: TenderSum['what'], method: PaymentMethod = 'CASH'): Money => sumOf(of(what, method).map(({ amount, rounding }) => amount + rounding));
  const count = (what: TenderSum['what'], method?: PaymentMethod): number => sumOf(of(what, method).map((sum) => sum.count));

  const [taken, paidIn, paidOut, refunded] = [moved('TAKEN'), moved('PAY_IN'), moved('PAY_OUT'), moved('GIVEN_BACK')];
  const cash: CashFigures = { float, taken, paidIn, paidOut, refunded, expected: float + taken + paidIn - paidOut - refunded };
  const tender = (method: PaymentMethod): TenderFigures => {
    const [inward, outward] = [moved('TAKEN', method), moved('GIVEN_BACK', method)];
    const expected = method === 'CASH' ? cash.expected : inward - outward;
    const found = counted?.find((entry) => entry.method === method)?.amount ?? null;
    return {
      ...{ method, count: count('TAKEN', method), taken: inward, refundCount: count('GIVEN_BACK', method), refunded: outward },
      ...{ net: inward - outward, expected, counted: found, difference: found === null ? null : found - expected },
    };
  };
  const seen = new Set<PaymentMethod>(['CASH', ...sums.map(({ method }) => method), ...(counted ?? []).map(({ method }) => method)]);
  const roundings = (what: TenderSum['what']): Money => sumOf(of(what).map(({ rounding }) => rounding));
  return {
    cash,
    tenders: Object.values(PaymentMethod)
      .filter((method) => seen.has(method))
      .map(tender),
    rounding: roundings('TAKEN') - roundings('GIVEN_BACK'),
    noSales: count('NO_SALE'),
    entryCount: sumOf(ENTRIES.map((kind) => count(kind))),
  };
}
