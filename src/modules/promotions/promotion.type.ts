import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { Channel, OpeningHoursType, ServiceMode } from '../tenancy/index.ts';
import { FreeUnits, PromotionType } from './promotion-terms.ts';

registerEnumType(PromotionType, {
  name: 'PromotionType',
  description: 'What a promotion gives. An order takes them off in this order: item promotions, percentages, fixed amounts.',
  valuesConfig: {
    PERCENTAGE: { description: 'A rate of what counts.' },
    FIXED_AMOUNT: { description: 'An amount, at most what counts costs.' },
    BUY_X_GET_Y: { description: 'Of each X + Y units that count, Y are free.' },
    BUNDLE_PRICE: { description: 'Units together for one price.' },
  },
});
registerEnumType(FreeUnits, {
  name: 'FreeUnits',
  description: 'Which units of BUY_X_GET_Y are free.',
  valuesConfig: {
    CHEAPEST: { description: 'The cheapest of all that count.' },
    EVERY_NTH: { description: 'From the dearest down, of each X + Y units the last Y.' },
  },
});

@ObjectType('BundleItem', { description: 'A part of a bundle. Without products and categories everything counts for it.', simpleResolvers: true })
export class BundleItemType {
  @Field(() => Int, { description: 'Units.' })
  quantity!: number;

  @Field(() => [ID], { nullable: true, description: 'Products that count for it.' })
  productIds!: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Categories whose products count for it.' })
  categoryIds!: readonly string[] | null;
}

@ObjectType('PromotionStatistics', { description: 'How a promotion was used, by orders that were not cancelled.', simpleResolvers: true })
export class PromotionStatisticsType {
  @Field(() => Int, { description: 'Orders.' })
  uses!: number;

  @Field(() => MoneyScalar, { description: 'Taken off by it.' })
  discountGiven!: number;

  @Field(() => MoneyScalar, { description: 'What these orders come to.' })
  revenue!: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'discountGiven per order, rounded half up; null without uses.' })
  averageDiscount!: number | null;
}

@ObjectType('Promotion', { implements: Node, description: 'What a brand gives away, when, where, and to whom.', simpleResolvers: true })
export class PromotionObject {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'For guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'For staff and guests.' })
  description!: string | null;

  @Field(() => PromotionType, { description: 'What it gives.' })
  type!: PromotionType;

  @Field(() => Boolean, { description: 'Only with one of its codes; else it applies by itself.' })
  needsCode!: boolean;

  @Field(() => Int, { nullable: true, description: 'PERCENTAGE: basis points, 1000 = 10 %.' })
  rate!: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'FIXED_AMOUNT: taken off. BUNDLE_PRICE: what a bundle costs.' })
  amount!: number | null;

  @Field(() => Int, { nullable: true, description: 'BUY_X_GET_Y: X.' })
  buyQuantity!: number | null;

  @Field(() => Int, { nullable: true, description: 'BUY_X_GET_Y: Y.' })
  getQuantity!: number | null;

  @Field(() => FreeUnits, { nullable: true, description: 'BUY_X_GET_Y: which units are free.' })
  freeUnits!: FreeUnits | null;

  @Field(() => [BundleItemType], { nullable: true, description: 'BUNDLE_PRICE: its parts.' })
  bundleItems!: readonly BundleItemType[] | null;

  @Field(() => MoneyScalar, { description: 'Least subtotal of the order, before discounts; 0: none.' })
  minimumPurchase!: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'Most that it takes off an order; null: no limit.' })
  maximumDiscount!: number | null;

  @Field(() => [ID], { nullable: true, description: 'Products that count, beside those of the categories; both null: all.' })
  productIds!: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Categories whose products count, beside the products; both null: all.' })
  categoryIds!: readonly string[] | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'Where it applies; null: in all.' })
  serviceModes!: readonly ServiceMode[] | null;

  @Field(() => [Channel], { nullable: true, description: 'Where it applies; null: in all.' })
  channels!: readonly Channel[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From then on; null: at once.' })
  startsAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until before then; null: without end.' })
  endsAt!: Date | null;

  @Field(() => [OpeningHoursType], { nullable: true, description: 'When it applies in the week, local to the outlet; null: always.' })
  hours!: readonly OpeningHoursType[] | null;

  @Field(() => Int, { nullable: true, description: 'Orders that may use it; null: no limit.' })
  usageLimit!: number | null;

  @Field(() => Int, { nullable: true, description: 'Orders of one customer that may use it; null: no limit. Customers are known by their phone number.' })
  usageLimitPerCustomer!: number | null;

  @Field(() => Int, { description: 'The higher is chosen first.' })
  priority!: number;

  @Field(() => Boolean, { description: 'Allows no other promotion beside it.' })
  exclusive!: boolean;

  @Field(() => String, { nullable: true, description: 'Promotions combine with those of the same group; null is a group like any other.' })
  combinationGroup!: string | null;

  @Field(() => Boolean, { description: 'Switched on.' })
  active!: boolean;

  @Field(() => Int, { description: 'Raised by every change of its settings; commands may send the version they saw.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: shared.updatedAt })
  updatedAt!: Date;
}

export const promotionConnection = connectionTypes(() => PromotionObject, {
  name: 'Promotion',
  one: 'A promotion',
  page: 'A page of promotions, newest first.',
});
