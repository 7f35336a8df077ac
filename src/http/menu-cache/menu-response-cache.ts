import type { GraphQLSchema } from 'graphql';
import type { Services } from '../../kernel/request/context.ts';
import type { Party } from '../../kernel/request/party.ts';
import { type Session, visibilityKey } from '../../kernel/request/session.ts';
import { currentMenuEntry } from '../../modules/menu/index.ts';
import { EncodedResponse } from '../base/encoded-response.ts';
import { FairCache } from '../base/fair-cache.ts';
import { canonicalSelection, type Selection } from '../base/selection.ts';
import type { RequestedOperation } from '../limits/admission.ts';
import { cacheableSelection } from './cacheable-selection.ts';

const MAX_BYTES = 128 * 1024 * 1024;

/** The object that stands for a menu as long as nothing in it changes. */
type MenuEntry = NonNullable<ReturnType<typeof currentMenuEntry>>;

/**
 * Key of an answer that may be cached: the operation and the visibility of the caller (in `text`), the tenant, and the
 * menus that the answer is made from.
 */
export interface CacheKey {
  readonly text: string;
  readonly tenantId: string | null;
  readonly menus: readonly { readonly outletId: string; readonly entry: MenuEntry }[];
}

interface CachedResponse {
  readonly answer: EncodedResponse;
  readonly menus: CacheKey['menus'];
}

/** What is kept; false: it is made again for each request. */
export interface Keeping {
  readonly answers: boolean;
  /** Their compressed forms. */
  readonly compressed: boolean;
}

/**
 * Serialised answers of queries for menus and introspection, by their meaning (the fields of the answer, not the text of
 * the document) and by visibility. An answer is valid only while the menu objects that it was made from are the current
 * ones, so every change of menu, price or availability is in the very next answer. Compressed forms are made once, when a
 * client first asks for them, and count towards the bound like the answer itself.
 */
export class MenuResponseCache {
  readonly #services: Services;
  readonly #schema: GraphQLSchema;
  readonly #keeping: Keeping;
  readonly #answers = new FairCache<CachedResponse>(MAX_BYTES, ({ answer }, key) => answer.size + key.length + 1000);

  constructor(services: Services, schema: GraphQLSchema, keeping: Keeping = { answers: true, compressed: true }) {
    this.#services = services;
    this.#schema = schema;
    this.#keeping = keeping;
  }

  /** Whether answers are kept at all. */
  get keeps(): boolean {
    return this.#keeping.answers;
  }

  /** Bytes of all that is kept, with what keeping it takes. */
  get weight(): number {
    return this.#answers.weight;
  }

  /** An answer of these bytes, which keeps its compressed forms if it may. */
  encode(parts: readonly Buffer[]): EncodedResponse {
    return new EncodedResponse(parts, { keepsCompressed: this.#keeping.compressed });
  }

  /** The cache key of an operation; null when its answer cannot be cached. */
  keyOf(session: Session, operation: RequestedOperation): CacheKey | null {
    const selection = cacheableSelection(this.#schema, operation);
    const menus = selection && this.#menusOf(session, selection);
    if (!selection || !menus) return null;
    // The schema is the same for all callers.
    const visibility = menus.length > 0 ? visibilityKey(session) : '';
    return { text: `${visibility}\n${canonicalSelection(selection)}`, tenantId: session.tenantId, menus };
  }

  get(key: CacheKey): EncodedResponse | null {
    const cached = this.#answers.get(key.text);
    return cached?.menus.every(({ entry }, index) => entry === key.menus[index]?.entry) ? cached.answer : null;
  }

  /** Whether the menus of a key are still the current ones. */
  isCurrent({ menus, tenantId }: CacheKey): boolean {
    return menus.every(({ outletId, entry }) => tenantId !== null && currentMenuEntry(this.#services, tenantId, outletId) === entry);
  }

  /** Stores an answer, if the menus did not change while it was made and it has no errors. Returns whether this is so. */
  set(key: CacheKey, answer: EncodedResponse, party: Party): boolean {
    const isGood = this.isCurrent(key) && answer.plain.parts[0]?.subarray(0, 8).toString() === '{"data":';
    if (isGood && this.#keeping.answers) {
      const cached = { answer, menus: key.menus };
      this.#answers.set(key.text, cached, party.key);
      answer.whenGrown(() => this.#answers.reweigh(key.text, cached));
    }
    return isGood;
  }

  /** The menus of a selection, if all are in memory and current; null: they are not, or the selection has nothing worth caching. */
  #menusOf({ tenantId }: Session, selection: Selection): CacheKey['menus'] | null {
    const menus: { outletId: string; entry: MenuEntry }[] = [];
    for (const { field, args } of selection) {
      if (field.name.startsWith('__')) continue;
      const outletId = String(args.outletId).toLowerCase();
      const entry = tenantId === null ? null : currentMenuEntry(this.#services, tenantId, outletId);
      if (!entry) return null;
      menus.push({ outletId, entry });
    }
    const isOfSchema = selection.some(({ children, field }) => children !== null && field.name.startsWith('__'));
    return menus.length > 0 || isOfSchema ? menus : null;
  }
}
