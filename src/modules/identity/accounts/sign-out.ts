import type { Context } from '../../../kernel/request/context.ts';
import { endOwnSessions } from '../access/own-sessions.ts';

/** Ends the session of the access token, with its refresh tokens, access tokens and sockets; false: the caller has no session. */
export async function signOut(ctx: Context): Promise<boolean> {
  const { sessionId } = ctx.session;
  if (sessionId === null) return false;
  await endOwnSessions(ctx, { only: sessionId });
  return true;
}
