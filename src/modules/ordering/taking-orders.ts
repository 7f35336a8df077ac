import { invalid } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import type { Channel, OrderStop, Place, ServiceMode } from '../tenancy/index.ts';

/** Whether the outlet takes this kind of order now. Staff may order outside the hours, everybody else may not. */
export function requireTakingOrders(ctx: Context, place: Place, channel: Channel, serviceMode: ServiceMode): void {
  const now = ctx.services.clock.now();
  const { outlet } = place;
  requireTrading(place);
  if (!outlet.serviceModes.includes(serviceMode)) throw invalid(['serviceMode'], `is not offered by this outlet; it offers ${outlet.serviceModes.join(', ')}.`);
  if (ctx.session.actor === 'KIOSK' && !outlet.isOpenAt(now))
    throw new Failure('OUTLET_CLOSED', 'The outlet is closed now.', { field: ['outletId'], details: { reason: 'OUTSIDE_HOURS' } });
  const { pausedUntil } = outlet.channelAt(channel, now);
  if (pausedUntil)
    throw new Failure('CHANNEL_PAUSED', `The outlet takes no ${channel} orders now.`, {
      field: ['channel'],
      details: { pausedUntil: pausedUntil.toISOString() },
    });
}

const SAID: Readonly<Record<OrderStop, string>> = {
  OUTLET_ARCHIVED: 'The outlet is archived: it takes no orders any more. What is open there can be finished.',
  TENANT_SUSPENDED: 'The brand is suspended: it takes no orders. What is open can be finished.',
};

/** Whether the outlet takes orders of anybody at all. */
export function requireTrading({ orderStop }: Place): void {
  if (orderStop) throw new Failure('OUTLET_CLOSED', SAID[orderStop], { field: ['outletId'], details: { reason: orderStop } });
}
