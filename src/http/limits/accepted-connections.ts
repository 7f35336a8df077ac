import type { Socket } from 'node:net';
import { hostKeyOf } from '../../kernel/values/network-address.ts';
import { addressKey } from './address-limit.ts';

export interface AcceptOptions {
  /** Of this node. */
  readonly maxConnections: number;
  /** Of one address, where addresses are counted. */
  readonly maxPerAddress: number;
  /** Whether addresses of private networks are counted too. */
  readonly everywhere: boolean;
  /** With proxies in front every connection is a proxy's. */
  readonly proxies: number;
}

/** The last of a node's places are for addresses that have hardly any: a load balancer's, a health check's. */
const KEPT = { part: 1 / 20, atLeast: 4, few: 8 } as const;

/**
 * Connections of a node, counted by address from the moment when they are accepted, whether or not anything is ever said
 * on them: idle ones of one address cannot take all.
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
