import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, ID, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { Channel, OpeningHoursType, ServiceMode } from '../../tenancy/index.ts';
import { FreeUnits, PromotionType } from './promotion-terms.ts';

registerEnumType(PromotionType, {
  name: 'PromotionType',
  description: 'Type of a promotion. An order takes them off in this order: item promotions, percentages, fixed amounts.',
  valuesConfig: {
    PERCENTAGE: { description: 'A rate of the amount that counts.' },
    FIXED_AMOUNT: { description: 'A fixed amount, at most the amount that counts.' },
    BUY_X_GET_Y: { description: 'Free units: of each X + Y units that count, Y are free.' },
    BUNDLE_PRICE: { description: 'One price for several units together.' },
  },
});
registerEnumType(FreeUnits, {
  name: 'FreeUnits',
  description: 'Units of BUY_X_GET_Y that are free.',
  valuesConfig: {
    CHEAPEST: { description: 'The cheapest units of all that count.' },
    EVERY_NTH: { description: 'The last Y of each X + Y units, sorted from the dearest down.' },
  },
});

@ObjectType('BundleItem', { description: 'A part of a bundle. Without products and categories every product counts for it.', simpleResolvers: true })
export class BundleItemType {
  @Field(() => Int, { description: 'Number of units of the part.' })
  quantity!: number;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the products that count for it.' })
  productIds!: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the categories whose products count for it.' })
  categoryIds!: readonly string[] | null;
}

@ObjectType('PromotionStatistics', { description: 'Statistics of a promotion, from orders that were not cancelled.', simpleResolvers: true })
export class PromotionStatisticsType {
  @Field(() => Int, { description: 'Number of orders that used it.' })
  uses!: number;

  @Field(() => MoneyScalar, { description: 'Sum of its discounts, in minor units.' })
  discountGiven!: number;

  @Field(() => MoneyScalar, { description: 'Sum of the totals of these orders, in minor units.' })
  revenue!: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'Average of discountGiven per order in minor units, rounded half up; null without uses.' })
  averageDiscount!: number | null;
}

@ObjectType('Promotion', {
  implements: Node,
  description: 'A promotion of the brand: a discount, with the conditions under which it applies.',
  simpleResolvers: true,
})
export class PromotionObject {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the promotion for guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Description of the promotion for staff and guests.' })
  description!: string | null;

  @Field(() => PromotionType, { description: 'Type of the promotion.' })
  type!: PromotionType;

  @Field(() => Boolean, { description: 'Whether it applies only with one of its codes; else it applies by itself.' })
  needsCode!: boolean;

  @Field(() => Int, { nullable: true, description: 'Rate of a PERCENTAGE promotion in basis points, 1000 = 10 %.' })
  rate!: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount in minor units. FIXED_AMOUNT: the discount. BUNDLE_PRICE: the price of a bundle.' })
  amount!: number | null;

  @Field(() => Int, { nullable: true, description: 'Number X of a BUY_X_GET_Y promotion.' })
  buyQuantity!: number | null;

  @Field(() => Int, { nullable: true, description: 'Number Y of a BUY_X_GET_Y promotion.' })
  getQuantity!: number | null;

  @Field(() => FreeUnits, { nullable: true, description: 'Units that are free in a BUY_X_GET_Y promotion.' })
  freeUnits!: FreeUnits | null;

  @Field(() => [BundleItemType], { nullable: true, description: 'Parts of a BUNDLE_PRICE promotion.' })
  bundleItems!: readonly BundleItemType[] | null;

  @Field(() => MoneyScalar, { description: 'Least subtotal of the order before discounts, in minor units; 0: none.' })
  minimumPurchase!: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'Greatest discount on an order, in minor units; null: no limit.' })
  maximumDiscount!: number | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'UUIDs of the products that count, beside those of the categories; all products count when both lists are null.',
  })
  productIds!: readonly string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'UUIDs of the categories whose products count, beside the products; all products count when both lists are null.',
  })
  categoryIds!: readonly string[] | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'Service modes in which it applies; null: all.' })
  serviceModes!: readonly ServiceMode[] | null;

  @Field(() => [Channel], { nullable: true, description: 'Channels in which it applies; null: all.' })
  channels!: readonly Channel[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which it begins; null: at once.' })
  startsAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant before which it ends; null: it has no end.' })
  endsAt!: Date | null;

  @Field(() => [OpeningHoursType], { nullable: true, description: 'Hours of the week in which it applies, local to the outlet; null: always.' })
  hours!: readonly OpeningHoursType[] | null;

  @Field(() => Int, { nullable: true, description: 'Number of orders that may use it; null: no limit.' })
  usageLimit!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of orders of one customer that may use it; null: no limit. Customers are known by their phone number.',
  })
  usageLimitPerCustomer!: number | null;

  @Field(() => Int, { description: 'Priority of the promotion; the one with the higher priority is chosen first.' })
  priority!: number;

  @Field(() => Boolean, { description: 'Whether no other promotion applies beside it.' })
  exclusive!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Name of its combination group: promotions combine with those of the same group. Null is a group like any other.',
  })
  combinationGroup!: string | null;

  @Field(() => Boolean, { description: 'Whether the promotion is switched on.' })
  active!: boolean;

  @Field(() => Int, { description: shared.version })
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
