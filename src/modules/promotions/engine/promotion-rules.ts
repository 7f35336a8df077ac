import type { Channel, OpeningHours, Outlet, ServiceMode } from '../../tenancy/index.ts';
import { isOpen } from '../../tenancy/index.ts';
import type { Promotion } from '../model/promotion.entity.ts';
import type { Benefit, NotApplied, PromotionReason, PromotionTerms } from '../model/promotion-terms.ts';

/** A promotion's settings as plain data, kept in memory for all requests. */
export type KnownPromotion = Omit<PromotionTerms, 'code'> & {
  readonly needsCode: boolean;
  readonly active: boolean;
  readonly outletIds: readonly string[] | null;
  readonly serviceModes: readonly ServiceMode[] | null;
  readonly channels: readonly Channel[] | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly hours: readonly OpeningHours[] | null;
  readonly usageLimit: number | null;
  readonly usageLimitPerCustomer: number | null;
};

/** Where and when a basket is priced. */
export interface PromotionContext {
  readonly outlet: Pick<Outlet, 'id' | 'timeZone'>;
  readonly channel: Channel;
  readonly serviceMode: ServiceMode;
  readonly at: Date;
}

/** A promotion as the rules need it. */
export function knownPromotion(row: Promotion): KnownPromotion {
  return {
    id: row.id,
    name: row.name,
    needsCode: row.needsCode,
    active: row.active,
    benefit: benefitOf(row),
    productIds: row.productIds ?? null,
    categoryIds: row.categoryIds ?? null,
    outletIds: row.outletIds ?? null,
    serviceModes: row.serviceModes ?? null,
    channels: row.channels ?? null,
    startsAt: row.startsAt ?? null,
    endsAt: row.endsAt ?? null,
    hours: row.hours ?? null,
    usageLimit: row.usageLimit ?? null,
    usageLimitPerCustomer: row.usageLimitPerCustomer ?? null,
    minimumPurchase: row.minimumPurchase,
    maximumDiscount: row.maximumDiscount ?? null,
    priority: row.priority,
    exclusive: row.exclusive,
    combinationGroup: row.combinationGroup ?? null,
  };
}

function benefitOf({ type, rate, amount, buyQuantity, getQuantity, freeUnits, bundleItems }: Promotion): Benefit {
  switch (type) {
    case 'PERCENTAGE':
      return { type, rate: rate ?? 0 };
    case 'FIXED_AMOUNT':
      return { type, amount: amount ?? 0 };
    case 'BUY_X_GET_Y':
      return { type, buyQuantity: buyQuantity ?? 1, getQuantity: getQuantity ?? 1, freeUnits: freeUnits ?? 'CHEAPEST' };
    case 'BUNDLE_PRICE':
      return { type, price: amount ?? 0, items: bundleItems ?? [] };
  }
}

/** Whether its own uses are limited. Limits of its codes do not count here. */
export function isLimited({ usageLimit, usageLimitPerCustomer }: KnownPromotion): boolean {
  return usageLimit !== null || usageLimitPerCustomer !== null;
}

/** Why a promotion may not be used here and now; null: its own settings allow it. */
export function refusalReasonOf(promotion: KnownPromotion, { outlet, channel, serviceMode, at }: PromotionContext): RefusalReason | null {
  const { active, startsAt, endsAt, outletIds, channels, serviceModes, hours } = promotion;
  if (!active || (startsAt && at < startsAt) || (endsAt && at >= endsAt)) return 'INACTIVE';
  if (outletIds && !outletIds.includes(outlet.id)) return 'WRONG_OUTLET';
  if (channels && !channels.includes(channel)) return 'WRONG_CHANNEL';
  if (serviceModes && !serviceModes.includes(serviceMode)) return 'WRONG_SERVICE_MODE';
  if (hours && !isOpen(hours, [], outlet.timeZone, at)) return 'OUTSIDE_HOURS';
  return null;
}

/** What the pricing engine needs of a promotion; `code` is null when it applies by itself. */
export function termsOf(promotion: KnownPromotion, code: string | null): PromotionTerms {
  const { id, name, benefit, productIds, categoryIds, minimumPurchase, maximumDiscount, priority, exclusive, combinationGroup } = promotion;
  return { id, name, code, benefit, productIds, categoryIds, minimumPurchase, maximumDiscount, priority, exclusive, combinationGroup };
}

/** The reasons that lie in a promotion and not in the basket. */
export type RefusalReason = Exclude<PromotionReason, 'UNKNOWN_CODE' | 'MINIMUM_NOT_REACHED' | 'NO_MATCHING_ITEM'>;

/** A reason, and a text that replaces its usual explanation. */
export interface RefusedPromotion {
  readonly reason: RefusalReason;
  readonly explanation?: string;
}

const EXPLANATIONS: Readonly<Record<RefusalReason, string>> = {
  INACTIVE: 'is not running now',
  OUTSIDE_HOURS: 'runs at other hours',
  USED_UP: 'has been used up',
  CUSTOMER_LIMIT: 'cannot be used again by this customer',
  NOT_COMBINABLE: 'was asked for twice',
  WRONG_OUTLET: 'runs at other outlets',
  WRONG_CHANNEL: 'does not run in this channel',
  WRONG_SERVICE_MODE: 'runs in other service modes',
};

/** A refusal with its reason in words. */
export function notAppliedPromotion(
  promotion: Pick<KnownPromotion, 'id' | 'name'>,
  code: string | null,
  reason: RefusalReason,
  explanation?: string,
): NotApplied {
  return { promotionId: promotion.id, name: promotion.name, code, reason, message: `${promotion.name} ${explanation ?? EXPLANATIONS[reason]}.`, missing: null };
}
