import { type Connection, findNewest, type PageArguments } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { nodesOf } from '../../../kernel/request/nodes.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { type FieldPath, notFound } from '../../../kernel/values/errors.ts';
import { isId, reachableOutletOrRequestError } from '../../tenancy/index.ts';
import { Device, type DeviceKind } from './device.entity.ts';

/** One device of an outlet in the caller's reach; null: none. */
export async function findDevice(ctx: Context, id: string): Promise<Device | null> {
  tenantOf(ctx);
  const device = isId(id) ? await ctx.em.findOne(Device, { id }) : null;
  return device && reaches(ctx.session.outletIds, device.outlet.id) ? device : null;
}

export const devicesInReach = nodesOf(Device);

/**
 * Locks the calling device at an outlet until the transaction ends; false: it was moved to another outlet or revoked
 * after the session was made. True for a caller without a device.
 */
export async function lockDeviceAt(ctx: Context, outletId: string): Promise<boolean> {
  const { deviceId } = ctx.session;
  if (deviceId === null) return true;
  const rows = await ctx.em.execute<{ outlet_id: string; revoked_at: Date | null }[]>(
    'select outlet_id, revoked_at from device where tenant_id = ? and id = ? for share',
    [tenantOf(ctx), deviceId],
  );
  return rows.some((row) => row.outlet_id === outletId && row.revoked_at === null);
}

/** One device in the caller's reach. @throws NOT_FOUND at `field` */
export async function reachableDevice(ctx: Context, id: string, field: FieldPath): Promise<Device> {
  const device = await findDevice(ctx, id);
  if (!device) throw notFound('Device', field);
  return device;
}

export interface DeviceFilter {
  readonly outletId: string | null;
  readonly kind: DeviceKind | null;
}

/** Devices of outlets in the caller's reach, newest first; an unknown outlet is a top-level NOT_FOUND. */
export async function findDevices(ctx: Context, { outletId, kind }: DeviceFilter, page: PageArguments): Promise<Connection<Device>> {
  tenantOf(ctx);
  const { outletIds } = ctx.session;
  const outlet = outletId === null ? null : await reachableOutletOrRequestError(ctx, outletId);
  const where = [
    ...(outletIds === 'all' ? [] : [{ outlet: { $in: [...outletIds] } }]),
    ...(outlet === null ? [] : [{ outlet: outlet.id }]),
    ...(kind === null ? [] : [{ kind }]),
  ];
  return findNewest(ctx.em, Device, 'createdAt', where, page);
}
