import type { Context } from '../../kernel/context.ts';
import type { Money } from '../../kernel/money.ts';
import { confirm } from './confirm-order.ts';
import type { Order } from './order.entity.ts';

/** What is paid of an order, or what it costs, has changed: its payment status follows, and one that waited for its money is fired. */
export async function settle(ctx: Context, order: Order, paid: Money, refunded: Money = order.refundedAmount): Promise<void> {
  order.paid(paid, refunded);
  if (order.status === 'PENDING' && order.confirmOn === 'PAYMENT' && order.due() === 0) await confirm(ctx, order);
}
