import { allocate, type Money, percentOf, sumOf } from '../../../kernel/values/money.ts';
import {
  type Applied,
  type Benefit,
  countedLines,
  type DiscountableLine,
  indexLines,
  type LineIndex,
  type NotApplied,
  type PromotionReason,
  type PromotionTerms,
  type PromotionType,
} from '../model/promotion-terms.ts';
import { bundlePrice, buyXGetY, type ItemDiscount } from './item-promotions.ts';

export interface PromotionResult {
  /** In the order in which they were taken off. */
  readonly applied: readonly Applied[];
  readonly notApplied: readonly NotApplied[];
}

/** The state of a basket while promotions are taken off. */
interface Basket {
  readonly lines: readonly DiscountableLine[];
  readonly index: LineIndex;
  /** Net amount by line, after the discounts so far. */
  readonly nets: Money[];
  /** Pieces of each line that no item promotion has used; measured lines have none. */
  readonly free: number[];
}

/**
 * Chooses among promotions that may be used here and now, and takes them off (docs/pricing.md). Promotions are chosen by
 * priority, then by what each would give alone: an exclusive promotion stands alone, others combine within their group. Then
 * item promotions, percentages and fixed amounts are taken off in this order, each from what is left. Pure; no amount falls
 * below zero.
 */
export function applyPromotions(lines: readonly DiscountableLine[], promotions: readonly PromotionTerms[]): PromotionResult {
  const subtotal = sumOf(lines.map(({ unitPrice, quantity }) => unitPrice * quantity));
  const whole = wholeBasket(lines);
  const notApplied: NotApplied[] = [];
  const candidates: { readonly terms: PromotionTerms; readonly alone: Money }[] = [];
  for (const terms of promotions) {
    const missing = terms.minimumPurchase - subtotal;
    const alone = missing > 0 ? 0 : amountOf(terms, whole);
    if (missing > 0) notApplied.push(refused(terms, 'MINIMUM_NOT_REACHED', `${terms.name} needs ${missing} more.`, missing));
    else if (alone === 0) notApplied.push(refused(terms, 'NO_MATCHING_ITEM', `Nothing in the basket counts for ${terms.name}.`));
    else candidates.push({ terms, alone });
  }
  candidates.sort((a, b) => b.terms.priority - a.terms.priority || b.alone - a.alone || (a.terms.id < b.terms.id ? -1 : 1));
  const chosen: PromotionTerms[] = [];
  for (const { terms } of candidates) {
    const [first] = chosen;
    if (!first || (!first.exclusive && !terms.exclusive && first.combinationGroup === terms.combinationGroup)) chosen.push(terms);
    else notApplied.push(refused(terms, 'NOT_COMBINABLE', `${terms.name} does not combine with ${first.name}.`));
  }
  const applied = applyDiscounts(lines, chosen);
  for (const terms of chosen) {
    if (!applied.some((other) => other.terms === terms))
      notApplied.push(refused(terms, 'NO_MATCHING_ITEM', `Other promotions leave nothing for ${terms.name}.`));
  }
  return { applied, notApplied };
}

const STAGES: readonly (readonly PromotionType[])[] = [['BUY_X_GET_Y', 'BUNDLE_PRICE'], ['PERCENTAGE'], ['FIXED_AMOUNT']];

/** Takes chosen promotions off a basket, stage by stage. Also used when an order is priced again with its own promotions. */
export function applyDiscounts(lines: readonly DiscountableLine[], chosen: readonly PromotionTerms[]): Applied[] {
  const basket = wholeBasket(lines);
  return STAGES.flatMap((types) => chosen.filter(({ benefit }) => types.includes(benefit.type))).flatMap((terms) => {
    const { perLine, used } = discountOf(terms, basket);
    const amount = sumOf(perLine);
    if (amount === 0) return [];
    perLine.forEach((part, line) => {
      basket.nets[line] = (basket.nets[line] ?? 0) - part;
      basket.free[line] = (basket.free[line] ?? 0) - (used[line] ?? 0);
    });
    return [{ terms, amount, perLine }];
  });
}

/** What a promotion takes off each line in the basket's current state. */
function discountOf(terms: PromotionTerms, basket: Basket): { readonly perLine: Money[]; readonly used: readonly number[] } {
  const { benefit, maximumDiscount } = terms;
  if (isOfItems(benefit)) {
    const { amount, used, perLine } = itemDiscount(terms, benefit, basket);
    return { perLine: maximumDiscount !== null && amount > maximumDiscount ? allocate(maximumDiscount, perLine()) : perLine(), used };
  }
  const counted = countedLines(terms, basket.index);
  const weights = counted.map((line) => basket.nets[line] ?? 0);
  const perLine = basket.lines.map(() => 0);
  for (const [at, part] of allocate(amountOff(benefit, maximumDiscount, sumOf(weights)), weights).entries()) perLine[counted[at] ?? 0] = part;
  return { perLine, used: [] };
}

/** The sum of that. Most promotions are only compared, so their amount need not be shared out. */
function amountOf(terms: PromotionTerms, basket: Basket): Money {
  const { benefit, maximumDiscount } = terms;
  if (isOfItems(benefit)) {
    const { amount } = itemDiscount(terms, benefit, basket);
    return Math.min(amount, maximumDiscount ?? amount);
  }
  return amountOff(benefit, maximumDiscount, sumOf(countedLines(terms, basket.index).map((line) => basket.nets[line] ?? 0)));
}

type OfItems = Extract<Benefit, { type: 'BUY_X_GET_Y' | 'BUNDLE_PRICE' }>;

function isOfItems(benefit: Benefit): benefit is OfItems {
  return benefit.type === 'BUY_X_GET_Y' || benefit.type === 'BUNDLE_PRICE';
}

function itemDiscount(terms: PromotionTerms, benefit: OfItems, { lines, index, free }: Basket): ItemDiscount {
  if (benefit.type === 'BUNDLE_PRICE') return bundlePrice(benefit, index, lines, free);
  return buyXGetY(benefit, countedLines(terms, index, index.dearestFirst), lines, free);
}

/** What a percentage or a fixed amount takes off the lines that count. */
function amountOff(benefit: Exclude<Benefit, OfItems>, maximumDiscount: Money | null, whole: Money): Money {
  const raw = benefit.type === 'PERCENTAGE' ? percentOf(whole, benefit.rate) : benefit.amount;
  return Math.min(raw, whole, maximumDiscount ?? raw);
}

function wholeBasket(lines: readonly DiscountableLine[]): Basket {
  return {
    lines,
    index: indexLines(lines),
    nets: lines.map(({ unitPrice, quantity }) => unitPrice * quantity),
    free: lines.map(({ quantity, measure }) => (measure === null ? quantity : 0)),
  };
}

function refused({ id, name, code }: PromotionTerms, reason: PromotionReason, message: string, missing: Money | null = null): NotApplied {
  return { promotionId: id, name, code, reason, message, missing };
}
