import type { Context } from '../../kernel/request/context.ts';
import { recordEvent } from '../../kernel/request/record-event.ts';
import { followKitchen } from '../ordering/index.ts';
import type { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';
import type { LockedTicket } from './ticket.repository.ts';
import { isBegun, orderStatusOf, type TicketStatus, ticketStatus } from './ticket.status.ts';
import { ticketEvent } from './ticket-event.ts';

/** Puts the items of a locked ticket into new states; the ticket follows its items, the order its tickets. */
export async function changeTicket(
  ctx: Context,
  { ticket, order, all }: LockedTicket,
  stateOf: (item: KitchenTicketItem) => TicketStatus,
): Promise<KitchenTicket> {
  const startedLineIds: string[] = [];
  const queuedLineIds: string[] = [];
  for (const item of ticket.items.getItems()) {
    const status = stateOf(item);
    if (item.status === 'QUEUED' && status !== 'QUEUED') startedLineIds.push(item.lineId);
    if (item.status !== 'QUEUED' && status === 'QUEUED') queuedLineIds.push(item.lineId);
    item.status = status;
  }
  ticket.follow(ctx.services.clock.now());
  const begun = new Set(all.flatMap(({ items }) => items.getItems().flatMap((item) => (isBegun(item.status) ? [item.lineId] : []))));
  const takenBackLineIds = queuedLineIds.filter((lineId) => !begun.has(lineId));
  await followKitchen(ctx, order, { startedLineIds, takenBackLineIds, status: orderStatusOf(ticketStatus(all.map(({ status }) => status))) });
  await ctx.em.flush();
  recordEvent(ctx, ticketEvent('TICKET_CHANGED', ticket));
  return ticket;
}
