import type { Context } from '../../../kernel/request/context.ts';
import { perVersion } from '../../../kernel/request/per-version.ts';
import { checkList, checkText } from '../../../kernel/values/check.ts';
import {
  isLimited,
  type KnownPromotion,
  knownPromotion,
  notAppliedPromotion,
  type PromotionContext,
  type RefusedPromotion,
  refusalReasonOf,
  termsOf,
} from '../engine/promotion-rules.ts';
import { Promotion } from '../model/promotion.entity.ts';
import type { NotApplied, PromotionReason, PromotionTerms } from '../model/promotion-terms.ts';
import { countGuesses } from './code-guesses.ts';
import { type CodeUses, isRetry, readUses, type Uses } from './read-uses.ts';

/** Where and when a basket is priced, and for whom. */
export interface PromotionSituation extends PromotionContext {
  /** Key of the customer, for limits per customer; null: not known. */
  readonly customerKey: string | null;
  /** The tenant's pricing version, as this transaction sees it. */
  readonly pricingVersion: number;
  /** True: a quote, not an order that is placed. */
  readonly isQuote: boolean;
}

export interface Running {
  /** The promotions that may be used here and now; the pricing engine chooses among them. */
  readonly promotions: readonly PromotionTerms[];
  readonly notApplied: readonly NotApplied[];
  /** Ids of the promotions of which a limit counts, even if only a code has one. */
  readonly limited: ReadonlySet<string>;
}

/** Whether the customer's earlier uses count. Not in a guest's quote: with any phone number, a guest would learn what its owner has used. */
type Counted = PromotionSituation & { readonly isCustomerCounted: boolean };

const MAX_CODES = 20;
const MAX_CODE = 100;

/** The promotions of a tenant that are switched on, by id, kept per version. */
const activePromotions = perVersion(async (ctx: Context) => {
  const rows = await ctx.em.find(Promotion, { active: true }, { orderBy: { priority: 'desc', id: 'asc' } });
  return new Map(rows.map((row) => [row.id, knownPromotion(row)]));
});

/** A code as it is stored: letter case does not count. */
export function codeKey(code: string): string {
  return code.trim().toUpperCase();
}

/** Codes from a client as they are stored, without duplicates: letter case does not count. */
export function checkCodes(codes: readonly string[] | null | undefined): string[] {
  const checked = checkList(codes ?? [], ['promotionCodes'], { max: MAX_CODES });
  return [...new Set(checked.map((code, index) => codeKey(checkText(code, ['promotionCodes', index], { max: MAX_CODE }))))];
}

/**
 * The promotions that may be used in a situation: those that apply by themselves, and those whose codes were sent; with a
 * reason for each promotion that may not. Promotions that apply by themselves but have not begun, or are over, are left out.
 * Reads the counters of uses in one statement, if any of them matters here and now. A guest is not told a reason that would
 * reveal which codes exist, and learns about a phone number's owner only by placing an order (docs/adr/0027).
 */
export async function runningPromotions(ctx: Context, situation: PromotionSituation, codes: readonly string[]): Promise<Running> {
  const forGuest = isGuest(ctx);
  if (forGuest) await countGuesses(ctx, codes);
  const known = await activePromotions(ctx, situation.pricingVersion);
  const byThemselves = [...known.values()]
    .filter(({ needsCode }) => !needsCode)
    .map((promotion) => ({ promotion, reason: refusalReasonOf(promotion, situation) }));
  const open = byThemselves.filter(({ reason }) => reason === null).map(({ promotion }) => promotion);
  // After a lost race, promotions without a limit in this version are read too: one may just have got a limit.
  const concerned = isRetry(ctx) ? open : open.filter(isLimited);
  const ids = concerned.map(({ id }) => id);
  const uses = await readUses(ctx, situation.customerKey, codes, ids);
  const counted = { ...situation, isCustomerCounted: !(forGuest && situation.isQuote && ctx.session.userId === null) };
  const promotions = new Map<string, PromotionTerms>();
  const notApplied: NotApplied[] = [];
  for (const code of codes) {
    const use = uses.codes.get(code);
    const promotion = use && known.get(use.promotionId);
    const refused = refusalOfCode(code, use, promotion, counted, uses, promotions);
    if (refused) notApplied.push(forGuest && SECRET.includes(refused.reason) ? unusable(code) : refused);
    else if (promotion) promotions.set(promotion.id, termsOf(promotion, code));
  }
  for (const { promotion, reason } of byThemselves) {
    if (promotions.has(promotion.id) || reason === 'INACTIVE') continue;
    const refused = reason ? { reason } : usedUp(promotion, counted, uses);
    if (refused) notApplied.push(notAppliedPromotion(promotion, null, refused.reason, refused.explanation));
    else promotions.set(promotion.id, termsOf(promotion, null));
  }
  const limited = [...uses.promotions.values()].flatMap(({ id, isLimited }) => (isLimited ? [id] : []));
  return { promotions: [...promotions.values()], notApplied, limited: new Set(limited) };
}

/** Why a code is not accepted; null: it is. */
function refusalOfCode(
  code: string,
  use: CodeUses | undefined,
  promotion: KnownPromotion | undefined,
  situation: Counted,
  uses: Uses,
  accepted: ReadonlyMap<string, unknown>,
): NotApplied | null {
  if (!use) return { promotionId: null, name: null, code, reason: 'UNKNOWN_CODE', message: `There is no promotion ${code}.`, missing: null };
  if (!promotion || !use.active) return notAppliedPromotion({ id: use.promotionId, name: use.promotionName }, code, 'INACTIVE');
  const reason = refusalReasonOf(promotion, situation);
  if (reason) return notAppliedPromotion(promotion, code, reason);
  if (use.usageLimit !== null && use.used >= use.usageLimit) return notAppliedPromotion(promotion, code, 'USED_UP', `has been used up with the code ${code}`);
  const refused = usedUp(promotion, situation, uses);
  if (refused) return notAppliedPromotion(promotion, code, refused.reason, refused.explanation);
  return accepted.has(promotion.id) ? notAppliedPromotion(promotion, code, 'NOT_COMBINABLE') : null;
}

/** Which of a promotion's own limits is reached; null: none. */
function usedUp({ id, usageLimit, usageLimitPerCustomer }: KnownPromotion, { customerKey, isCustomerCounted }: Counted, uses: Uses): RefusedPromotion | null {
  const { used = 0, usedByCustomer = 0 } = uses.promotions.get(id) ?? {};
  if (usageLimit !== null && used >= usageLimit) return { reason: 'USED_UP' };
  if (usageLimitPerCustomer === null) return null;
  if (customerKey === null) return { reason: 'CUSTOMER_LIMIT', explanation: 'needs the customer: send customerPhone' };
  return isCustomerCounted && usedByCustomer >= usageLimitPerCustomer ? { reason: 'CUSTOMER_LIMIT' } : null;
}

/** The reasons that would tell a guest which codes exist. */
const SECRET: readonly PromotionReason[] = ['UNKNOWN_CODE', 'INACTIVE', 'USED_UP'];

function unusable(code: string): NotApplied {
  return { promotionId: null, name: null, code, reason: 'UNKNOWN_CODE', message: `The code ${code} cannot be used.`, missing: null };
}

function isGuest({ session }: Context): boolean {
  return session.actor === 'GUEST' || session.actor === 'CUSTOMER';
}
