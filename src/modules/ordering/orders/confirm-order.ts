import type { Context } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import type { Order } from '../model/order.entity.ts';
import { lockOrder } from '../model/order.repository.ts';
import { orderEvent } from '../model/order-event.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    'order.confirmed': Order;
  }
}

/** A command on one order, with the version that the client saw. */
export interface OrderCommand {
  readonly orderId: string;
  readonly version?: number | null;
}

/** Sends a PENDING order to the kitchen, independent of what its channel waits for. */
export async function confirmOrder(ctx: Context, input: OrderCommand): Promise<Order> {
  const order = await lockOrder(ctx, input.orderId, input.version);
  await confirm(ctx, order);
  await ctx.em.flush();
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
  return order;
}

/** Fires an order. An order without anything to cook is READY at once. */
export async function confirm(ctx: Context, order: Order): Promise<void> {
  const now = ctx.services.clock.now();
  order.become('CONFIRMED', now);
  const lines = await order.lines.loadItems();
  if (lines.every((line) => line.stationId == null)) order.become('READY', now);
  await emit(ctx, 'order.confirmed', order);
}
