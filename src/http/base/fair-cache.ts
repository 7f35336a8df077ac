/** Part of a full cache that one party may hold before its new entries replace its own old ones. */
const SHARE = 1 / 4;

interface Entry<V> {
  /** The same string as in the maps. */
  readonly key: string;
  readonly value: V;
  readonly party: string;
  readonly weight: number;
}

/** The entries of one party: its keys, least recently used first. */
interface Holding {
  weight: number;
  readonly keys: Set<string>;
}

/**
 * A bounded cache for values that clients send or request. All parties share the space, and the least recently used entry
 * is evicted first. A party that holds more than its share of a full cache evicts only its own entries, so a client that
 * sends something new each time does not evict what others use.
 */
export class FairCache<V extends object> {
  readonly #maxWeight: number;
  readonly #weigh: (value: V, key: string) => number;
  /** In the order of use, like the keys of each holding. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #holdings = new Map<string, Holding>();
  #weight = 0;
  /** The key that was used last: it is in its place already. */
  #newest: string | null = null;

  constructor(maxWeight: number, weigh: (value: V, key: string) => number) {
    this.#maxWeight = maxWeight;
    this.#weigh = weigh;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Of all entries together. */
  get weight(): number {
    return this.#weight;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (key === this.#newest) return entry.value;
    const { keys } = this.#holdings.get(entry.party) as Holding;
    for (const order of [this.#entries, keys]) order.delete(key);
    // With the key of the entry: maps that hold each request's own string are what the garbage collector is slowest with.
    this.#entries.set(entry.key, entry);
    keys.add(entry.key);
    this.#newest = entry.key;
    return entry.value;
  }

  /** Stores a value, unless it alone is larger than a share. */
  set(key: string, value: V, party: string): void {
    this.delete(key);
    const weight = this.#weigh(value, key);
    const share = this.#maxWeight * SHARE;
    if (weight > share) return;
    while (this.#weight + weight > this.#maxWeight) {
      const own = this.#holdings.get(party);
      const isOverShare = own !== undefined && own.weight + weight > share;
      this.delete(first((isOverShare ? own.keys : this.#entries).keys()));
    }
    let holding = this.#holdings.get(party);
    if (!holding) this.#holdings.set(party, (holding = { weight: 0, keys: new Set() }));
    this.#entries.set(key, { key, value, party, weight });
    holding.keys.add(key);
    holding.weight += weight;
    this.#weight += weight;
    this.#newest = key;
  }

  /** Weighs a value again that has grown, if it is still here; others make room for it. */
  reweigh(key: string, value: V): void {
    const entry = this.#entries.get(key);
    if (entry?.value === value) this.set(key, value, entry.party);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
    const holding = this.#holdings.get(entry.party) as Holding;
    holding.keys.delete(key);
    holding.weight -= entry.weight;
    if (holding.keys.size === 0) this.#holdings.delete(entry.party);
  }
}

function first(keys: Iterator<string>): string {
  return keys.next().value as string;
}
