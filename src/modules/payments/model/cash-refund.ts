import { type CashRoundingMode, type Money, roundToStep } from '../../../kernel/values/money.ts';

export interface CashRefund {
  /** Amount of the payment to refund, without cash rounding. */
  readonly amount: Money;
  /** Money of the payment that is not refunded or spent yet; of a cash payment it includes the rounding. */
  readonly held: Money;
  /** True when the payment was in cash and this refund returns the rest of it. */
  readonly givesRest: boolean;
  /** The outlet's smallest cash amount. */
  readonly step: Money;
  readonly mode?: CashRoundingMode;
}

/**
 * Rounding of a refund in cash: cash returned = amount + rounding. It is rounded like a cash leg, but never to more than
 * `held`. The last refund of a cash payment returns exactly `held`.
 */
export function cashRefund({ amount, held, givesRest, step, mode }: CashRefund): Money {
  if (givesRest) return held - amount;
  return Math.min(roundToStep(amount, step, mode), roundToStep(held, step, 'DOWN')) - amount;
}
