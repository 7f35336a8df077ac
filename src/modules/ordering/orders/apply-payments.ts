import type { Context } from '../../../kernel/request/context.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { lockOrder } from '../model/order.repository.ts';
import { orderEvent } from '../model/order-event.ts';
import { settle } from './settle-order.ts';

/** Updates an order whose paid or refunded amount has changed. */
export async function applyPayments(
  ctx: Context,
  { orderId, paid, refunded }: { readonly orderId: string; readonly paid: Money; readonly refunded: Money },
): Promise<void> {
  const order = await lockOrder(ctx, orderId);
  await settle(ctx, order, paid, refunded);
  await ctx.em.flush();
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
}
