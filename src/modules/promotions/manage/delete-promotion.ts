import type { Context } from '../../../kernel/request/context.ts';
import type { WithId } from '../../../kernel/request/nodes.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { auditPromotion, promotionAuditValues } from '../model/audit-promotion.ts';
import { Promotion, PromotionCode, PromotionCustomer, PromotionUse } from '../model/promotion.entity.ts';
import { lockedPromotion } from '../model/promotion.repository.ts';
import { promotionsChanged } from './create-promotion.ts';
import type { PromotionCommand } from './switch-promotion.ts';

/** Deletes a promotion that no order has ever used, with its codes. The lock waits for orders that are being placed with it. */
export async function deletePromotion(ctx: Context, input: PromotionCommand): Promise<WithId> {
  const promotion = await lockedPromotion(ctx, input.id, input.version, { lock: 'delete' });
  const { id } = promotion;
  const uses = await ctx.em.count(PromotionUse, { promotion: id });
  if (uses > 0) throw new UserFailure('CONFLICT', 'Orders have used this promotion; deactivate it.', { field: ['id'], details: { uses } });
  await ctx.em.nativeDelete(PromotionCustomer, { promotion: id });
  await ctx.em.nativeDelete(PromotionCode, { promotion: id });
  await ctx.em.nativeDelete(Promotion, { id });
  await auditPromotion(ctx, promotion, promotionAuditValues(promotion), null);
  await promotionsChanged(ctx);
  return { id };
}
