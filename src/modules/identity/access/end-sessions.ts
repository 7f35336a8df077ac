import { LockMode } from '@mikro-orm/core';
import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { Account, Realm } from '../model/realm.ts';
import { secondsBefore } from '../model/session-lifetime.ts';
import { revokeAccess } from './revoke-access.ts';

/** Which sessions of a user end, and how the audit log records it. */
export interface EndSessionsOptions {
  /** Ends only the session with this id. */
  readonly only?: string;
  /** Ends all sessions except the one with this id. */
  readonly except?: string | null;
  /** Ends only sessions that began by PIN: at any till, or at one till. */
  readonly startedByPin?: true | { readonly deviceId: string };
  readonly action?: 'SESSION_ENDED' | 'TOKEN_REUSED';
  readonly reason?: string;
}

/**
 * Ends sessions of a user on all nodes, with their refresh tokens, access tokens and sockets. It runs in the caller's
 * transaction, which is in the realm's scope; returns the number of sessions that it ended.
 */
export async function endSessions(ctx: Context, realm: Realm, user: Pick<Account, 'id' | 'outlet'>, ending: EndSessionsOptions = {}): Promise<number> {
  const { em, services } = ctx;
  const { only, except, startedByPin, action = 'SESSION_ENDED', reason } = ending;
  const now = services.clock.now();
  const which = { ...(only !== undefined && { $eq: only }), ...(except != null && { $ne: except }) };
  const young = { $gt: secondsBefore(now, services.settings.sessionSeconds) };
  const tills = startedByPin && { deviceId: startedByPin === true ? { $ne: null } : startedByPin.deviceId };
  const where = { user: user.id, revokedAt: null, createdAt: young, ...tills, ...(Object.keys(which).length > 0 && { id: which }) };
  const open = await em.find(realm.sessions, where as never, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } as never });
  for (const session of open) {
    session.revokedAt = now;
    revokeAccess(ctx, realm.tenantId, session.id);
  }
  await em.flush();
  if (open.length === 0) return 0;
  const before = { sessions: open.length, ...(only !== undefined && { sessionId: only }) };
  await audit(ctx, { action, outletId: user.outlet?.id ?? null, entityType: 'User', entityId: user.id, reason: reason ?? null, before });
  return open.length;
}
