import type { Hint, PendingEvent } from '../events/event.ts';
import { type Context, tenantOf } from './context.ts';

/**
 * Records a change for the event log. It is numbered and written at the very end of the open transaction. A second change
 * of the same kind to the same object replaces the first: one sequence, one entity, one message.
 */
export function recordEvent(ctx: Context, event: PendingEvent): void {
  if (!ctx.transaction) throw new Error(`${event.type} recorded outside a transaction`);
  const { events } = ctx.transaction;
  const same = events.find((other) => other.streamId === event.streamId && other.type === event.type && other.entityId === event.entityId);
  if (same) same.data = event.data;
  else events.push(event);
}

/**
 * Gives the pending events the next numbers of their streams and stores them: one statement per stream, in the order of their ids.
 * The stream's counter row stays locked until commit, so commit order equals number order and there are no gaps.
 */
export function appendEvents(ctx: Context, events: readonly PendingEvent[]): Promise<Hint[]> {
  if (events.length === 0) return Promise.resolve([]);
  const tenantId = tenantOf(ctx);
  const streams = [...new Set(events.map((event) => event.streamId))].sort();
  const append = async (streamId: string): Promise<Hint> => {
    const own = events.filter((event) => event.streamId === streamId).map(({ type, entityId, data }) => ({ type, entity_id: entityId, data }));
    const [row] = await ctx.em.execute<{ head: number }[]>(APPEND, [tenantId, streamId, own.length, JSON.stringify(own), ctx.services.clock.now()]);
    return { tenantId, streamId, sequence: row?.head ?? 0 };
  };
  return Promise.all(streams.map(append));
}

const APPEND = `
with given as (select ?::uuid as tenant_id, ?::uuid as stream_id, ?::int as count, ?::jsonb as events, ?::timestamptz as now),
stream as (
  insert into event_stream as s (tenant_id, stream_id, head) select tenant_id, stream_id, count from given
  on conflict (tenant_id, stream_id) do update set head = s.head + excluded.head
  returning head
),
appended as (
  insert into event (tenant_id, stream_id, sequence, type, entity_id, data, occurred_at)
  select g.tenant_id, g.stream_id, stream.head - g.count + e.ordinality, e.value->>'type', (e.value->>'entity_id')::uuid, e.value->'data', g.now
  from given g, stream, jsonb_array_elements(g.events) with ordinality e
)
select head from stream`;
