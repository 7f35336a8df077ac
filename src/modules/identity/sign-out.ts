import { afterCommit, type Context, contextAs } from '../../kernel/context.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import { guestSession } from '../../kernel/session.ts';
import { transact } from '../../kernel/transaction.ts';
import { ACCESS_REVOKED, forgetAccess } from './access-state.ts';
import { type Realm, realmOf } from './realm.ts';

/** Ends the session that the access token came from: its refresh tokens, its access tokens, its sockets. */
export async function signOut(ctx: Context): Promise<boolean> {
  const { sessionId, homeTenantId } = ctx.session;
  if (sessionId === null) return false;
  await endSession(ctx, realmOf(homeTenantId), sessionId);
  return true;
}

/** Ends a session on all nodes. */
export async function endSession(ctx: Context, realm: Realm, sessionId: string): Promise<void> {
  const { services } = ctx;
  const now = services.clock.now();
  if (realm.tenantId === null) {
    await realm.em(services).nativeUpdate(realm.sessions, { id: sessionId, revokedAt: null } as never, { revokedAt: now } as never);
    forgetAccess(services, null, sessionId);
    return;
  }
  const { tenantId } = realm;
  const scoped = contextAs(ctx, guestSession(tenantId));
  await transact(scoped, async () => {
    await scoped.em.nativeUpdate(realm.sessions, { id: sessionId, revokedAt: null } as never, { revokedAt: now } as never);
    revokeAccess(scoped, tenantId, sessionId);
  });
}

/** Tells every node, in the tenant's stream, that a session or device may act no longer, or otherwise than before: its sockets are closed. */
export function revokeAccess(ctx: Context, tenantId: string, id: string): void {
  recordEvent(ctx, { streamId: tenantId, type: ACCESS_REVOKED, entityId: id, data: {} });
  afterCommit(ctx, () => forgetAccess(ctx.services, tenantId, id));
}
