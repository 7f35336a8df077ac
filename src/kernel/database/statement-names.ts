import { LRUCache } from 'lru-cache';

/** Uses after which a statement gets a name: planning costs more than keeping the plan from about here on. */
const HOT = 6;
/** Each connection of the server keeps a plan of each name, some ten kilobytes. */
const MAX_NAMES = 250;
/** Most texts whose uses are counted. */
const MAX_TEXTS = 2000;

/**
 * Names for the statements that come often: PostgreSQL parses and plans a named statement once per connection. The first
 * {@link MAX_NAMES} get one; others are planned each time.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #generation = 1;
  readonly #uses = new LRUCache<string, number>({ max: MAX_TEXTS });

  /** The name of a statement; undefined: it has none. */
  of(text: string): string | undefined {
    const name = this.#names.get(text);
    if (name !== undefined || this.#names.size >= MAX_NAMES) return name;
    const uses = (this.#uses.get(text) ?? 0) + 1;
    if (uses < HOT) {
      this.#uses.set(text, uses);
      return undefined;
    }
    this.#uses.delete(text);
    return this.#name(text, this.#names.size + 1);
  }

  /** A plan no longer fits its tables: all statements get new names, so that all connections plan them again. */
  renew(text: string, name: string | undefined): void {
    // Another connection has found it already.
    if (this.#names.get(text) !== name) return;
    this.#generation += 1;
    [...this.#names.keys()].forEach((known, index) => void this.#name(known, index + 1));
  }

  #name(text: string, number: number): string {
    const name = `s${this.#generation}_${number}`;
    this.#names.set(text, name);
    return name;
  }
}
