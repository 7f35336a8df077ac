import { checkText } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import { Failure, Fault } from '../../kernel/failure.ts';
import { may } from '../../kernel/permissions.ts';
import { announce } from '../../kernel/reactions.ts';
import { returnStock } from '../menu/index.ts';
import { lockPayable } from '../payments/index.ts';
import type { OrderCommand } from './confirm-order.ts';
import type { Order } from './order.entity.ts';
import { lockOrder } from './order.repository.ts';
import { orderEvent } from './order-event.ts';

declare module '../../kernel/reactions.ts' {
  interface Facts {
    'order.cancelled': Order;
  }
}

export interface CancelOrder extends OrderCommand {
  readonly reason: string;
}

/**
 * Calls an order off. Once something of it is being made only a MANAGER may; while something is paid nobody. What the
 * kitchen has not begun goes back to stock.
 */
export async function cancelOrder(ctx: Context, input: CancelOrder): Promise<Order> {
  const reason = checkText(input.reason, ['reason'], { max: 200 });
  const payable = await lockPayable(ctx, input.orderId);
  const order = await lockOrder(ctx, input.orderId, input.version);
  order.become('CANCELLED', ctx.services.clock.now());
  const lines = await order.lines.loadItems();
  if (lines.some(({ startedAt }) => startedAt) && !may(ctx.session.actor, 'CANCEL_LATE'))
    throw new Fault('FORBIDDEN', 'The kitchen has begun: only a manager may cancel now.');
  const paidAmount = payable ? payable.paid - payable.refunded : 0;
  if (paidAmount > 0) throw new Failure('ORDER_HAS_PAYMENTS', `${paidAmount} is paid; refund it first.`, { field: ['orderId'], details: { paidAmount } });
  order.cancelReason = reason;
  await ctx.em.flush();
  await announce(ctx, 'order.cancelled', order);
  await ctx.em.flush();
  await returnStock(
    ctx,
    order.outlet.id,
    lines
      .filter((line) => line.stockTaken && !line.startedAt && !line.voided && line.quantity > line.restocked)
      .map((line) => ({ productId: line.product.id, quantity: line.quantity - line.restocked })),
  );
  recordEvent(ctx, orderEvent('ORDER_CANCELLED', order));
  return order;
}
