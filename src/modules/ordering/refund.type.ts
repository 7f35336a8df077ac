import { Extensions, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CurrencyType } from '../../kernel/currency.type.ts';
import { ONE_OF } from '../../kernel/one-of.ts';
import { payloadType } from '../../kernel/payload.type.ts';
import { MoneyScalar } from '../../kernel/scalars.ts';
import { OrderFee } from './refund.ts';

registerEnumType(OrderFee, {
  name: 'OrderFee',
  description: 'What an order asks beside its lines.',
  valuesConfig: {
    DELIVERY: { description: 'For bringing it.' },
    PACKAGING: { description: 'For what it is packed in.' },
    TIP: { description: 'For the staff.' },
  },
});

@Extensions(ONE_OF)
@InputType({ description: 'How much of a line is given back: units of it, or a part of its price.' })
export class RefundPartInput {
  @Field(() => Int, { nullable: true, description: 'Units, 1 to those that were sold.' })
  quantity?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'A part of what the line came to, in minor units, 1 to its finalTotal; all units stay sold.' })
  amount?: number | null;
}

const USE_PART = 'Use part, of which exactly one field is sent.';

@InputType({ description: 'What is to be given back of a line: either quantity or amount.' })
export class RefundLineInput {
  @Field(() => ID, { description: 'Of the order, each line once.' })
  lineId!: string;

  @Field(() => RefundPartInput, {
    nullable: true,
    description: 'How much of the line is given back; needed, unless one of the deprecated fields quantity and amount is sent.',
  })
  part?: RefundPartInput | null;

  @Field(() => Int, { nullable: true, description: 'Units, 1 to those that were sold.', deprecationReason: USE_PART })
  quantity?: number | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'A part of what the line came to, 1 to its finalTotal; all units stay sold.',
    deprecationReason: USE_PART,
  })
  amount?: number | null;
}

@InputType({ description: 'What is to be given back: either an amount of the order as a whole, or lines and fees.' })
export class RefundQuoteInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => [RefundLineInput], { nullable: true, defaultValue: [], description: 'At most 250.' })
  lines?: RefundLineInput[] | null;

  @Field(() => [OrderFee], { nullable: true, defaultValue: [], description: 'Given back as a whole, each once; at most 3.' })
  fees?: OrderFee[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Shared out over all lines and fees; 1 to the total.' })
  amount?: number | null;
}

@ObjectType('RefundedTax', { description: 'Tax that is given back, of one rule.', simpleResolvers: true })
export class RefundedTaxType {
  @Field(() => String, { description: 'As on receipts.' })
  name!: string;

  @Field(() => Int, { description: 'Basis points: 1000 = 10 %.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'Given back of it.' })
  amount!: number;
}

/** A line or fee of which something is given back. */
@ObjectType()
class RefundedPart {
  @Field(() => MoneyScalar, { description: 'Given back in all.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Tax in the amount.' })
  tax!: number;

  @Field(() => String, { nullable: true, description: 'Which tax, as on receipts; null: none.' })
  taxName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Basis points; null: no tax.' })
  taxRate!: number | null;
}

@ObjectType('RefundedLine', { description: 'What is given back of a line: amount = net + serviceCharge + tax.', simpleResolvers: true })
export class RefundedLineType extends RefundedPart {
  @Field(() => ID, { description: 'The line.' })
  lineId!: string;

  @Field(() => Int, { description: 'Units that are given back; 0: a part of the price only.' })
  quantity!: number;

  @Field(() => MoneyScalar, { description: 'Without service charge and tax, also where prices include them.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'Service charge in the amount.' })
  serviceCharge!: number;
}

@ObjectType('RefundedFee', { description: 'What is given back of a fee: amount = net + tax.', simpleResolvers: true })
export class RefundedFeeType extends RefundedPart {
  @Field(() => OrderFee, { description: 'Which.' })
  fee!: OrderFee;

  @Field(() => MoneyScalar, { description: 'Without tax, also where prices include it.' })
  net!: number;
}

@ObjectType('RefundQuote', { description: 'What a part of an order is worth back: amount = net + serviceCharge + tax.', simpleResolvers: true })
export class RefundQuoteType {
  @Field(() => CurrencyType, { description: 'Of every amount.' })
  currency!: CurrencyType;

  @Field(() => MoneyScalar, { description: 'To be given back in all.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Without service charge and tax, also where prices include them.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'Service charge in the amount.' })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: 'Tax in the amount.' })
  tax!: number;

  @Field(() => [RefundedTaxType], { description: 'The tax by rule, the lower rate first.' })
  taxes!: readonly RefundedTaxType[];

  @Field(() => [RefundedLineType], { description: 'Of which lines, at most 250.' })
  lines!: readonly RefundedLineType[];

  @Field(() => [RefundedFeeType], { description: 'Of which fees, at most 3.' })
  fees!: readonly RefundedFeeType[];

  @Field(() => MoneyScalar, { description: 'What the order would still be worth.' })
  left!: number;
}

export const RefundQuotePayload = payloadType('RefundQuote', { quote: () => RefundQuoteType });
