import { newId } from '../../../kernel/database/tenant-owned.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { checkInteger, checkOptionalText } from '../../../kernel/values/check.ts';
import { auditPromotion } from '../model/audit-promotion.ts';
import { PromotionCode } from '../model/promotion.entity.ts';
import { lockedPromotion } from '../model/promotion.repository.ts';
import { requireCodesOf } from './add-promotion-code.ts';
import { MAX_USES } from './promotion-fields.ts';
import { randomCode } from './random-code.ts';

export interface GeneratePromotionCodes {
  readonly promotionId: string;
  readonly count: number;
  readonly prefix?: string | null;
  /** Undefined: 1; null: as the promotion. */
  readonly usageLimit?: number | null;
}

const MAX_COUNT = 1000;

/** Generates a batch of codes that cannot be guessed. Returns the first one; all of them share its batchId. */
export async function generatePromotionCodes(ctx: Context, input: GeneratePromotionCodes): Promise<PromotionCode> {
  const count = checkInteger(input.count, ['count'], 1, MAX_COUNT);
  const prefix = checkOptionalText(input.prefix?.toUpperCase(), ['prefix'], { max: 10, pattern: /^[A-Z0-9_-]+$/, shape: 'letters A to Z, digits, - and _' });
  const usageLimit = input.usageLimit === null ? null : checkInteger(input.usageLimit ?? 1, ['usageLimit'], 1, MAX_USES);
  const promotion = await lockedPromotion(ctx, input.promotionId, null, { field: ['promotionId'] });
  requireCodesOf(promotion);
  const batchId = newId();
  const createdAt = ctx.services.clock.now();
  for (let missing = count; missing > 0; ) {
    const codes = new Set(Array.from({ length: missing }, () => randomCode(prefix ?? '')));
    const rows = JSON.stringify([...codes].map((code) => ({ id: newId(), code })));
    const made = await ctx.em.execute<unknown[]>(INSERT, [tenantOf(ctx), promotion.id, batchId, usageLimit, createdAt, rows]);
    // A code that exists already, however unlikely, is drawn again.
    missing -= made.length;
  }
  await auditPromotion(ctx, promotion, null, { batchId, codes: count, usageLimit });
  return ctx.em.findOneOrFail(PromotionCode, { batchId }, { orderBy: { id: 'asc' } });
}

/** All codes that were generated together. */
export function codesOfBatch(ctx: Context, { batchId }: PromotionCode): Promise<PromotionCode[]> {
  return ctx.em.find(PromotionCode, { batchId }, { orderBy: { id: 'asc' }, limit: MAX_COUNT });
}

const INSERT = `
insert into promotion_code (tenant_id, promotion_id, batch_id, usage_limit, created_at, id, code)
select ?::uuid, ?::uuid, ?::uuid, ?::int, ?::timestamptz, g.id, g.code from jsonb_to_recordset(?::jsonb) as g(id uuid, code text)
on conflict (tenant_id, code) do nothing returning 1`;
