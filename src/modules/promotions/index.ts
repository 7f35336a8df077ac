export { applyPromotions, takeOff } from './apply-promotions.ts';
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
export { checkCodes, runningPromotions } from './running-promotions.ts';
export { countUses, noteUses, returnUses, type UsedPromotions } from './use-promotions.ts';
