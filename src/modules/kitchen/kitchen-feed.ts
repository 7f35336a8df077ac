import { LRUCache } from 'lru-cache';
import { type Context, type Services, tenantEntityManager, tenantOf } from '../../kernel/context.ts';
import type { Projection } from '../../kernel/events/feed-hub.ts';
import { openFeed } from '../../kernel/events/open-feed.ts';
import type { Heartbeat } from '../../kernel/events/stream-reader.ts';
import { Fault } from '../../kernel/failure.ts';
import { perApp } from '../../kernel/per-app.ts';
import { reaches } from '../../kernel/session.ts';
import { sequenceOf } from '../ordering/index.ts';
import { type FollowedOutlet, followedOutletOrFault } from '../tenancy/index.ts';
import type { KitchenTicket } from './ticket.entity.ts';
import { ticketsById, ticketsOfStations } from './ticket.repository.ts';

/** A ticket as it is when it is sent. */
export interface TicketChange {
  readonly sequence: number;
  readonly stationId: string;
  readonly ticket: KitchenTicket;
}

/** Everything open, as of `sequence`. */
export interface Snapshot {
  readonly sequence: number;
  readonly tickets: readonly KitchenTicket[];
}

/** Ticket events of an outlet with their tickets: read once per node and page, whatever the number of displays. */
const ticketChanges = perApp(
  (services: Services): Projection<TicketChange> => ({
    name: 'ticket changes',
    project: async (tenantId, _streamId, events) => {
      const changes = events.filter(({ type }) => type === 'TICKET_FIRED' || type === 'TICKET_CHANGED');
      if (changes.length === 0) return [];
      const tickets = await ticketsById(tenantEntityManager(services, tenantId), [...new Set(changes.map(({ entityId }) => entityId))]);
      return changes.flatMap(({ sequence, entityId }) => {
        const ticket = tickets.get(entityId);
        return ticket ? [{ sequence, stationId: ticket.station.id, ticket }] : [];
      });
    },
  }),
);

/** Displays that come back at the same time share one snapshot; after this many milliseconds it is read anew. */
const SHARED_MS = 2000;

interface KeptSnapshot {
  readonly sequence: number;
  readonly snapshot: Promise<Snapshot>;
}

const snapshots = perApp((_: Services) => new LRUCache<string, KeptSnapshot>({ max: 1000, ttl: SHARED_MS }));

/** What is open at stations, read when the stream stood at `sequence` or later: what changes after it comes as a message. */
function snapshotAt(services: Services, tenantId: string, sequence: number, stationIds: readonly string[]): Promise<Snapshot> {
  const key = [tenantId, ...stationIds].join();
  const kept = snapshots(services).get(key);
  if (kept?.sequence === sequence) return kept.snapshot;
  const snapshot = ticketsOfStations(tenantEntityManager(services, tenantId), stationIds).then((tickets) => ({ sequence, tickets }));
  snapshots(services).set(key, { sequence, snapshot });
  snapshot.catch(() => snapshots(services).delete(key));
  return snapshot;
}

/** Follows the tickets of an outlet's stations: a snapshot or what was missed since `after`, then live. */
export async function followKitchenFeed(
  ctx: Context,
  input: { readonly outletId: string; readonly stationIds?: readonly string[] | null; readonly after?: number | null },
): Promise<AsyncIterableIterator<TicketChange | Snapshot | Heartbeat>> {
  const outlet = await followedOutletOrFault(ctx, input.outletId);
  const stationIds = feedStations(ctx, outlet, input.stationIds ?? null);
  const tenantId = tenantOf(ctx);
  const { services } = ctx;
  return openFeed<TicketChange, Snapshot>({
    services,
    tenantId,
    streamId: outlet.id,
    projection: ticketChanges(services),
    accepts: ({ stationId }) => stationIds.has(stationId),
    after: sequenceOf(input.after ?? null),
    fresh: (sequence) => snapshotAt(services, tenantId, sequence, [...stationIds].sort()),
  });
}

/** The stations a display follows: those it names, else all it may see. One that it may not see answers like a missing one. */
function feedStations(ctx: Context, outlet: FollowedOutlet, wanted: readonly string[] | null): ReadonlySet<string> {
  if (wanted !== null && wanted.length > 50) throw new Fault('BAD_USER_INPUT', 'stationIds: at most 50.');
  const visible = outlet.stationIds.filter((id) => reaches(ctx.session.stationIds, id));
  const named = wanted === null ? visible : wanted.map((id) => id.toLowerCase());
  if (named.some((id) => !visible.includes(id))) throw new Fault('NOT_FOUND', 'Station not found.');
  return new Set(named);
}
