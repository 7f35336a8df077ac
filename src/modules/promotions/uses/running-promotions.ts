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
  /** Who buys, as far as limits per customer go; null: nobody knows. */
  readonly customerKey: string | null;
  /** The tenant's, as this transaction sees it. */
  readonly pricingVersion: number;
  /** A quote, not an order that is placed. */
  readonly isQuote: boolean;
}

export interface Running {
  /** Those that may be used here and now; the pricing engine chooses among them. */
  readonly promotions: readonly PromotionTerms[];
  readonly notApplied: readonly NotApplied[];
  /** Ids of those of which some limit counts, be it only a code's. */
  readonly limited: ReadonlySet<string>;
}

/** Whether what a customer has used counts: a guest who asks with any telephone number would learn whose it is. */
type Counted = PromotionSituation & { readonly isCustomerCounted: boolean };

const MAX_CODES = 20;
const MAX_CODE = 100;

/** The promotions of a tenant that are switched on, by id, kept per version. */
const activePromotions = perVersion(async (ctx: Context) => {
  const rows = await ctx.em.find(Promotion, { active: true }, { orderBy: { priority: 'desc', id: 'asc' } });
  return new Map(rows.map((row) => [row.id, knownPromotion(row)]));
});

/** A code in the form in which it is kept: letter case does not count. */
export function codeKey(code: string): string {
  return code.trim().toUpperCase();
}

/** Codes as clients send them, in the form in which they are kept: letter case does not count, and the same one twice is one. */
export function checkCodes(codes: readonly string[] | null | undefined): string[] {
  const checked = checkList(codes ?? [], ['promotionCodes'], { max: MAX_CODES });
  return [...new Set(checked.map((code, index) => codeKey(checkText(code, ['promotionCodes', index], { max: MAX_CODE }))))];
}

/**
 * The promotions that may be used in a situation: those that apply by themselves, and those whose codes are given; with
 * a reason for each that may not. Of those that apply by themselves the ones that have not begun or are over are not
 * mentioned: nobody is offered them. Reads the counters of uses in one statement, if any of them matters here and now.
 * A guest learns of a code that cannot be used no more than that, and of a telephone number whose it is only by placing an
 * order (docs/adr/0027).
 */
export async function runningPromotions(ctx: Context, situation: PromotionSituation, codes: readonly string[]): Promise<Running> {
  const forGuest = isGuest(ctx);
  if (forGuest) await countGuesses(ctx, codes);
  const known = await activePromotions(ctx, situation.pricingVersion);
  const byThemselves = [...known.values()]
    .filter(({ needsCode }) => !needsCode)
    .map((promotion) => ({ promotion, reason: refusalReasonOf(promotion, situation) }));
  const open = byThemselves.filter(({ reason }) => reason === null).map(({ promotion }) => promotion);
  // Once a race was lost, also those that had no limit in this version: one may just have got it.
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
    if (refused) notApplied.push(notAppliedPromotion(promotion, null, refused.reason, refused.said));
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
  if (refused) return notAppliedPromotion(promotion, code, refused.reason, refused.said);
  return accepted.has(promotion.id) ? notAppliedPromotion(promotion, code, 'NOT_COMBINABLE') : null;
}

/** Whether a promotion's own limits are reached. */
function usedUp({ id, usageLimit, usageLimitPerCustomer }: KnownPromotion, { customerKey, isCustomerCounted }: Counted, uses: Uses): RefusedPromotion | null {
  const { used = 0, usedByCustomer = 0 } = uses.promotions.get(id) ?? {};
  if (usageLimit !== null && used >= usageLimit) return { reason: 'USED_UP' };
  if (usageLimitPerCustomer === null) return null;
  if (customerKey === null) return { reason: 'CUSTOMER_LIMIT', said: 'needs the customer: send customerPhone' };
  return isCustomerCounted && usedByCustomer >= usageLimitPerCustomer ? { reason: 'CUSTOMER_LIMIT' } : null;
}

/** What would tell a guest which codes there are. */
const SECRET: readonly PromotionReason[] = ['UNKNOWN_CODE', 'INACTIVE', 'USED_UP'];

function unusable(code: string): NotApplied {
  return { promotionId: null, name: null, code, reason: 'UNKNOWN_CODE', message: `The code ${code} cannot be used.`, missing: null };
}

function isGuest({ session }: Context): boolean {
  return session.actor === 'GUEST' || session.actor === 'CUSTOMER';
}
