import { CurrencyType } from '../../../kernel/graphql/currency.type.ts';
import { Field, ID, InputType, Int, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';

@InputType({ description: 'Units of a line that one guest pays for.' })
export class SplitLineInput {
  @Field(() => ID, { description: 'UUID of a line of the order.' })
  lineId!: string;

  @Field(() => Int, { defaultValue: 1, description: 'Number of units, 1 to those that were sold.' })
  quantity!: number;
}

@InputType({ description: 'Share of one guest, by items.' })
export class SplitGroupInput {
  @Field(() => [SplitLineInput], { description: 'Lines that the guest pays for, 1 to 250.' })
  lines!: SplitLineInput[];
}

@InputType({ description: 'Split of an order: send one of ways, groups and amounts.' })
export class SplitQuoteInput {
  @Field(() => ID, { description: shared.orderId })
  orderId!: string;

  @Field(() => Int, { nullable: true, description: 'Number of equal parts, 2 to 50.' })
  ways?: number | null;

  @Field(() => [SplitGroupInput], { nullable: true, description: 'Split by items between 2 to 50 guests: every unit of the order, exactly once.' })
  groups?: SplitGroupInput[] | null;

  @Field(() => [MoneyScalar], { nullable: true, description: 'Split by amounts in minor units, 1 to 49 of them; the rest is one more part.' })
  amounts?: number[] | null;
}

@ObjectType('SplitLine', { description: 'Units of a line that one guest pays for.', simpleResolvers: true })
export class SplitLineType {
  @Field(() => ID, { description: 'UUID of the line.' })
  lineId!: string;

  @Field(() => Int, { description: 'Number of units of the line.' })
  quantity!: number;

  @Field(() => MoneyScalar, { description: 'Amount of these units in minor units, with service charge and tax.' })
  amount!: number;
}

@ObjectType('SplitCash', {
  description:
    "Amount that one guest pays in cash: total = amount + rounding. It can be paid in coins of the outlet's cashRoundingStep, and all totals together are " +
    'what one guest would pay in cash for the whole order. Guests may pay in any order: each but the last with payCash(amount: total), the last without ' +
    'amount.',
  simpleResolvers: true,
})
export class SplitCashType {
  @Field(() => MoneyScalar, {
    description: 'Amount that it settles in minor units when the parts are paid in this order; 0 when the parts before it settle all.',
  })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Cash rounding in minor units, which may be negative; 0 except for the last part.' })
  rounding!: number;

  @Field(() => MoneyScalar, { description: 'Coins and notes to hand over, in minor units; a multiple of the step.' })
  total!: number;
}

@ObjectType('SplitPart', { description: 'Share of one guest in the order.', simpleResolvers: true })
export class SplitPartType {
  @Field(() => MoneyScalar, { description: 'Amount to pay, in minor units.' })
  amount!: number;

  @Field(() => SplitCashType, { description: 'Amount to pay in cash, when all guests pay in cash.' })
  cash!: SplitCashType;

  @Field(() => [SplitLineType], { description: 'Lines of the guest as sent in groups, at most 250; empty when the order is not split by items.' })
  lines!: readonly SplitLineType[];

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Share in delivery, packaging and tip by the worth of the lines, in minor units; null when the order is not split by items.',
  })
  fees!: number | null;
}

@ObjectType('SplitQuote', { description: 'Amounts that each of several guests pays.', simpleResolvers: true })
export class SplitQuoteType {
  @Field(() => CurrencyType, { description: shared.currency })
  currency!: CurrencyType;

  @Field(() => MoneyScalar, { description: 'Total of the order, in minor units.' })
  total!: number;

  @Field(() => [SplitPartType], { description: 'Parts in the order of the input, at most 50; they sum to the total.' })
  parts!: readonly SplitPartType[];
}

export const SplitQuotePayload = payloadType('SplitQuote', { quote: () => SplitQuoteType });
