import type { Context } from '../../kernel/context.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import type { Money } from '../../kernel/money.ts';
import { lockOrder } from './order.repository.ts';
import { orderEvent } from './order-event.ts';
import { settle } from './settle-order.ts';

/** What is paid of an order, or was given back of it, has changed. */
export async function applyPayments(
  ctx: Context,
  { orderId, paid, refunded }: { readonly orderId: string; readonly paid: Money; readonly refunded: Money },
): Promise<void> {
  const order = await lockOrder(ctx, orderId);
  await settle(ctx, order, paid, refunded);
  await ctx.em.flush();
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
}
