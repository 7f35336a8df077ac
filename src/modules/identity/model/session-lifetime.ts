import type { Settings } from '../../../kernel/request/context.ts';
import type { SessionRow } from './realm.ts';
import { TILL_IDLE_SECONDS } from './till-session.ts';

/** How long a session may go unused: so long its refresh tokens live. */
export function idleSecondsOf({ rememberMeSeconds, refreshTokenSeconds }: Settings, session: SessionRow): number {
  if (session.deviceId) return Math.min(TILL_IDLE_SECONDS, refreshTokenSeconds);
  return session.rememberMe ? rememberMeSeconds : refreshTokenSeconds;
}

/** When a session ends, whatever is refreshed. */
export function sessionEnd({ sessionSeconds }: Settings, { createdAt }: SessionRow): Date {
  return new Date(createdAt.getTime() + sessionSeconds * 1000);
}

/** The time that began so many seconds ago. */
export function secondsBefore(now: Date, seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000);
}

/** Whether a session goes on: not ended, not too old, and used lately enough. */
export function isSessionAlive(settings: Settings, session: SessionRow, now: Date): boolean {
  const { createdAt, lastUsedAt, revokedAt } = session;
  if (revokedAt || sessionEnd(settings, session) <= now) return false;
  return (lastUsedAt ?? createdAt) > secondsBefore(now, idleSecondsOf(settings, session));
}
