import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { CurrencyType } from '../../kernel/currency.type.ts';
import { MeasureUnit } from '../../kernel/measure.type.ts';
import { payloadType } from '../../kernel/payload.type.ts';
import { MeasureScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { AppliedDiscountType, AppliedPromotionType, CashRoundingType, NotAppliedPromotionType, OrderTotalsType } from './pricing.type.ts';

@Extensions({ guest: true })
@ObjectType('QuoteLine', {
  description:
    'unitPrice: with its modifiers. total = unitPrice × quantity, before discount. What is sold by measure is one unit: its quantity is 1, and unitPrice is ' +
    'measurePrice × measure, rounded half up once, with the modifiers added once.',
  simpleResolvers: true,
})
export class QuoteLineType {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;

  @Field(() => String, { description: "The product's name." })
  name!: string;

  @Field(() => Int, { description: 'Units; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'How much there is of a product that is sold by measure, in measureUnit: "0.345" of KG. Null: sold by pieces.',
  })
  measure!: number | null;

  @Field(() => MeasureUnit, { description: 'Unit of measure; PIECE: sold by pieces, which quantity counts.' })
  measureUnit!: MeasureUnit;

  @Field(() => MoneyScalar, { nullable: true, description: "The menu's price of one measureUnit, e.g. of 1 kg, without modifiers; null: sold by pieces." })
  measurePrice!: number | null;

  @Field(() => MoneyScalar, { description: 'Of one unit, with its modifiers; of a product that is sold by measure, of all that is measured.' })
  unitPrice!: number;

  @Field(() => MoneyScalar, { description: 'unitPrice × quantity, before discount.' })
  total!: number;

  @Field(() => MoneyScalar, { description: 'Taken off the total.' })
  discount!: number;

  @Field(() => MoneyScalar, { description: 'total less discount.' })
  net!: number;

  @Field(() => MoneyScalar, { description: "Its share of the order's service charge." })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: "Its share of the order's tax." })
  tax!: number;

  @Field(() => String, { nullable: true, description: 'The tax that is asked of it, as on receipts; null: none.' })
  taxName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Basis points; null: no tax.' })
  taxRate!: number | null;

  @Field(() => MoneyScalar, { description: "What it costs in all; lines and fees with their taxes sum to the order's total." })
  finalTotal!: number;
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

  @Field(() => [NotAppliedPromotionType], { description: 'What does not, and why: those asked for by code first; at most 50.' })
  notAppliedPromotions!: readonly NotAppliedPromotionType[];

  @Field(() => [AppliedDiscountType], { description: 'All discounts, promotions among them, in the order in which they are taken off.' })
  discounts!: readonly AppliedDiscountType[];

  @Field(() => CashRoundingType, { description: 'What it would be in cash.' })
  cashRounding!: CashRoundingType;
}

export const PriceOrderPayload = payloadType('PriceOrder', { quote: () => OrderQuoteType }, { guest: true });
