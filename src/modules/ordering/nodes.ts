import type { Context } from '../../kernel/request/context.ts';
import { type NodeKinds, type NodePlace, nodeKind } from '../../kernel/request/nodes.ts';
import { Payment } from '../payments/index.ts';
import { Order, OrderLine } from './model/order.entity.ts';
import { isInReach } from './model/order.repository.ts';

/** The outlet and the owners of an order, for the order's own node and the nodes that belong to an order. */
const OF_ORDER = { outlets: 'array[o.outlet_id]', owners: 'array[o.device_id, o.customer_user_id]' };

function orderInReach(ctx: Context, { outletIds, ownerIds }: NodePlace): boolean {
  return isInReach(ctx, { outletId: outletIds?.[0] ?? '', ownerIds });
}

/** Payments belong here too: a kiosk sees the payments of its own orders. */
export const orderingNodes: NodeKinds = [
  nodeKind({
    typeName: 'Payment',
    name: 'Payment',
    entity: Payment,
    permission: 'READ_PAYMENTS',
    rows: { from: 'payment n join "order" o on o.tenant_id = n.tenant_id and o.id = n.order_id', ...OF_ORDER },
    inReach: orderInReach,
  }),
  nodeKind({
    typeName: 'OrderLine',
    name: 'Line',
    entity: OrderLine,
    permission: 'READ_ORDER',
    rows: { from: 'order_line n join "order" o on o.tenant_id = n.tenant_id and o.id = n.order_id', ...OF_ORDER },
    inReach: orderInReach,
  }),
  nodeKind({
    typeName: 'Order',
    clientsChooseIds: true,
    name: 'Order',
    entity: Order,
    permission: 'READ_ORDER',
    rows: { from: '"order" n', outlets: 'array[n.outlet_id]', owners: 'array[n.device_id, n.customer_user_id]' },
    inReach: orderInReach,
  }),
];
