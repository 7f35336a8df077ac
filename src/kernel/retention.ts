import type { Services } from './context.ts';

const HOUR_MS = 3_600_000;
const IDEMPOTENCY_KEY_HOURS = 72;
/** Of payment providers: longer than they repeat one, and than anybody asks what they said. */
const NOTIFICATION_HOURS = 90 * 24;
const BATCH = 5000;

/** Deletes what is kept for a time only, once an hour: old events, idempotency keys and providers' notifications. Returns how to stop it. */
export function startRetention(services: Services): () => void {
  const timer = setInterval(() => {
    sweep(services).catch((error: unknown) => services.logger.warn({ err: error }, 'deleting old events failed; again in an hour'));
  }, HOUR_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** One sweep, in small batches so that nothing is locked for long; two nodes at once do no harm. */
export async function sweep(services: Services): Promise<void> {
  const hoursAgo = (hours: number): Date => new Date(services.clock.now().getTime() - hours * HOUR_MS);
  const { eventRetentionHours } = services.settings;
  await inBatches(services, 'event', 'occurred_at', hoursAgo(eventRetentionHours));
  await inBatches(services, 'idempotency_key', 'created_at', hoursAgo(IDEMPOTENCY_KEY_HOURS));
  await inBatches(services, 'gateway_notification', 'received_at', hoursAgo(NOTIFICATION_HOURS));
}

async function inBatches(services: Services, table: 'event' | 'idempotency_key' | 'gateway_notification', column: string, before: Date): Promise<void> {
  for (;;) {
    const deleted = await services.platformOrm.em
      .fork()
      .execute<unknown[]>(`delete from ${table} where ctid = any(array(select ctid from ${table} where ${column} < ? limit ${BATCH})) returning 1`, [before]);
    if (deleted.length < BATCH) return;
  }
}
