import { type NodeKinds, nodeKind } from '../../kernel/request/nodes.ts';
import { KitchenTicket, KitchenTicketItem } from './ticket.entity.ts';

export const kitchenNodes: NodeKinds = [
  nodeKind({
    typeName: 'KitchenTicket',
    name: 'Ticket',
    entity: KitchenTicket,
    permission: 'READ_KITCHEN',
    rows: { from: 'kitchen_ticket n', outlets: 'array[n.outlet_id]', station: 'n.station_id' },
  }),
  nodeKind({
    typeName: 'KitchenTicketItem',
    name: 'Item',
    entity: KitchenTicketItem,
    permission: 'READ_KITCHEN',
    rows: {
      from: 'kitchen_ticket_item n join kitchen_ticket t on t.tenant_id = n.tenant_id and t.id = n.ticket_id',
      outlets: 'array[t.outlet_id]',
      station: 't.station_id',
    },
  }),
];
