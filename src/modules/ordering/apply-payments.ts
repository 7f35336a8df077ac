import type { Context } from '../../kernel/context.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import type { Money } from '../../kernel/money.ts';
import { confirm } from './confirm-order.ts';
import { lockOrder } from './order.repository.ts';
import { orderEvent } from './order-event.ts';

/** What is paid of an order has changed: its payment status follows, and one that waited for its money is fired. */
export async function applyPayments(ctx: Context, { orderId, paid }: { readonly orderId: string; readonly paid: Money }): Promise<void> {
  const order = await lockOrder(ctx, orderId);
  order.paid(paid);
  if (order.status === 'PENDING' && order.confirmOn === 'PAYMENT' && order.due() === 0) await confirm(ctx, order);
  await ctx.em.flush();
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
}
