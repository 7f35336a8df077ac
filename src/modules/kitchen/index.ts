import type { Module } from '../../kernel/module.ts';
import { auditActions } from './audit-actions.ts';
import { kitchenInvariants } from './invariants.ts';
import { listSizes } from './list-sizes.ts';
import { kitchenNodes } from './nodes.ts';
import { OutletEventSubjectResolver } from './outlet-event-subject.resolver.ts';
import { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';
import { OrderTicketsResolver, TicketItemResolver, TicketModifierResolver, TicketResolver } from './ticket.resolver.ts';

export { fireTickets } from './fire-tickets.ts';
export { reportUnserved, serveTickets, voidTickets } from './settle-tickets.ts';

export const kitchenModule: Module = {
  entities: [KitchenTicket, KitchenTicketItem],
  resolvers: [TicketResolver, TicketItemResolver, TicketModifierResolver, OrderTicketsResolver, OutletEventSubjectResolver],
  nodes: kitchenNodes,
  invariants: kitchenInvariants,
  auditActions,
  listSizes,
};
