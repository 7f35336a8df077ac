import type { Context } from '../../../kernel/request/context.ts';
import { isPermitted } from '../../../kernel/request/permissions.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Channel, OrderingBlock, Outlet, Place, ServiceMode } from '../../tenancy/index.ts';

/** Requires that the outlet takes this kind of order now. Only staff may order outside the opening hours. */
export function requireTakingOrders(ctx: Context, place: Place, channel: Channel, serviceMode: ServiceMode): void {
  const now = ctx.services.clock.now();
  const { outlet } = place;
  requireTrading(place);
  requireOffered(outlet, serviceMode);
  if (!isPermitted(ctx.session.actor, 'RUN_ORDER')) requireOpen(outlet, now);
  const { pausedUntil } = outlet.channelAt(channel, now);
  if (pausedUntil)
    throw new UserFailure('CHANNEL_PAUSED', `The outlet takes no ${channel} orders now.`, {
      field: ['channel'],
      details: { pausedUntil: pausedUntil.toISOString() },
    });
}

const EXPLANATIONS: Readonly<Record<OrderingBlock, string>> = {
  OUTLET_ARCHIVED: 'The outlet is archived: it takes no orders any more. What is open there can be finished.',
  TENANT_SUSPENDED: 'The brand is suspended: it takes no orders. What is open can be finished.',
};

/** Requires that the outlet takes orders at all, from any caller. */
export function requireTrading({ orderingBlock }: Place): void {
  if (orderingBlock) throw new UserFailure('OUTLET_CLOSED', EXPLANATIONS[orderingBlock], { field: ['outletId'], details: { reason: orderingBlock } });
}

export function requireOffered({ serviceModes: offered }: Outlet, serviceMode: ServiceMode): void {
  if (offered.includes(serviceMode)) return;
  throw new UserFailure('INVALID_INPUT', `serviceMode ${serviceMode} is not offered by this outlet; it offers ${offered.join(', ')}.`, {
    field: ['serviceMode'],
    details: { offered },
  });
}

function requireOpen(outlet: Outlet, now: Date): void {
  if (outlet.isOpenAt(now)) return;
  const opensAt = outlet.nextChangeAfter(now)?.toISOString() ?? null;
  throw new UserFailure('OUTLET_CLOSED', opensAt === null ? 'The outlet is closed now.' : `The outlet is closed now; it opens at ${opensAt}.`, {
    field: ['outletId'],
    details: { reason: 'OUTSIDE_HOURS', opensAt },
  });
}
