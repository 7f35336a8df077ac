import type { Context } from '../../../kernel/request/context.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { markLinesStarted, type Order, unmarkLinesStarted } from '../model/order.entity.ts';
import type { OrderStatus } from '../model/order.status.ts';
import { orderEvent } from '../model/order-event.ts';

/** What the kitchen reports of an order that it holds locked. */
export interface KitchenProgress {
  /** Lines that were begun just now. */
  readonly startedLineIds: readonly string[];
  /** Lines of which nothing is begun any more. */
  readonly takenBackLineIds: readonly string[];
  /** The state of all its tickets together. CONFIRMED: nothing is begun; null: nothing is to be made. */
  readonly status: Extract<OrderStatus, 'CONFIRMED' | 'PREPARING' | 'READY' | 'SERVED'> | null;
}

/** The order follows the kitchen: begun, ready, handed over. A recall takes it back to PREPARING or CONFIRMED. */
export async function followKitchen(ctx: Context, order: Order, { startedLineIds, takenBackLineIds, status }: KitchenProgress): Promise<void> {
  const now = ctx.services.clock.now();
  if (startedLineIds.length > 0 || takenBackLineIds.length > 0 || status === 'SERVED') {
    const lines = await order.lines.loadItems();
    unmarkLinesStarted(lines.filter(({ id }) => takenBackLineIds.includes(id)));
    markLinesStarted(status === 'SERVED' ? lines : lines.filter(({ id }) => startedLineIds.includes(id)), now);
  }
  if (status === null || status === order.status) return;
  if (status === 'CONFIRMED') order.takeBack();
  else order.become(status, now);
  await ctx.em.flush();
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
}
