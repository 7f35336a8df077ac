import { invalid } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import type { Channel, Outlet, ServiceMode } from '../tenancy/index.ts';

/** Whether the outlet takes this kind of order now. Staff may order outside the hours, everybody else may not. */
export function requireTakingOrders(ctx: Context, outlet: Outlet, channel: Channel, serviceMode: ServiceMode): void {
  const now = ctx.services.clock.now();
  if (!outlet.serviceModes.includes(serviceMode)) throw invalid(['serviceMode'], `is not offered by this outlet; it offers ${outlet.serviceModes.join(', ')}.`);
  if (ctx.session.actor === 'KIOSK' && !outlet.isOpenAt(now)) throw new Failure('OUTLET_CLOSED', 'The outlet is closed now.', { field: ['outletId'] });
  const { pausedUntil } = outlet.channelAt(channel, now);
  if (pausedUntil)
    throw new Failure('CHANNEL_PAUSED', `The outlet takes no ${channel} orders now.`, {
      field: ['channel'],
      details: { pausedUntil: pausedUntil.toISOString() },
    });
}
