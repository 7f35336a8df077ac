import { invalid } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import type { Money } from '../../kernel/money.ts';
import { requireStock } from '../menu/index.ts';
import { type Channel, type Outlet, reachablePlace, type ServiceMode } from '../tenancy/index.ts';
import { type Basket, fillBasket, type OrderLineInput } from './basket.ts';
import { requireStaffFor, type StaffDiscount } from './staff-prices.ts';
import { requireTrading } from './taking-orders.ts';

export interface PriceOrder {
  readonly outletId: string;
  readonly serviceMode: ServiceMode;
  readonly channel?: Channel | null;
  readonly lines: readonly OrderLineInput[];
  readonly promotionCodes?: readonly string[] | null;
  readonly customerPhone?: string | null;
  readonly discounts?: readonly StaffDiscount[] | null;
  readonly tip?: Money | null;
}

/** What an order would cost. */
export interface Quote extends Basket {
  readonly currency: string;
  readonly outlet: Outlet;
}

/** A kiosk sells as a kiosk; staff may take orders of every channel. */
export function channelOf(ctx: Context, channel: Channel): Channel {
  if (ctx.session.actor !== 'KIOSK') return channel;
  if (channel !== 'KIOSK' && channel !== 'API') throw invalid(['channel'], 'must be KIOSK on a kiosk.');
  return 'KIOSK';
}

/** Prices a basket as placing it would, without writing anything. */
export async function priceOrder(ctx: Context, input: PriceOrder): Promise<Quote> {
  requireStaffFor(ctx, input);
  const place = await reachablePlace(ctx, input.outletId);
  const { outlet, currency } = place;
  requireTrading(place);
  if (!outlet.serviceModes.includes(input.serviceMode))
    throw invalid(['serviceMode'], `is not offered by this outlet; it offers ${outlet.serviceModes.join(', ')}.`);
  const basket = await fillBasket(ctx, place, { ...input, channel: channelOf(ctx, input.channel ?? 'API') });
  requireSeenStock(basket);
  return { ...basket, currency, outlet };
}

/** Holds a basket against the stock as it was seen, without a lock. */
export function requireSeenStock({ lines }: Basket): void {
  const tracked = lines.flatMap((line, index) => (line.tracksStock ? [{ ...line, index }] : []));
  requireStock(new Map(tracked.map((line) => [line.productId, line.stockLeft ?? 0])), tracked);
}
