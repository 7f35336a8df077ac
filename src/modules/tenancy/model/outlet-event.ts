import type { PendingEvent } from '../../../kernel/events/event.ts';
import type { Outlet } from './outlet.entity.ts';

/** Event in the outlet's stream: a setting that screens use has changed, or the outlet was archived or taken back into use. */
export const OUTLET_CHANGED = 'OUTLET_CHANGED';

/** A change of an outlet's settings, for its own stream. */
export function outletEvent({ id, boardMinutes, archivedAt }: Outlet): PendingEvent {
  return { streamId: id, type: OUTLET_CHANGED, entityId: id, data: { boardMinutes, archived: archivedAt != null } };
}
