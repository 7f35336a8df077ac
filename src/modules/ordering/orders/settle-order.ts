import type { Context } from '../../../kernel/request/context.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Order } from '../model/order.entity.ts';
import { confirm } from './confirm-order.ts';

/** Applies a change of what is paid or of the total: updates the payment status, and fires an order that waited for its payment. */
export async function settle(ctx: Context, order: Order, paid: Money, refunded: Money = order.refundedAmount): Promise<void> {
  order.paid(paid, refunded);
  if (order.status === 'PENDING' && order.confirmOn === 'PAYMENT' && order.due() === 0) await confirm(ctx, order);
}
