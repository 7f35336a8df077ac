import type { IncomingMessage } from 'node:http';
import { addressOf } from '../base/client-address.ts';
import { addressKey } from './address-limit.ts';
import { SlotPool } from './slot-pool.ts';

export interface ConnectionLimitOptions {
  /** Open sockets of this node. */
  readonly maxSockets: number;
  /** Of one address; null: as usual. */
  readonly maxSocketsPerAddress: number | null;
  readonly maxSocketsPerTenant: number;
  readonly trustProxy: number;
}

/** An outlet's displays, kiosks and tills come from one address, and so may all outlets of a mall. */
export const DEFAULT_SOCKETS_PER_ADDRESS = 1000;
/** Sockets that have not said yet who they are, each for three seconds at most: so many, and so large a part of all. */
const UNKNOWN = { most: 2000, part: 1 / 4 } as const;
const MESSAGES_PER_SECOND = 50;
const MESSAGES_AT_ONCE = 100;

/** The place that a socket takes. */
export interface SocketSlot {
  /** It has said who it is, right or wrong. */
  identified(): void;
  /** It is a tenant's, or a guest's of it. Otherwise why there is no place for it. */
  assign(tenantId: string | null, isGuest: boolean): string | null;
  /** It is closed; once. */
  release(): void;
}

/**
 * How many sockets may be open: on this node, of one address, of one tenant, and of those that have not said who they are. Guests have
 * half of each at most, so that a display or a till that has lost its connection always finds a place.
 */
export class ConnectionLimits {
  readonly #options: ConnectionLimitOptions;
  readonly #node: SlotPool;
  readonly #addresses = new Map<string, SlotPool>();
  readonly #tenants = new Map<string, SlotPool>();
  /** How those are sent away that have not said yet who they are, the longest waiting first. */
  readonly #unknown = new Set<() => void>();

  constructor(options: ConnectionLimitOptions) {
    this.#options = options;
    this.#node = new SlotPool(options.maxSockets);
  }

  /**
   * One more socket; null: there are too many. Where too many are unknown, the one that has waited longest goes (`sendAway`):
   * a client says at once who it is, so a flood of those that do not keeps no client out.
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

/** The places of a key, as long as one of them is taken. */
function slotPoolOf(all: Map<string, SlotPool>, key: string, max: number): SlotPool {
  let places = all.get(key);
  if (!places) all.set(key, (places = new SlotPool(max, () => all.delete(key))));
  return places;
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
