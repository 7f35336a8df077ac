import type { Context } from '../../../kernel/request/context.ts';
import { endOwnSessions } from '../access/own-sessions.ts';

/** Ends the session that the access token came from: its refresh tokens, its access tokens, its sockets. */
export async function signOut(ctx: Context): Promise<boolean> {
  const { sessionId } = ctx.session;
  if (sessionId === null) return false;
  await endOwnSessions(ctx, { only: sessionId });
  return true;
}
