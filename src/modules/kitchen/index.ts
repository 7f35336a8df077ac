import { OutletEventSubjectResolver } from './outlet-event-subject.resolver.ts';
import { OrderTicketsResolver, TicketItemResolver, TicketModifierResolver, TicketResolver } from './ticket.resolver.ts';

export { fireTickets } from './fire-tickets.ts';
export { kitchenInvariants } from './invariants.ts';
export { kitchenNodes } from './nodes.ts';
export { serveTickets, tellUnserved, voidTickets } from './settle-tickets.ts';
export { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';

export const kitchenResolvers = [TicketResolver, TicketItemResolver, TicketModifierResolver, OrderTicketsResolver, OutletEventSubjectResolver];
