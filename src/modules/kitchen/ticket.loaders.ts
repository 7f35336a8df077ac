import { loader } from '../../kernel/request/per-em.ts';
import { reaches } from '../../kernel/request/session.ts';
import { ticketsOfOrders } from './ticket.repository.ts';

/** Tickets of orders, without those of stations that the caller may not see. */
export const orderTickets = loader(async (ctx, orderIds) => {
  const visible = (await ticketsOfOrders(ctx.em, orderIds)).filter(({ station }) => reaches(ctx.session.stationIds, station.id));
  const tickets = Map.groupBy(visible, (ticket) => ticket.order.id);
  return orderIds.map((id) => tickets.get(id) ?? []);
});
