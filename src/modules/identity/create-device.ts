import { checkList, checkText } from '../../kernel/check.ts';
import { type Context, tenantOf } from '../../kernel/context.ts';
import { notFound } from '../../kernel/failure.ts';
import { formatToken, hashSecret, newSecret } from '../../kernel/secret-token.ts';
import { newId } from '../../kernel/tenant-owned.ts';
import { findStation, reachableOutlet } from '../tenancy/index.ts';
import { Device, type DeviceKind } from './device.entity.ts';

export interface CreateDevice {
  readonly outletId: string;
  readonly kind: DeviceKind;
  readonly name: string;
  readonly stationIds?: readonly string[] | null;
}

/** Tokens of devices made in this process, shown once by the answer of createDevice. */
const shownOnce = new WeakMap<Device, string>();

/** Gives a machine of an outlet a token of its own. */
export async function createDevice(ctx: Context, input: CreateDevice): Promise<Device> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  const stationIds = new Set<string>();
  for (const [index, id] of checkList(input.stationIds ?? [], ['stationIds'], { max: 50 }).entries()) {
    const station = await findStation(ctx, id);
    if (station?.outlet.id !== outlet.id) throw notFound('Station', ['stationIds', index]);
    stationIds.add(station.id);
  }
  const id = newId();
  const secret = newSecret();
  const device = ctx.em.create(Device, {
    id,
    outlet,
    kind: input.kind,
    name: checkText(input.name, ['name']),
    stationIds: [...stationIds],
    secretHash: hashSecret(secret),
  });
  await ctx.em.persist(device).flush();
  shownOnce.set(device, formatToken({ realm: tenantOf(ctx), id, secret }));
  return device;
}

/** The token of a device that was just made; null ever after, only its hash is stored. */
export function tokenOf(device: Device): string | null {
  return shownOnce.get(device) ?? null;
}
