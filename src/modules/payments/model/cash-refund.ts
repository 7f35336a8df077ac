import { type CashRoundingMode, type Money, roundToStep } from '../../../kernel/values/money.ts';

export interface CashRefund {
  /** Of the payment. */
  readonly amount: Money;
  /** What of the money that was taken is still here, as it was taken: of cash with its rounding. */
  readonly held: Money;
  /** Set when it was paid in cash and nothing of the payment is left after this. */
  readonly givesRest: boolean;
  /** The outlet's smallest cash amount. */
  readonly step: Money;
  readonly mode?: CashRoundingMode;
}

/**
 * Rounding of cash that is given back: given = amount + rounding. Rounded as a cash leg is, but never to more than is
 * held; the rest of a cash payment is exactly what is left of the cash that was taken for it.
 */
export function cashRefund({ amount, held, givesRest, step, mode }: CashRefund): Money {
  if (givesRest) return held - amount;
  return Math.min(roundToStep(amount, step, mode), roundToStep(held, step, 'DOWN')) - amount;
}
