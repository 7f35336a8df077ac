import { currencyOf } from '../../../kernel/graphql/currency.type.ts';
import { Arg, Authorized, Ctx, Query, Resolver, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { quotedRefund } from './explain-refund.ts';
import { quoteRefund } from './quote-refund.ts';
import { quoteSplit } from './quote-split.ts';
import { RefundQuoteInput, RefundQuotePayload } from './refund.type.ts';
import { SplitQuoteInput, SplitQuotePayload } from './split.type.ts';

@Resolver()
export class RefundResolver {
  @Query(() => RefundQuotePayload, {
    description:
      'Worth of a part of an order when it is refunded, from the prices of the order and the refunds before. All parts sum to the total, in any order of the ' +
      'refunds. CASHIER.',
  })
  @Authorized('RUN_ORDER')
  refundQuote(@Ctx() ctx: Context, @Arg('input', () => RefundQuoteInput) input: RefundQuoteInput): Promise<ValueOf<typeof RefundQuotePayload>> {
    return mutationPayload(
      ctx,
      () => quoteRefund(ctx, input),
      (quote) => ({ quote: quotedRefund(quote) }),
    );
  }

  @Query(() => SplitQuotePayload, { description: 'Amounts that each guest pays when an order is split: evenly, by items or by amounts. CASHIER.' })
  @Authorized('RUN_ORDER')
  splitQuote(@Ctx() ctx: Context, @Arg('input', () => SplitQuoteInput) input: SplitQuoteInput): Promise<ValueOf<typeof SplitQuotePayload>> {
    return mutationPayload(
      ctx,
      () => quoteSplit(ctx, input),
      ({ currency, ...quote }) => ({ quote: { ...quote, currency: currencyOf(currency) } }),
    );
  }
}
