import type { IncomingMessage } from 'node:http';
import { addressOf } from '../base/client-address.ts';
import { addressKey } from './address-limit.ts';
import { SlotPool } from './slot-pool.ts';

export interface ConnectionLimitOptions {
  /** Most open sockets of this node. */
  readonly maxSockets: number;
  /** Most sockets of one address; null: the default. */
  readonly maxSocketsPerAddress: number | null;
  readonly maxSocketsPerTenant: number;
  readonly trustProxy: number;
}

/** The displays, kiosks and tills of an outlet share one address, and so may all outlets of a mall. */
export const DEFAULT_SOCKETS_PER_ADDRESS = 1000;
/** Limit of sockets without a `connection_init`, which each have three seconds to send it: a number, and a part of all sockets. */
const UNKNOWN = { most: 2000, part: 1 / 4 } as const;
const MESSAGES_PER_SECOND = 50;
const MESSAGES_AT_ONCE = 100;

/** The slot that a socket takes. */
export interface SocketSlot {
  /** The socket has sent its credentials, right or wrong. */
  identified(): void;
  /** Counts the socket for a tenant, and as a guest's. Returns the reason when there is no slot, otherwise null. */
  assign(tenantId: string | null, isGuest: boolean): string | null;
  /** Releases the slot when the socket closes; call it once. */
  release(): void;
}

/**
 * Limits open sockets: of this node, of one address, of one tenant, and of those without credentials yet. Guests may have
 * at most half of each, so that a display or till that has lost its connection always finds a slot.
 */
export class ConnectionLimits {
  readonly #options: ConnectionLimitOptions;
  readonly #node: SlotPool;
  readonly #addresses = new Map<string, SlotPool>();
  readonly #tenants = new Map<string, SlotPool>();
  /** Functions that close sockets without credentials, the longest waiting first. */
  readonly #unknown = new Set<() => void>();

  constructor(options: ConnectionLimitOptions) {
    this.#options = options;
    this.#node = new SlotPool(options.maxSockets);
  }

  /**
   * Takes a slot for a new socket; null: there are too many. When too many have sent no credentials, the one that has
   * waited longest is closed (`evict`): real clients send credentials at once, so a flood of silent sockets keeps no
   * client out.
   */
  acquire(request: IncomingMessage, evict: () => void): SocketSlot | null {
    const { trustProxy, maxSocketsPerAddress, maxSocketsPerTenant, maxSockets } = this.#options;
    const address = addressKey(addressOf(request, trustProxy), maxSocketsPerAddress !== null);
    const ofAddress = address === null ? null : slotPoolOf(this.#addresses, address, maxSocketsPerAddress ?? DEFAULT_SOCKETS_PER_ADDRESS);
    if (this.#node.isFull || ofAddress?.isFull) return null;
    const entered = [this.#node, ...(ofAddress ? [ofAddress] : [])].map((places) => places.acquire());
    const away = (): void => evict();
    this.#unknown.add(away);
    if (this.#unknown.size > Math.max(1, Math.min(UNKNOWN.most, Math.floor(maxSockets * UNKNOWN.part)))) this.#sendOldestAway();
    let hasTenant = false;
    return {
      identified: () => void this.#unknown.delete(away),
      assign: (tenantId, isGuest) => {
        this.#unknown.delete(away);
        if (tenantId !== null && !hasTenant) {
          const ofTenant = slotPoolOf(this.#tenants, tenantId, maxSocketsPerTenant);
          if (ofTenant.isFull) return 'Too many sockets of this tenant';
          hasTenant = true;
          entered.push(ofTenant.acquire());
        }
        return !isGuest || entered.every((place) => place.markGuest()) ? null : 'Too many sockets of guests';
      },
      release: () => {
        this.#unknown.delete(away);
        for (const place of entered.splice(0)) place.release();
      },
    };
  }

  #sendOldestAway(): void {
    const [oldest] = this.#unknown;
    if (!oldest) return;
    this.#unknown.delete(oldest);
    oldest();
  }
}

/** The slots of a key; they exist as long as one of them is taken. */
function slotPoolOf(all: Map<string, SlotPool>, key: string, max: number): SlotPool {
  let places = all.get(key);
  if (!places) all.set(key, (places = new SlotPool(max, () => all.delete(key))));
  return places;
}

/** Counts the messages of one socket, pings included; false: they come too fast. */
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
