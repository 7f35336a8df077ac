import type { Context } from '../../../kernel/request/context.ts';
import { auditPromotion } from '../model/audit-promotion.ts';
import type { Promotion } from '../model/promotion.entity.ts';
import { lockedPromotion } from '../model/promotion.repository.ts';
import { promotionsChanged } from './create-promotion.ts';

export interface PromotionCommand {
  readonly id: string;
  readonly version?: number | null;
}

/** Switches a promotion on. If it is on already, nothing changes. */
export function activatePromotion(ctx: Context, input: PromotionCommand): Promise<Promotion> {
  return switchPromotion(ctx, input, true);
}

/** Switches a promotion off, for everything that is priced from now on. */
export function deactivatePromotion(ctx: Context, input: PromotionCommand): Promise<Promotion> {
  return switchPromotion(ctx, input, false);
}

async function switchPromotion(ctx: Context, { id, version }: PromotionCommand, active: boolean): Promise<Promotion> {
  const promotion = await lockedPromotion(ctx, id, version);
  if (promotion.active === active) return promotion;
  promotion.active = active;
  await auditPromotion(ctx, promotion, { active: !active }, { active });
  await promotionsChanged(ctx);
  return promotion;
}
