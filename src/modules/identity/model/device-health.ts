/** Health of a device, from its last heartbeat. */
export const DeviceHealth = { ONLINE: 'ONLINE', LATE: 'LATE', OFFLINE: 'OFFLINE', REVOKED: 'REVOKED' } as const;
export type DeviceHealth = keyof typeof DeviceHealth;

/** Interval of a device's heartbeats. */
export const HEARTBEAT_SECONDS = 60;

const MINUTE_MS = 60_000;

/** ONLINE up to 2 minutes after the last heartbeat, LATE up to 10 minutes, then OFFLINE: one missed heartbeat is normal, ten are an outage. */
export function healthOf(device: { readonly lastSeenAt?: Date | null; readonly revokedAt?: Date | null }, now: Date): DeviceHealth {
  if (device.revokedAt) return 'REVOKED';
  const silent = device.lastSeenAt ? now.getTime() - device.lastSeenAt.getTime() : Number.POSITIVE_INFINITY;
  if (silent <= 2 * MINUTE_MS) return 'ONLINE';
  return silent <= 10 * MINUTE_MS ? 'LATE' : 'OFFLINE';
}
