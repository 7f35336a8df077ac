import { Field, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { Channel, OpeningHoursInput, ServiceMode } from '../../tenancy/index.ts';
import { PromotionObject } from '../model/promotion.type.ts';
import { FreeUnits, PromotionType } from '../model/promotion-terms.ts';

@InputType({ description: 'A part of a bundle. Without products and categories every product counts for it.' })
export class BundleItemInput {
  @Field(() => Int, { description: 'Number of units, 1 to 100.' })
  quantity!: number;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the products that count for it, 1 to 250.' })
  productIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the categories whose products count for it, 1 to 250.' })
  categoryIds?: string[] | null;
}

/** Fields for creating and changing a promotion. */
@InputType()
abstract class PromotionFieldsInput {
  @Field(() => String, { nullable: true, description: 'Description for staff and guests, at most 2,000 characters; it may have several lines.' })
  description?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: it applies only with one of its codes. False, the default: it applies by itself.' })
  needsCode?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Rate of a PERCENTAGE promotion in basis points, 1 to 10000: 1000 = 10 %.' })
  rate?: number | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Amount in minor units. FIXED_AMOUNT: the discount, more than 0. BUNDLE_PRICE: the price of a bundle, 0 or more.',
  })
  amount?: number | null;

  @Field(() => Int, { nullable: true, description: 'Number X of a BUY_X_GET_Y promotion, 1 to 100.' })
  buyQuantity?: number | null;

  @Field(() => Int, { nullable: true, description: 'Number Y of a BUY_X_GET_Y promotion, 1 to 100.' })
  getQuantity?: number | null;

  @Field(() => FreeUnits, { nullable: true, description: 'Units that are free in a BUY_X_GET_Y promotion; null: CHEAPEST.' })
  freeUnits?: FreeUnits | null;

  @Field(() => [BundleItemInput], { nullable: true, description: 'Parts of a BUNDLE_PRICE promotion, 1 to 10.' })
  bundleItems?: BundleItemInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Least subtotal of the order before discounts, in minor units; null or 0: none.' })
  minimumPurchase?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Greatest discount on an order in minor units, more than 0; null: no limit.' })
  maximumDiscount?: number | null;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the products that count, 1 to 250; null together with categoryIds: all. Not for BUNDLE_PRICE.' })
  productIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'UUIDs of the categories whose products count, 1 to 250; null together with productIds: all. Not for BUNDLE_PRICE.',
  })
  categoryIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the outlets that have it, 1 to 250; null: all outlets of the brand (TENANT_OWNER).' })
  outletIds?: string[] | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'Service modes in which it applies, at least 1; null: all.' })
  serviceModes?: ServiceMode[] | null;

  @Field(() => [Channel], { nullable: true, description: 'Channels in which it applies, at least 1; null: all.' })
  channels?: Channel[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which it begins; null: at once.' })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant before which it ends, after startsAt; null: it has no end.' })
  endsAt?: Date | null;

  @Field(() => [OpeningHoursInput], {
    nullable: true,
    description: 'Hours of the week in which it applies, local to the outlet; 1 to 50 intervals; null: always.',
  })
  hours?: OpeningHoursInput[] | null;

  @Field(() => Int, { nullable: true, description: 'Number of orders that may use it, 1 or more, counted from its first use on; null: no limit.' })
  usageLimit?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of orders of one customer that may use it, 1 or more, counted from its first use on; null: no limit.',
  })
  usageLimitPerCustomer?: number | null;

  @Field(() => Int, { nullable: true, description: 'Priority from -1000 to 1000, default 0; the promotion with the higher one is chosen first.' })
  priority?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'True: no other promotion applies beside it. Default: false.' })
  exclusive?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of its combination group, at most 40 characters: promotions combine with those of the same group. Null is a group like any other.',
  })
  combinationGroup?: string | null;
}

@InputType({ description: 'A new promotion. Fields that are not for its type are refused.' })
export class CreatePromotionInput extends PromotionFieldsInput {
  @Field(() => String, { description: 'Name for guests, 1 to 120 characters.' })
  name!: string;

  @Field(() => PromotionType, { description: 'Type of the promotion, which cannot be changed later.' })
  type!: PromotionType;

  @Field(() => String, {
    nullable: true,
    description:
      'First code of the promotion, which then needs a code: 3 to 40 letters A to Z, digits, - and _, unique in the brand; letter case does not count.',
  })
  code?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true, description: 'True: it is switched on; a brand has at most 500 such promotions.' })
  active?: boolean | null;
}

@InputType({ description: 'Changes of a promotion: only the fields that are sent change; null clears.' })
export class UpdatePromotionInput extends PromotionFieldsInput {
  @Field(() => ID, { description: 'UUID of the promotion.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: shared.seenVersion })
  version?: number | null;

  @Field(() => String, { nullable: true, description: 'Name for guests, 1 to 120 characters.' })
  name?: string | null;
}

/** Not published itself: the fields that the commands on one promotion share. */
@InputType()
export abstract class PromotionCommand {
  @Field(() => ID, { description: 'UUID of the promotion.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: shared.seenVersion })
  version?: number | null;
}

@InputType({ description: 'A promotion to switch on.' })
export class ActivatePromotionInput extends PromotionCommand {}

@InputType({ description: 'A promotion to switch off.' })
export class DeactivatePromotionInput extends PromotionCommand {}

@InputType({ description: 'A promotion to delete; one that was used can only be switched off.' })
export class DeletePromotionInput extends PromotionCommand {}

@InputType({ description: 'Conditions for a list of promotions; a promotion meets all that are set.' })
export class PromotionFilter {
  @Field(() => Boolean, { nullable: true, description: 'True: promotions that are switched on. False: promotions that are switched off.' })
  active?: boolean | null;

  @Field(() => [PromotionType], { nullable: true, description: 'Promotions of any of these types.' })
  type?: PromotionType[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: promotions that are switched on, have begun and are not over, without regard to hours and limits. False: all others.',
  })
  runningNow?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Beginning of the name, or one of the codes as a whole; letter case does not count. The first 120 characters count.',
  })
  search?: string | null;
}

export const CreatePromotionPayload = payloadType('CreatePromotion', { promotion: () => PromotionObject });
export const UpdatePromotionPayload = payloadType('UpdatePromotion', { promotion: () => PromotionObject });
export const ActivatePromotionPayload = payloadType('ActivatePromotion', { promotion: () => PromotionObject });
export const DeactivatePromotionPayload = payloadType('DeactivatePromotion', { promotion: () => PromotionObject });

export const DeletePromotionPayload = payloadType('DeletePromotion', {
  promotionId: { type: () => ID, description: 'UUID of the promotion that was deleted; null when the mutation failed.' },
});
