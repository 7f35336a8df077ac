import { BundleItemResolver, PromotionResolver } from './manage/promotion.resolver.ts';
import { PromotionCodeResolver, PromotionCodesResolver } from './manage/promotion-code.resolver.ts';
import { promotionCodeConnection } from './manage/promotion-code.type.ts';
import { promotionConnection } from './model/promotion.type.ts';

export { applyPromotions, takeOff } from './engine/apply-promotions.ts';
export { promotionInvariants } from './invariants.ts';
export { type CreatePromotion, createPromotion } from './manage/create-promotion.ts';
export { customerKey } from './model/customer-key.ts';
export { Promotion, PromotionCode, PromotionCustomer, PromotionUse } from './model/promotion.entity.ts';
export { promotionsInReach } from './model/promotion.repository.ts';
export { PromotionObject } from './model/promotion.type.ts';
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
} from './model/promotion-terms.ts';
export { promotionNodes } from './nodes.ts';
export { countUses, noteUses, requireCounted, type UsedPromotions } from './uses/count-uses.ts';
export { returnUses } from './uses/return-uses.ts';
export { checkCodes, codeKey, runningPromotions } from './uses/running-promotions.ts';
export { updateUses } from './uses/update-uses.ts';

/** The module's part of the schema. */
export const promotionResolvers = [
  PromotionResolver,
  BundleItemResolver,
  promotionConnection.resolver,
  PromotionCodeResolver,
  PromotionCodesResolver,
  promotionCodeConnection.resolver,
] as const;
