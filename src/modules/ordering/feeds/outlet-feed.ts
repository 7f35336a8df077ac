import type { Projection } from '../../../kernel/events/event.ts';
import type { Heartbeat } from '../../../kernel/events/stream-reader.ts';
import { eventLog } from '../../../kernel/feeds/event-log.ts';
import { openFeed } from '../../../kernel/feeds/open-feed.ts';
import { pageSize } from '../../../kernel/lists/page.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { followedOutletOrRequestError, reachableOutletOrRequestError } from '../../tenancy/index.ts';
import { messagesOf, type OutletEventMessage } from '../model/event-subjects.ts';

/** The client must load the state again and continue from `sequence`. */
export interface Reset {
  readonly reset: true;
  readonly sequence: number;
}

/** A message of an outlet feed. */
export type OutletFeedEntry = OutletEventMessage | Heartbeat | Reset;

const allEvents = perApp(
  (services: Services): Projection<OutletEventMessage> => ({
    name: 'outlet events',
    project: async (tenantId, _streamId, events) => messagesOf(services, tenantId, events),
  }),
);

/** Every change of an outlet, in order and without gaps. */
export async function followOutlet(ctx: Context, outletId: string, after: number | null): Promise<AsyncIterableIterator<OutletFeedEntry>> {
  const outlet = await followedOutletOrRequestError(ctx, outletId);
  return openFeed<OutletEventMessage, Heartbeat | Reset>({
    services: ctx.services,
    tenantId: tenantOf(ctx),
    streamId: outlet.id,
    projection: allEvents(ctx.services),
    after: sequenceOf(after),
    fresh: async (sequence) => ({ heartbeat: true, sequence }),
    reset: async (sequence) => ({ reset: true, sequence }),
  });
}

/** A page of the same events. The next page starts after `sequence`. */
export async function readOutletEvents(
  ctx: Context,
  outletId: string,
  after: number,
  first: number,
): Promise<{ sequence: number; events: OutletEventMessage[] }> {
  const limit = pageSize(first, 500);
  const outlet = await reachableOutletOrRequestError(ctx, outletId);
  const from = sequenceOf(after) ?? 0;
  const events = await eventLog(ctx.services).read(tenantOf(ctx), outlet.id, from, limit);
  return { sequence: events.at(-1)?.sequence ?? from, events: messagesOf(ctx.services, tenantOf(ctx), events) };
}

/** Checks a sequence that a client sent: it must not be negative. */
export function sequenceOf(after: number | null): number | null {
  if (after !== null && after < 0) throw new RequestError('BAD_USER_INPUT', 'after must not be negative.');
  return after;
}
