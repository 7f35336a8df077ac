import { CurrencyType } from '../../../kernel/graphql/currency.type.ts';
import { Extensions, Field, ID, InputType, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { ONE_OF } from '../../../kernel/values/one-of.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { OrderFee } from './refund.ts';

registerEnumType(OrderFee, {
  name: 'OrderFee',
  description: 'A fee of an order, beside its lines.',
  valuesConfig: {
    DELIVERY: { description: 'Fee for the delivery.' },
    PACKAGING: { description: 'Fee for the packaging.' },
    TIP: { description: 'Tip for the staff.' },
  },
});

@Extensions(ONE_OF)
@InputType({ description: 'How much of a line is given back: units of it, or a part of its price.' })
export class RefundPartInput {
  @Field(() => Int, { nullable: true, description: 'Number of units to refund, 1 to those that were sold.' })
  quantity?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'A part of what the line came to, in minor units, 1 to its finalTotal; all units stay sold.' })
  amount?: number | null;
}

const USE_PART = 'Use `part`, of which exactly one field is sent.';

@InputType({ description: 'A refund of a line: either quantity or amount.' })
export class RefundLineInput {
  @Field(() => ID, { description: 'UUID of a line of the order, each line once.' })
  lineId!: string;

  @Field(() => RefundPartInput, {
    nullable: true,
    description: 'How much of the line is given back; needed, unless one of the deprecated fields quantity and amount is sent.',
  })
  part?: RefundPartInput | null;

  @Field(() => Int, { nullable: true, description: 'Number of units to refund, 1 to those that were sold.', deprecationReason: USE_PART })
  quantity?: number | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Amount to refund in minor units, 1 to the finalTotal of the line; all units stay sold.',
    deprecationReason: USE_PART,
  })
  amount?: number | null;
}

@InputType({ description: 'Parts of an order to refund: either an amount of the order as a whole, or lines and fees.' })
export class RefundQuoteInput {
  @Field(() => ID, { description: shared.orderId })
  orderId!: string;

  @Field(() => [RefundLineInput], { nullable: true, defaultValue: [], description: 'Lines to refund, at most 250.' })
  lines?: RefundLineInput[] | null;

  @Field(() => [OrderFee], { nullable: true, defaultValue: [], description: 'Fees to refund, each as a whole and once; at most 3.' })
  fees?: OrderFee[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount to refund in minor units, shared out over all lines and fees; 1 to the total.' })
  amount?: number | null;
}

@ObjectType('RefundedTax', { description: 'Tax of one rule that is refunded.', simpleResolvers: true })
export class RefundedTaxType {
  @Field(() => String, { description: 'Name of the tax as printed on receipts.' })
  name!: string;

  @Field(() => Int, { description: 'Tax rate in basis points: 1000 = 10 %.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'Refunded tax of the rule, in minor units.' })
  amount!: number;
}

/** A refunded part of a line or fee. */
@ObjectType()
class RefundedPart {
  @Field(() => MoneyScalar, { description: 'Refunded amount in all, in minor units.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Tax in the amount, in minor units.' })
  tax!: number;

  @Field(() => String, { nullable: true, description: 'Name of the tax as printed on receipts; null when there is none.' })
  taxName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Tax rate in basis points, 1000 = 10 %; null when there is no tax.' })
  taxRate!: number | null;
}

@ObjectType('RefundedLine', { description: 'Refunded part of a line: amount = net + serviceCharge + tax.', simpleResolvers: true })
export class RefundedLineType extends RefundedPart {
  @Field(() => ID, { description: 'UUID of the line.' })
  lineId!: string;

  @Field(() => Int, { description: 'Number of units that are refunded; 0 when only a part of the price is.' })
  quantity!: number;

  @Field(() => MoneyScalar, { description: 'Amount without service charge and tax, in minor units, also where prices include them.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'Service charge in the amount, in minor units.' })
  serviceCharge!: number;
}

@ObjectType('RefundedFee', { description: 'Refunded part of a fee: amount = net + tax.', simpleResolvers: true })
export class RefundedFeeType extends RefundedPart {
  @Field(() => OrderFee, { description: 'Fee that is refunded.' })
  fee!: OrderFee;

  @Field(() => MoneyScalar, { description: 'Amount without tax, in minor units, also where the price includes it.' })
  net!: number;
}

@ObjectType('RefundQuote', { description: 'Worth of a part of an order when it is refunded: amount = net + serviceCharge + tax.', simpleResolvers: true })
export class RefundQuoteType {
  @Field(() => CurrencyType, { description: shared.currency })
  currency!: CurrencyType;

  @Field(() => MoneyScalar, { description: 'Amount to refund in all, in minor units.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Amount without service charge and tax, in minor units, also where prices include them.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'Service charge in the amount, in minor units.' })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: 'Tax in the amount, in minor units.' })
  tax!: number;

  @Field(() => [RefundedTaxType], { description: 'Tax by rule, the lower rate first.' })
  taxes!: readonly RefundedTaxType[];

  @Field(() => [RefundedLineType], { description: 'Refunded parts of lines, at most 250.' })
  lines!: readonly RefundedLineType[];

  @Field(() => [RefundedFeeType], { description: 'Refunded fees, at most 3.' })
  fees!: readonly RefundedFeeType[];

  @Field(() => MoneyScalar, { description: 'Amount in minor units that the order would still be worth.' })
  left!: number;
}

export const RefundQuotePayload = payloadType('RefundQuote', { quote: () => RefundQuoteType });
