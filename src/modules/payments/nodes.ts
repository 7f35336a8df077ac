import { type NodeKinds, nodeKind } from '../../kernel/nodes.ts';
import { GatewayAccount } from './gateway-account.entity.ts';
import { GatewayNotification } from './gateway-notification.entity.ts';
import { Refund } from './refund.entity.ts';
import { Shift } from './shift.entity.ts';
import { isInReach } from './shift.repository.ts';

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
