import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { hasPermission } from '../../../kernel/request/session.ts';
import { checkText } from '../../../kernel/values/check.ts';
import { RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import { type Approval, requireApproval, requireApproverReach } from '../../identity/index.ts';
import { returnStock } from '../../menu/index.ts';
import { lockPayable } from '../../payments/index.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import { lockOrder } from '../model/order.repository.ts';
import { orderEvent } from '../model/order-event.ts';
import type { OrderCommand } from './confirm-order.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    'order.cancelled': Order;
  }
}

export interface CancelOrder extends OrderCommand {
  readonly reason: string;
}

/** Once the kitchen has begun, cancelling needs the permission CANCEL_LATE, or the approval of a manager. */
export function requireLateCancelPermission({ session }: Context, lines: readonly OrderLine[], approval: Approval | undefined): void {
  if (lines.some(({ startedAt }) => startedAt) && !approval && !hasPermission(session, 'CANCEL_LATE'))
    throw new RequestError('FORBIDDEN', 'The kitchen has begun: only a manager may cancel now, or approve it.');
}

/**
 * Cancels an order. Once the kitchen has begun any of it, only a MANAGER may cancel, or staff with a manager's approval. While
 * something is paid, the order cannot be cancelled. Stock of lines that the kitchen has not begun comes back.
 */
export async function cancelOrder(ctx: Context, input: CancelOrder, approval: Approval | undefined): Promise<Order> {
  const reason = checkText(input.reason, ['reason'], { max: 200 });
  const approver = approval ? await requireApproval(ctx, 'CANCEL_LATE', approval) : null;
  const payable = await lockPayable(ctx, input.orderId);
  const order = await lockOrder(ctx, input.orderId, input.version);
  requireApproverReach(approver, order.outlet.id);
  if (ctx.session.actor === 'CUSTOMER') requireWaiting(order);
  const before = { status: order.status, total: order.total };
  order.become('CANCELLED', ctx.services.clock.now());
  const lines = await order.lines.loadItems();
  requireLateCancelPermission(ctx, lines, approval);
  const paidAmount = payable ? payable.paid - payable.refunded : 0;
  if (paidAmount > 0) throw new UserFailure('ORDER_HAS_PAYMENTS', `${paidAmount} is paid; refund it first.`, { field: ['orderId'], details: { paidAmount } });
  order.cancelReason = reason;
  await ctx.em.flush();
  await emit(ctx, 'order.cancelled', order);
  await ctx.em.flush();
  await returnStock(
    ctx,
    { orderId: order.id, outletId: order.outlet.id },
    lines
      .filter((line) => line.stockTaken && !line.startedAt && !line.voided && line.quantity > line.restocked)
      .map((line) => ({ productId: line.product.id, quantity: line.stockOf(line.quantity - line.restocked) })),
  );
  await audit(ctx, {
    action: 'ORDER_CANCELLED',
    outletId: order.outlet.id,
    entityType: 'Order',
    entityId: order.id,
    approverId: approver?.id ?? null,
    reason,
    before,
    after: { status: order.status },
  });
  recordEvent(ctx, orderEvent('ORDER_CANCELLED', order));
  return order;
}

/** Once the outlet has accepted an order, only its staff may cancel it. */
function requireWaiting({ status }: Order): void {
  if (status === 'PENDING') return;
  throw new UserFailure('INVALID_TRANSITION', `An order that is ${status} can be called off by the staff of the outlet only.`, {
    field: ['orderId'],
    details: { status, first: [] },
  });
}
