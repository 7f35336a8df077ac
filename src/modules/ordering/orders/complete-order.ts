import type { Context } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { isBeingReopened, lockPayable } from '../../payments/index.ts';
import type { Order } from '../model/order.entity.ts';
import { lockOrder } from '../model/order.repository.ts';
import { mayBecome, refusedTransition } from '../model/order.status.ts';
import { orderEvent } from '../model/order-event.ts';
import type { OrderCommand } from './confirm-order.ts';
import { serve } from './serve-order.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    'order.completed': Order;
    /** An order cannot be completed yet: the kitchen adds the tickets that it has not handed over. */
    'order.unserved': UnservedOrder;
  }
}

/** An order that cannot be completed, and the tickets that prevent it. */
export interface UnservedOrder {
  readonly order: Order;
  readonly notServed: { readonly ticketId: string; readonly stationCode: string; readonly status: string }[];
}

/** Closes an order for good. Nothing may be due or about to become due. Where the outlet wants it, the order is served on the way. */
export async function completeOrder(ctx: Context, input: OrderCommand): Promise<Order> {
  const payable = await lockPayable(ctx, input.orderId);
  const order = await lockOrder(ctx, input.orderId, input.version);
  const due = payable?.due() ?? order.due();
  const serves = !isServed(order) && (await servesOnTheWay(order));
  if (!serves) await requireServed(ctx, order, due);
  requirePaid(due);
  if (await isBeingReopened(ctx, order.id))
    throw new UserFailure('CONFLICT', 'Money of it is being given back, and will be due again.', { field: ['orderId'] });
  if (serves) await serve(ctx, order);
  await complete(ctx, order);
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
  return order;
}

/** Completes an order that is served, or need not be, and of which nothing is due. */
export async function complete(ctx: Context, order: Order): Promise<void> {
  order.become('COMPLETED', ctx.services.clock.now());
  await ctx.em.flush();
  await emit(ctx, 'order.completed', order);
}

function isServed({ status, serviceMode }: Order): boolean {
  return mayBecome(status, 'COMPLETED', serviceMode);
}

async function servesOnTheWay({ status, serviceMode, outlet }: Order): Promise<boolean> {
  return mayBecome(status, 'SERVED', serviceMode) && (await outlet.loadOrFail()).completeServes;
}

/** Reports everything that is missing at once, so that a till does not find it out step by step. */
async function requireServed(ctx: Context, order: Order, due: Money): Promise<void> {
  if (isServed(order)) return;
  const { message, first } = refusedTransition(order.status, 'COMPLETED');
  const unserved: UnservedOrder = { order, notServed: [] };
  await emit(ctx, 'order.unserved', unserved);
  const { notServed } = unserved;
  const isOpen = first.length > 0;
  throw new UserFailure('INVALID_TRANSITION', isOpen && due > 0 ? `${message} ${due} is still due.` : message, {
    field: ['orderId'],
    details: { status: order.status, first, due, notServed },
  });
}

function requirePaid(due: Money): void {
  if (due === 0) return;
  throw new UserFailure('AMOUNT_MISMATCH', `${due} is still due: take it first (payCash, startPayment).`, {
    field: ['orderId'],
    details: { due, first: ['payCash'] },
  });
}
