import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger } from '../../../kernel/values/check.ts';
import { notFound, UserFailure } from '../../../kernel/values/errors.ts';
import { isId } from '../../tenancy/index.ts';
import { auditPromotion } from '../model/audit-promotion.ts';
import { type Promotion, PromotionCode } from '../model/promotion.entity.ts';
import { findPromotion, lockedPromotion } from '../model/promotion.repository.ts';
import { checkCode } from '../model/promotion-code.ts';
import { requireManageable } from '../model/promotion-permissions.ts';
import { storeCode } from './create-promotion.ts';
import { MAX_USES } from './promotion-fields.ts';

export interface AddPromotionCode {
  readonly promotionId: string;
  readonly code: string;
  readonly usageLimit?: number | null;
}

/** Adds a code that staff chose to a promotion. */
export async function addPromotionCode(ctx: Context, input: AddPromotionCode): Promise<PromotionCode> {
  const code = checkCode(input.code, ['code']);
  const usageLimit = input.usageLimit == null ? null : checkInteger(input.usageLimit, ['usageLimit'], 1, MAX_USES);
  const promotion = await lockedPromotion(ctx, input.promotionId, null, { field: ['promotionId'] });
  requireCodesOf(promotion);
  const made = ctx.em.create(PromotionCode, { promotion, code, usageLimit, createdAt: ctx.services.clock.now() });
  await storeCode(ctx, code);
  await auditPromotion(ctx, promotion, null, { codeId: made.id, code, usageLimit });
  return made;
}

/** Switches one code off for good; the promotion's other codes stay. */
export async function deactivatePromotionCode(ctx: Context, input: { readonly id: string }): Promise<PromotionCode> {
  const code = isId(input.id) ? await ctx.em.findOne(PromotionCode, { id: input.id }) : null;
  const promotion = code && (await findPromotion(ctx, code.promotion.id));
  if (!code || !promotion) throw notFound('Promotion code', ['id']);
  requireManageable(ctx, promotion);
  if (!code.active) return code;
  code.active = false;
  await auditPromotion(ctx, promotion, { codeId: code.id, code: code.code, active: true }, { codeId: code.id, code: code.code, active: false });
  return code;
}

/** A promotion that applies by itself needs no codes: adding one would be a mistake. */
export function requireCodesOf({ needsCode }: Promotion): void {
  if (!needsCode) throw new UserFailure('CONFLICT', 'The promotion applies by itself; set needsCode first.', { field: ['promotionId'] });
}
