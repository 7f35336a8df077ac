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

/** Event in the tenant's stream: the session or device `entityId` may act no longer, or otherwise than before. Which, each node looks up. */
export const ACCESS_REVOKED = 'ACCESS_REVOKED';

/** What a token's owner may do now. */
export interface Access {
  readonly actor: Actor;
  readonly outletIds: Reach;
  readonly stationIds: Reach;
  readonly userId: string | null;
  /** The device itself, or the till at which a user signed in by PIN. */
  readonly deviceId: string | null;
  readonly secretHash: string | null;
}

const CACHE_MS = 5000;

interface AccessCache {
  /** By tenant and id: what is kept of one tenant's device must never answer for a token that names another tenant. */
  readonly states: LRUCache<string, { readonly access: Access | null }>;
  readonly listeners: Set<(id: string) => void>;
  /** What is being read for whoever asks meanwhile: a till sends many requests at once, its access is read for all of them. */
  readonly reading: Map<string, { readonly access: Promise<Access | null>; readonly since: number }>;
  /** How often something was forgotten: what was read before that is not kept, nor told to who asks after it. */
  generation: number;
}

const accessCache = perApp(
  (): AccessCache => ({ states: new LRUCache({ max: 20_000, ttl: CACHE_MS }), listeners: new Set(), reading: new Map(), generation: 0 }),
);

/** Access of a sign-in, null when it has ended or its user is disabled. Kept for five seconds; `fresh`: as it is now. */
export function accessOfSession(services: Services, tenantId: string | null, sessionId: string, fresh = false): Promise<Access | null> {
  const load = (): Promise<Access | null> => (tenantId === null ? platformAccess(services, sessionId) : userAccess(services, tenantId, sessionId));
  return cached(services, keyOf(tenantId, sessionId), fresh, load);
}

/** Access of a device, null when it was revoked. Kept for five seconds; `fresh`: as it is now. */
export function accessOfDevice(services: Services, tenantId: string, deviceId: string, fresh = false): Promise<Access | null> {
  return cached(services, keyOf(tenantId, deviceId), fresh, async () => {
    const device = await tenantEntityManager(services, tenantId).findOne(Device, { id: deviceId });
    if (!device || device.revokedAt) return null;
    const stationIds = device.stationIds.length > 0 ? device.stationIds : 'all';
    return { actor: device.kind, outletIds: [device.outlet.id], stationIds, userId: null, deviceId: device.id, secretHash: device.secretHash };
  });
}

/** Drops what is kept of a session or device, and has its sockets on this node looked at anew. */
export function invalidateAccess(services: Services, tenantId: string | null, id: string): void {
  const state = accessCache(services);
  state.generation += 1;
  state.states.delete(keyOf(tenantId, id));
  // What was begun at a till goes with it.
  for (const [key, { access }] of state.states.entries()) if (access?.deviceId === id) state.states.delete(key);
  for (const tell of state.listeners) tell(id);
}

/** Drops what is kept of everybody: a role or reach has changed. */
export function invalidateAllAccess(services: Services): void {
  const state = accessCache(services);
  state.generation += 1;
  state.states.clear();
}

/** Called with the id of each session or device that may act no longer or otherwise, as soon as this node knows. */
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
    // One that was begun later knows better.
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

/** Somebody at a till reaches the outlet where it stands, while it may act and they work there; else null. */
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

/** An owner reaches all outlets, a customer what every guest does; others theirs and their home. */
export function reachOf(user: User): Reach {
  if (user.role === 'TENANT_OWNER' || user.role === 'CUSTOMER') return 'all';
  return [...new Set([...user.accessibleOutletIds, ...(user.outlet ? [user.outlet.id] : [])])];
}
