import type { Context } from '../../kernel/request/context.ts';
import { recordEvent } from '../../kernel/request/record-event.ts';
import type { Order, UnservedOrder } from '../ordering/index.ts';
import { lockTicketsOf, ticketsOfOrders } from './ticket.repository.ts';
import type { TicketStatus } from './ticket.status.ts';
import { ticketEvent } from './ticket-event.ts';

/** An order that is served or completed leaves nothing on the displays. */
export function serveTickets(ctx: Context, order: Order): Promise<void> {
  return settle(ctx, order, 'SERVED');
}

/** A cancelled order must not be cooked: its tickets are voided. */
export function voidTickets(ctx: Context, order: Order): Promise<void> {
  return settle(ctx, order, 'VOIDED');
}

/** Adds the tickets of an order that have not been handed over. */
export async function reportUnserved({ em }: Context, { order, notServed }: UnservedOrder): Promise<void> {
  for (const { id, station, status } of await ticketsOfOrders(em, [order.id])) {
    if (status !== 'SERVED' && status !== 'VOIDED') notServed.push({ ticketId: id, stationCode: (await station.loadOrFail()).code, status });
  }
}

async function settle(ctx: Context, order: Order, status: Extract<TicketStatus, 'SERVED' | 'VOIDED'>): Promise<void> {
  const now = ctx.services.clock.now();
  for (const ticket of await lockTicketsOf(ctx, order.id)) {
    const open = ticket.items.getItems().filter((item) => item.status !== 'VOIDED' && item.status !== status);
    if (open.length === 0) continue;
    for (const item of open) item.status = status;
    ticket.follow(now);
    recordEvent(ctx, ticketEvent('TICKET_CHANGED', ticket));
  }
  await ctx.em.flush();
}
