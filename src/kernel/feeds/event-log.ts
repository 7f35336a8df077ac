import type { EventSource } from '../events/event.ts';
import { type Services, tenantEntityManager } from '../request/context.ts';

interface EventColumns {
  readonly sequence: number;
  readonly type: string;
  readonly entity_id: string;
  readonly data: Record<string, unknown> | null;
  readonly occurred_at: Date | string;
}

/**
 * One look into the primary key for each stream that is asked for, however many streams there are: the limit keeps
 * PostgreSQL from reading the whole table to join it.
 */
export const HEADS = `
select asked.stream_id, found.head from unnest(?::uuid[], ?::uuid[]) asked (tenant_id, stream_id)
cross join lateral (select s.head from event_stream s where s.tenant_id = asked.tenant_id and s.stream_id = asked.stream_id limit 1) found`;

/** The event log in the database. Heads of all tenants are read by the platform role, events by the tenant's scope. */
export function eventLog(services: Pick<Services, 'orm' | 'platformOrm'>): EventSource {
  return {
    async heads(streams) {
      const rows = await services.platformOrm.em
        .fork()
        .execute<{ stream_id: string; head: number }[]>(HEADS, [
          `{${streams.map(({ tenantId }) => tenantId).join()}}`,
          `{${streams.map(({ streamId }) => streamId).join()}}`,
        ]);
      return new Map(rows.map((row) => [row.stream_id, row.head]));
    },
    async read(tenantId, streamId, after, limit) {
      const em = tenantEntityManager(services as Services, tenantId);
      const rows = await em.execute<EventColumns[]>(
        'select sequence, type, entity_id, data, occurred_at from event where tenant_id = ? and stream_id = ? and sequence > ? order by sequence limit ?',
        [tenantId, streamId, after, limit],
      );
      return rows.map((row) => ({
        sequence: row.sequence,
        type: row.type,
        entityId: row.entity_id,
        data: row.data ?? {},
        occurredAt: new Date(row.occurred_at),
      }));
    },
    async bounds(tenantId, streamId) {
      const em = tenantEntityManager(services as Services, tenantId);
      const [row] = await em.execute<{ head: number | null; oldest: number | null }[]>(
        `select (select head from event_stream where tenant_id = ? and stream_id = ?) as head,
                (select min(sequence) from event where tenant_id = ? and stream_id = ?) as oldest`,
        [tenantId, streamId, tenantId, streamId],
      );
      const head = row?.head ?? 0;
      return { head, oldest: row?.oldest ?? head + 1 };
    },
  };
}
