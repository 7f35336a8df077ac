import { Failure } from '../../kernel/failure.ts';
import { type CashRoundingMode, type Money, roundToStep } from '../../kernel/money.ts';

export interface CashToTake {
  /** Debt to settle. */
  readonly amount: Money;
  readonly due: Money;
  /** What the guest hands over. */
  readonly tendered: Money;
  /** The outlet's smallest cash amount. */
  readonly step: Money;
  readonly mode?: CashRoundingMode;
}

/**
 * Rounding and change of one cash payment: cash taken = amount + rounding = tendered − change. Only the leg that
 * brings due to 0 is rounded, to the outlet's step by its mode (half up, down or up); an earlier part must be a multiple of it (rules: Money).
 * @throws AMOUNT_MISMATCH for a part that cannot be paid in coins, or too little cash.
 */
export function cashLeg({ amount, due, tendered, step, mode }: CashToTake): { rounding: Money; change: Money } {
  const settles = amount === due;
  if (!settles && amount % step !== 0) {
    throw new Failure('AMOUNT_MISMATCH', `A part payment must be a multiple of ${step}.`, { field: ['amount'], details: { step } });
  }
  const rounding = settles ? roundToStep(amount, step, mode) - amount : 0;
  const taken = amount + rounding;
  if (tendered < taken) throw new Failure('AMOUNT_MISMATCH', `At least ${taken} must be tendered.`, { field: ['tendered'], details: { taken } });
  return { rounding, change: tendered - taken };
}
