import { hostKeyOf } from '../../kernel/values/network-address.ts';
import { isPrivateAddress } from '../base/client-address.ts';

/**
 * The key under which an address is counted, for IPv6 its /64 network; null: it is not counted. Unless a limit is
 * configured, addresses of this machine and of private networks have no limit: a load balancer there serves all clients.
 */
export function addressKey(address: string, everywhere: boolean): string | null {
  return !everywhere && isPrivateAddress(address) ? null : hostKeyOf(address);
}

/** Limits how many slots one address may hold at a time. */
export class AddressLimit {
  readonly #limit: number;
  readonly #everywhere: boolean;
  readonly #counts = new Map<string, number>();

  constructor(configured: number | null, defaultLimit: number) {
    this.#limit = configured ?? defaultLimit;
    this.#everywhere = configured !== null;
  }

  /**
   * Takes a slot of an address. Returns the function that releases it, {@link uncounted} for addresses that are not
   * counted, and null when the address has too many.
   */
  enter(address: string): (() => void) | null {
    const key = addressKey(address, this.#everywhere);
    if (key === null) return uncounted;
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#limit) return null;
    this.#counts.set(key, count + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const now = (this.#counts.get(key) ?? 1) - 1;
      if (now > 0) this.#counts.set(key, now);
      else this.#counts.delete(key);
    };
  }
}

export function uncounted(): void {}
