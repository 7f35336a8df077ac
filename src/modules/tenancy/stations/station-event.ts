import type { PendingEvent } from '../../../kernel/events/event.ts';
import type { KitchenStation } from '../model/outlet.entity.ts';

/** Event in the outlet's stream: a station was created, renamed, archived or taken back into use. */
export const STATION_CHANGED = 'STATION_CHANGED';

/** A change of a station, for its outlet's stream. A new station has no tickets yet, so screens need not load anything again. */
export function stationEvent({ id, code, name, outlet, archivedAt }: KitchenStation, isNew: boolean): PendingEvent {
  return { streamId: outlet.id, type: STATION_CHANGED, entityId: id, data: { stationId: id, code, name, isNew, archived: archivedAt != null } };
}
