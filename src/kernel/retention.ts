import type { Services } from './request/context.ts';

const HOUR_MS = 3_600_000;
const IDEMPOTENCY_KEY_HOURS = 72;
const DAY_HOURS = 24;
/** Of payment providers: longer than they repeat one, and than anybody asks what they said. */
const NOTIFICATION_DAYS = 90;
/** Ended sign-ins: for whoever asks later who was in, from where. */
const SESSION_DAYS = 90;
/** Refresh tokens beyond their time: a stolen one that comes late is still known. */
const REFRESH_TOKEN_DAYS = 30;
/** Mails that are sent or given up. */
const MAIL_DAYS = 30;
/** Proofs and pairings that nobody took up. */
const EXPIRED_DAYS = 7;
const BATCH = 5000;

/** Deletes what is kept for a time only, once an hour. Returns how to stop it. */
export function startRetention(services: Services): () => void {
  const timer = setInterval(() => {
    sweep(services).catch((error: unknown) => services.logger.warn({ err: error }, 'deleting what is old failed; again in an hour'));
  }, HOUR_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** One sweep, in small batches so that nothing is locked for long; two nodes at once do no harm. */
export async function sweep(services: Services): Promise<void> {
  const now = services.clock.now().getTime();
  const hoursAgo = (hours: number): Date => new Date(now - hours * HOUR_MS);
  const daysAgo = (days: number): Date => hoursAgo(days * DAY_HOURS);
  await inBatches(services, 'event', 't.occurred_at < ?', [hoursAgo(services.settings.eventRetentionHours)]);
  await inBatches(services, 'idempotency_key', 't.created_at < ?', [hoursAgo(IDEMPOTENCY_KEY_HOURS)]);
  await inBatches(services, 'gateway_notification', 't.received_at < ?', [daysAgo(NOTIFICATION_DAYS)]);
  await inBatches(services, 'mail', 't.due_at is null and coalesce(t.sent_at, t.created_at) < ?', [daysAgo(MAIL_DAYS)]);
  await inBatches(services, 'mailbox_proof', 't.expires_at < ?', [daysAgo(EXPIRED_DAYS)]);
  await inBatches(services, 'device_pairing', 't.expires_at < ?', [daysAgo(EXPIRED_DAYS)]);
  await sweepSessions(services, daysAgo, { tokens: 'refresh_token', sessions: 'user_session', ofTenant: (other) => `${other}.tenant_id = t.tenant_id and ` });
  await sweepSessions(services, daysAgo, { tokens: 'platform_refresh_token', sessions: 'platform_session', ofTenant: () => '' });
}

interface SessionTables {
  readonly tokens: 'refresh_token' | 'platform_refresh_token';
  readonly sessions: 'user_session' | 'platform_session';
  /** The part of a condition that holds another table to the same tenant. */
  readonly ofTenant: (other: string) => string;
}

/** Tokens first: they refer to their sessions. */
async function sweepSessions(services: Services, daysAgo: (days: number) => Date, { tokens, sessions, ofTenant }: SessionTables): Promise<void> {
  const { sessionSeconds, refreshTokenSeconds, rememberMeSeconds } = services.settings;
  const before = daysAgo(SESSION_DAYS);
  const earlier = (seconds: number): Date => new Date(before.getTime() - seconds * 1000);
  const idle = earlier(Math.max(refreshTokenSeconds, rememberMeSeconds));
  await inBatches(services, tokens, 't.expires_at < ?', [daysAgo(REFRESH_TOKEN_DAYS)]);
  await inBatches(services, tokens, `exists (select from ${sessions} s where ${ofTenant('s')}s.id = t.session_id and s.revoked_at is not null)`, []);
  const isOver = '(t.revoked_at < ? or t.created_at < ? or coalesce(t.last_used_at, t.created_at) < ?)';
  const hasNoTokens = `not exists (select from ${tokens} r where ${ofTenant('r')}r.session_id = t.id)`;
  await inBatches(services, sessions, `${isOver} and ${hasNoTokens}`, [before, earlier(sessionSeconds), idle]);
}

/** Deletes the rows `t` of a table that a condition holds for. */
async function inBatches(services: Services, table: string, condition: string, values: readonly Date[]): Promise<void> {
  for (;;) {
    const deleted = await services.platformOrm.em
      .fork()
      .execute<unknown[]>(`delete from ${table} where ctid = any(array(select t.ctid from ${table} t where ${condition} limit ?)) returning 1`, [
        ...values,
        BATCH,
      ]);
    if (deleted.length < BATCH) return;
  }
}
