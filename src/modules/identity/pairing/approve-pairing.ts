import { ref } from '@mikro-orm/core';
import type { Context } from '../../../kernel/request/context.ts';
import { addDevice } from '../devices/create-device.ts';
import { actingUser } from '../model/acting-user.ts';
import type { Device, DeviceKind } from '../model/device.entity.ts';
import { deviceSecret } from './device-pairing.ts';
import { lockOpenPairing } from './find-pairing.ts';

export interface ApprovePairing {
  readonly userCode: string;
  readonly outletId: string;
  readonly name: string;
  /** Kind of the device; null: the kind that the device asked for. */
  readonly kind?: DeviceKind | null;
  readonly stationIds?: readonly string[] | null;
}

/** Approves the pairing of the device that shows the code, and creates the device; its next poll returns the token. */
export async function approvePairing(ctx: Context, input: ApprovePairing): Promise<Device> {
  const pairing = await lockOpenPairing(ctx, input.userCode);
  const device = await addDevice(ctx, { ...input, kind: input.kind ?? pairing.kind }, deviceSecret(ctx.services, pairing));
  const approver = actingUser(ctx);
  Object.assign(pairing, { approvedAt: ctx.services.clock.now(), approvedBy: approver && ref(approver), device: ref(device) });
  await ctx.em.flush();
  return device;
}
