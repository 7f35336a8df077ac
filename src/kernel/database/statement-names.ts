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
    const numbered = `s${this.#names.size + 1}`;
    this.#names.set(text, numbered);
    return numbered;
  }
}
