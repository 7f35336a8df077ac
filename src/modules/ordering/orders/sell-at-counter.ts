import type { Context } from '../../../kernel/request/context.ts';
import { atPath } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { payCash } from '../../payments/index.ts';
import type { Order } from '../model/order.entity.ts';
import { lockOrder } from '../model/order.repository.ts';
import { mayBecome } from '../model/order.status.ts';
import { complete } from './complete-order.ts';
import { serve } from './serve-order.ts';

/** Cash taken with an order, for its whole total. */
export interface CounterPayment {
  readonly tendered: Money;
}

/**
 * Takes cash for an order that is just being placed, as payCash does. An order that no kitchen has to make is handed over at
 * once and completed. An order of 0 takes no payment.
 */
export async function sellAtCounter(ctx: Context, { id: orderId, total }: Order, { tendered }: CounterPayment): Promise<Order> {
  if (total > 0) await atPath(['payment'], () => payCash(ctx, { orderId, tendered }));
  const order = await lockOrder(ctx, orderId);
  if (order.status !== 'READY') return order;
  if (!mayBecome(order.status, 'COMPLETED', order.serviceMode)) await serve(ctx, order);
  await complete(ctx, order);
  return order;
}
