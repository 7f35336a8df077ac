import { audit } from '../../../kernel/request/audit.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { endSessionsAt } from '../access/end-sessions-at.ts';
import { revokeAccess } from '../access/revoke-access.ts';
import type { Device } from '../model/device.entity.ts';
import { reachableDevice } from '../model/device.repository.ts';

/** Ends a device's token, its sockets, and the sessions by PIN at it; a second call changes nothing. */
export async function revokeDevice(ctx: Context, input: { readonly deviceId: string }): Promise<Device> {
  const device = await reachableDevice(ctx, input.deviceId, ['deviceId']);
  if (!device.revokedAt) {
    device.revokedAt = ctx.services.clock.now();
    await ctx.em.flush();
    await endSessionsAt(ctx, device.id);
    const { kind, name } = device;
    await audit(ctx, { action: 'DEVICE_REVOKED', outletId: device.outlet.id, entityType: 'Device', entityId: device.id, before: { kind, name } });
  }
  revokeAccess(ctx, tenantOf(ctx), device.id);
  return device;
}
