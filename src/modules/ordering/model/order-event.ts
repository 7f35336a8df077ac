import type { PendingEvent } from '../../../kernel/events/event.ts';
import type { Order } from './order.entity.ts';

/** A change of an order, for its outlet's stream. */
export function orderEvent(type: 'ORDER_PLACED' | 'ORDER_CHANGED' | 'ORDER_CANCELLED', order: Order): PendingEvent {
  const { id, status, paymentStatus, number, queueNumber } = order;
  return { streamId: order.outlet.id, type, entityId: id, data: { orderId: id, status, paymentStatus, number, queueNumber } };
}
