import { checkInteger, checkList, checkOptionalText, checkText, notNull, sentFields } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import { type BasisPoints, MAX_AMOUNT, type Money } from '../../../kernel/values/money.ts';
import { type Channel, checkWeek, type OpeningHours, type ServiceMode } from '../../tenancy/index.ts';
import type { Promotion } from '../model/promotion.entity.ts';
import type { BundleItem, FreeUnits } from '../model/promotion-terms.ts';

/** Fields for creating and changing a promotion; undefined: not sent, null: cleared. */
export interface PromotionFields {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly needsCode?: boolean | null;
  readonly rate?: BasisPoints | null;
  readonly amount?: Money | null;
  readonly buyQuantity?: number | null;
  readonly getQuantity?: number | null;
  readonly freeUnits?: FreeUnits | null;
  readonly bundleItems?: readonly BundleItemInput[] | null;
  readonly minimumPurchase?: Money | null;
  readonly maximumDiscount?: Money | null;
  readonly productIds?: readonly string[] | null;
  readonly categoryIds?: readonly string[] | null;
  readonly outletIds?: readonly string[] | null;
  readonly serviceModes?: readonly ServiceMode[] | null;
  readonly channels?: readonly Channel[] | null;
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
  readonly hours?: readonly OpeningHours[] | null;
  readonly usageLimit?: number | null;
  readonly usageLimitPerCustomer?: number | null;
  readonly priority?: number | null;
  readonly exclusive?: boolean | null;
  readonly combinationGroup?: string | null;
}

export interface BundleItemInput {
  readonly quantity: number;
  readonly productIds?: readonly string[] | null;
  readonly categoryIds?: readonly string[] | null;
}

const MAX_IDS = 250;
const MAX_PARTS = 10;
const MAX_QUANTITY = 100;
const MAX_PRIORITY = 1000;
export const MAX_USES = 1_000_000_000;

/** The fields that were sent, each checked on its own. promotion-targets checks whether the ids exist. */
export function checkPromotionFields(input: PromotionFields): Partial<Promotion> {
  const name = notNull(input.name, ['name']);
  const minimum = input.minimumPurchase === null ? 0 : input.minimumPurchase;
  return sentFields({
    name: name === undefined ? undefined : checkText(name, ['name']),
    description: checkOptionalText(input.description, ['description'], { max: 2000, lines: true }),
    needsCode: notNull(input.needsCode, ['needsCode']),
    rate: checkOptionalInteger(input.rate, ['rate'], 1, 10_000),
    amount: checkOptionalInteger(input.amount, ['amount'], 0, MAX_AMOUNT),
    buyQuantity: checkOptionalInteger(input.buyQuantity, ['buyQuantity'], 1, MAX_QUANTITY),
    getQuantity: checkOptionalInteger(input.getQuantity, ['getQuantity'], 1, MAX_QUANTITY),
    freeUnits: input.freeUnits,
    bundleItems: input.bundleItems && checkParts(input.bundleItems),
    minimumPurchase: checkOptionalInteger(minimum, ['minimumPurchase'], 0, MAX_AMOUNT) as Money | undefined,
    maximumDiscount: checkOptionalInteger(input.maximumDiscount, ['maximumDiscount'], 1, MAX_AMOUNT),
    productIds: checkIds(input.productIds, ['productIds']),
    categoryIds: checkIds(input.categoryIds, ['categoryIds']),
    outletIds: checkIds(input.outletIds, ['outletIds']),
    serviceModes: input.serviceModes && [...new Set(checkList(input.serviceModes, ['serviceModes'], { min: 1, max: 20 }))],
    channels: input.channels && [...new Set(checkList(input.channels, ['channels'], { min: 1, max: 20 }))],
    startsAt: input.startsAt,
    endsAt: input.endsAt,
    hours: input.hours && checkWeek(checkList(input.hours, ['hours'], { min: 1, max: 50 }), ['hours']),
    usageLimit: checkOptionalInteger(input.usageLimit, ['usageLimit'], 1, MAX_USES),
    usageLimitPerCustomer: checkOptionalInteger(input.usageLimitPerCustomer, ['usageLimitPerCustomer'], 1, MAX_USES),
    priority: checkOptionalInteger(notNull(input.priority, ['priority']), ['priority'], -MAX_PRIORITY, MAX_PRIORITY) as number | undefined,
    exclusive: notNull(input.exclusive, ['exclusive']),
    combinationGroup: checkOptionalText(input.combinationGroup, ['combinationGroup'], { max: 40 }),
  }) as Partial<Promotion>;
}

/** Ids in lower case, without duplicates. An empty list would match nothing, so it is refused as a mistake. */
function checkIds(ids: readonly string[] | null | undefined, field: FieldPath): string[] | null | undefined {
  return ids && [...new Set(checkList(ids, field, { min: 1, max: MAX_IDS }).map((id) => id.toLowerCase()))];
}

function checkParts(parts: readonly BundleItemInput[]): BundleItem[] {
  return checkList(parts, ['bundleItems'], { min: 1, max: MAX_PARTS }).map(({ quantity, productIds, categoryIds }, index) => ({
    quantity: checkInteger(quantity, ['bundleItems', index, 'quantity'], 1, MAX_QUANTITY),
    productIds: checkIds(productIds, ['bundleItems', index, 'productIds']) ?? null,
    categoryIds: checkIds(categoryIds, ['bundleItems', index, 'categoryIds']) ?? null,
  }));
}

function checkOptionalInteger(value: number | null | undefined, field: FieldPath, min: number, max: number): number | null | undefined {
  return value == null ? value : checkInteger(value, field, min, max);
}
