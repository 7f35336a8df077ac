import type { Module } from '../../kernel/module.ts';
import { auditActions } from './audit-actions.ts';
import { promotionInvariants } from './invariants.ts';
import { listSizes } from './list-sizes.ts';
import { BundleItemResolver, PromotionResolver } from './manage/promotion.resolver.ts';
import { PromotionCodeResolver, PromotionCodesResolver } from './manage/promotion-code.resolver.ts';
import { promotionCodeConnection } from './manage/promotion-code.type.ts';
import { Promotion, PromotionCode, PromotionCustomer, PromotionUse } from './model/promotion.entity.ts';
import { promotionConnection } from './model/promotion.type.ts';
import { promotionNodes } from './nodes.ts';

export { applyDiscounts, applyPromotions } from './engine/apply-promotions.ts';
export { type CreatePromotion, createPromotion } from './manage/create-promotion.ts';
export { customerKey } from './model/customer-key.ts';
export { Promotion } from './model/promotion.entity.ts';
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
export { countUses, requireCounted, stageUses, type UsedPromotions } from './uses/count-uses.ts';
export { returnUses } from './uses/return-uses.ts';
export { checkCodes, codeKey, runningPromotions } from './uses/running-promotions.ts';
export { updateUses } from './uses/update-uses.ts';

export const promotionModule: Module = {
  entities: [Promotion, PromotionCode, PromotionUse, PromotionCustomer],
  resolvers: [
    PromotionResolver,
    BundleItemResolver,
    promotionConnection.resolver,
    PromotionCodeResolver,
    PromotionCodesResolver,
    promotionCodeConnection.resolver,
  ],
  nodes: promotionNodes,
  invariants: promotionInvariants,
  auditActions,
  listSizes,
};
