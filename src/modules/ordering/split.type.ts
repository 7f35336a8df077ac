import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { CurrencyType } from '../../kernel/currency.type.ts';
import { payloadType } from '../../kernel/payload.type.ts';
import { MoneyScalar } from '../../kernel/scalars.ts';

@InputType({ description: 'Units of a line that one guest takes over.' })
export class SplitLineInput {
  @Field(() => ID, { description: 'Of the order.' })
  lineId!: string;

  @Field(() => Int, { defaultValue: 1, description: 'Units, 1 to those that were sold.' })
  quantity!: number;
}

@InputType({ description: 'What one guest takes over.' })
export class SplitGroupInput {
  @Field(() => [SplitLineInput], { description: '1 to 250.' })
  lines!: SplitLineInput[];
}

@InputType({ description: 'How an order is split: send one of ways, groups and amounts.' })
export class SplitQuoteInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => Int, { nullable: true, description: 'Evenly, in 2 to 50 parts.' })
  ways?: number | null;

  @Field(() => [SplitGroupInput], { nullable: true, description: 'By items, 2 to 50 guests: every unit of the order, exactly once.' })
  groups?: SplitGroupInput[] | null;

  @Field(() => [MoneyScalar], { nullable: true, description: 'By amounts, 1 to 49; the rest is one more part.' })
  amounts?: number[] | null;
}

@ObjectType('SplitLine', { description: 'Units of a line that one guest takes over.', simpleResolvers: true })
export class SplitLineType {
  @Field(() => ID, { description: 'The line.' })
  lineId!: string;

  @Field(() => Int, { description: 'Units.' })
  quantity!: number;

  @Field(() => MoneyScalar, { description: 'What they come to, with service charge and tax.' })
  amount!: number;
}

@ObjectType('SplitCash', {
  description:
    "What one guest pays when it is paid in cash: total = amount + rounding. It can be paid in coins of the outlet's cashRoundingStep, and all totals together are what " +
    'one guest would pay in cash for the whole order. Guests may pay in any order: each but the last with payCash(amount: total), the last without amount.',
  simpleResolvers: true,
})
export class SplitCashType {
  @Field(() => MoneyScalar, { description: 'Debt that it settles when the parts are paid in this order; 0: the parts before it settle all.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Cash rounding, may be negative; 0 but for the last part.' })
  rounding!: number;

  @Field(() => MoneyScalar, { description: 'Coins and notes to hand over; a multiple of the step.' })
  total!: number;
}

@ObjectType('SplitPart', { description: 'What one guest pays.', simpleResolvers: true })
export class SplitPartType {
  @Field(() => MoneyScalar, { description: 'To pay.' })
  amount!: number;

  @Field(() => SplitCashType, { description: 'The same in cash, when all guests pay in cash.' })
  cash!: SplitCashType;

  @Field(() => [SplitLineType], { description: 'As sent in groups, at most 250; empty when it is not split by items.' })
  lines!: readonly SplitLineType[];

  @Field(() => MoneyScalar, { nullable: true, description: 'Of delivery, packaging and tip, by what the lines come to; null when it is not split by items.' })
  fees!: number | null;
}

@ObjectType('SplitQuote', { description: 'What each of several guests pays.', simpleResolvers: true })
export class SplitQuoteType {
  @Field(() => CurrencyType, { description: 'Of every amount.' })
  currency!: CurrencyType;

  @Field(() => MoneyScalar, { description: 'Of the order.' })
  total!: number;

  @Field(() => [SplitPartType], { description: 'At most 50, in the order of the input; they sum to the total.' })
  parts!: readonly SplitPartType[];
}

export const SplitQuotePayload = payloadType('SplitQuote', { quote: () => SplitQuoteType });
