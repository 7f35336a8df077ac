import type { EntityManager } from '@mikro-orm/postgresql';
import { LRUCache } from 'lru-cache';
import { type Services, tenantEntityManager } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import type { Actor } from '../../../kernel/request/permissions.ts';
import { type Reach, reaches } from '../../../kernel/request/session.ts';
import { Device } from '../model/device.entity.ts';
import { PLATFORM, realmOf, type SessionRow } from '../model/realm.ts';
import { sessionEnd } from '../model/session-lifetime.ts';
import { type User, UserSession } from '../model/user.entity.ts';

/** Event in the tenant's stream: access of the session or device `entityId` was revoked or changed. Each node reads the new access. */
export const ACCESS_REVOKED = 'ACCESS_REVOKED';

/** What the owner of a token may do now. */
export interface Access {
  readonly actor: Actor;
  readonly outletIds: Reach;
  readonly stationIds: Reach;
  readonly userId: string | null;
  /** The calling device, or the till at which the user signed in by PIN. */
  readonly deviceId: string | null;
  readonly secretHash: string | null;
}

const CACHE_MS = 5000;

interface AccessCache {
  /** By tenant and id: the cached access of one tenant's device must never answer for a token that names another tenant. */
  readonly states: LRUCache<string, { readonly access: Access | null }>;
  readonly listeners: Set<(id: string) => void>;
  /** Reads in progress, shared by concurrent requests: a till sends many requests at once, and they need only one read. */
  readonly reading: Map<string, { readonly access: Promise<Access | null>; readonly since: number }>;
  /** Number of invalidations: a read that began before an invalidation is not cached, and not shared with later requests. */
  generation: number;
}

const accessCache = perApp(
  (): AccessCache => ({ states: new LRUCache({ max: 20_000, ttl: CACHE_MS }), listeners: new Set(), reading: new Map(), generation: 0 }),
);

/** Access of a session; null when it has ended or its user is disabled. Cached for five seconds; `fresh` reads it now. */
export function accessOfSession(services: Services, tenantId: string | null, sessionId: string, fresh = false): Promise<Access | null> {
  const load = (): Promise<Access | null> => (tenantId === null ? platformAccess(services, sessionId) : userAccess(services, tenantId, sessionId));
  return cached(services, keyOf(tenantId, sessionId), fresh, load);
}

/** Access of a device; null when it was revoked. Cached for five seconds; `fresh` reads it now. */
export function accessOfDevice(services: Services, tenantId: string, deviceId: string, fresh = false): Promise<Access | null> {
  return cached(services, keyOf(tenantId, deviceId), fresh, async () => {
    const device = await tenantEntityManager(services, tenantId).findOne(Device, { id: deviceId });
    if (!device || device.revokedAt) return null;
    const stationIds = device.stationIds.length > 0 ? device.stationIds : 'all';
    return { actor: device.kind, outletIds: [device.outlet.id], stationIds, userId: null, deviceId: device.id, secretHash: device.secretHash };
  });
}

/** Drops the cached access of a session or device, and has its sockets on this node checked again. */
export function invalidateAccess(services: Services, tenantId: string | null, id: string): void {
  const state = accessCache(services);
  state.generation += 1;
  state.states.delete(keyOf(tenantId, id));
  // Sessions by PIN depend on their till's access.
  for (const [key, { access }] of state.states.entries()) if (access?.deviceId === id) state.states.delete(key);
  for (const tell of state.listeners) tell(id);
}

/** Drops all cached access: a role or reach has changed. */
export function invalidateAllAccess(services: Services): void {
  const state = accessCache(services);
  state.generation += 1;
  state.states.clear();
}

/** Registers a listener for the ids of sessions and devices whose access was invalidated on this node. */
export function onAccessInvalidated(services: Services, tell: (id: string) => void): void {
  accessCache(services).listeners.add(tell);
}

function keyOf(tenantId: string | null, id: string): string {
  return `${tenantId ?? PLATFORM}|${id}`;
}

async function cached(services: Services, key: string, fresh: boolean, load: () => Promise<Access | null>): Promise<Access | null> {
  const state = accessCache(services);
  const known = state.states.get(key);
  if (known && !fresh) return known.access;
  const { generation } = state;
  const running = state.reading.get(key);
  if (running && running.since === generation && !fresh) return running.access;
  const reading = { access: load(), since: generation };
  state.reading.set(key, reading);
  try {
    const access = await reading.access;
    // A read that began later has newer data.
    if (state.generation === generation && state.reading.get(key) === reading) state.states.set(key, { access });
    return access;
  } finally {
    if (state.reading.get(key) === reading) state.reading.delete(key);
  }
}

async function userAccess(services: Services, tenantId: string, sessionId: string): Promise<Access | null> {
  const em = tenantEntityManager(services, tenantId);
  const session = await em.findOne(UserSession, { id: sessionId }, { populate: ['user'] });
  if (!session || !isAlive(services, session)) return null;
  const user = session.user.unwrap();
  const outletIds = session.deviceId == null ? reachOf(user) : await reachAtTill(em, user, session.deviceId);
  if (!outletIds) return null;
  return { actor: user.role, outletIds, stationIds: 'all', userId: user.id, deviceId: session.deviceId ?? null, secretHash: null };
}

/** Reach of a user at a till: the till's outlet. Null when the till is revoked or the user does not reach that outlet. */
async function reachAtTill(em: EntityManager, user: User, deviceId: string): Promise<Reach | null> {
  const till = await em.findOne(Device, { id: deviceId });
  return till && !till.revokedAt && reaches(reachOf(user), till.outlet.id) ? [till.outlet.id] : null;
}

async function platformAccess(services: Services, sessionId: string): Promise<Access | null> {
  const realm = realmOf(null);
  const session = await realm.em(services).findOne(realm.sessions, { id: sessionId } as never, { populate: ['user'] as never });
  if (!session || !isAlive(services, session)) return null;
  const user = session.user.unwrap();
  return { actor: user.role, outletIds: 'all', stationIds: 'all', userId: user.id, deviceId: null, secretHash: null };
}

function isAlive({ settings, clock }: Services, session: SessionRow): boolean {
  return !session.revokedAt && session.user.unwrap().active && sessionEnd(settings, session) > clock.now();
}

/** Outlets that a user reaches: all for owners and, as for guests, customers; for others their accessible outlets and home outlet. */
export function reachOf(user: User): Reach {
  if (user.role === 'TENANT_OWNER' || user.role === 'CUSTOMER') return 'all';
  return [...new Set([...user.accessibleOutletIds, ...(user.outlet ? [user.outlet.id] : [])])];
}
