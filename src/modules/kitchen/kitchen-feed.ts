import type { Projection, StreamEventRow } from '../../kernel/events/event.ts';
import type { Heartbeat } from '../../kernel/events/stream-reader.ts';
import { openFeed } from '../../kernel/feeds/open-feed.ts';
import { sharedSnapshot } from '../../kernel/feeds/shared-snapshots.ts';
import { type Context, type Services, tenantEntityManager, tenantOf } from '../../kernel/request/context.ts';
import { perApp } from '../../kernel/request/per-app.ts';
import { DEVICE_CHANGED, requireCurrentStations } from '../identity/index.ts';
import { sequenceOf } from '../ordering/index.ts';
import { followedOutletOrRequestError, STATION_CHANGED } from '../tenancy/index.ts';
import { type KitchenScope, kitchenScope } from './kitchen-scope.ts';
import type { KitchenTicket } from './ticket.entity.ts';
import { openTicketsOfOutlet, ticketsById } from './ticket.repository.ts';

/** A ticket as it is when it is sent. */
export interface TicketChange {
  readonly sequence: number;
  readonly stationId: string;
  readonly ticket: KitchenTicket;
}

/** That a station or what a device sees has changed. It is never sent: feeds that it concerns begin anew. */
export interface ScopeChange {
  readonly sequence: number;
  readonly stationId: string | null;
  readonly deviceId: string | null;
}

/** Everything open, as of `sequence`. */
export interface Snapshot {
  readonly sequence: number;
  readonly tickets: readonly KitchenTicket[];
}

/** Events of an outlet that kitchen screens care for, with their tickets: read once per node and page, whatever the number of displays. */
const kitchenChanges = perApp(
  (services: Services): Projection<TicketChange | ScopeChange> => ({
    name: 'kitchen changes',
    project: async (tenantId, _streamId, events) => {
      const ids = [...new Set(events.filter(isOfTicket).map(({ entityId }) => entityId))];
      const tickets = ids.length > 0 ? await ticketsById(tenantEntityManager(services, tenantId), ids) : new Map<string, KitchenTicket>();
      return events.flatMap((event): (TicketChange | ScopeChange)[] => {
        const ticket = isOfTicket(event) ? tickets.get(event.entityId) : undefined;
        return ticket ? [{ sequence: event.sequence, stationId: ticket.station.id, ticket }] : scopeChanges(event);
      });
    },
  }),
);

function isOfTicket({ type }: StreamEventRow): boolean {
  return type === 'TICKET_FIRED' || type === 'TICKET_CHANGED';
}

/** A station that was just made has no tickets: feeds carry what comes, and have nothing to load anew. */
function scopeChanges({ sequence, type, entityId, data }: StreamEventRow): ScopeChange[] {
  if (type === STATION_CHANGED && data.isNew !== true) return [{ sequence, stationId: entityId, deviceId: null }];
  return type === DEVICE_CHANGED ? [{ sequence, stationId: null, deviceId: entityId }] : [];
}

/** What is open in a scope, read when the stream stood at `sequence` or later. */
function snapshotAt(services: Services, tenantId: string, outletId: string, scope: KitchenScope, sequence: number): Promise<Snapshot> {
  return sharedSnapshot(services, ['kitchen', tenantId, outletId, scope.key].join(), sequence, async () => ({
    sequence,
    tickets: await openTicketsOfOutlet(tenantEntityManager(services, tenantId), outletId, scope.includes),
  }));
}

/** Follows the tickets of an outlet's stations: a snapshot or what was missed since `after`, then live. */
export async function followKitchenFeed(
  ctx: Context,
  input: { readonly outletId: string; readonly stationIds?: readonly string[] | null; readonly after?: number | null },
): Promise<AsyncIterableIterator<TicketChange | ScopeChange | Snapshot | Heartbeat>> {
  const outlet = await followedOutletOrRequestError(ctx, input.outletId);
  const scope = kitchenScope(ctx.session, outlet, input.stationIds ?? null);
  const tenantId = tenantOf(ctx);
  const { services } = ctx;
  const concerns = (change: ScopeChange): boolean => (change.stationId === null ? change.deviceId === scope.deviceId : scope.includes(change.stationId));
  return openFeed<TicketChange | ScopeChange, Snapshot>({
    services,
    tenantId,
    streamId: outlet.id,
    projection: kitchenChanges(services),
    accepts: (change) => ('ticket' in change ? scope.includes(change.stationId) : concerns(change)),
    breaks: (change) => !('ticket' in change) && concerns(change),
    confirm: () => requireCurrentStations(ctx),
    after: sequenceOf(input.after ?? null),
    fresh: (sequence) => snapshotAt(services, tenantId, outlet.id, scope, sequence),
  });
}
