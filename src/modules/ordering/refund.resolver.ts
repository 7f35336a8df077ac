import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { answer } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { currencyOf } from '../../kernel/currency.type.ts';
import { sumOf } from '../../kernel/money.ts';
import { quoteRefund, type RefundQuote } from './quote-refund.ts';
import { quoteSplit } from './quote-split.ts';
import { taxesIn, totalOf, type Worth, worthOf } from './refund.ts';
import { RefundQuoteInput, RefundQuotePayload } from './refund.type.ts';
import { SplitQuoteInput, SplitQuotePayload } from './split.type.ts';

@Resolver()
export class RefundResolver {
  @Query(() => RefundQuotePayload, {
    description: 'What a part of an order is worth back, from what it was priced with; whatever is given back in whatever order sums to the total. CASHIER.',
  })
  @Authorized('RUN_ORDER')
  refundQuote(@Ctx() ctx: Context, @Arg('input', () => RefundQuoteInput) input: RefundQuoteInput): Promise<unknown> {
    return answer(
      ctx,
      () => quoteRefund(ctx, input),
      (quote): object => ({ quote: refundType(quote) }),
    );
  }

  @Query(() => SplitQuotePayload, { description: 'What each guest pays when an order is split: evenly, by items or by amounts. CASHIER.' })
  @Authorized('RUN_ORDER')
  splitQuote(@Ctx() ctx: Context, @Arg('input', () => SplitQuoteInput) input: SplitQuoteInput): Promise<unknown> {
    return answer(
      ctx,
      () => quoteSplit(ctx, input),
      ({ currency, ...quote }): object => ({ quote: { ...quote, currency: currencyOf(currency) } }),
    );
  }
}

function refundType({ currency, refund, left }: RefundQuote): unknown {
  const all = [...refund.lines, ...refund.fees];
  return {
    currency: currencyOf(currency),
    amount: totalOf(refund),
    net: sumOf(all.map(({ net }) => net)),
    serviceCharge: sumOf(all.map(({ serviceCharge }) => serviceCharge)),
    tax: sumOf(all.map(({ tax }) => tax)),
    taxes: taxesIn(refund),
    lines: refund.lines.map((line) => ({ ...partType(line), quantity: line.units })),
    fees: refund.fees.map(partType),
    left: totalOf(left),
  };
}

function partType<W extends Worth>(part: W): W & { amount: number; taxName: string | null; taxRate: number | null } {
  return { ...part, amount: worthOf(part), taxName: part.rule?.name ?? null, taxRate: part.rule?.rate ?? null };
}
