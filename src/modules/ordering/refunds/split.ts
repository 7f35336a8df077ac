import { invalid } from '../../../kernel/values/check.ts';
import { type FieldPath, notFound, UserFailure } from '../../../kernel/values/errors.ts';
import { allocate, type CashRoundingMode, type Money, roundToStep, sumOf } from '../../../kernel/values/money.ts';
import { type Refundable, refundUnits, totalOf, worthOf } from './refund.ts';

/** Units of a line that one guest takes over. */
export interface SharedUnits {
  readonly lineId: string;
  readonly quantity: number;
}

/** What one of several guests pays; all parts sum to the order's total. */
export interface SplitPart {
  readonly amount: Money;
  /** The units of the guest and their amounts; empty when the order is not split by items. */
  readonly lines: readonly (SharedUnits & { readonly amount: Money })[];
  /** The guest's share of delivery, packaging and tip; null when the order is not split by items. */
  readonly fees: Money | null;
}

/** Equal parts; the first guests pay the minor units that are left over. */
export function splitEvenly(total: Money, ways: number): SplitPart[] {
  return allocate(
    total,
    Array.from({ length: ways }, () => 1),
  ).map(part);
}

/**
 * One part for each amount; the rest becomes one more part.
 * @throws INVALID_INPUT, AMOUNT_MISMATCH for more than there is to pay
 */
export function splitByAmounts(total: Money, amounts: readonly Money[], at: FieldPath = ['amounts']): SplitPart[] {
  let left = total;
  for (const [index, amount] of amounts.entries()) {
    if (!Number.isSafeInteger(amount) || amount < 1) throw invalid([...at, index], 'must be a whole number from 1 up.');
    if (amount > left) throw new UserFailure('AMOUNT_MISMATCH', `Only ${left} is left to be split.`, { field: [...at, index], details: { left } });
    left -= amount;
  }
  return [...amounts, ...(left > 0 ? [left] : [])].map(part);
}

/**
 * Each guest pays for units of lines, at the value that a refund of them has (refund.ts), guest by guest. Fees are shared out
 * in proportion to the guests' items.
 * @throws NOT_FOUND, INVALID_INPUT unless every unit belongs to exactly one guest
 */
export function splitByItems(order: Refundable, groups: readonly (readonly SharedUnits[])[], at: FieldPath = ['groups']): SplitPart[] {
  mustCover(order, groups, at);
  let left = order;
  const items = groups.map((group) =>
    group.map(({ lineId, quantity }) => {
      const taken = refundUnits(left, lineId, quantity);
      left = taken.left;
      return { lineId, quantity, amount: totalOf(taken.refund) };
    }),
  );
  const costs = items.map((lines) => sumOf(lines.map(({ amount }) => amount)));
  const fees = allocate(sumOf(order.fees.map(worthOf)), costs);
  return items.map((lines, guest) => ({ amount: (costs[guest] ?? 0) + (fees[guest] ?? 0), lines, fees: fees[guest] ?? 0 }));
}

/** What one of several guests pays when all pay in cash: cash = amount + rounding. */
export interface CashPart {
  /** The debt that it settles. */
  readonly amount: Money;
  /** Not 0 only in the last part. */
  readonly rounding: Money;
  /** Cash to pay. */
  readonly total: Money;
}

/**
 * What each of several parts pays in cash. The order's cash total, counted in rounding steps, is shared out: each part gets the
 * steps that fit into it, and the steps left over go to the largest remainders, ties to the earlier part. So each guest pays
 * less than one step more or less than the part. Each part but the last is a multiple of the step. The last settles what is
 * left, and it alone is rounded (rules: Money).
 */
export function cashParts(amounts: readonly Money[], step: Money, mode?: CashRoundingMode): CashPart[] {
  const total = sumOf(amounts);
  const rounded = inSteps(amounts, step, roundToStep(total, step, mode));
  // If parts rounded up before the last one exceeded the total, no debt would be left for the last part.
  const inCoins = sumOf(rounded.slice(0, -1)) <= total ? rounded : inSteps(amounts, step, roundToStep(total, step, 'DOWN'));
  const rest = total - sumOf(inCoins.slice(0, -1));
  return inCoins.map((amount, index) => {
    if (index < amounts.length - 1) return { amount, rounding: 0, total: amount };
    const cash = roundToStep(rest, step, mode);
    return { amount: rest, rounding: cash - rest, total: cash };
  });
}

/** Multiples of the step near the amounts; they sum to `whole`. Each is the steps that fit into its amount, plus at most one step. */
function inSteps(amounts: readonly Money[], step: Money, whole: Money): Money[] {
  const fitting = amounts.map((amount) => roundToStep(amount, step, 'DOWN'));
  const over = (whole - sumOf(fitting)) / step;
  const largest = amounts
    .map((amount, index) => ({ index, remainder: amount - (fitting[index] ?? 0) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
    .slice(0, over);
  return fitting.map((amount, index) => (largest.some((one) => one.index === index) ? amount + step : amount));
}

function mustCover({ lines }: Refundable, groups: readonly (readonly SharedUnits[])[], at: FieldPath): void {
  const free = new Map(lines.map(({ lineId, units }) => [lineId, units]));
  for (const [guest, group] of groups.entries()) {
    for (const [index, { lineId, quantity }] of group.entries()) {
      const field = [...at, guest, 'lines', index];
      const left = free.get(lineId);
      if (left === undefined) throw notFound('Line', [...field, 'lineId']);
      if (!Number.isSafeInteger(quantity) || quantity < 1) throw invalid([...field, 'quantity'], 'must be a whole number from 1 up.');
      if (quantity > left) {
        throw new UserFailure('INVALID_INPUT', `Only ${left} units of the line are left for this guest.`, { field: [...field, 'quantity'], details: { left } });
      }
      free.set(lineId, left - quantity);
    }
  }
  const missing = [...free].flatMap(([lineId, quantity]) => (quantity > 0 ? [{ lineId, quantity }] : []));
  if (missing.length > 0) throw new UserFailure('INVALID_INPUT', 'Some units belong to no guest.', { field: at, details: { missing } });
}

function part(amount: Money): SplitPart {
  return { amount, lines: [], fees: null };
}
