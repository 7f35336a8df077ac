import { checkList } from '../../kernel/check.ts';
import { type Context, tenantOf } from '../../kernel/context.ts';
import { perVersion } from '../../kernel/per-version.ts';
import { Promotion } from './promotion.entity.ts';
import { type Circumstances, type KnownPromotion, knownPromotion, reasonAgainst, refusal, termsOf } from './promotion-rules.ts';
import type { NotApplied, PromotionTerms } from './promotion-terms.ts';

/** Where and when a basket is priced, and for whom. */
export interface Situation extends Circumstances {
  /** Who buys, as far as limits per customer go; null: nobody knows. */
  readonly customerKey: string | null;
  /** The tenant's, as this transaction sees it. */
  readonly pricingVersion: number;
}

export interface Running {
  /** Those that may be used here and now; the pricing engine chooses among them. */
  readonly promotions: readonly PromotionTerms[];
  readonly notApplied: readonly NotApplied[];
  /** Ids of those whose uses are limited and therefore counted. */
  readonly counted: ReadonlySet<string>;
}

/** A promotion's code, and the uses so far of both. */
interface CodeUses {
  readonly code: string;
  readonly active: boolean;
  readonly usageLimit: number | null;
  readonly used: number;
  readonly promotionId: string;
  readonly promotionName: string;
}

interface PromotionUses {
  readonly id: string;
  /** It, or one of the given codes of it, has a limit. */
  readonly limited: boolean;
  readonly used: number;
  readonly usedByCustomer: number;
}

interface Uses {
  readonly codes: readonly CodeUses[];
  readonly promotions: readonly PromotionUses[];
}

const MAX_CODES = 20;

/** The promotions of a tenant that are switched on, by id, kept per version. */
const activePromotions = perVersion(async (ctx: Context) => {
  const rows = await ctx.em.find(Promotion, { active: true }, { orderBy: { priority: 'desc', id: 'asc' } });
  return new Map(rows.map((row) => [row.id, knownPromotion(row)]));
});

/** Codes as clients send them, in the form in which they are kept: letter case does not count. */
export function checkCodes(codes: readonly string[] | null | undefined): string[] {
  return [...new Set(checkList(codes ?? [], ['promotionCodes'], { max: MAX_CODES }).map((code) => code.trim().toUpperCase()))];
}

/**
 * The promotions that may be used in a situation: those that apply by themselves, and those whose codes are given; with
 * a reason for each that may not. Reads the counters of uses in one statement, if any of them matters.
 */
export async function runningPromotions(ctx: Context, situation: Situation, codes: readonly string[]): Promise<Running> {
  const known = await activePromotions(ctx, situation.pricingVersion);
  const byThemselves = [...known.values()].filter(({ needsCode }) => !needsCode);
  const uses = await readUses(ctx, situation, codes, byThemselves.filter(isLimited));
  const promotions = new Map<string, PromotionTerms>();
  const notApplied: NotApplied[] = [];
  for (const promotion of byThemselves) {
    const refused = reasonOf(promotion, null, situation, uses);
    if (refused) notApplied.push(refused);
    else promotions.set(promotion.id, termsOf(promotion, null));
  }
  for (const code of codes) {
    const use = uses.codes.find((other) => other.code === code);
    const promotion = use && known.get(use.promotionId);
    if (!use) notApplied.push({ promotionId: null, name: null, code, reason: 'UNKNOWN_CODE', message: `There is no promotion ${code}.`, missing: null });
    else if (!promotion || !use.active) notApplied.push(refusal({ id: use.promotionId, name: use.promotionName }, code, 'INACTIVE'));
    else if (promotions.has(promotion.id)) notApplied.push(refusal(promotion, code, 'NOT_COMBINABLE'));
    else {
      const refused = reasonOf(promotion, use, situation, uses);
      if (refused) notApplied.push(refused);
      else promotions.set(promotion.id, termsOf(promotion, code));
    }
  }
  const counted = new Set(uses.promotions.flatMap(({ id, limited }) => (limited ? [id] : [])));
  return { promotions: [...promotions.values()], notApplied, counted };
}

function isLimited({ usageLimit, usageLimitPerCustomer }: KnownPromotion): boolean {
  return usageLimit !== null || usageLimitPerCustomer !== null;
}

/** Its own settings first, then its limits. */
function reasonOf(promotion: KnownPromotion, code: CodeUses | null, situation: Situation, uses: Uses): NotApplied | null {
  const { usageLimit, usageLimitPerCustomer } = promotion;
  const reason = reasonAgainst(promotion, situation);
  if (reason) return refusal(promotion, code?.code ?? null, reason as 'INACTIVE');
  const { used = 0, usedByCustomer = 0 } = uses.promotions.find(({ id }) => id === promotion.id) ?? {};
  const codeUsedUp = code?.usageLimit != null && code.used >= code.usageLimit;
  if (codeUsedUp || (usageLimit !== null && used >= usageLimit)) return refusal(promotion, code?.code ?? null, 'USED_UP');
  if (usageLimitPerCustomer === null) return null;
  if (situation.customerKey === null) return refusal(promotion, code?.code ?? null, 'CUSTOMER_LIMIT', 'needs the customer: send customerPhone');
  return usedByCustomer >= usageLimitPerCustomer ? refusal(promotion, code?.code ?? null, 'CUSTOMER_LIMIT') : null;
}

async function readUses(ctx: Context, { customerKey }: Situation, codes: readonly string[], limited: readonly KnownPromotion[]): Promise<Uses> {
  if (codes.length === 0 && limited.length === 0) return { codes: [], promotions: [] };
  const [row] = await ctx.em.execute<Uses[]>(USES, [
    JSON.stringify(codes),
    JSON.stringify(limited.map(({ id }) => id)),
    tenantOf(ctx),
    tenantOf(ctx),
    customerKey,
    tenantOf(ctx),
  ]);
  return row ?? { codes: [], promotions: [] };
}

const USES = `
with given as (
  select array(select jsonb_array_elements_text(?::jsonb)) as codes, array(select jsonb_array_elements_text(?::jsonb)::uuid) as ids
), code as (
  select c.* from promotion_code c, given where c.tenant_id = ? and c.code = any(given.codes)
)
select
  (select coalesce(jsonb_agg(jsonb_build_object(
     'code', c.code, 'active', c.active, 'usageLimit', c.usage_limit, 'used', c.used, 'promotionId', p.id, 'promotionName', p.name)), '[]')
   from code c join promotion p on p.tenant_id = c.tenant_id and p.id = c.promotion_id where p.tenant_id = ?) as codes,
  (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'limited', p.usage_limit is not null or p.usage_limit_per_customer is not null
     or exists (select from code c where c.promotion_id = p.id and c.usage_limit is not null), 'used', p.used, 'usedByCustomer', coalesce(k.used, 0))), '[]')
   from given, promotion p left join promotion_customer k on k.tenant_id = p.tenant_id and k.promotion_id = p.id and k.customer_key = ?
   where p.tenant_id = ? and (p.id = any(given.ids) or p.id in (select promotion_id from code))) as promotions`;
