import { type NodeKinds, nodeKind } from '../../kernel/request/nodes.ts';
import { DiningTable } from './model/dining-table.entity.ts';
import { KitchenStation, Outlet } from './model/outlet.entity.ts';
import { Tenant } from './model/tenant.entity.ts';

export const tenancyNodes: NodeKinds = [
  nodeKind({
    typeName: 'Tenant',
    name: 'Tenant',
    entity: Tenant,
    permission: 'PUBLIC',
    rows: { from: '(select id as tenant_id, id from tenant) n' },
  }),
  nodeKind({ typeName: 'Outlet', name: 'Outlet', entity: Outlet, permission: 'PUBLIC', rows: { from: 'outlet n', outlets: 'array[n.id]' } }),
  nodeKind({
    typeName: 'KitchenStation',
    name: 'Station',
    entity: KitchenStation,
    permission: 'READ_STATIONS',
    rows: { from: 'kitchen_station n', outlets: 'array[n.outlet_id]', station: 'n.id' },
  }),
  nodeKind({
    typeName: 'DiningTable',
    name: 'Table',
    entity: DiningTable,
    permission: 'READ_TABLES',
    rows: { from: 'dining_table n', outlets: 'array[n.outlet_id]' },
  }),
];
