import { setTimeout as pause } from 'node:timers/promises';
import { LOCK_NOT_AVAILABLE, sqlState } from '../database/sql-state.ts';
import type { Services } from '../request/context.ts';

/** Partitions are made this many days ahead. */
const DAYS_AHEAD = 7;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Changes of partitions wait for transactions that write or read events, and hold up those that come after them. */
const LOCK_WAIT = "set local lock_timeout = '100ms'";
/** A new partition reads event_other under a lock. It is empty, as long as this is done every day. */
const LONGEST = "set local statement_timeout = '1s'";
const ATTEMPTS = 10;
const PAUSE_MS = { least: 50, most: 250 } as const;

const MISSING = `select day::date::text as day from generate_series(?::date, ?::date, interval '1 day') day
where to_regclass('public.event_' || to_char(day, 'YYYYMMDD')) is null order by 1`;

/**
 * Makes the partitions of the next days and drops those whose events are all older than the retention, one change in a
 * transaction. What cannot be done now is done an hour later: events of a day without partition are kept in event_other.
 */
export async function keepEventPartitions(services: Services, lock: number): Promise<void> {
  const now = services.clock.now().getTime();
  const missing = (from: number, to: number): Promise<{ day: string }[]> =>
    services.platformOrm.em.fork().execute(MISSING, [dayOf(now + from * DAY_MS), dayOf(now + to * DAY_MS)]);
  for (const { day } of await missing(0, DAYS_AHEAD)) await change(services, lock, 'select add_event_partition(?::date)', [day]);
  // Said every hour, until there is one: without it all is kept and sent as before, but event_other grows.
  for (const { day } of await missing(1, 1)) services.logger.error({ day }, 'events have no partition for tomorrow; see docs/operate.md');
  const kept = new Date(now - services.settings.eventRetentionHours * HOUR_MS);
  const dropped = await change<{ name: string }>(services, lock, 'select drop_event_partitions(?) as name', [kept]);
  if (dropped && dropped.length > 0) services.logger.info({ partitions: dropped.map(({ name }) => name) }, 'dropped old events');
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Runs one function. Null: another node does it now, or the tables were too busy. */
async function change<R>(services: Services, lock: number, text: string, values: readonly unknown[]): Promise<R[] | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await services.platformOrm.em.fork().transactional(async (em) => {
        const [turn] = await em.execute<{ mine: boolean }[]>('select pg_try_advisory_xact_lock(?) as mine', [lock]);
        if (!turn?.mine) return null;
        await em.execute(`${LOCK_WAIT}; ${LONGEST}`);
        return em.execute<R[]>(text, [...values]);
      });
    } catch (error) {
      if (sqlState(error) === LOCK_NOT_AVAILABLE && attempt < ATTEMPTS) {
        await pause(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
        continue;
      }
      services.logger.warn({ err: error }, 'the partitions of events could not be changed; again in an hour');
      return null;
    }
  }
}
