import type { Settings } from '../../../kernel/request/context.ts';
import type { SessionRow } from './realm.ts';
import { TILL_IDLE_SECONDS } from './till-session.ts';

declare module '../../../kernel/request/context.ts' {
  interface Settings {
    readonly refreshTokenSeconds: number;
    readonly rememberMeSeconds: number;
    /** The longest time that a session lasts; refreshing does not extend it. */
    readonly sessionSeconds: number;
  }
}

/** Seconds that a session may be idle; its refresh tokens have the same lifetime. */
export function idleSecondsOf({ rememberMeSeconds, refreshTokenSeconds }: Settings, session: SessionRow): number {
  if (session.deviceId) return Math.min(TILL_IDLE_SECONDS, refreshTokenSeconds);
  return session.rememberMe ? rememberMeSeconds : refreshTokenSeconds;
}

/** Time when a session ends, even if it is refreshed. */
export function sessionEnd({ sessionSeconds }: Settings, { createdAt }: SessionRow): Date {
  return new Date(createdAt.getTime() + sessionSeconds * 1000);
}

/** The time `seconds` before `now`. */
export function secondsBefore(now: Date, seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000);
}

/** Whether a session is active: not revoked, not too old, and not idle for too long. */
export function isSessionAlive(settings: Settings, session: SessionRow, now: Date): boolean {
  const { createdAt, lastUsedAt, revokedAt } = session;
  if (revokedAt || sessionEnd(settings, session) <= now) return false;
  return (lastUsedAt ?? createdAt) > secondsBefore(now, idleSecondsOf(settings, session));
}
