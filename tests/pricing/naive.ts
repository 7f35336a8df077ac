/**
 * A second, deliberately naive pricing of a basket, written from docs/pricing.md alone with exact fractions: units one by
 * one, every sum anew, no code of the engine. Only the shapes of what goes in are the engine's.
 */
import type { ToPrice } from '../../src/modules/ordering/pricing.ts';
import { type NaiveCharges, naiveCharges } from './naive-charges.ts';
import { type Discounted, naiveDiscounts } from './naive-discounts.ts';
import { total } from './rational.ts';

/** Everything about a price that the engine and the naive one must agree on; lists whose order means nothing are sorted. */
export interface Outcome {
  readonly subtotal: bigint;
  readonly discount: bigint;
  readonly discounts: Discounted['discounts'];
  readonly notApplied: Discounted['notApplied'];
  readonly charges: NaiveCharges;
}

/** The part that no regime changes, so that one basket can be priced under many. */
export function discountsOf(input: ToPrice): Discounted {
  return naiveDiscounts(input.lines, input.promotions ?? [], input.deductions ?? []);
}

export function naivePrice(input: ToPrice, discounted: Discounted = discountsOf(input)): Outcome {
  return {
    subtotal: total(discounted.lines.map(({ gross }) => gross)),
    discount: total(discounted.lines.map(({ gross, net }) => gross - net)),
    discounts: discounted.discounts,
    notApplied: discounted.notApplied,
    charges: naiveCharges(input.rules, input.lines, discounted),
  };
}
