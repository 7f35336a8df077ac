import type { Settings } from '../../kernel/request/context.ts';
import { DAY_HOURS, type Retention } from '../../kernel/retention.ts';

/** Hours that ended sessions are kept: they show later who was signed in, and from where. */
const SESSION_HOURS = 90 * DAY_HOURS;
/** Hours that expired refresh tokens are kept: a stolen token that is used late is still recognised. */
const REFRESH_TOKEN_HOURS = 30 * DAY_HOURS;
/** Hours that expired proofs and pairings are kept. */
const EXPIRED_HOURS = 7 * DAY_HOURS;

/** Hours in which a sweep finds that a session was ended, also when sweeps were missed. */
const ENDED_LATELY_HOURS = 7 * DAY_HOURS;

interface SessionTables {
  readonly tokens: 'refresh_token' | 'platform_refresh_token';
  readonly sessions: 'user_session' | 'platform_session';
  readonly key: readonly string[];
  /** Condition that a token is of a session. */
  readonly isOf: (token: string, session: string) => string;
}

/** Tokens are deleted first, because they refer to their sessions. */
function sessionRetention({ tokens, sessions, key: columns, isOf }: SessionTables): readonly Retention[] {
  const key = columns.join(', ');
  const keyOf = (alias: string): string => columns.map((column) => `${alias}.${column}`).join(', ');
  // A subquery of its own for each row: PostgreSQL would read all tokens to join them.
  const isFree = `(select true from ${tokens} t where ${isOf('t', 's')} limit 1) is null`;
  const over = (condition: string): string => `select ${keyOf('s')} from ${sessions} s where ${condition} and ${isFree}`;
  const unused = (ago: (hours: number) => Date, settings: Settings): readonly Date[] => [earlier(ago(SESSION_HOURS), idleSeconds(settings))];
  return [
    { table: tokens, key, old: `select ${key} from ${tokens} where expires_at < ?`, values: (ago) => [ago(REFRESH_TOKEN_HOURS)] },
    // From the sessions to their tokens, of which there are far more: "offset 0" keeps PostgreSQL from turning it round.
    {
      table: tokens,
      key,
      old: `select ${keyOf('t')} from (select * from ${sessions} where revoked_at >= ? offset 0) s cross join lateral (select ${key} from ${tokens} t where ${isOf('t', 's')} offset 0) t`,
      values: (ago) => [ago(ENDED_LATELY_HOURS)],
    },
    // A session is over when it was revoked, has reached its maximum age, or was idle for the lifetime of a refresh token.
    { table: sessions, key, old: over('s.revoked_at < ?'), values: (ago) => [ago(SESSION_HOURS)] },
    { table: sessions, key, old: over('s.created_at < ?'), values: (ago, { sessionSeconds }) => [earlier(ago(SESSION_HOURS), sessionSeconds)] },
    { table: sessions, key, old: over('s.last_used_at < ?'), values: unused },
    { table: sessions, key, old: over('s.last_used_at is null and s.created_at < ?'), values: unused },
  ];
}

function idleSeconds({ refreshTokenSeconds, rememberMeSeconds }: Settings): number {
  return Math.max(refreshTokenSeconds, rememberMeSeconds);
}

function earlier(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() - seconds * 1000);
}

export const identityRetention: readonly Retention[] = [
  { table: 'mailbox_proof', key: 'tenant_id, id', old: 'select tenant_id, id from mailbox_proof where expires_at < ?', values: (ago) => [ago(EXPIRED_HOURS)] },
  {
    table: 'device_pairing',
    key: 'tenant_id, id',
    old: 'select tenant_id, id from device_pairing where expires_at < ?',
    values: (ago) => [ago(EXPIRED_HOURS)],
  },
  ...sessionRetention({
    tokens: 'refresh_token',
    sessions: 'user_session',
    key: ['tenant_id', 'id'],
    isOf: (token, session) => `${token}.tenant_id = ${session}.tenant_id and ${token}.session_id = ${session}.id`,
  }),
  ...sessionRetention({
    tokens: 'platform_refresh_token',
    sessions: 'platform_session',
    key: ['id'],
    isOf: (token, session) => `${token}.session_id = ${session}.id`,
  }),
];
