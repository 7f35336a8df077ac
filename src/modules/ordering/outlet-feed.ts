import { type Context, tenantOf } from '../../kernel/context.ts';
import { eventLog, type StreamEventRow } from '../../kernel/events/event-log.ts';
import type { Projection } from '../../kernel/events/feed-hub.ts';
import { openFeed } from '../../kernel/events/open-feed.ts';
import type { Heartbeat } from '../../kernel/events/stream-reader.ts';
import { Fault } from '../../kernel/failure.ts';
import { pageSize } from '../../kernel/page.ts';
import { followedOutletOrFault, reachableOutletOrFault } from '../tenancy/index.ts';

/** Load the state anew and go on from `sequence`. */
export interface Reset {
  readonly reset: true;
  readonly sequence: number;
}

const allEvents: Projection<StreamEventRow> = { name: 'outlet events', project: async (_tenantId, _streamId, events) => [...events] };

/** Every change of an outlet, in order and without gaps. */
export async function followOutlet(ctx: Context, outletId: string, after: number | null): Promise<AsyncIterableIterator<StreamEventRow | Heartbeat | Reset>> {
  const outlet = await followedOutletOrFault(ctx, outletId);
  return openFeed<StreamEventRow, Heartbeat | Reset>({
    services: ctx.services,
    tenantId: tenantOf(ctx),
    streamId: outlet.id,
    projection: allEvents,
    after: sequenceOf(after),
    fresh: async (sequence) => ({ heartbeat: true, sequence }),
    reset: async (sequence) => ({ reset: true, sequence }),
  });
}

/** A page of the same events; `sequence` is where the next page goes on. */
export async function readOutletEvents(ctx: Context, outletId: string, after: number, first: number): Promise<{ sequence: number; events: StreamEventRow[] }> {
  const limit = pageSize(first, 500);
  const outlet = await reachableOutletOrFault(ctx, outletId);
  const from = sequenceOf(after) ?? 0;
  const events = await eventLog(ctx.services).read(tenantOf(ctx), outlet.id, from, limit);
  return { sequence: events.at(-1)?.sequence ?? from, events };
}

/** A sequence that a client sends; below 0 is none. */
export function sequenceOf(after: number | null): number | null {
  if (after !== null && after < 0) throw new Fault('BAD_USER_INPUT', 'after must not be negative.');
  return after;
}
