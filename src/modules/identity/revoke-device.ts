import { type Context, tenantOf } from '../../kernel/context.ts';
import { notFound } from '../../kernel/failure.ts';
import { reaches } from '../../kernel/session.ts';
import { isId } from '../tenancy/index.ts';
import { Device } from './device.entity.ts';
import { revokeAccess } from './sign-out.ts';

/** Ends a device's token and its live sockets; doing it twice changes nothing. */
export async function revokeDevice(ctx: Context, input: { readonly deviceId: string }): Promise<Device> {
  const device = isId(input.deviceId) ? await ctx.em.findOne(Device, { id: input.deviceId }) : null;
  if (!device || !reaches(ctx.session.outletIds, device.outlet.id)) throw notFound('Device', ['deviceId']);
  device.revokedAt ??= ctx.services.clock.now();
  await ctx.em.flush();
  revokeAccess(ctx, tenantOf(ctx), device.id);
  return device;
}
