import { BundleItemResolver, PromotionResolver } from './promotion.resolver.ts';
import { promotionConnection } from './promotion.type.ts';
import { PromotionCodeResolver, PromotionCodesResolver } from './promotion-code.resolver.ts';
import { promotionCodeConnection } from './promotion-code.type.ts';

export { applyPromotions, takeOff } from './apply-promotions.ts';
export { countUses, noteUses, requireCounted, type UsedPromotions } from './count-uses.ts';
export { type CreatePromotion, createPromotion } from './create-promotion.ts';
export { customerKey } from './customer-key.ts';
export { promotionInvariants } from './invariants.ts';
export { promotionNodes } from './nodes.ts';
export { Promotion, PromotionCode, PromotionCustomer, PromotionUse } from './promotion.entity.ts';
export { promotionsInReach } from './promotion.repository.ts';
export { PromotionObject } from './promotion.type.ts';
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
export { checkCodes, codeKey, runningPromotions } from './running-promotions.ts';
export { updateUses } from './update-uses.ts';

/** The module's part of the schema. */
export const promotionResolvers = [
  PromotionResolver,
  BundleItemResolver,
  promotionConnection.resolver,
  PromotionCodeResolver,
  PromotionCodesResolver,
  promotionCodeConnection.resolver,
] as const;
