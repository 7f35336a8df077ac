import type { Context } from '../../kernel/context.ts';
import { auditPromotion, promotionFacts } from './audit-promotion.ts';
import { promotionsChanged } from './create-promotion.ts';
import { limitUses, lockFor } from './limit-uses.ts';
import type { Promotion } from './promotion.entity.ts';
import { lockedPromotion } from './promotion.repository.ts';
import { checkPromotionFields, type PromotionFields } from './promotion-fields.ts';
import { requireOutlets } from './promotion-rights.ts';
import { requireShape } from './promotion-shape.ts';
import { requireTargets } from './promotion-targets.ts';

export interface UpdatePromotion extends PromotionFields {
  readonly id: string;
  readonly version?: number | null;
}

/** Changes a promotion for what is priced from now on: orders keep what they were priced with. Its type stays. */
export async function updatePromotion(ctx: Context, input: UpdatePromotion): Promise<Promotion> {
  const lock = await lockFor(ctx, input);
  const promotion = await lockedPromotion(ctx, input.id, input.version, { lock });
  if (input.outletIds !== undefined) requireOutlets(ctx, input.outletIds);
  const before = promotionFacts(promotion);
  const { usageLimit, usageLimitPerCustomer } = promotion;
  Object.assign(promotion, checkPromotionFields(input));
  requireShape(promotion);
  await requireTargets(ctx, input);
  await limitUses(ctx, promotion, { lock, usageLimit: usageLimit ?? null, usageLimitPerCustomer: usageLimitPerCustomer ?? null });
  await auditPromotion(ctx, promotion, before, promotionFacts(promotion));
  await promotionsChanged(ctx);
  return promotion;
}
