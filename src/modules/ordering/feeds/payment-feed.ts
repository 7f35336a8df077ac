import type { Projection } from '../../../kernel/events/event.ts';
import { openFeed } from '../../../kernel/feeds/open-feed.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { Payment } from '../../payments/index.ts';
import { findOrder } from '../model/order.repository.ts';
import { withoutHeartbeats } from './order-feed.ts';

/** That a payment of an order has changed. paymentId: null at the beginning, when the order has none yet. */
export interface PaymentChange {
  readonly sequence: number;
  readonly orderId: string;
  readonly paymentId: string | null;
}

/** Changes of payments in an outlet's stream; several of one payment in a page are one, because it is read anew. */
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
