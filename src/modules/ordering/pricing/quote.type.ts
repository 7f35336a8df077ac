import { CurrencyType } from '../../../kernel/graphql/currency.type.ts';
import { Extensions, Field, ID, Int, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { MeasureUnit } from '../../../kernel/graphql/measure.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { MeasureScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { AppliedDiscountType, AppliedPromotionType, CashRoundingType, NotAppliedPromotionType, OrderTotalsType } from '../model/pricing.type.ts';

@Extensions({ guest: true })
@ObjectType('QuoteLine', {
  description:
    'A line of a quote. total = unitPrice × quantity, before discount; unitPrice includes the modifiers. A product that is sold by measure is one unit: ' +
    'its quantity is 1, and unitPrice is measurePrice × measure, rounded half up once, with the modifiers added once.',
  simpleResolvers: true,
})
export class QuoteLineType {
  @Field(() => ID, { description: shared.productId })
  productId!: string;

  @Field(() => String, { description: 'Name of the product.' })
  name!: string;

  @Field(() => Int, { description: 'Number of units; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Measure of the line, in measureUnit, e.g. "0.345" of KG; null when the product is sold by pieces.',
  })
  measure!: number | null;

  @Field(() => MeasureUnit, { description: 'Unit of measure; PIECE: sold by pieces, which quantity counts.' })
  measureUnit!: MeasureUnit;

  @Field(() => MoneyScalar, { nullable: true, description: "The menu's price of one measureUnit, e.g. of 1 kg, without modifiers; null: sold by pieces." })
  measurePrice!: number | null;

  @Field(() => MoneyScalar, {
    description: 'Price of one unit with its modifiers, in minor units; for a product that is sold by measure, the price of all that is measured.',
  })
  unitPrice!: number;

  @Field(() => MoneyScalar, { description: 'Amount before discount, in minor units: unitPrice × quantity.' })
  total!: number;

  @Field(() => MoneyScalar, { description: 'Discount on the line, in minor units.' })
  discount!: number;

  @Field(() => MoneyScalar, { description: 'Amount after discounts, in minor units: total less discount.' })
  net!: number;

  @Field(() => MoneyScalar, { description: "Share of the line in the order's service charge, in minor units." })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: "Share of the line in the order's tax, in minor units." })
  tax!: number;

  @Field(() => String, { nullable: true, description: 'Name of the tax on the line as printed on receipts; null when there is none.' })
  taxName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Tax rate in basis points, 1000 = 10 %; null when there is no tax.' })
  taxRate!: number | null;

  @Field(() => MoneyScalar, { description: "Price of the line in all, in minor units; lines and fees with their taxes sum to the order's total." })
  finalTotal!: number;
}

@Extensions({ guest: true })
@ObjectType('OrderQuote', { description: 'The price of a basket with all its parts.', simpleResolvers: true })
export class OrderQuoteType {
  @Field(() => CurrencyType, { description: shared.currency })
  currency!: CurrencyType;

  @Field(() => [QuoteLineType], { description: 'Lines of the quote, in the order of the input.' })
  lines!: QuoteLineType[];

  @Field(() => OrderTotalsType, { description: 'All amounts of the quote.' })
  totals!: OrderTotalsType;

  @Field(() => [AppliedPromotionType], { description: 'Promotions that lower the total.' })
  appliedPromotions!: readonly AppliedPromotionType[];

  @Field(() => [NotAppliedPromotionType], {
    description: 'Promotions that do not apply, with the reason; those of a code that was sent come first; at most 50.',
  })
  notAppliedPromotions!: readonly NotAppliedPromotionType[];

  @Field(() => [AppliedDiscountType], { description: 'Discounts, promotions among them, in the order in which they are taken off.' })
  discounts!: readonly AppliedDiscountType[];

  @Field(() => CashRoundingType, { description: 'Amount to pay in cash when all of it is paid in cash.' })
  cashRounding!: CashRoundingType;
}

export const PriceOrderPayload = payloadType('PriceOrder', { quote: () => OrderQuoteType }, { guest: true });
