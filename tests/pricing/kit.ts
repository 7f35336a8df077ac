/** Short functions for baskets and rules in examples. */
import { priceOfMeasure } from '../../src/kernel/values/measure.ts';
import type { Deduction, LineToPrice, PricingRules } from '../../src/modules/ordering/model/pricing.ts';
import type { PromotionTerms } from '../../src/modules/promotions/index.ts';
import { type ServiceTerms, singleRate } from '../../src/modules/tax/index.ts';

export const NO_FEES: Pick<PricingRules, 'delivery' | 'packaging'> = { delivery: { amount: 0, taxable: false }, packaging: { amount: 0, taxable: false } };

/** Rules of an outlet with these rates (basis points); the service charge is taxed and taken after discounts. */
export function charges(pricesIncludeTax: boolean, service: number | ServiceTerms, tax: number): PricingRules {
  return {
    pricesIncludeTax,
    service: typeof service === 'number' ? { rate: service, taxable: true, basis: 'AFTER_DISCOUNTS' } : service,
    taxes: singleRate('Tax', tax),
    ...NO_FEES,
  };
}

/** The rules of an outlet without charges. */
export const NO_CHARGES = charges(false, 0, 0);

/** A line of a product; which product matters only if the test sets it. */
export function line(unitPrice: number, quantity = 1, more: Partial<LineToPrice> = {}): LineToPrice {
  return { productId: 'product', categoryId: 'category', taxGroup: null, unitPrice, quantity, measure: null, ...more };
}

/** A weighed line: price per unit of measure, and modifiers added once. */
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
