import type { PendingEvent } from '../../kernel/events/event.ts';
import type { KitchenTicket } from './ticket.entity.ts';

/** A change of a ticket, for its outlet's stream. */
export function ticketEvent(type: 'TICKET_FIRED' | 'TICKET_CHANGED', ticket: KitchenTicket): PendingEvent {
  const { id, status, order, station, outlet } = ticket;
  return { streamId: outlet.id, type, entityId: id, data: { orderId: order.id, stationId: station.id, status } };
}
