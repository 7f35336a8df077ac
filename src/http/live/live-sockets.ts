import { LRUCache } from 'lru-cache';
import type { WebSocket } from 'ws';
import type { Projection } from '../../kernel/events/event.ts';
import type { Heartbeat } from '../../kernel/events/stream-reader.ts';
import type { Subscriber } from '../../kernel/events/subscriber.ts';
import type { Services } from '../../kernel/request/context.ts';
import type { Session } from '../../kernel/request/session.ts';
import { ACCESS_REVOKED, accessOf, invalidateAccess, isCurrent, isSuspendedNow, onAccessInvalidated } from '../../modules/identity/index.ts';
import { closeElsewhere, closeSocket } from '../base/close-socket.ts';

/** How often expired tokens are looked for. The server's clock may be set, so there is no timer until the expiry. */
const EXPIRY_LOOK_MS = 1000;
/** How often the rights of platform users are read: no stream reports their changes. */
const PLATFORM_RECHECK_MS = 2500;

interface AccessChange {
  readonly sequence: number;
  readonly id: string;
}

/** Sessions and devices of a tenant whose access was revoked or has changed, from the tenant's stream. */
const accessChanges: Projection<AccessChange> = {
  name: 'access changes',
  project: async (_tenantId, _streamId, events) =>
    events.filter(({ type }) => type === ACCESS_REVOKED).map(({ sequence, entityId }) => ({ sequence, id: entityId })),
};

/**
 * The open sockets of this node. A socket keeps the session that it was opened with. When its token expires or is
 * revoked, or may now see something else, the socket is closed with the code for that, also when another node made the
 * change.
 */
export class LiveSockets {
  readonly #services: Services;
  readonly #sockets = new Map<WebSocket, Session>();
  readonly #tenants = new Map<string, { count: number; listening: Subscriber<AccessChange | Heartbeat> | null }>();
  readonly #timers: readonly NodeJS.Timeout[];
  /** When this node last heard of a change for the id of a session or device; milliseconds of this process. */
  readonly #heard = new LRUCache<string, number>({ max: 10_000, ttl: 60_000 });

  /** @param recheckMilliseconds how often all rights are read again, in case a change was not heard */
  constructor(services: Services, recheckMilliseconds: number) {
    this.#services = services;
    onAccessInvalidated(services, (id) => void this.#revalidate(id));
    this.#timers = [
      setInterval(() => this.#expire(), EXPIRY_LOOK_MS),
      setInterval(() => void this.#check(() => true, {}), recheckMilliseconds),
      setInterval(() => void this.#check(isOfPlatform, { fresh: true }), PLATFORM_RECHECK_MS),
    ];
    for (const timer of this.#timers) timer.unref();
    services.cells?.onLeft((tenantId, url) => this.#leave(tenantId, url));
  }

  /**
   * Adds a socket.
   * @param since when the check of its token began: that check may have missed changes since then
   */
  add(socket: WebSocket, session: Session, since: number): void {
    // If the socket closed while its token was checked, no event would remove it later.
    if (socket.readyState !== socket.OPEN) return;
    const heard = [session.sessionId, session.deviceId].map((id) => this.#heard.get(id ?? '') ?? Number.NEGATIVE_INFINITY);
    if (Math.max(...heard) >= since) {
      closeSocket(socket, 'SESSION_CHANGED', 'What the token may see has changed');
      return;
    }
    this.#sockets.set(socket, session);
    if (session.homeTenantId) this.#listen(session.homeTenantId);
  }

  remove(socket: WebSocket): void {
    const session = this.#sockets.get(socket);
    if (!session) return;
    this.#sockets.delete(socket);
    const tenantId = session.homeTenantId;
    const tenant = tenantId === null ? undefined : this.#tenants.get(tenantId);
    if (!tenant || tenantId === null) return;
    tenant.count -= 1;
    if (tenant.count > 0) return;
    this.#tenants.delete(tenantId);
    tenant.listening?.end();
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const { listening } of this.#tenants.values()) listening?.end();
    this.#tenants.clear();
  }

  /** One listener per tenant with sockets on this node. */
  #listen(tenantId: string): void {
    const known = this.#tenants.get(tenantId);
    if (known) {
      known.count += 1;
      return;
    }
    const tenant: { count: number; listening: Subscriber<AccessChange | Heartbeat> | null } = { count: 1, listening: null };
    this.#tenants.set(tenantId, tenant);
    void this.#services.feeds
      .reader(tenantId, tenantId)
      .follow(accessChanges)
      .then(async ({ subscriber }) => {
        tenant.listening = subscriber;
        if (this.#tenants.get(tenantId) !== tenant) subscriber.end();
        // Changes before the listener joined are not heard, so they are read.
        void this.#check((session) => session.homeTenantId === tenantId, { fresh: true });
        for await (const message of subscriber) if ('id' in message) invalidateAccess(this.#services, tenantId, message.id);
      })
      .catch((error: unknown) => this.#services.logger.warn({ err: error, tenantId }, 'changes of access are not heard; sockets are rechecked now and then'));
  }

  /** Checks the sockets of a session or device; for a till also the sessions that staff began at it by PIN. */
  async #revalidate(id: string): Promise<void> {
    this.#heard.set(id, performance.now());
    await this.#check(({ sessionId, deviceId }) => sessionId === id || deviceId === id, { fresh: true, heard: true });
  }

  #leave(tenantId: string, url: string): void {
    for (const [socket, session] of this.#sockets) if (session.tenantId === tenantId) closeElsewhere(socket, url);
  }

  #expire(): void {
    const now = this.#services.clock.now();
    for (const [socket, { expiresAt }] of this.#sockets) if (expiresAt && expiresAt <= now) closeSocket(socket, 'TOKEN_EXPIRED', 'The token has expired');
  }

  /**
   * Reads the current rights of sockets, once for all sockets of a token, and whether their tenants are suspended; closes
   * sockets whose rights have changed.
   */
  async #check(concerns: (session: Session) => boolean, { fresh = false, heard = false }: { fresh?: boolean; heard?: boolean }): Promise<void> {
    const sockets = [...this.#sockets].filter(([, session]) => concerns(session));
    for (const [id, open] of Map.groupBy(sockets, ([, { sessionId, deviceId }]) => sessionId ?? deviceId)) {
      for (const [tenantId, ofTenant] of Map.groupBy(open, ([, session]) => session.tenantId)) {
        try {
          await this.#checkOne(id, tenantId, ofTenant, fresh);
        } catch (error) {
          this.#services.logger.debug({ err: error }, 'the rights of a socket could not be read; trying again');
          // A change that was heard must take effect even while the database is away.
          if (heard) for (const [socket] of ofTenant) closeSocket(socket, 'TRY_AGAIN_LATER', 'Not available now');
        }
      }
    }
  }

  async #checkOne(id: string | null, tenantId: string | null, open: readonly (readonly [WebSocket, Session])[], fresh: boolean): Promise<void> {
    const [, session] = open[0] as readonly [WebSocket, Session];
    const access = id === null ? null : await accessOf(this.#services, session, fresh);
    const suspended = tenantId !== null && (await isSuspendedNow(this.#services, tenantId));
    for (const [socket, then] of open) {
      if (id !== null && !access) closeSocket(socket, 'TOKEN_GONE', 'The token was revoked');
      else if (access && !isCurrent(then, access)) closeSocket(socket, 'SESSION_CHANGED', 'What the token may see has changed');
      else if (suspended !== then.suspended) closeSocket(socket, 'SESSION_CHANGED', suspended ? 'The brand was suspended' : 'The brand trades again');
    }
  }
}

function isOfPlatform({ homeTenantId, userId }: Session): boolean {
  return homeTenantId === null && userId !== null;
}
