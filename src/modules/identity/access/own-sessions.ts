import type { Context } from '../../../kernel/request/context.ts';
import { isPinSession, type Session } from '../../../kernel/request/session.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { isId } from '../../tenancy/index.ts';
import { ownRealm, type SessionRow, transactIn } from '../model/realm.ts';
import { isSessionAlive, secondsBefore } from '../model/session-lifetime.ts';
import { type EndSessionsOptions, endSessions } from './end-sessions.ts';

/** More than anybody looks through; the newest are shown. */
const MAX_SESSIONS = 100;

/** The caller's sessions that go on, newest first. A session by PIN sees those of its till only. */
export async function ownSessions(ctx: Context): Promise<SessionRow[]> {
  const { services, session } = ctx;
  const realm = ownRealm(ctx);
  const now = services.clock.now();
  const where = { user: session.userId, revokedAt: null, createdAt: { $gt: secondsBefore(now, services.settings.sessionSeconds) }, ...ofTill(session) };
  const found = await realm.em(services).find(realm.sessions, where as never, { orderBy: { id: 'desc' } as never, limit: MAX_SESSIONS });
  return found.filter((one) => isSessionAlive(services.settings, one, now));
}

/** Those of the caller's sessions that go on, by their ids. */
export async function ownSessionsAmong<S extends { readonly id: string }>(ctx: Context, ids: readonly string[]): Promise<S[]> {
  const { services, session } = ctx;
  const realm = ownRealm(ctx);
  const found = await realm.em(services).find(realm.sessions, { id: { $in: [...ids] }, user: session.userId, ...ofTill(session) } as never);
  return found.filter((one) => isSessionAlive(services.settings, one, services.clock.now())) as unknown as S[];
}

/** Ends one of the caller's sessions. */
export async function revokeSession(ctx: Context, { sessionId }: { readonly sessionId: string }): Promise<number> {
  const ended = isId(sessionId) ? await endOwnSessions(ctx, { only: sessionId }) : 0;
  if (ended === 0) throw notFound('Session', ['sessionId']);
  return ended;
}

/** Ends the caller's sessions but the one that asks; tells how many went on. */
export function revokeOtherSessions(ctx: Context): Promise<number> {
  return endOwnSessions(ctx, { except: ctx.session.sessionId });
}

/** Ends sessions of the caller, whose account may be the platform's. A session by PIN ends those of its till only. */
export function endOwnSessions(ctx: Context, ending: EndSessionsOptions): Promise<number> {
  const realm = ownRealm(ctx);
  return transactIn(ctx, realm, ctx.session, async (own) => {
    const user = await own.em.findOneOrFail(realm.users, { id: ctx.session.userId } as never);
    const byPin = ofTill(ctx.session);
    return endSessions(own, realm, user, { ...ending, ...(byPin && { startedByPin: byPin }) });
  });
}

/** What a session by PIN reaches of its person's sessions: those at the same till. */
function ofTill(session: Session): { readonly deviceId: string } | undefined {
  return isPinSession(session) && session.deviceId !== null ? { deviceId: session.deviceId } : undefined;
}
