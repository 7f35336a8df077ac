import { loader } from '../../kernel/request/per-em.ts';
import { reaches } from '../../kernel/request/session.ts';
import { shownRows } from '../../kernel/request/shown-rows.ts';
import { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';

const ticketsOfOrder = shownRows(KitchenTicket, 'order', ['firedAt', 'id']);

/** Tickets of orders, to be shown, without those of stations that the caller may not see. */
export const orderTickets = loader(async (ctx, orderIds) => {
  const lists = await Promise.all(orderIds.map((id) => ticketsOfOrder(ctx).load(id)));
  const { stationIds } = ctx.session;
  return lists.map((tickets) => tickets.filter(({ station }) => reaches(stationIds, station.id)));
});

/** Items by ticket, to be shown. */
export const ticketItems = shownRows(KitchenTicketItem, 'ticket', ['position']);
