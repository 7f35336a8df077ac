import { type NodeKinds, nodeKind } from '../../kernel/request/nodes.ts';
import { GatewayAccount } from './model/gateway-account.entity.ts';
import { GatewayNotification } from './model/gateway-notification.entity.ts';
import { Refund } from './model/refund.entity.ts';
import { Shift } from './model/shift.entity.ts';
import { isInReach } from './shifts/shift.repository.ts';

export const paymentNodes: NodeKinds = [
  nodeKind({ typeName: 'GatewayAccount', name: 'Account', entity: GatewayAccount, permission: 'MANAGE_GATEWAYS', rows: { from: 'gateway_account n' } }),
  nodeKind({
    typeName: 'GatewayNotification',
    name: 'Notification',
    entity: GatewayNotification,
    permission: 'MANAGE_GATEWAYS',
    rows: { from: 'gateway_notification n' },
  }),
  nodeKind({
    typeName: 'Shift',
    name: 'Shift',
    entity: Shift,
    permission: 'RUN_SHIFT',
    rows: { from: 'shift n', outlets: 'array[n.outlet_id]', owners: 'array[n.drawer_id]' },
    inReach: (ctx, { outletIds, ownerIds }) => isInReach(ctx, { outletId: outletIds?.[0] ?? '', drawerId: ownerIds[0] ?? null }),
  }),
  nodeKind({
    typeName: 'Refund',
    name: 'Refund',
    entity: Refund,
    permission: 'LIST_PAYMENTS',
    rows: { from: 'refund n', outlets: 'array[n.outlet_id]' },
  }),
];
