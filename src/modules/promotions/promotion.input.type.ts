import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { Channel, OpeningHoursInput, ServiceMode } from '../tenancy/index.ts';
import { PromotionObject } from './promotion.type.ts';
import { FreeUnits, PromotionType } from './promotion-terms.ts';

@InputType({ description: 'A part of a bundle. Without products and categories everything counts for it.' })
export class BundleItemInput {
  @Field(() => Int, { description: 'Units: 1 to 100.' })
  quantity!: number;

  @Field(() => [ID], { nullable: true, description: 'Products that count for it: 1 to 250.' })
  productIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Categories whose products count for it: 1 to 250.' })
  categoryIds?: string[] | null;
}

/** What creating and changing a promotion share. */
@InputType()
abstract class PromotionFieldsInput {
  @Field(() => String, { nullable: true, description: 'For staff and guests; at most 2,000 characters.' })
  description?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only with one of its codes; else it applies by itself, which is the default.' })
  needsCode?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'PERCENTAGE: 1 to 10000 basis points, 1000 = 10 %.' })
  rate?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'FIXED_AMOUNT: taken off, more than 0. BUNDLE_PRICE: what a bundle costs, 0 or more.' })
  amount?: number | null;

  @Field(() => Int, { nullable: true, description: 'BUY_X_GET_Y: X, 1 to 100.' })
  buyQuantity?: number | null;

  @Field(() => Int, { nullable: true, description: 'BUY_X_GET_Y: Y, 1 to 100.' })
  getQuantity?: number | null;

  @Field(() => FreeUnits, { nullable: true, description: 'BUY_X_GET_Y: which units are free; null: CHEAPEST.' })
  freeUnits?: FreeUnits | null;

  @Field(() => [BundleItemInput], { nullable: true, description: 'BUNDLE_PRICE: its parts, 1 to 10.' })
  bundleItems?: BundleItemInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Least subtotal of the order, before discounts; null or 0: none.' })
  minimumPurchase?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Most that it takes off an order, more than 0; null: no limit.' })
  maximumDiscount?: number | null;

  @Field(() => [ID], { nullable: true, description: 'Products that count, 1 to 250; null and no categories: all. Not for BUNDLE_PRICE.' })
  productIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Categories whose products count, 1 to 250; null and no products: all. Not for BUNDLE_PRICE.' })
  categoryIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Outlets that have it, 1 to 250; null: all of the brand (TENANT_OWNER).' })
  outletIds?: string[] | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'Where it applies; null: in all.' })
  serviceModes?: ServiceMode[] | null;

  @Field(() => [Channel], { nullable: true, description: 'Where it applies; null: in all.' })
  channels?: Channel[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From then on; null: at once.' })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until before then, after startsAt; null: without end.' })
  endsAt?: Date | null;

  @Field(() => [OpeningHoursInput], { nullable: true, description: 'When it applies in the week, local to the outlet; 1 to 50 intervals; null: always.' })
  hours?: OpeningHoursInput[] | null;

  @Field(() => Int, { nullable: true, description: 'Orders that may use it, 1 or more, counted from its first use on; null: no limit.' })
  usageLimit?: number | null;

  @Field(() => Int, { nullable: true, description: 'Orders of one customer that may use it, 1 or more, counted from its first use on; null: no limit.' })
  usageLimitPerCustomer?: number | null;

  @Field(() => Int, { nullable: true, description: '-1000 to 1000, 0 by default; the higher is chosen first.' })
  priority?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Allows no other promotion beside it; false by default.' })
  exclusive?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Promotions combine with those of the same group; at most 40 characters; null is a group like any other.',
  })
  combinationGroup?: string | null;
}

@InputType({ description: 'A new promotion. What is not for its type is refused.' })
export class CreatePromotionInput extends PromotionFieldsInput {
  @Field(() => String, { description: 'For guests: 1 to 120 characters.' })
  name!: string;

  @Field(() => PromotionType, { description: 'What it gives; stays as it is.' })
  type!: PromotionType;

  @Field(() => String, {
    nullable: true,
    description: 'Its first code: 3 to 40 letters A to Z, digits, - and _, unique in the brand; case does not count. It needs a code then.',
  })
  code?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true, description: 'Switched on; a brand has at most 500 of these.' })
  active?: boolean | null;
}

@InputType({ description: 'Changes of a promotion: only the fields that are sent change; null clears.' })
export class UpdatePromotionInput extends PromotionFieldsInput {
  @Field(() => ID, { description: 'The promotion.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version the client saw; a newer one is STALE_VERSION.' })
  version?: number | null;

  @Field(() => String, { nullable: true, description: 'For guests: 1 to 120 characters.' })
  name?: string | null;
}

@InputType({ description: 'A command on one promotion.' })
export class PromotionCommandInput {
  @Field(() => ID, { description: 'The promotion.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'The version the client saw; a newer one is STALE_VERSION.' })
  version?: number | null;
}

@InputType({ description: 'Which promotions; all that is set must hold.' })
export class PromotionFilter {
  @Field(() => Boolean, { nullable: true, description: 'Switched on, or off.' })
  active?: boolean | null;

  @Field(() => [PromotionType], { nullable: true, description: 'Any of these.' })
  type?: PromotionType[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Switched on, begun and not over, or not; whatever hours and limits say.' })
  runningNow?: boolean | null;

  @Field(() => String, { nullable: true, description: 'The beginning of its name, or one of its codes as a whole; case does not count.' })
  search?: string | null;
}

@ObjectType({ description: 'Answer of the commands on a promotion.', simpleResolvers: true })
export class PromotionPayload {
  @Field(() => PromotionObject, { nullable: true, description: 'The promotion; null when the mutation failed.' })
  promotion?: PromotionObject | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Answer of deletePromotion.', simpleResolvers: true })
export class DeletePromotionPayload {
  @Field(() => ID, { nullable: true, description: 'What was deleted; null when it failed.' })
  promotionId?: string | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
