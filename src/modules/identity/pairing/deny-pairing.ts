import type { Context } from '../../../kernel/request/context.ts';
import type { DevicePairing } from '../model/device-pairing.entity.ts';
import { lockOpenPairing } from './find-pairing.ts';

/** Denies the pairing of the device that shows the code. */
export async function denyPairing(ctx: Context, input: { readonly userCode: string }): Promise<DevicePairing> {
  const pairing = await lockOpenPairing(ctx, input.userCode);
  pairing.deniedAt = ctx.services.clock.now();
  await ctx.em.flush();
  return pairing;
}
