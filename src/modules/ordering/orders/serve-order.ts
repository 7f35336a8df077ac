import type { Context } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { markLinesStarted, type Order } from '../model/order.entity.ts';
import { lockOrder } from '../model/order.repository.ts';
import { orderEvent } from '../model/order-event.ts';
import type { OrderCommand } from './confirm-order.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    'order.served': Order;
  }
}

/** The guest has the food. Tickets that are still on kitchen displays are served with the order. */
export async function serveOrder(ctx: Context, input: OrderCommand): Promise<Order> {
  const order = await lockOrder(ctx, input.orderId, input.version);
  await serve(ctx, order);
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
  return order;
}

/** Serves a locked order. */
export async function serve(ctx: Context, order: Order): Promise<void> {
  const now = ctx.services.clock.now();
  order.become('SERVED', now);
  markLinesStarted(await order.lines.loadItems(), now);
  await ctx.em.flush();
  await emit(ctx, 'order.served', order);
}
