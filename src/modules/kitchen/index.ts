import { OrderTicketsResolver, TicketResolver } from './ticket.resolver.ts';

export { fireTickets } from './fire-tickets.ts';
export { kitchenInvariants } from './invariants.ts';
export { serveTickets, tellUnserved, voidTickets } from './settle-tickets.ts';
export { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';

export const kitchenResolvers = [TicketResolver, OrderTicketsResolver];
