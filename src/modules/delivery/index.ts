import { settingsApi } from '../../kernel/fields/settings.resolver.ts';
import type { Module } from '../../kernel/module.ts';
import { nodeKind } from '../../kernel/request/nodes.ts';
import { auditActions } from './audit-actions.ts';
import { ParcelType } from './parcel-type.entity.ts';
import { parcelTypes } from './parcel-type.ts';

export { type CreateParcelType, createParcelType } from './parcel-type.ts';

const words = { description: 'A kind of packaging that orders are packed in, with its fee.', readers: 'KITCHEN, CASHIER', managers: 'TENANT_OWNER' };

export const deliveryModule: Module = {
  entities: [ParcelType],
  resolvers: [settingsApi(parcelTypes, words).resolver],
  nodes: [nodeKind({ typeName: 'ParcelType', name: 'Parcel type', entity: ParcelType, permission: 'READ_CATALOGUE', rows: { from: 'parcel_type n' } })],
  auditActions,
  listSizes: { 'Query.parcelTypes': 5 },
};
