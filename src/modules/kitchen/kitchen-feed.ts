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

/** A station, or the stations that a device sees, have changed. Never sent to clients: the feeds concerned start again. */
export interface ScopeChange {
  readonly sequence: number;
  readonly stationId: string | null;
  readonly deviceId: string | null;
}

/** All open tickets, as of `sequence`. */
export interface Snapshot {
  readonly sequence: number;
  readonly tickets: readonly KitchenTicket[];
}

/** A message of a kitchen feed. */
export type KitchenMessage = TicketChange | Snapshot | Heartbeat;

/** Events of an outlet that kitchen screens need, with their tickets. Each page is read once per node, however many displays follow. */
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

/** A new station has no tickets yet: feeds carry its later tickets and need not start again. */
function scopeChanges({ sequence, type, entityId, data }: StreamEventRow): ScopeChange[] {
  if (type === STATION_CHANGED && data.isNew !== true) return [{ sequence, stationId: entityId, deviceId: null }];
  return type === DEVICE_CHANGED ? [{ sequence, stationId: null, deviceId: entityId }] : [];
}

/** The open tickets of a scope, as of `sequence` or later. */
function snapshotAt(services: Services, tenantId: string, outletId: string, scope: KitchenScope, sequence: number): Promise<Snapshot> {
  return sharedSnapshot(services, ['kitchen', tenantId, outletId, scope.key].join(), sequence, async () => ({
    sequence,
    tickets: await openTicketsOfOutlet(tenantEntityManager(services, tenantId), outletId, scope.includes),
  }));
}

/** Follows the tickets of an outlet's stations: first a snapshot, or the changes since `after`; then live changes. */
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
