import { invalid } from '../../../kernel/values/check.ts';
import type { Promotion } from '../model/promotion.entity.ts';
import type { PromotionType } from '../model/promotion-terms.ts';

/** The fields that decide what a promotion gives. */
const BENEFIT = ['rate', 'amount', 'buyQuantity', 'getQuantity', 'freeUnits', 'bundleItems', 'productIds', 'categoryIds'] as const;
type BenefitField = (typeof BENEFIT)[number];

/** The fields that each type needs, and the fields that it may have. */
const FIELDS: Readonly<Record<PromotionType, { readonly needed: readonly BenefitField[]; readonly optional: readonly BenefitField[] }>> = {
  PERCENTAGE: { needed: ['rate'], optional: ['productIds', 'categoryIds'] },
  FIXED_AMOUNT: { needed: ['amount'], optional: ['productIds', 'categoryIds'] },
  BUY_X_GET_Y: { needed: ['buyQuantity', 'getQuantity'], optional: ['freeUnits', 'productIds', 'categoryIds'] },
  // The parts of the bundle decide what counts.
  BUNDLE_PRICE: { needed: ['amount', 'bundleItems'], optional: [] },
};

/** Checks the settings of a promotion against each other. freeUnits of BUY_X_GET_Y defaults to CHEAPEST. */
export function requireShape(promotion: Promotion): void {
  const { type, startsAt, endsAt, exclusive, combinationGroup } = promotion;
  const { needed, optional } = FIELDS[type];
  for (const field of BENEFIT) {
    if (promotion[field] == null && needed.includes(field)) throw invalid([field], `is needed for ${type}.`);
    if (promotion[field] != null && !needed.includes(field) && !optional.includes(field)) throw invalid([field], `is not for ${type}.`);
  }
  if (type === 'FIXED_AMOUNT' && promotion.amount === 0) throw invalid(['amount'], 'must be more than 0.');
  if (type === 'BUY_X_GET_Y') promotion.freeUnits ??= 'CHEAPEST';
  if (startsAt && endsAt && startsAt >= endsAt) throw invalid(['endsAt'], 'must be after startsAt.');
  if (exclusive && combinationGroup != null) throw invalid(['combinationGroup'], 'is not for an exclusive promotion, which combines with none.');
}
