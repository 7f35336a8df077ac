import type { Thousandths } from '../../../kernel/values/measure.ts';
import type { BasisPoints, Money } from '../../../kernel/values/money.ts';

export const PromotionType = { PERCENTAGE: 'PERCENTAGE', FIXED_AMOUNT: 'FIXED_AMOUNT', BUY_X_GET_Y: 'BUY_X_GET_Y', BUNDLE_PRICE: 'BUNDLE_PRICE' } as const;
export type PromotionType = keyof typeof PromotionType;

/** Which units of BUY_X_GET_Y are free. */
export const FreeUnits = { CHEAPEST: 'CHEAPEST', EVERY_NTH: 'EVERY_NTH' } as const;
export type FreeUnits = keyof typeof FreeUnits;

/** What a promotion counts; both null: everything. A line counts when its product or its category is named. */
export interface Eligible {
  readonly productIds: readonly string[] | null;
  readonly categoryIds: readonly string[] | null;
}

/** A part of a bundle: units of the named products or categories. */
export interface BundleItem extends Eligible {
  readonly quantity: number;
}

/** What a promotion gives. */
export type Benefit =
  | { readonly type: 'PERCENTAGE'; readonly rate: BasisPoints }
  | { readonly type: 'FIXED_AMOUNT'; readonly amount: Money }
  | { readonly type: 'BUY_X_GET_Y'; readonly buyQuantity: number; readonly getQuantity: number; readonly freeUnits: FreeUnits }
  | { readonly type: 'BUNDLE_PRICE'; readonly price: Money; readonly items: readonly BundleItem[] };

/** What the pricing engine needs of a promotion that may be used here and now. An order keeps it in its pricing. */
export interface PromotionTerms extends Eligible {
  readonly id: string;
  readonly name: string;
  /** The code that was sent for it; null: it applies by itself. */
  readonly code: string | null;
  readonly benefit: Benefit;
  /** Minimum subtotal of the order, before any discount; 0: none. */
  readonly minimumPurchase: Money;
  /** Maximum that it takes off an order; null: no limit. */
  readonly maximumDiscount: Money | null;
  /** A higher priority goes first. */
  readonly priority: number;
  /** True: it does not combine with any other promotion. */
  readonly exclusive: boolean;
  /** Promotions combine only within their group; null is a group like any other. */
  readonly combinationGroup: string | null;
}

/** Why a promotion was not applied. */
export const PromotionReason = {
  UNKNOWN_CODE: 'UNKNOWN_CODE',
  INACTIVE: 'INACTIVE',
  OUTSIDE_HOURS: 'OUTSIDE_HOURS',
  MINIMUM_NOT_REACHED: 'MINIMUM_NOT_REACHED',
  NO_MATCHING_ITEM: 'NO_MATCHING_ITEM',
  USED_UP: 'USED_UP',
  CUSTOMER_LIMIT: 'CUSTOMER_LIMIT',
  NOT_COMBINABLE: 'NOT_COMBINABLE',
  WRONG_OUTLET: 'WRONG_OUTLET',
  WRONG_CHANNEL: 'WRONG_CHANNEL',
  WRONG_SERVICE_MODE: 'WRONG_SERVICE_MODE',
} as const;
export type PromotionReason = keyof typeof PromotionReason;

/** A promotion that does not lower the total, and why. */
export interface NotApplied {
  readonly promotionId: string | null;
  readonly name: string | null;
  readonly code: string | null;
  readonly reason: PromotionReason;
  /** For people. */
  readonly message: string;
  /** Amount that is missing from the subtotal, for MINIMUM_NOT_REACHED. */
  readonly missing: Money | null;
}

/** A promotion that lowers the total, with what it takes off each line. */
export interface Applied {
  readonly terms: PromotionTerms;
  readonly amount: Money;
  readonly perLine: readonly Money[];
}

/** What promotions need of a line. */
export interface DiscountableLine {
  readonly productId: string;
  readonly categoryId: string;
  readonly quantity: number;
  /** The measure of a line sold by measure, which is one unit; null: sold by pieces. Only pieces count as units of item promotions. */
  readonly measure: Thousandths | null;
  readonly unitPrice: Money;
}

/** The lines of a basket by product and by category, so that a long list of products is not compared with every line. */
export interface LineIndex {
  readonly all: readonly number[];
  /** All lines by unit price, highest first, equal prices in line order: sorted once for all promotions. */
  readonly dearestFirst: readonly number[];
  readonly byProduct: ReadonlyMap<string, readonly number[]>;
  readonly byCategory: ReadonlyMap<string, readonly number[]>;
}

export function indexLines(lines: readonly Pick<DiscountableLine, 'productId' | 'categoryId' | 'unitPrice'>[]): LineIndex {
  const all = lines.map((_, line) => line);
  return {
    all,
    dearestFirst: all.toSorted((a, b) => (lines[b]?.unitPrice ?? 0) - (lines[a]?.unitPrice ?? 0) || a - b),
    byProduct: Map.groupBy(all, (line) => lines[line]?.productId ?? ''),
    byCategory: Map.groupBy(all, (line) => lines[line]?.categoryId ?? ''),
  };
}

/** The lines that count, in line order or in the given order. */
export function countedLines({ productIds, categoryIds }: Eligible, { all, byProduct, byCategory }: LineIndex, order = all): readonly number[] {
  if (productIds === null && categoryIds === null) return order;
  const found = new Set<number>();
  for (const id of productIds ?? []) for (const line of byProduct.get(id) ?? []) found.add(line);
  for (const id of categoryIds ?? []) for (const line of byCategory.get(id) ?? []) found.add(line);
  return found.size === 0 ? [] : order.filter((line) => found.has(line));
}
