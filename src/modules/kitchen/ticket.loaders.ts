import DataLoader from 'dataloader';
import type { Context } from '../../kernel/context.ts';
import { reaches } from '../../kernel/session.ts';
import type { KitchenTicket } from './ticket.entity.ts';
import { ticketsOfOrders } from './ticket.repository.ts';

const loaders = new WeakMap<object, DataLoader<string, KitchenTicket[]>>();

/** Tickets by order that the caller may see, in one go for all orders of a list. Lives as long as the entity manager it reads with. */
export function orderTickets(ctx: Context): DataLoader<string, KitchenTicket[]> {
  let loader = loaders.get(ctx.em);
  if (!loader) {
    loader = new DataLoader(async (ids) => {
      const visible = (await ticketsOfOrders(ctx.em, ids)).filter(({ station }) => reaches(ctx.session.stationIds, station.id));
      const tickets = Map.groupBy(visible, (ticket) => ticket.order.id);
      return ids.map((id) => tickets.get(id) ?? []);
    });
    loaders.set(ctx.em, loader);
  }
  return loader;
}
