import { hostKeyOf } from '../../kernel/values/network-address.ts';
import { isPrivateAddress } from '../base/client-address.ts';

/**
 * Under which key an address is counted, of IPv6 its household's; null: it is not. Unless a number is configured,
 * addresses of this machine and of private networks may have any: there stands a load balancer, for all clients together.
 */
export function addressKey(address: string, everywhere: boolean): string | null {
  return !everywhere && isPrivateAddress(address) ? null : hostKeyOf(address);
}

/** How many of something one address may have at a time. */
export class AddressLimit {
  readonly #limit: number;
  readonly #everywhere: boolean;
  readonly #counts = new Map<string, number>();

  constructor(configured: number | null, defaultLimit: number) {
    this.#limit = configured ?? defaultLimit;
    this.#everywhere = configured !== null;
  }

  /** Counts one more, null when there are too many; else what takes it back, which is {@link uncounted} where nothing is counted. */
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
