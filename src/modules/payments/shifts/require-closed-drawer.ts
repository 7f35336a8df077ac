import type { Context } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Device } from '../../identity/index.ts';
import { Shift } from '../model/shift.entity.ts';

/**
 * A till may move to another outlet only when its drawer is counted and closed: staff of the new outlet could not close
 * the old shift. The caller has locked the device's row, so no shift can begin before the move.
 * @throws CONFLICT at `outletId`, with the open shift's id
 */
export async function requireClosedDrawer(ctx: Context, device: Device): Promise<void> {
  const shift = await ctx.em.findOne(Shift, { drawerId: device.id, closedAt: null });
  if (!shift) return;
  const message = `Shift ${shift.number} of its drawer is open: count and close it with closeShift, then move the till.`;
  throw new UserFailure('CONFLICT', message, { field: ['outletId'], details: { shiftId: shift.id } });
}
