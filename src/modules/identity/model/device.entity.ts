import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp, tenantTable, toOne } from '../../../kernel/database/tenant-owned.ts';
import { Outlet } from '../../tenancy/index.ts';

export const DeviceKind = { KIOSK: 'KIOSK', POS: 'POS', KITCHEN_DISPLAY: 'KITCHEN_DISPLAY', ORDER_BOARD: 'ORDER_BOARD' } as const;
export type DeviceKind = keyof typeof DeviceKind;

const DeviceSchema = defineEntity({
  ...tenantTable,
  name: 'Device',
  tableName: 'device',
  indexes: [{ properties: ['tenantId', 'outlet'] }, { properties: ['tenantId', 'createdAt', 'id'] }],
  properties: {
    outlet: () => toOne(Outlet),
    name: p.text(),
    kind: p.text().$type<DeviceKind>().check("kind in ('KIOSK', 'POS', 'KITCHEN_DISPLAY', 'ORDER_BOARD')"),
    /** Stations that the device may see; empty: all stations of its outlet. Stations are never deleted, so ids are enough. */
    stationIds: p.array().$type<string[]>().columnType('uuid[]'),
    /** SHA-256 of the secret part of the device's token. */
    secretHash: p.text(),
    ...creationStamp,
    revokedAt: p.datetime().nullable(),
    /** Time of the last heartbeat. */
    lastSeenAt: p.datetime().nullable(),
    lastSeenIp: p.text().nullable(),
    /** Version that the device reported in its last heartbeat. */
    appVersion: p.text().nullable(),
    problems: p.array().$type<string[]>().columnType('text[]').default([]),
  },
});

/** A machine of an outlet that acts on its own: kiosk, till, kitchen display or order board. */
export class Device extends DeviceSchema.class {}
DeviceSchema.setClass(Device);
