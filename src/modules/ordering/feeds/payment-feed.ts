import type { Projection } from '../../../kernel/events/event.ts';
import { openFeed } from '../../../kernel/feeds/open-feed.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { Payment } from '../../payments/index.ts';
import { findOrder } from '../model/order.repository.ts';
import { withoutHeartbeats } from './order-feed.ts';

/** A payment of an order has changed. paymentId is null in the first message when the order has no payment yet. */
export interface PaymentChange {
  readonly sequence: number;
  readonly orderId: string;
  readonly paymentId: string | null;
}

/** Changes of payments in an outlet's stream. Several changes of one payment in a page become one, because the payment is read again. */
const paymentChanges: Projection<PaymentChange> = {
  name: 'payment changes',
  project: async (_tenantId, _streamId, events) => {
    const last = new Map<string, PaymentChange>();
    for (const { type, sequence, entityId, data } of events) {
      if (type === 'PAYMENT_CHANGED' && typeof data.orderId === 'string') last.set(entityId, { sequence, orderId: data.orderId, paymentId: entityId });
    }
    return [...last.values()].sort((a, b) => a.sequence - b.sequence);
  },
};

/** Follows the payments of one order in the caller's reach. */
export async function followPayments(ctx: Context, orderId: string): Promise<AsyncIterableIterator<PaymentChange>> {
  const order = await findOrder(ctx, orderId);
  if (!order) throw new RequestError('NOT_FOUND', 'Order not found.');
  const feed = await openFeed<PaymentChange, PaymentChange>({
    services: ctx.services,
    tenantId: order.tenantId,
    streamId: order.outlet.id,
    projection: paymentChanges,
    accepts: (change) => change.orderId === order.id,
    after: null,
    fresh: async (sequence) => {
      const [newest] = await ctx.em.find(Payment, { orderId: order.id }, { orderBy: { createdAt: 'desc', id: 'desc' }, limit: 1 });
      return { sequence, orderId: order.id, paymentId: newest?.id ?? null };
    },
  });
  return withoutHeartbeats(feed, ({ paymentId }) => paymentId !== null);
}

/** The payment as it is now. */
export async function paymentOfChange(ctx: Context, { paymentId }: PaymentChange): Promise<Payment> {
  const payment = paymentId === null ? null : await ctx.em.findOne(Payment, { id: paymentId });
  if (!payment) throw new RequestError('NOT_FOUND', 'Payment not found.');
  return payment;
}
