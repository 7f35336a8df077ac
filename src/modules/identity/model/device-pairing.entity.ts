import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp, tenantTable, toOne } from '../../../kernel/database/tenant-owned.ts';
import { Device, type DeviceKind } from './device.entity.ts';
import { User } from './user.entity.ts';

const DevicePairingSchema = defineEntity({
  ...tenantTable,
  name: 'DevicePairing',
  tableName: 'device_pairing',
  uniques: [{ properties: ['tenantId', 'codeHash'] }],
  indexes: [{ properties: ['expiresAt'] }],
  properties: {
    /** Keyed hash of the code that the device shows, without its dash. */
    codeHash: p.text(),
    /** SHA-256 of the secret with which the device polls. */
    secretHash: p.text(),
    kind: p.text().$type<DeviceKind>().check("kind in ('KIOSK', 'POS', 'KITCHEN_DISPLAY', 'ORDER_BOARD')"),
    /** Name that the device gave itself; the approving manager may choose another. */
    name: p.text().nullable(),
    ip: p.text().nullable(),
    userAgent: p.text().nullable(),
    ...creationStamp,
    expiresAt: p.datetime(),
    /** Seconds that the device must wait between polls; they grow with each poll that comes too early. */
    interval: p.integer().default(5),
    polledAt: p.datetime().nullable(),
    deniedAt: p.datetime().nullable(),
    approvedAt: p.datetime().nullable(),
    approvedBy: () => toOne(User).nullable(),
    /** Device that the approval created; the next poll returns its token. */
    device: () => toOne(Device).nullable(),
    redeemedAt: p.datetime().nullable(),
  },
});

/** The pairing of a new device: it shows a code, a manager approves it, it fetches its token (RFC 8628). */
export class DevicePairing extends DevicePairingSchema.class {}
DevicePairingSchema.setClass(DevicePairing);
