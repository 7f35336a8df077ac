import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { requireStock } from '../../menu/index.ts';
import { type Channel, type Outlet, reachablePlace, type ServiceMode } from '../../tenancy/index.ts';
import { askForBasket, type Basket, fillBasket, type OrderLineInput, stockLinesOf } from './basket.ts';
import { requireStaffFor, type StaffDiscount } from './staff-prices.ts';
import { requireOffered, requireTrading } from './taking-orders.ts';

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

/** The price of a basket that is not placed. */
export interface Quote extends Basket {
  readonly currency: string;
  readonly outlet: Outlet;
}

/** A kiosk always orders through the channel KIOSK; staff may use every channel. */
export function channelOf(ctx: Context, channel: Channel): Channel {
  if (ctx.session.actor !== 'KIOSK') return channel;
  if (channel !== 'KIOSK' && channel !== 'API') throw invalid(['channel'], 'must be KIOSK on a kiosk.');
  return 'KIOSK';
}

/** Prices a basket exactly as placeOrder would, without writing anything. */
export async function priceOrder(ctx: Context, input: PriceOrder): Promise<Quote> {
  requireStaffFor(ctx, input);
  askForBasket(ctx, input.outletId, input);
  const place = await reachablePlace(ctx, input.outletId);
  const { outlet, currency } = place;
  requireTrading(place);
  requireOffered(outlet, input.serviceMode);
  const basket = await fillBasket(ctx, place, { ...input, channel: channelOf(ctx, input.channel ?? 'API'), isQuote: true });
  requireVisibleStock(basket);
  return { ...basket, currency, outlet };
}

/** Checks a basket against the stock as it was read, without a lock. */
export function requireVisibleStock(basket: Basket): void {
  requireStock(new Map(basket.lines.map(({ productId, stockLeft }) => [productId, stockLeft ?? 0])), stockLinesOf(basket));
}
