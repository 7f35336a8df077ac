import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { AddressLimit } from './address-limit.ts';
import { addressOf } from './client-address.ts';
import { closeSocket } from './close-socket.ts';

export interface ConnectionLimitOptions {
  /** Open sockets of this node. */
  readonly maxSockets: number;
  /** Of one address; null: as usual. */
  readonly maxSocketsPerAddress: number | null;
  readonly maxSocketsPerTenant: number;
  readonly trustProxy: number;
}

/** An outlet's displays, kiosks and tills come from one address, and so may all outlets of a mall. */
const USUAL_SOCKETS_PER_ADDRESS = 1000;
/** Sockets that have not said yet who they are; each may take three seconds for it. */
const MAX_UNKNOWN = 2000;
const MESSAGES_PER_SECOND = 50;
const MESSAGES_AT_ONCE = 100;
/** How long a socket that is sent away may take to close. */
const CLOSING_MS = 1000;

/** How many sockets may be open: on this node, of one address, of one tenant, and of those that nobody knows yet. */
export class ConnectionLimits {
  readonly #options: ConnectionLimitOptions;
  readonly #addresses: AddressLimit;
  readonly #tenants = new Map<string, number>();
  #open = 0;
  #unknown = 0;

  constructor(options: ConnectionLimitOptions) {
    this.#options = options;
    this.#addresses = new AddressLimit(options.maxSocketsPerAddress, USUAL_SOCKETS_PER_ADDRESS);
  }

  /** One more socket; null: there are too many. */
  enter(request: IncomingMessage): SocketPlace | null {
    if (this.#open >= this.#options.maxSockets || this.#unknown >= MAX_UNKNOWN) return null;
    const leaveAddress = this.#addresses.enter(addressOf(request, this.#options.trustProxy));
    if (!leaveAddress) return null;
    this.#open += 1;
    this.#unknown += 1;
    let tenant: string | null = null;
    let unknown = true;
    const known = (): void => {
      if (unknown) this.#unknown -= 1;
      unknown = false;
    };
    return {
      known,
      of: (tenantId) => {
        known();
        if (tenantId === null || tenant !== null) return true;
        const count = this.#tenants.get(tenantId) ?? 0;
        if (count >= this.#options.maxSocketsPerTenant) return false;
        this.#tenants.set(tenantId, count + 1);
        tenant = tenantId;
        return true;
      },
      leave: () => {
        known();
        this.#open -= 1;
        leaveAddress();
        const left = tenant === null ? 0 : (this.#tenants.get(tenant) ?? 1) - 1;
        if (tenant !== null && left > 0) this.#tenants.set(tenant, left);
        else if (tenant !== null) this.#tenants.delete(tenant);
        tenant = null;
      },
    };
  }
}

/** The place that a socket takes. */
export interface SocketPlace {
  /** It has said who it is, right or wrong. */
  known(): void;
  /** It is a tenant's; false: that has too many already. */
  of(tenantId: string | null): boolean;
  /** It is closed; once. */
  leave(): void;
}

/** Sends a socket away that should come back later, and does not wait long for it to go. */
export function sendAway(socket: WebSocket, reason: string): void {
  closeSocket(socket, 'TRY_AGAIN_LATER', reason);
  setTimeout(() => socket.terminate(), CLOSING_MS).unref();
}

/** Counts the messages of one socket, pings among them; false: they come too fast. */
export function messageRate(): () => boolean {
  let left = MESSAGES_AT_ONCE;
  let at = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(MESSAGES_AT_ONCE, left + ((now - at) * MESSAGES_PER_SECOND) / 1000) - 1;
    at = now;
    return left >= 0;
  };
}
