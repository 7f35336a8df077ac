import type { Context } from '../../../kernel/request/context.ts';
import { flushOrConflict } from '../../../kernel/request/transaction.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { raisePricingVersion } from '../../tenancy/index.ts';
import { auditPromotion, promotionAuditValues } from '../model/audit-promotion.ts';
import { Promotion, PromotionCode } from '../model/promotion.entity.ts';
import { checkCode } from '../model/promotion-code.ts';
import { requireOutlets } from '../model/promotion-permissions.ts';
import type { PromotionType } from '../model/promotion-terms.ts';
import { checkPromotionFields, type PromotionFields } from './promotion-fields.ts';
import { requireShape } from './promotion-shape.ts';
import { requireTargets } from './promotion-targets.ts';

export interface CreatePromotion extends PromotionFields {
  readonly name: string;
  readonly type: PromotionType;
  readonly active?: boolean | null;
  readonly code?: string | null;
}

/** How many promotions a brand may have switched on at the same time: every order checks all of them. */
const MAX_ACTIVE = 500;

/** Creates a promotion, with its first code if one is sent. */
export async function createPromotion(ctx: Context, input: CreatePromotion): Promise<Promotion> {
  requireOutlets(ctx, input.outletIds ?? null);
  const code = input.code == null ? null : checkCode(input.code, ['code']);
  if (code !== null && input.needsCode === false) throw invalid(['code'], 'is not for a promotion that applies by itself.');
  const fields = checkPromotionFields({ ...input, ...defaults(input), needsCode: code !== null || (input.needsCode ?? false) });
  const promotion = ctx.em.create(Promotion, { ...fields, name: fields.name ?? '', type: input.type, active: input.active ?? true, createdAt: now(ctx) });
  requireShape(promotion);
  await requireTargets(ctx, input);
  if (code !== null) ctx.em.create(PromotionCode, { promotion, code, createdAt: now(ctx) });
  await storeCode(ctx, code ?? '');
  await auditPromotion(ctx, promotion, null, { ...promotionAuditValues(promotion), ...(code !== null && { code }) });
  await promotionsChanged(ctx);
  return promotion;
}

/** In an input that creates something, null means the same as not sent. */
function defaults({ priority, exclusive }: CreatePromotion): Pick<PromotionFields, 'priority' | 'exclusive'> {
  return { priority: priority ?? 0, exclusive: exclusive ?? false };
}

function now(ctx: Context): Date {
  return ctx.services.clock.now();
}

/** Writes the new rows, including a code. */
export function storeCode(ctx: Context, code: string): Promise<void> {
  return flushOrConflict(ctx, `The code ${code} is taken.`, ['code']);
}

/** Raises the pricing version, so that promotions in memory are read again. Concurrent changes of promotions wait for its row lock, so that the limit holds. */
export async function promotionsChanged(ctx: Context): Promise<void> {
  await raisePricingVersion(ctx);
  const active = await ctx.em.count(Promotion, { active: true });
  if (active > MAX_ACTIVE)
    throw new UserFailure('LIMIT_EXCEEDED', `A brand has at most ${MAX_ACTIVE} promotions switched on.`, { field: ['active'], details: { max: MAX_ACTIVE } });
}
