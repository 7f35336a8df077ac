import { requireInUse } from '../../../kernel/request/archive.ts';
import { audit } from '../../../kernel/request/audit.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { formatToken, hashSecret, newSecret, revealOnce } from '../../../kernel/secrets/secret-token.ts';
import { checkList, checkText } from '../../../kernel/values/check.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { findStation, reachableOutlet } from '../../tenancy/index.ts';
import { Device, type DeviceKind } from '../model/device.entity.ts';
import { countNewDevice, requireDeviceCapacity } from './device-limits.ts';

export interface CreateDevice {
  readonly outletId: string;
  readonly kind: DeviceKind;
  readonly name: string;
  readonly stationIds?: readonly string[] | null;
}

/** Creates a device of an outlet; its token is shown once. */
export async function createDevice(ctx: Context, input: CreateDevice): Promise<Device> {
  const secret = newSecret();
  const device = await addDevice(ctx, input, secret);
  revealOnce(device, tokenWith(device, secret));
  return device;
}

/** Formats the token of a device from its secret. */
export function tokenWith({ tenantId, id }: Device, secret: string): string {
  return formatToken({ realm: tenantId, id, secret });
}

/** Creates a device whose token has this secret. */
export async function addDevice(ctx: Context, input: CreateDevice, secret: string): Promise<Device> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  requireInUse('The outlet', outlet, ['outletId']);
  const stationIds = await stationsAt(ctx, outlet.id, input.stationIds ?? []);
  const { kind } = input;
  const name = checkText(input.name, ['name']);
  await requireDeviceCapacity(ctx, outlet.id);
  await countNewDevice(ctx, outlet.id);
  const device = ctx.em.create(Device, { tenantId: tenantOf(ctx), outlet, kind, name, stationIds, secretHash: hashSecret(secret) });
  await ctx.em.persist(device).flush();
  await audit(ctx, { action: 'DEVICE_ADDED', outletId: outlet.id, entityType: 'Device', entityId: device.id, after: { kind, name } });
  return device;
}

/** Ids of stations of one outlet; each is in use, or in `before`. @throws NOT_FOUND at a station of another outlet */
export async function stationsAt(ctx: Context, outletId: string, ids: readonly string[], before: readonly string[] = []): Promise<string[]> {
  const stationIds = new Set<string>();
  for (const [index, id] of checkList(ids, ['stationIds'], { max: 50 }).entries()) {
    const station = await findStation(ctx, id);
    if (station?.outlet.id !== outletId) throw notFound('Station', ['stationIds', index]);
    if (!before.includes(station.id)) requireInUse('The station', station, ['stationIds', index]);
    stationIds.add(station.id);
  }
  return [...stationIds];
}
