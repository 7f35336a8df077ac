import type { Context } from '../../kernel/context.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import { Failure } from '../../kernel/failure.ts';
import { announce } from '../../kernel/reactions.ts';
import { isBeingReopened, lockPayable } from '../payments/index.ts';
import type { OrderCommand } from './confirm-order.ts';
import type { Order } from './order.entity.ts';
import { lockOrder } from './order.repository.ts';
import { orderEvent } from './order-event.ts';

declare module '../../kernel/reactions.ts' {
  interface Facts {
    'order.completed': Order;
  }
}

/** Closes an order for good; nothing may be due, nor be about to be. */
export async function completeOrder(ctx: Context, input: OrderCommand): Promise<Order> {
  const payable = await lockPayable(ctx, input.orderId);
  const order = await lockOrder(ctx, input.orderId, input.version);
  order.become('COMPLETED', ctx.services.clock.now());
  const due = payable?.due() ?? order.due();
  if (due !== 0) throw new Failure('AMOUNT_MISMATCH', `${due} is still due.`, { field: ['orderId'], details: { due } });
  if (await isBeingReopened(ctx, order.id)) throw new Failure('CONFLICT', 'Money of it is being given back, and will be due again.', { field: ['orderId'] });
  await ctx.em.flush();
  await announce(ctx, 'order.completed', order);
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
  return order;
}
