import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { TILL_IDLE_SECONDS } from '../model/till-session.ts';
import { UserSession } from '../model/user.entity.ts';
import { revokeAccess } from './revoke-access.ts';

/**
 * Ends the sessions by PIN at a till: when the next person signs in there, and when the till is revoked or moved.
 * Sessions that were idle for longer than TILL_IDLE_SECONDS have ended already.
 */
export async function endSessionsAt(ctx: Context, deviceId: string): Promise<void> {
  const now = ctx.services.clock.now();
  const since = new Date(now.getTime() - TILL_IDLE_SECONDS * 1000);
  const recent = { $or: [{ createdAt: { $gte: since } }, { lastUsedAt: { $gte: since } }] };
  const open = await ctx.em.find(UserSession, { deviceId, revokedAt: null, ...recent });
  for (const session of open) {
    session.revokedAt = now;
    revokeAccess(ctx, tenantOf(ctx), session.id);
  }
  await ctx.em.flush();
}
