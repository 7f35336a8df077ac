import { ScopeChangedError } from '../../../kernel/events/subscriber.ts';
import type { Context, Services } from '../../../kernel/request/context.ts';
import { isSameReach, reaches, type Session } from '../../../kernel/request/session.ts';
import { type Access, accessOfDevice, accessOfSession } from './access-state.ts';

/** Current access of a session's token; null: revoked. Also null for guests, who have no token. */
export async function accessOf(services: Services, session: Session, fresh: boolean): Promise<Access | null> {
  const { sessionId, deviceId, tenantId, homeTenantId } = session;
  if (sessionId !== null) return accessOfSession(services, homeTenantId, sessionId, fresh);
  return deviceId !== null && tenantId !== null ? accessOfDevice(services, tenantId, deviceId, fresh) : null;
}

/** Whether a session, which is made once per socket, still matches the access of its token. */
export function isCurrent(session: Session, access: Access): boolean {
  const { outletIds } = session;
  const sameOutlets =
    session.isNarrowed && outletIds !== 'all' ? outletIds.every((id) => reaches(access.outletIds, id)) : isSameReach(access.outletIds, outletIds);
  return access.actor === session.actor && sameOutlets && isSameReach(access.stationIds, session.stationIds);
}

/**
 * For feeds that depend on a device's stations: refuses a session that is older than the device's last change. Users see
 * all stations of an outlet, so their sessions need no check.
 * @throws ScopeChangedError
 */
export async function requireCurrentStations({ services, session }: Context): Promise<void> {
  if (session.deviceId === null || session.userId !== null) return;
  const access = await accessOf(services, session, true);
  if (!access || !isCurrent(session, access)) throw new ScopeChangedError();
}
