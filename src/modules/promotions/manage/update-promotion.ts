import type { Context } from '../../../kernel/request/context.ts';
import { auditPromotion, promotionAuditValues } from '../model/audit-promotion.ts';
import type { Promotion } from '../model/promotion.entity.ts';
import { lockedPromotion } from '../model/promotion.repository.ts';
import { requireOutlets } from '../model/promotion-permissions.ts';
import { promotionsChanged } from './create-promotion.ts';
import { limitUses, lockFor } from './limit-uses.ts';
import { checkPromotionFields, type PromotionFields } from './promotion-fields.ts';
import { requireShape } from './promotion-shape.ts';
import { requireTargets } from './promotion-targets.ts';

export interface UpdatePromotion extends PromotionFields {
  readonly id: string;
  readonly version?: number | null;
}

/** Changes a promotion for everything that is priced from now on: orders keep their prices. Its type cannot change. */
export async function updatePromotion(ctx: Context, input: UpdatePromotion): Promise<Promotion> {
  const lock = await lockFor(ctx, input);
  const promotion = await lockedPromotion(ctx, input.id, input.version, { lock });
  if (input.outletIds !== undefined) requireOutlets(ctx, input.outletIds);
  const before = promotionAuditValues(promotion);
  const { usageLimit, usageLimitPerCustomer } = promotion;
  Object.assign(promotion, checkPromotionFields(input));
  requireShape(promotion);
  await requireTargets(ctx, input);
  await limitUses(ctx, promotion, { lock, usageLimit: usageLimit ?? null, usageLimitPerCustomer: usageLimitPerCustomer ?? null });
  await auditPromotion(ctx, promotion, before, promotionAuditValues(promotion));
  await promotionsChanged(ctx);
  return promotion;
}
