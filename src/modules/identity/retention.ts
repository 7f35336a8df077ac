import type { Settings } from '../../kernel/request/context.ts';
import { DAY_HOURS, type Retention } from '../../kernel/retention.ts';

/** Hours that ended sessions are kept: they show later who was signed in, and from where. */
const SESSION_HOURS = 90 * DAY_HOURS;
/** Hours that expired refresh tokens are kept: a stolen token that is used late is still recognised. */
const REFRESH_TOKEN_HOURS = 30 * DAY_HOURS;
/** Hours that expired proofs and pairings are kept. */
const EXPIRED_HOURS = 7 * DAY_HOURS;

interface SessionTables {
  readonly tokens: 'refresh_token' | 'platform_refresh_token';
  readonly sessions: 'user_session' | 'platform_session';
  /** Condition that another table's row is of the same tenant. */
  readonly ofTenant: (other: string) => string;
}

/** Tokens are deleted first, because they refer to their sessions. */
function sessionRetention({ tokens, sessions, ofTenant }: SessionTables): readonly Retention[] {
  const isOver = '(t.revoked_at < ? or t.created_at < ? or coalesce(t.last_used_at, t.created_at) < ?)';
  const hasNoTokens = `not exists (select from ${tokens} r where ${ofTenant('r')}r.session_id = t.id)`;
  return [
    { table: tokens, condition: 't.expires_at < ?', values: (ago) => [ago(REFRESH_TOKEN_HOURS)] },
    {
      table: tokens,
      condition: `exists (select from ${sessions} s where ${ofTenant('s')}s.id = t.session_id and s.revoked_at is not null)`,
      values: () => [],
    },
    { table: sessions, condition: `${isOver} and ${hasNoTokens}`, values: (ago, settings) => endsOfSessions(ago(SESSION_HOURS), settings) },
  ];
}

/** A session is over when it was revoked, has reached its maximum age, or was idle for the lifetime of a refresh token. */
function endsOfSessions(before: Date, { sessionSeconds, refreshTokenSeconds, rememberMeSeconds }: Settings): readonly Date[] {
  const earlier = (seconds: number): Date => new Date(before.getTime() - seconds * 1000);
  return [before, earlier(sessionSeconds), earlier(Math.max(refreshTokenSeconds, rememberMeSeconds))];
}

export const identityRetention: readonly Retention[] = [
  { table: 'mailbox_proof', condition: 't.expires_at < ?', values: (ago) => [ago(EXPIRED_HOURS)] },
  { table: 'device_pairing', condition: 't.expires_at < ?', values: (ago) => [ago(EXPIRED_HOURS)] },
  ...sessionRetention({ tokens: 'refresh_token', sessions: 'user_session', ofTenant: (other) => `${other}.tenant_id = t.tenant_id and ` }),
  ...sessionRetention({ tokens: 'platform_refresh_token', sessions: 'platform_session', ofTenant: () => '' }),
];
