import { ref } from '@mikro-orm/core';
import { requireInUse } from '../../../kernel/request/archive.ts';
import { audit } from '../../../kernel/request/audit.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { checkText, notNull } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { type Outlet, reachableOutlet } from '../../tenancy/index.ts';
import { endSessionsAt } from '../access/end-sessions-at.ts';
import { revokeAccess } from '../access/revoke-access.ts';
import type { Device } from '../model/device.entity.ts';
import { reachableDevice } from '../model/device.repository.ts';
import { stationsAt } from './create-device.ts';
import { deviceEvent } from './device-event.ts';
import { requireDeviceCapacity } from './device-limits.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    /** A device moves to another outlet; its row is locked. A reaction that throws prevents the move. */
    'device.moved': Device;
  }
}

export interface UpdateDevice {
  readonly id: string;
  readonly name?: string | null;
  readonly outletId?: string | null;
  readonly stationIds?: readonly string[] | null;
}

/**
 * Changes a device. At a new outlet it sees all stations, unless stations are named. When its outlet or stations change, its
 * sockets are closed; the device reconnects with the same token. Sessions by PIN end when the device moves. A till whose
 * drawer has an open shift cannot move. Equal values change nothing.
 */
export async function updateDevice(ctx: Context, input: UpdateDevice): Promise<Device> {
  const device = await reachableDevice(ctx, input.id, ['id']);
  if (device.revokedAt) throw new UserFailure('INVALID_TRANSITION', 'The device is revoked.', { field: ['id'], details: { status: 'REVOKED' } });
  const before = auditValuesOf(device);
  const outletBefore = device.outlet.id;
  const name = notNull(input.name, ['name']);
  if (name !== undefined) device.name = checkText(name, ['name']);
  const outletId = notNull(input.outletId, ['outletId']);
  const moved = outletId !== undefined && outletId.toLowerCase() !== outletBefore;
  if (moved) device.outlet = ref(await targetOutlet(ctx, outletId));
  if (moved || input.stationIds !== undefined) device.stationIds = await stationsAt(ctx, device.outlet.id, input.stationIds ?? [], device.stationIds);
  const after = auditValuesOf(device);
  const seesOthers = moved || after.stationIds !== before.stationIds;
  if (!seesOthers && after.name === before.name) return device;
  await ctx.em.flush();
  if (moved) await emit(ctx, 'device.moved', device);
  if (moved) await endSessionsAt(ctx, device.id);
  if (seesOthers) {
    for (const streamId of new Set([outletBefore, device.outlet.id])) recordEvent(ctx, deviceEvent(device, streamId));
    revokeAccess(ctx, tenantOf(ctx), device.id);
  }
  await audit(ctx, { action: 'DEVICE_CHANGED', outletId: device.outlet.id, entityType: 'Device', entityId: device.id, before, after });
  return device;
}

/** The new outlet of a device: it must be in use and have room for one more device. */
async function targetOutlet(ctx: Context, outletId: string): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, outletId);
  requireInUse('The outlet', outlet, ['outletId']);
  await requireDeviceCapacity(ctx, outlet.id);
  return outlet;
}

function auditValuesOf({ name, outlet, stationIds }: Device): { readonly name: string; readonly outletId: string; readonly stationIds: string } {
  return { name, outletId: outlet.id, stationIds: [...stationIds].sort().join(' ') };
}
