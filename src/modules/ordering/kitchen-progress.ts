import type { Context } from '../../kernel/context.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import { beginLines, type Order } from './order.entity.ts';
import type { OrderStatus } from './order.status.ts';
import { orderEvent } from './order-event.ts';

/** What the kitchen tells of an order that it holds locked. */
export interface KitchenProgress {
  /** Lines that were begun just now. */
  readonly startedLineIds: readonly string[];
  /** What all its tickets together amount to; null: nothing begun. */
  readonly status: Extract<OrderStatus, 'PREPARING' | 'READY' | 'SERVED'> | null;
}

/** The order follows the kitchen: begun, ready, handed over, or back to being made after a recall. */
export async function followKitchen(ctx: Context, order: Order, { startedLineIds, status }: KitchenProgress): Promise<void> {
  const now = ctx.services.clock.now();
  if (startedLineIds.length > 0 || status === 'SERVED') {
    const lines = await order.lines.loadItems();
    beginLines(status === 'SERVED' ? lines : lines.filter(({ id }) => startedLineIds.includes(id)), now);
  }
  if (status === null || status === order.status) return;
  order.become(status, now);
  await ctx.em.flush();
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
}
