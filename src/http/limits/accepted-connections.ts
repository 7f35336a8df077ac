import type { Socket } from 'node:net';
import { hostKeyOf } from '../../kernel/values/network-address.ts';
import { addressKey } from './address-limit.ts';

export interface AcceptOptions {
  /** Most connections of this node. */
  readonly maxConnections: number;
  /** Most connections of one address, where addresses are counted. */
  readonly maxPerAddress: number;
  /** Whether addresses of private networks are counted too. */
  readonly everywhere: boolean;
  /** Number of trusted proxies. With proxies every connection comes from a proxy, so addresses are not counted. */
  readonly proxies: number;
}

/** The last slots of a node are for addresses with few connections: a load balancer, a health check. */
const KEPT = { part: 1 / 20, atLeast: 4, few: 8 } as const;

/**
 * Connections of a node, counted by address from their acceptance, even if they never send a byte: idle connections of
 * one address cannot take all slots.
 */
export class AcceptedConnections {
  readonly #options: AcceptOptions;
  readonly #counts = new Map<string, number>();
  #open = 0;

  constructor(options: AcceptOptions) {
    this.#options = options;
  }

  /** Whether a new connection may stay; it is counted until it closes. */
  accept(socket: Socket): boolean {
    const { maxConnections, maxPerAddress, everywhere, proxies } = this.#options;
    const address = socket.remoteAddress ?? '';
    const key = hostKeyOf(address);
    const count = this.#counts.get(key) ?? 0;
    const isCounted = proxies === 0 && addressKey(address, everywhere) !== null;
    const kept = Math.max(KEPT.atLeast, Math.floor(maxConnections * KEPT.part));
    if (isCounted && count >= maxPerAddress) return false;
    if (this.#open >= maxConnections - kept && (count >= KEPT.few || this.#open >= maxConnections)) return false;
    this.#open += 1;
    this.#counts.set(key, count + 1);
    socket.once('close', () => {
      this.#open -= 1;
      const left = (this.#counts.get(key) ?? 1) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    });
    return true;
  }
}
