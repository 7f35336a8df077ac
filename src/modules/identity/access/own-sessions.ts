import type { Context } from '../../../kernel/request/context.ts';
import { isPinSession, type Session } from '../../../kernel/request/session.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { isId } from '../../tenancy/index.ts';
import { ownRealm, type SessionRow, transactIn } from '../model/realm.ts';
import { isSessionAlive, secondsBefore } from '../model/session-lifetime.ts';
import { type EndSessionsOptions, endSessions } from './end-sessions.ts';

/** More sessions than a user reads; the newest are returned. */
const MAX_SESSIONS = 100;

/** The caller's active sessions, newest first, at most 100. A session by PIN sees only those of its till. */
export async function ownSessions(ctx: Context): Promise<SessionRow[]> {
  const { services, session } = ctx;
  const realm = ownRealm(ctx);
  const now = services.clock.now();
  const where = { user: session.userId, revokedAt: null, createdAt: { $gt: secondsBefore(now, services.settings.sessionSeconds) }, ...ofTill(session) };
  const found = await realm.em(services).find(realm.sessions, where as never, { orderBy: { id: 'desc' } as never, limit: MAX_SESSIONS });
  return found.filter((one) => isSessionAlive(services.settings, one, now));
}

/** The caller's active sessions among these ids. */
export async function ownSessionsAmong<S extends { readonly id: string }>(ctx: Context, ids: readonly string[]): Promise<S[]> {
  const { services, session } = ctx;
  const realm = ownRealm(ctx);
  const found = await realm.em(services).find(realm.sessions, { id: { $in: [...ids] }, user: session.userId, ...ofTill(session) } as never);
  return found.filter((one) => isSessionAlive(services.settings, one, services.clock.now())) as unknown as S[];
}

/** Ends one of the caller's sessions. @throws NOT_FOUND at `sessionId` */
export async function revokeSession(ctx: Context, { sessionId }: { readonly sessionId: string }): Promise<number> {
  const ended = isId(sessionId) ? await endOwnSessions(ctx, { only: sessionId }) : 0;
  if (ended === 0) throw notFound('Session', ['sessionId']);
  return ended;
}

/** Ends the caller's sessions except the calling one; returns the number of ended sessions. */
export function revokeOtherSessions(ctx: Context): Promise<number> {
  return endOwnSessions(ctx, { except: ctx.session.sessionId });
}

/** Ends sessions of the caller, who may be a platform user; returns their number. A session by PIN ends only those of its till. */
export function endOwnSessions(ctx: Context, ending: EndSessionsOptions): Promise<number> {
  const realm = ownRealm(ctx);
  return transactIn(ctx, realm, ctx.session, async (own) => {
    const user = await own.em.findOneOrFail(realm.users, { id: ctx.session.userId } as never);
    const byPin = ofTill(ctx.session);
    return endSessions(own, realm, user, { ...ending, ...(byPin && { startedByPin: byPin }) });
  });
}

/** Condition for a session by PIN: it reaches only the user's sessions at the same till. Undefined for other sessions. */
function ofTill(session: Session): { readonly deviceId: string } | undefined {
  return isPinSession(session) && session.deviceId !== null ? { deviceId: session.deviceId } : undefined;
}
