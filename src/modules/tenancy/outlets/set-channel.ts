import type { AuditValues } from '../../../kernel/request/audit.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { checkUntil, type EndInput } from '../../../kernel/values/check-until.ts';
import { auditOutlet } from '../model/audit-outlet.ts';
import type { Channel, ChannelSetting, ConfirmOn } from '../model/channel.ts';
import { raiseOutletMenuVersion } from '../model/menu-version.ts';
import type { Outlet } from '../model/outlet.entity.ts';
import { reachableOutlet } from '../model/reach.ts';

/** What to pause, and for how long: exactly one of `until` and `minutes`. */
export interface PauseChannel extends EndInput {
  readonly outletId: string;
  readonly channel: Channel;
}

/** Stops taking orders of a channel until an instant. Then the channel resumes by itself. */
export async function pauseChannel(ctx: Context, input: PauseChannel): Promise<Outlet> {
  const until = checkUntil(input, ctx.services.clock.now());
  if (until === null) throw invalid(['until'], 'or minutes is needed, exactly one of them.');
  return setChannel(ctx, input.outletId, input.channel, { pausedUntil: until.toISOString() });
}

/** Takes orders of a paused channel again. */
export async function resumeChannel(ctx: Context, input: { readonly outletId: string; readonly channel: Channel }): Promise<Outlet> {
  return setChannel(ctx, input.outletId, input.channel, { pausedUntil: null });
}

/** Decides when a channel's orders go to the kitchen; orders that are placed already keep their rule. */
export async function setConfirmOn(
  ctx: Context,
  input: { readonly outletId: string; readonly channel: Channel; readonly confirmOn: ConfirmOn },
): Promise<Outlet> {
  return setChannel(ctx, input.outletId, input.channel, { confirmOn: input.confirmOn });
}

/** Merges in the database, so that concurrent changes of different channels are both kept. */
async function setChannel(ctx: Context, outletId: string, channel: Channel, setting: ChannelSetting): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, outletId);
  await ctx.em.execute(
    `update outlet set channels = channels || jsonb_build_object(?::text, coalesce(channels -> ?::text, '{}'::jsonb) || ?::jsonb), updated_at = ? where tenant_id = ? and id = ?`,
    [channel, channel, JSON.stringify(setting), ctx.services.clock.now(), tenantOf(ctx), outlet.id],
  );
  await auditOutlet(
    ctx,
    outlet,
    channelAuditValues(channel, outlet.channels[channel]),
    channelAuditValues(channel, { ...outlet.channels[channel], ...setting }),
  );
  await raiseOutletMenuVersion(ctx, outlet.id);
  return ctx.em.refreshOrFail(outlet);
}

function channelAuditValues(channel: Channel, setting: ChannelSetting | undefined): AuditValues {
  return { [`${channel}.confirmOn`]: setting?.confirmOn ?? null, [`${channel}.pausedUntil`]: setting?.pausedUntil ?? null };
}
