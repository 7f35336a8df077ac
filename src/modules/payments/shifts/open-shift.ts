import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger } from '../../../kernel/values/check.ts';
import { notFound, RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { actingUser, lockDeviceAt } from '../../identity/index.ts';
import { currentTenant, reachableOutlet } from '../../tenancy/index.ts';
import { drawerOf, openShiftOf } from '../model/open-shift.ts';
import { Shift } from '../model/shift.entity.ts';
import { nextShiftNumber } from './shift.repository.ts';

export interface OpenShift {
  readonly outletId: string;
  /** Cash in the drawer. */
  readonly float: Money;
}

/** Minor units: more than any drawer holds, and less than a bar code that is scanned into the field. */
export const MAX_CASH: Money = 10_000_000_000;

/** Opens the caller's own drawer. */
export async function openShift(ctx: Context, input: OpenShift): Promise<Shift> {
  const float = checkInteger(input.float, ['float'], 0, MAX_CASH);
  const outlet = await reachableOutlet(ctx, input.outletId);
  const drawerId = drawerOf(ctx);
  if (drawerId === null) throw new RequestError('FORBIDDEN', 'Only a till or a person has a drawer.');
  if (!(await lockDeviceAt(ctx, outlet.id))) throw notFound('Outlet', ['outletId']);
  // This locks the outlet before the check for an open shift: of two requests at once, the second sees the shift of the first.
  const number = await nextShiftNumber(ctx, outlet.id);
  const open = await openShiftOf(ctx, outlet.id);
  if (open)
    throw new UserFailure('CONFLICT', 'A shift of your drawer is open already; close it first.', { field: ['outletId'], details: { shiftId: open.id } });
  const shift = ctx.em.create(Shift, {
    ...{ outlet, number, drawerId, float },
    currency: (await currentTenant(ctx)).currency,
    openedBy: actingUser(ctx),
    deviceId: ctx.session.deviceId,
    openedAt: ctx.services.clock.now(),
  });
  await ctx.em.persist(shift).flush();
  await audit(ctx, { action: 'SHIFT_OPENED', outletId: outlet.id, entityType: 'Shift', entityId: shift.id, after: { number, float } });
  return shift;
}
