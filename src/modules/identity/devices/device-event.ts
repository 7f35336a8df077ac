import type { PendingEvent } from '../../../kernel/events/event.ts';
import type { Device } from '../model/device.entity.ts';

/** Event in an outlet's stream: a device came, left, or sees other stations. */
export const DEVICE_CHANGED = 'DEVICE_CHANGED';

/** A DEVICE_CHANGED event for the stream of an affected outlet. */
export function deviceEvent({ id, outlet }: Device, streamId: string): PendingEvent {
  return { streamId, type: DEVICE_CHANGED, entityId: id, data: { deviceId: id, outletId: outlet.id } };
}
