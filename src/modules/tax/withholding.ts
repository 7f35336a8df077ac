import { type BasisPoints, type Money, percentOf } from '../../kernel/values/money.ts';

/** What a business buyer withholds and pays to the tax office itself. */
export interface Withholding {
  readonly rate: BasisPoints;
  /** Nothing is withheld from amounts without tax up to this one. */
  readonly above: Money;
}

export interface Withheld {
  readonly rate: BasisPoints;
  /** The amount without tax. */
  readonly base: Money;
  readonly amount: Money;
  /** What is left to pay to the seller. */
  readonly toPay: Money;
}

/**
 * What is withheld from a bill (payments reference §8.2, §10.13): the rate of its amount without tax; null when nothing is
 * withheld. It is a way of paying, not a discount: the total stays.
 */
export function withhold(total: Money, tax: Money, terms: Withholding | null): Withheld | null {
  const base = total - tax;
  if (terms === null || terms.rate === 0 || base <= terms.above) return null;
  const amount = percentOf(base, terms.rate);
  return { rate: terms.rate, base, amount, toPay: total - amount };
}
