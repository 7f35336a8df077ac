import { PromotionConnectionResolver, PromotionResolver } from './promotion.resolver.ts';
import { PromotionCodeConnectionResolver, PromotionCodeResolver, PromotionCodesResolver } from './promotion-code.resolver.ts';

export { applyPromotions, takeOff } from './apply-promotions.ts';
export { countUses, noteUses, requireCounted, type UsedPromotions } from './count-uses.ts';
export { type CreatePromotion, createPromotion } from './create-promotion.ts';
export { customerKey } from './customer-key.ts';
export { Promotion, PromotionCode, PromotionCustomer, PromotionUse } from './promotion.entity.ts';
export {
  type Applied,
  type Benefit,
  type DiscountableLine,
  type Eligible,
  FreeUnits,
  type NotApplied,
  PromotionReason,
  type PromotionTerms,
  PromotionType,
} from './promotion-terms.ts';
export { returnUses } from './return-uses.ts';
export { checkCodes, runningPromotions } from './running-promotions.ts';
export { updateUses } from './update-uses.ts';

/** The module's part of the schema. */
export const promotionResolvers = [
  PromotionResolver,
  PromotionConnectionResolver,
  PromotionCodeResolver,
  PromotionCodesResolver,
  PromotionCodeConnectionResolver,
] as const;
