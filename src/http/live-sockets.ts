import { CloseCode } from 'graphql-ws';
import { LRUCache } from 'lru-cache';
import type { WebSocket } from 'ws';
import type { Services } from '../kernel/context.ts';
import type { Projection } from '../kernel/events/feed-hub.ts';
import type { Heartbeat } from '../kernel/events/stream-reader.ts';
import type { Subscriber } from '../kernel/events/subscriber.ts';
import type { Reach, Session } from '../kernel/session.ts';
import { ACCESS_REVOKED, type Access, accessOfDevice, accessOfSession, forgetAccess, onAccessRevoked } from '../modules/identity/index.ts';

const MAX_TIMEOUT_MS = 2 ** 31 - 1;
/** The platform's people have no stream that would tell: what they may do is read again and again. */
const PLATFORM_RECHECK_MS = 2500;

interface Revocation {
  readonly sequence: number;
  readonly id: string;
}

/** Revocations of a tenant, from its own stream. */
const revocations: Projection<Revocation> = {
  name: 'revocations',
  project: async (_tenantId, _streamId, events) =>
    events.filter(({ type }) => type === ACCESS_REVOKED).map(({ sequence, entityId }) => ({ sequence, id: entityId })),
};

/** The open sockets of this node: closed with 4403 when their token expires or is revoked, wherever that was done. */
export class LiveSockets {
  readonly #services: Services;
  readonly #sockets = new Map<WebSocket, { readonly session: Session; readonly expiry: NodeJS.Timeout | null }>();
  readonly #tenants = new Map<string, { count: number; listening: Subscriber<Revocation | Heartbeat> | null }>();
  readonly #rechecks: readonly NodeJS.Timeout[];
  /** When this node last heard that an id may act no longer, or otherwise than before; milliseconds of this process. */
  readonly #heard = new LRUCache<string, number>({ max: 10_000, ttl: 60_000 });

  /** `recheckMilliseconds`: how often rights are read anew, should a revocation not have been heard of. */
  constructor(services: Services, recheckMilliseconds: number) {
    this.#services = services;
    onAccessRevoked(services, (id) => this.#close(id));
    this.#rechecks = [
      setInterval(() => void this.#check(this.#sessions(), false), recheckMilliseconds),
      setInterval(() => void this.#check(this.#sessions().filter(isOfPlatform), true), PLATFORM_RECHECK_MS),
    ];
    for (const timer of this.#rechecks) timer.unref();
  }

  /** `since`: when its token began to be read. What was heard of it from then on may not have been seen. */
  add(socket: WebSocket, session: Session, since: number): void {
    // It may have gone while its token was read; then nobody would take it out again.
    if (socket.readyState !== socket.OPEN) return;
    const heard = [session.sessionId, session.deviceId].map((id) => this.#heard.get(id ?? '') ?? Number.NEGATIVE_INFINITY);
    if (Math.max(...heard) >= since) {
      forbid(socket, 'The token was revoked');
      return;
    }
    const milliseconds = session.expiresAt ? session.expiresAt.getTime() - this.#services.clock.now().getTime() : null;
    const expiry =
      milliseconds === null ? null : setTimeout(() => forbid(socket, 'The token has expired'), Math.min(Math.max(milliseconds, 0), MAX_TIMEOUT_MS));
    expiry?.unref();
    this.#sockets.set(socket, { session, expiry });
    if (session.homeTenantId) this.#listen(session.homeTenantId);
  }

  remove(socket: WebSocket): void {
    const known = this.#sockets.get(socket);
    if (!known) return;
    this.#sockets.delete(socket);
    if (known.expiry) clearTimeout(known.expiry);
    const tenantId = known.session.homeTenantId;
    const tenant = tenantId === null ? undefined : this.#tenants.get(tenantId);
    if (!tenant || tenantId === null) return;
    tenant.count -= 1;
    if (tenant.count > 0) return;
    this.#tenants.delete(tenantId);
    tenant.listening?.end();
  }

  stop(): void {
    for (const timer of this.#rechecks) clearInterval(timer);
    for (const { listening } of this.#tenants.values()) listening?.end();
    this.#tenants.clear();
  }

  /** One listener per tenant that has sockets here. */
  #listen(tenantId: string): void {
    const known = this.#tenants.get(tenantId);
    if (known) {
      known.count += 1;
      return;
    }
    const tenant: { count: number; listening: Subscriber<Revocation | Heartbeat> | null } = { count: 1, listening: null };
    this.#tenants.set(tenantId, tenant);
    void this.#services.feeds
      .reader(tenantId, tenantId)
      .follow(revocations)
      .then(async ({ subscriber }) => {
        tenant.listening = subscriber;
        if (this.#tenants.get(tenantId) !== tenant) subscriber.end();
        // What was revoked before this listening began is not heard.
        void this.#check(
          this.#sessions().filter((session) => session.homeTenantId === tenantId),
          true,
        );
        for await (const message of subscriber) if ('id' in message) forgetAccess(this.#services, tenantId, message.id);
      })
      .catch((error: unknown) => this.#services.logger.warn({ err: error, tenantId }, 'revocations are not heard; sockets are rechecked now and then'));
  }

  #close(id: string): void {
    this.#heard.set(id, performance.now());
    for (const [socket, { session }] of this.#sockets) {
      if (session.sessionId === id || session.deviceId === id) forbid(socket, 'The token was revoked');
    }
  }

  #sessions(): Session[] {
    return [...this.#sockets.values()].map(({ session }) => session);
  }

  /** Reads the rights of sessions, once for all sockets of each. */
  async #check(sessions: readonly Session[], fresh: boolean): Promise<void> {
    for (const [id, session] of new Map(sessions.map((session) => [session.sessionId ?? session.deviceId, session]))) {
      if (id === null) continue;
      try {
        const access =
          session.sessionId === null && session.tenantId
            ? await accessOfDevice(this.#services, session.tenantId, id, fresh)
            : await accessOfSession(this.#services, session.homeTenantId, id, fresh);
        if (!access || !stillMay(access, session)) this.#close(id);
      } catch (error) {
        this.#services.logger.debug({ err: error }, 'the rights of a socket could not be read; trying again');
      }
    }
  }
}

function isOfPlatform({ homeTenantId, userId }: Session): boolean {
  return homeTenantId === null && userId !== null;
}

/** Whether what the socket was opened with is still so; a wider reach waits for the next connection. */
function stillMay(access: Access, session: Session): boolean {
  return access.actor === session.actor && covers(access.outletIds, session.outletIds) && covers(access.stationIds, session.stationIds);
}

function covers(now: Reach, then: Reach): boolean {
  return now === 'all' || (then !== 'all' && then.every((id) => now.includes(id)));
}

function forbid(socket: WebSocket, reason: string): void {
  socket.close(CloseCode.Forbidden, reason);
}
