import type { Money } from '../../../kernel/values/money.ts';
import type { NotApplied, PromotionTerms } from '../../promotions/index.ts';
import { ruleOf, singleRate, type TaxAmount, type TaxRule } from '../../tax/index.ts';
import type { AppliedDiscount, Deduction, Pricing, PricingRules } from './pricing.ts';

/** A modifier as a line keeps it. */
export interface LineModifier {
  readonly optionId: string;
  readonly groupName: string;
  readonly name: string;
  readonly quantity: number;
  readonly priceAdjustment: Money;
  readonly text: string | null;
}

/** What an order keeps of its pricing, for ever: the rules, and every step that no column holds. */
export interface PricingSnapshot {
  readonly rules: PricingRules;
  readonly serviceChargeBase: Money;
  readonly taxes: readonly TaxAmount[];
  readonly deliveryTax: Money;
  readonly packagingTax: Money;
  readonly discounts: readonly AppliedDiscount[];
  readonly notApplied: readonly NotApplied[];
  /** The promotions that were applied, and the deductions by staff, vouchers and points: the input for pricing the order again. */
  readonly promotions: readonly PromotionTerms[];
  readonly deductions: readonly Deduction[];
  /** By position of the line: what the engine needs and the line's row does not hold. */
  readonly lines: readonly { readonly categoryId: string; readonly taxGroup: string | null; readonly rule: TaxRule | null }[];
}

/** The snapshot as the first release wrote it: one rate, no promotions. */
interface FirstSnapshot {
  readonly rules: { readonly pricesIncludeTax: boolean; readonly taxName: string; readonly taxRate: number; readonly serviceChargeRate: number };
  readonly taxes: readonly TaxAmount[];
}

/** How many promotions not applied an order shows and keeps at most: a brand may have hundreds. */
export const MAX_NOT_APPLIED = 50;

export function snapshotOf(
  pricing: Pricing,
  rules: PricingRules,
  lines: readonly { readonly categoryId: string; readonly taxGroup: string | null }[],
  deductions: readonly Deduction[] = [],
): PricingSnapshot {
  const { serviceChargeBase, taxes, deliveryTax, packagingTax, discounts, notApplied, promotions } = pricing;
  return {
    rules,
    serviceChargeBase,
    taxes,
    deliveryTax,
    packagingTax,
    discounts,
    notApplied: notApplied.slice(0, MAX_NOT_APPLIED),
    promotions,
    deductions,
    lines: lines.map(({ categoryId, taxGroup }, position) => ({ categoryId, taxGroup, rule: pricing.lines[position]?.rule ?? null })),
  };
}

interface OldOrNew {
  readonly pricing: PricingSnapshot | FirstSnapshot;
  readonly subtotal: Money;
  readonly serviceCharge: Money;
  readonly tax: Money;
}

/** The snapshot of an order, written by any release. */
export function readSnapshot(order: OldOrNew): PricingSnapshot {
  const { pricing, subtotal, serviceCharge, tax } = order;
  if ('service' in pricing.rules) return pricing as PricingSnapshot;
  const { pricesIncludeTax, taxName, taxRate, serviceChargeRate } = pricing.rules;
  const none = { amount: 0, taxable: false };
  return {
    rules: {
      pricesIncludeTax,
      service: { rate: serviceChargeRate, taxable: true, basis: 'AFTER_DISCOUNTS' },
      taxes: singleRate(taxName, taxRate),
      delivery: none,
      packaging: none,
    },
    serviceChargeBase: pricesIncludeTax ? subtotal - serviceCharge - tax : subtotal,
    taxes: pricing.taxes,
    deliveryTax: 0,
    packagingTax: 0,
    discounts: [],
    notApplied: [],
    promotions: [],
    deductions: [],
    lines: [],
  };
}

/** The tax rule of the line at a position; null: the line is not taxed. An order of the first release has one rule for all lines. */
export function ruleAt({ rules, lines }: PricingSnapshot, position: number): TaxRule | null {
  const rule = lines[position]?.rule;
  return rule === undefined ? ruleOf(rules.taxes, null) : rule;
}
