import { currencyOf } from '../../../kernel/graphql/currency.type.ts';
import { Arg, Authorized, Ctx, Query, Resolver, type Shown, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { PricedLine } from '../model/pricing.ts';
import { MAX_NOT_APPLIED } from '../model/pricing-snapshot.ts';
import { cashRounding, lineSteps, quotedDiscounts, quotedPromotions, quoteTotals } from './explain.ts';
import { PriceOrderInput } from './order.input.type.ts';
import { priceOrder, type Quote } from './price-order.ts';
import { type OrderQuoteType, PriceOrderPayload } from './quote.type.ts';

@Resolver()
export class QuoteResolver {
  @Query(() => PriceOrderPayload, { description: 'Price of a basket, from the same engine that prices it when it is placed. Nothing is stored. Guests too.' })
  @Authorized('PUBLIC')
  priceOrder(@Ctx() ctx: Context, @Arg('input', () => PriceOrderInput) input: PriceOrderInput): Promise<ValueOf<typeof PriceOrderPayload>> {
    return mutationPayload(
      ctx,
      () => priceOrder(ctx, input),
      (quote) => ({ quote: quoteType(quote) }),
    );
  }
}

function quoteType({ currency, outlet, lines, rules, pricing }: Quote): Shown<OrderQuoteType> {
  return {
    currency: currencyOf(currency),
    lines: lines.map(({ productId, name, quantity, measure, measureUnit, measurePrice, unitPrice }, index) => {
      const priced = pricing.lines[index] as PricedLine;
      return { outletId: outlet.id, productId, name, quantity, measure, measureUnit, measurePrice, unitPrice, ...priced, ...lineSteps(priced) };
    }),
    totals: quoteTotals(pricing, rules.service.rate),
    appliedPromotions: quotedPromotions(pricing.discounts),
    notAppliedPromotions: pricing.notApplied.slice(0, MAX_NOT_APPLIED),
    discounts: quotedDiscounts(pricing.discounts),
    cashRounding: cashRounding(outlet, pricing.total),
  };
}
