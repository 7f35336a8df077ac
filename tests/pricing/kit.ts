/** Short words for baskets and rules in examples. */
import { priceOfMeasure } from '../../src/kernel/values/measure.ts';
import type { Deduction, LineToPrice, PricingRules } from '../../src/modules/ordering/model/pricing.ts';
import type { PromotionTerms } from '../../src/modules/promotions/index.ts';
import { type ServiceTerms, singleRate } from '../../src/modules/tax/index.ts';

export const NO_FEES: Pick<PricingRules, 'delivery' | 'packaging'> = { delivery: { amount: 0, taxable: false }, packaging: { amount: 0, taxable: false } };

/** What an outlet charges at these rates (basis points); a service charge is taxed and taken after discounts. */
export function charges(pricesIncludeTax: boolean, service: number | ServiceTerms, tax: number): PricingRules {
  return {
    pricesIncludeTax,
    service: typeof service === 'number' ? { rate: service, taxable: true, basis: 'AFTER_DISCOUNTS' } : service,
    taxes: singleRate('Tax', tax),
    ...NO_FEES,
  };
}

/** The rules of an outlet that asks nothing beside its prices. */
export const NO_CHARGES = charges(false, 0, 0);

/** A line of some product; which one decides nothing unless it is said. */
export function line(unitPrice: number, quantity = 1, more: Partial<LineToPrice> = {}): LineToPrice {
  return { productId: 'product', categoryId: 'category', taxGroup: null, unitPrice, quantity, measure: null, ...more };
}

/** A line of what was weighed: of a price for one unit of measure, with what modifiers add to it once. */
export function weighed(measurePrice: number, measure: number, modifiers = 0, more: Partial<LineToPrice> = {}): LineToPrice {
  return line(priceOfMeasure(measurePrice, measure) + modifiers, 1, { measure, ...more });
}

/** Lines of one unit each. */
export function units(...prices: number[]): LineToPrice[] {
  return prices.map((unitPrice) => line(unitPrice));
}

export function promotion(benefit: PromotionTerms['benefit'], more: Partial<PromotionTerms> = {}): PromotionTerms {
  return {
    ...{ id: 'promotion', name: 'Promotion', code: null, benefit, productIds: null, categoryIds: null },
    ...{ minimumPurchase: 0, maximumDiscount: null, priority: 0, exclusive: false, combinationGroup: null },
    ...more,
  };
}

export function deduction(source: Deduction['source'], worth: { readonly rate: number } | { readonly amount: number }, line: number | null = null): Deduction {
  return { id: source, source, name: source, code: null, rate: null, amount: null, line, ...worth };
}

export function sum(parts: readonly number[]): number {
  return parts.reduce((a, b) => a + b, 0);
}
