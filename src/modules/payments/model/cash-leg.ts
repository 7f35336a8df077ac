import { UserFailure } from '../../../kernel/values/errors.ts';
import { type CashRoundingMode, type Money, roundToStep } from '../../../kernel/values/money.ts';

export interface CashLeg {
  /** Debt to settle. */
  readonly amount: Money;
  readonly due: Money;
  /** What the guest hands over. */
  readonly tendered: Money;
  /** The outlet's smallest cash amount. */
  readonly step: Money;
  readonly mode?: CashRoundingMode;
}

/** A guest never hands over more than this many times the amount taken … */
const TENDERED_TIMES = 100;
/** … but up to this amount in minor units may be a single note: Rp 100.000 for a parking ticket of Rp 500. */
const TENDERED_ANYWAY: Money = 10_000_000;

/**
 * Rounding and change of one cash payment: cash taken = amount + rounding = tendered − change. Only the leg that brings
 * due to 0 is rounded, to the outlet's step by its mode (half up, down or up); an earlier part must be a multiple of the step (rules: Money).
 * @throws AMOUNT_MISMATCH for a part that is no multiple of the step, too little cash, or more cash than a guest would hand over.
 */
export function cashLeg({ amount, due, tendered, step, mode }: CashLeg): { rounding: Money; change: Money } {
  const settles = amount === due;
  if (!settles && amount % step !== 0) {
    const below = roundToStep(amount, step, 'DOWN');
    const nearest = [below, below + step].filter((part) => part > 0 && part <= due);
    const remedy = nearest.length > 0 ? `take ${nearest.join(' or ')}, or all that is due, ${due}` : `take all that is due, ${due}`;
    const message = `A part payment in cash must be a multiple of ${step}, not ${amount}: ${remedy}. splitQuote tells what each of several guests pays in cash.`;
    throw new UserFailure('AMOUNT_MISMATCH', message, { field: ['amount'], details: { step, nearest, due } });
  }
  const rounding = settles ? roundToStep(amount, step, mode) - amount : 0;
  const taken = amount + rounding;
  const max = Math.max(TENDERED_ANYWAY, TENDERED_TIMES * taken);
  if (tendered > max) {
    const message = `${tendered} is more than is handed over for ${taken}: at most ${max} is taken. Was a bar code scanned into the field?`;
    throw new UserFailure('AMOUNT_MISMATCH', message, { field: ['tendered'], details: { max, taken } });
  }
  if (tendered < taken) throw new UserFailure('AMOUNT_MISMATCH', `At least ${taken} must be tendered.`, { field: ['tendered'], details: { taken } });
  return { rounding, change: tendered - taken };
}
