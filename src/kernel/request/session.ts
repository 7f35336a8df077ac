import { type Actor, isAllowedInPinSession, isPermitted, type Permission } from './permissions.ts';

/** The caller and the reach of the caller. Made once per request or socket, from a verified token or, for guests, without one. */
export interface Session {
  readonly actor: Actor;
  /** Null: no tenant is known (a guest without the header, or a platform user who has named none). */
  readonly tenantId: string | null;
  /** The tenant is suspended: staff may only finish its open orders, and guests see nothing of it (permissions.ts). */
  readonly suspended: boolean;
  /** The tenant that the caller's account belongs to; null for platform users and guests. */
  readonly homeTenantId: string | null;
  /** The tenant that the header X-Tenant-ID names, even if the token names another: a sign-in looks there. */
  readonly namedTenantId: string | null;
  readonly userId: string | null;
  /** The device that calls, or at which the user signed in by PIN. */
  readonly deviceId: string | null;
  /** The sign-in that the access token came from. */
  readonly sessionId: string | null;
  readonly outletIds: Reach;
  /** The header X-Outlet-ID has narrowed `outletIds` to one outlet in reach. */
  readonly isNarrowed: boolean;
  readonly stationIds: Reach;
  /** When the token expires; null: never. */
  readonly expiresAt: Date | null;
}

/** Ids of the outlets or stations that a caller may reach. */
export type Reach = 'all' | readonly string[];

export function guestSession(tenantId: string | null, suspended = false): Session {
  return {
    actor: 'GUEST',
    tenantId,
    suspended,
    homeTenantId: null,
    namedTenantId: tenantId,
    userId: null,
    deviceId: null,
    sessionId: null,
    outletIds: 'all',
    isNarrowed: false,
    stationIds: 'all',
    expiresAt: null,
  };
}

/** Whether the caller is a guest or a customer. Anyone can become one, so they get no data that is kept for staff and devices. */
export function isPublic({ actor }: Pick<Session, 'actor'>): boolean {
  return actor === 'GUEST' || actor === 'CUSTOMER';
}

/** Whether a session began by PIN: a user acts through the till at which they signed in. */
export function isPinSession({ userId, deviceId }: Pick<Session, 'userId' | 'deviceId'>): boolean {
  return userId !== null && deviceId !== null;
}

/** Checks a caller against the permission table: the row must have its role and, for a session that began by PIN, `byPin`. */
export function hasPermission(session: Pick<Session, 'actor' | 'userId' | 'deviceId'>, permission: Permission): boolean {
  return isPermitted(session.actor, permission) && (!isPinSession(session) || isAllowedInPinSession(permission));
}

export function reaches(reach: Reach, id: string): boolean {
  return reach === 'all' || reach.includes(id);
}

export function isSameReach(a: Reach, b: Reach): boolean {
  return textOf(a) === textOf(b);
}

function textOf(reach: Reach): string {
  return reach === 'all' ? '*' : [...reach].sort().join(',');
}

/**
 * Everything in a session that decides what may be seen: sessions with equal keys get equal answers. A PIN session has
 * fewer rights, so its key differs.
 */
export function visibilityKey(session: Session): string {
  const own = session.actor === 'KIOSK' || session.actor === 'CUSTOMER' ? (session.deviceId ?? session.userId) : '';
  const proof = isPinSession(session) ? 'pin' : '';
  const suspended = session.suspended ? 'suspended' : '';
  return [session.tenantId, suspended, session.actor, textOf(session.outletIds), textOf(session.stationIds), own, proof].join('|');
}
