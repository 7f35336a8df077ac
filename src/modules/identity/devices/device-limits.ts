import { type Limiter, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { Outlet } from '../../tenancy/index.ts';
import { Device } from '../model/device.entity.ts';

declare module '../../../kernel/request/context.ts' {
  interface Settings {
    readonly maxDevicesPerOutlet: number;
  }
}

const HOUR = 3600;

/** New devices of an outlet per hour: twice as many as it may have. The device that takes the last point is the first over the limit. */
const limiters = perApp(({ sharedStore, settings }: Services): Limiter => {
  return makeLimiter(sharedStore, { name: 'new-devices', points: 2 * settings.maxDevicesPerOutlet + 1, duration: HOUR });
});

/**
 * Checks that an outlet may have one more device. It locks the outlet until the end of the transaction, so that of several
 * new devices at the same time each is counted before the next.
 * @throws LIMIT_EXCEEDED at `outletId`
 */
export async function requireDeviceCapacity(ctx: Context, outletId: string): Promise<void> {
  const { maxDevicesPerOutlet: max } = ctx.services.settings;
  await lockRow(ctx, Outlet, outletId);
  const count = await ctx.em.count(Device, { outlet: outletId, revokedAt: null });
  if (count < max) return;
  const message = `This outlet has ${count} devices; at most ${max} are allowed. Revoke those that are not used.`;
  throw new UserFailure('LIMIT_EXCEEDED', message, { field: ['outletId'], details: { max } });
}

/**
 * Counts a new device of an outlet: creating and revoking tills must not give an attacker unlimited new askers for PINs.
 * @throws TOO_MANY_ATTEMPTS
 */
export async function countNewDevice(ctx: Context, outletId: string): Promise<void> {
  const { remaining, retryAfterSeconds: retryAfter } = await limiters(ctx.services).count(`${tenantOf(ctx)}|${outletId}`);
  if (remaining > 0) return;
  throw new UserFailure('TOO_MANY_ATTEMPTS', `Too many new devices of this outlet; try again in ${retryAfter} s.`, { details: { retryAfter } });
}
