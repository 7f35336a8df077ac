import { type Context, tenantOf } from '../../kernel/context.ts';
import type { Device } from './device.entity.ts';
import { revokeAccess } from './revoke-access.ts';
import { TILL_IDLE_SECONDS } from './till-session.ts';
import { UserSession } from './user.entity.ts';

/** Ends what staff began by PIN at a till that goes, or goes elsewhere. What was idle for longer has ended by itself. */
export async function endSessionsAt(ctx: Context, device: Device): Promise<void> {
  const now = ctx.services.clock.now();
  const since = new Date(now.getTime() - TILL_IDLE_SECONDS * 1000);
  const recent = { $or: [{ createdAt: { $gte: since } }, { lastUsedAt: { $gte: since } }] };
  const open = await ctx.em.find(UserSession, { deviceId: device.id, revokedAt: null, ...recent });
  for (const session of open) {
    session.revokedAt = now;
    revokeAccess(ctx, tenantOf(ctx), session.id);
  }
  await ctx.em.flush();
}
