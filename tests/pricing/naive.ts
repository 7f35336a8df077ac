/**
 * A second, deliberately naive pricing of a basket, written from docs/pricing.md alone with exact fractions: unit by
 * unit, with every sum computed again, without code of the engine. It shares only the input types with the engine.
 */
import type { PricingRules } from '../../src/modules/ordering/model/pricing.ts';
import type { Basket } from './baskets.ts';
import { naiveCharges } from './naive-charges.ts';
import { type Discounted, naiveDiscounts } from './naive-discounts.ts';
import { total } from './rational.ts';

/** Everything about a price on which the engine and the naive pricing must agree. Lists without a meaningful order are sorted. */
export interface Outcome {
  readonly subtotal: number;
  readonly discount: number;
  /** In the order of application; `lines`: index and amount of each lowered line. */
  readonly discounts: readonly { readonly id: string; readonly amount: number; readonly lines: readonly (readonly [number, number])[] }[];
  /** Sorted by promotion. */
  readonly notApplied: readonly { readonly id: string; readonly reason: string; readonly missing: number | null }[];
  /** Total, discount, service charge, tax, final total, and the name of the tax. */
  readonly lines: readonly (readonly (number | string | null)[])[];
  readonly serviceChargeBase: number;
  readonly serviceCharge: number;
  readonly taxes: readonly NamedTax[];
  readonly tax: number;
  readonly delivery: readonly [number, number];
  readonly packaging: readonly [number, number];
  readonly total: number;
}

/** Rate, name, base, amount. */
export type NamedTax = readonly [number, string, number, number];

/** The part of the pricing that is the same in every regime. */
export function discountsOf({ lines, promotions, deductions }: Basket): Discounted {
  return naiveDiscounts(lines, promotions, deductions);
}

export function naivePrice(basket: Basket, rules: PricingRules, discounted: Discounted = discountsOf(basket)): Outcome {
  const charges = naiveCharges(rules, basket.lines, discounted);
  return {
    subtotal: Number(total(discounted.lines.map(({ gross }) => gross))),
    discount: Number(total(discounted.lines.map(({ gross, net }) => gross - net))),
    discounts: discounted.discounts.map(({ id, perLine }) => ({
      id,
      amount: Number(total(perLine)),
      lines: perLine.map((part, line) => [line, Number(part)] as const).filter(([, part]) => part !== 0),
    })),
    notApplied: discounted.notApplied.map(({ id, reason, missing }) => ({ id, reason, missing: missing === null ? null : Number(missing) })),
    lines: charges.lines.map(({ serviceCharge, tax, finalTotal, rule }, index) => {
      const { gross, net } = discounted.lines[index] ?? { gross: 0n, net: 0n };
      return [...[gross, gross - net, serviceCharge, tax, finalTotal].map(Number), rule];
    }),
    serviceChargeBase: Number(charges.serviceChargeBase),
    serviceCharge: Number(charges.serviceCharge),
    taxes: sortedTaxes(charges.taxes),
    tax: Number(charges.tax),
    delivery: [rules.delivery.amount, Number(charges.feeTaxes[0])],
    packaging: [rules.packaging.amount, Number(charges.feeTaxes[1])],
    total: Number(charges.total),
  };
}

/** Sorted by rate, name, base and amount: two taxes may have the same name. */
export function sortedTaxes(
  taxes: readonly { readonly name: string; readonly rate: number; readonly base: number | bigint; readonly amount: number | bigint }[],
): NamedTax[] {
  return taxes
    .map(({ name, rate, base, amount }) => [rate, name, Number(base), Number(amount)] as const)
    .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[2] - b[2] || a[3] - b[3]));
}
