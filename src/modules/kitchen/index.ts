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
  archived: [
    { table: 'kitchen_ticket', ofOrder: 't.order_id = o.id', amounts: [] },
    {
      table: 'kitchen_ticket_item',
      ofOrder: 't.ticket_id in (select k.id from kitchen_ticket k where k.tenant_id = o.tenant_id and k.order_id = o.id)',
      amounts: [],
    },
  ],
  resolvers: [TicketResolver, TicketItemResolver, TicketModifierResolver, OrderTicketsResolver, OutletEventSubjectResolver],
  nodes: kitchenNodes,
  invariants: kitchenInvariants,
  auditActions,
  listSizes,
};
