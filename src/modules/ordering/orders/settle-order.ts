import type { Context } from '../../../kernel/request/context.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Order } from '../model/order.entity.ts';
import { confirm } from './confirm-order.ts';

/** What is paid of an order, or what it costs, has changed: its payment status follows, and one that waited for its money is fired. */
export async function settle(ctx: Context, order: Order, paid: Money, refunded: Money = order.refundedAmount): Promise<void> {
  order.paid(paid, refunded);
  if (order.status === 'PENDING' && order.confirmOn === 'PAYMENT' && order.due() === 0) await confirm(ctx, order);
}
