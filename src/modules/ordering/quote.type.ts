import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CurrencyType } from '../../kernel/currency.type.ts';
import { MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { OrderTotalsType } from './order.type.ts';

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

registerEnumType(PromotionReason, {
  name: 'PromotionReason',
  description: 'Why a promotion was not applied.',
  valuesConfig: {
    UNKNOWN_CODE: { description: 'No promotion has this code.' },
    INACTIVE: { description: 'It is switched off, not begun or over.' },
    OUTSIDE_HOURS: { description: 'It runs at other hours.' },
    MINIMUM_NOT_REACHED: { description: 'The basket is too small.' },
    NO_MATCHING_ITEM: { description: 'Nothing in the basket counts for it.' },
    USED_UP: { description: 'Its uses are spent.' },
    CUSTOMER_LIMIT: { description: 'This guest has used it.' },
    NOT_COMBINABLE: { description: 'Another promotion excludes it.' },
    WRONG_OUTLET: { description: 'Other outlets have it.' },
    WRONG_CHANNEL: { description: 'Other channels have it.' },
    WRONG_SERVICE_MODE: { description: 'Other service modes have it.' },
  },
});

@Extensions({ guest: true })
@ObjectType('QuoteLine', { description: 'unitPrice: with its modifiers. total = unitPrice × quantity, before discount.', simpleResolvers: true })
export class QuoteLineType {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;

  @Field(() => String, { description: "The product's name." })
  name!: string;

  @Field(() => Int, { description: 'Units.' })
  quantity!: number;

  @Field(() => MoneyScalar, { description: 'Of one, with its modifiers.' })
  unitPrice!: number;

  @Field(() => MoneyScalar, { description: 'unitPrice × quantity, before discount.' })
  total!: number;

  @Field(() => MoneyScalar, { description: 'Taken off the total.' })
  discount!: number;
}

@Extensions({ guest: true })
@ObjectType('AppliedPromotion', { description: 'A promotion that lowers the total.', simpleResolvers: true })
export class AppliedPromotionType {
  @Field(() => String, { description: 'For guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Null: applied by itself.' })
  code!: string | null;

  @Field(() => MoneyScalar, { description: 'Taken off.' })
  amount!: number;
}

@Extensions({ guest: true })
@ObjectType('NotAppliedPromotion', { description: 'A promotion that does not lower the total, and why.', simpleResolvers: true })
export class NotAppliedPromotionType {
  @Field(() => String, { nullable: true, description: 'Null when there is no such promotion.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'As it was sent.' })
  code!: string | null;

  @Field(() => PromotionReason, { description: 'Why not.' })
  reason!: PromotionReason;

  @Field(() => String, { description: 'For people.' })
  message!: string;
}

@Extensions({ guest: true })
@ObjectType('OrderQuote', { description: 'What an order would cost.', simpleResolvers: true })
export class OrderQuoteType {
  @Field(() => CurrencyType, { description: 'Of every amount.' })
  currency!: CurrencyType;

  @Field(() => [QuoteLineType], { description: 'In the order of the input.' })
  lines!: QuoteLineType[];

  @Field(() => OrderTotalsType, { description: 'All amounts.' })
  totals!: OrderTotalsType;

  @Field(() => [AppliedPromotionType], { description: 'What lowers the total.' })
  appliedPromotions!: readonly AppliedPromotionType[];

  @Field(() => [NotAppliedPromotionType], { description: 'What does not, and why.' })
  notAppliedPromotions!: NotAppliedPromotionType[];
}

@Extensions({ guest: true })
@ObjectType({ description: 'Answer of priceOrder.', simpleResolvers: true })
export class PriceOrderPayload {
  @Field(() => OrderQuoteType, { nullable: true, description: 'Null when it failed.' })
  quote?: OrderQuoteType | null;

  @Field(() => [UserError], { description: 'Empty on success.' })
  userErrors!: UserError[];
}
