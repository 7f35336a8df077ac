/** How a device does, told by its last heartbeat. */
export const DeviceHealth = { ONLINE: 'ONLINE', LATE: 'LATE', OFFLINE: 'OFFLINE', REVOKED: 'REVOKED' } as const;
export type DeviceHealth = keyof typeof DeviceHealth;

/** How often a device says that it is there. */
export const HEARTBEAT_SECONDS = 60;

const MINUTE_MS = 60_000;

/** One missed heartbeat is nothing yet, ten are an outage. */
export function healthOf(device: { readonly lastSeenAt?: Date | null; readonly revokedAt?: Date | null }, now: Date): DeviceHealth {
  if (device.revokedAt) return 'REVOKED';
  const silent = device.lastSeenAt ? now.getTime() - device.lastSeenAt.getTime() : Number.POSITIVE_INFINITY;
  if (silent <= 2 * MINUTE_MS) return 'ONLINE';
  return silent <= 10 * MINUTE_MS ? 'LATE' : 'OFFLINE';
}
