import DataLoader from 'dataloader';
import type { Context } from '../../kernel/context.ts';
import type { KitchenTicket } from './ticket.entity.ts';
import { ticketsOfOrders } from './ticket.repository.ts';

const loaders = new WeakMap<object, DataLoader<string, KitchenTicket[]>>();

/** Tickets by order, in one go for all orders of a list. Lives as long as the entity manager it reads with. */
export function orderTickets(ctx: Context): DataLoader<string, KitchenTicket[]> {
  let loader = loaders.get(ctx.em);
  if (!loader) {
    loader = new DataLoader(async (ids) => {
      const tickets = Map.groupBy(await ticketsOfOrders(ctx.em, ids), (ticket) => ticket.order.id);
      return ids.map((id) => tickets.get(id) ?? []);
    });
    loaders.set(ctx.em, loader);
  }
  return loader;
}
