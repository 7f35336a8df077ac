import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { answer } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { currencyOf } from '../../kernel/currency.type.ts';
import { PriceOrderInput } from './order.input.type.ts';
import { priceOrder, type Quote } from './price-order.ts';
import { type OrderQuoteType, PriceOrderPayload } from './quote.type.ts';

@Resolver()
export class QuoteResolver {
  @Query(() => PriceOrderPayload, { description: 'What an order would cost; the same engine prices it when it is placed. Guests too.' })
  @Authorized('PUBLIC')
  priceOrder(@Ctx() ctx: Context, @Arg('input', () => PriceOrderInput) input: PriceOrderInput): Promise<unknown> {
    return answer(
      ctx,
      () => priceOrder(ctx, input),
      (quote) => ({ quote: quoteType(quote) }),
    );
  }
}

function quoteType({ currency, lines, pricing, unknownCodes }: Quote): OrderQuoteType {
  return {
    currency: currencyOf(currency),
    lines: lines.map(({ productId, name, quantity, unitPrice }, index) => {
      const { total, discount } = pricing.lines[index] ?? { total: 0, discount: 0 };
      return { productId, name, quantity, unitPrice, total, discount };
    }),
    totals: pricing,
    appliedPromotions: pricing.appliedPromotions,
    notAppliedPromotions: unknownCodes.map((code) => ({ name: null, code, reason: 'UNKNOWN_CODE', message: `There is no promotion ${code}.` })),
  };
}
