import type { GraphQLSchema } from 'graphql';
import type { Services } from '../../kernel/request/context.ts';
import type { Party } from '../../kernel/request/party.ts';
import { type Session, visibilityKey } from '../../kernel/request/session.ts';
import { currentMenuEntry } from '../../modules/menu/index.ts';
import type { EncodedResponse } from '../base/encoding.ts';
import { FairCache } from '../base/fair-cache.ts';
import { canonicalSelection, type Selection } from '../base/selection.ts';
import type { RequestedOperation } from '../limits/admission.ts';
import { cacheableSelection } from './cacheable-selection.ts';

const MAX_BYTES = 128 * 1024 * 1024;

/**
 * Key of an answer that may be cached: the operation and the visibility of the caller (in `text`), the tenant, and the
 * menus that the answer is made from.
 */
export interface CacheKey {
  readonly text: string;
  readonly tenantId: string | null;
  readonly menus: readonly { readonly outletId: string; readonly entry: object }[];
}

interface CachedResponse {
  readonly answer: EncodedResponse;
  readonly menus: CacheKey['menus'];
}

/**
 * Serialised answers of queries for menus and introspection, by their meaning (the fields of the answer, not the text of
 * the document) and by visibility. An answer is valid only while the menu objects that it was made from are the current
 * ones, so every change of menu, price or availability is in the very next answer.
 */
export class MenuResponseCache {
  readonly #services: Services;
  readonly #schema: GraphQLSchema;
  readonly #answers = new FairCache<CachedResponse>(MAX_BYTES, ({ answer }, key) => 2 * answer.plain.length + key.length + 1000);

  constructor(services: Services, schema: GraphQLSchema) {
    this.#services = services;
    this.#schema = schema;
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

  /** Stores an answer, if the menus did not change while it was made and it has no errors. */
  set(key: CacheKey, answer: EncodedResponse, party: Party): void {
    if (this.isCurrent(key) && answer.plain.parts[0]?.subarray(0, 8).toString() === '{"data":')
      this.#answers.set(key.text, { answer, menus: key.menus }, party.key);
  }

  /** The menus of a selection, if all are in memory and current; null: they are not, or the selection has nothing worth caching. */
  #menusOf({ tenantId }: Session, selection: Selection): CacheKey['menus'] | null {
    const menus: { outletId: string; entry: object }[] = [];
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
