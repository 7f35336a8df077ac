import { invalid } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { requireStock } from '../menu/index.ts';
import { type Channel, reachablePlace, type ServiceMode } from '../tenancy/index.ts';
import { type Basket, fillBasket, type OrderLineInput, unknownCodes } from './basket.ts';

export interface PriceOrder {
  readonly outletId: string;
  readonly serviceMode: ServiceMode;
  readonly channel?: Channel | null;
  readonly lines: readonly OrderLineInput[];
  readonly promotionCodes?: readonly string[] | null;
}

/** What an order would cost. */
export interface Quote extends Basket {
  readonly currency: string;
  readonly unknownCodes: readonly string[];
}

/** Prices a basket as placing it would, without writing anything. */
export async function priceOrder(ctx: Context, input: PriceOrder): Promise<Quote> {
  const { outlet, currency } = await reachablePlace(ctx, input.outletId);
  if (!outlet.serviceModes.includes(input.serviceMode))
    throw invalid(['serviceMode'], `is not offered by this outlet; it offers ${outlet.serviceModes.join(', ')}.`);
  const basket = await fillBasket(ctx, outlet, input.lines);
  const tracked = basket.lines.flatMap((line, index) => (line.tracksStock ? [{ ...line, index }] : []));
  requireStock(new Map(tracked.map((line) => [line.productId, line.stockLeft ?? 0])), tracked);
  return { ...basket, currency, unknownCodes: unknownCodes(input.promotionCodes) };
}
