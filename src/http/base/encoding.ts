import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export type Encoding = 'zstd' | 'br' | 'gzip';

/** The request headers that answers depend on, in addition to the body and the caller. */
export const VARY = 'Origin, Accept-Encoding';

/** Where a client accepts several equally, in the order of what compressing costs for about the same length. */
const ENCODINGS: readonly Encoding[] = ['zstd', 'br', 'gzip'];
/** `*` does not promise that a client knows zstd, which is younger than many clients. */
const OLD_ENCODINGS = ENCODINGS.filter((encoding) => encoding !== 'zstd');
const encodings = new LRUCache<string, { readonly encoding: Encoding | null }>({ max: 200 });

/** A negotiator with the option that its types lack: which value wins where a client has no preference. */
interface Preferring {
  encoding(available: readonly string[], options: { readonly preferred: readonly string[] }): string | undefined;
}

/**
 * The encoding that a request prefers; null: none of ours.
 * @param accepted its header Accept-Encoding
 */
export function encodingOf(accepted: string | undefined): Encoding | null {
  if (!accepted) return null;
  let known = encodings.get(accepted);
  if (!known) {
    const ours = /zstd/i.test(accepted) ? ENCODINGS : OLD_ENCODINGS;
    const negotiator: Preferring = new Negotiator({ headers: { 'accept-encoding': accepted } });
    const wanted = negotiator.encoding([...ours, 'identity'], { preferred: ours });
    encodings.set(accepted, (known = { encoding: ours.find((encoding) => encoding === wanted) ?? null }));
  }
  return known.encoding;
}

const MEDIA_TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];
const types = new LRUCache<string, { readonly type: string | null }>({ max: 200 });

/**
 * The media type of GraphQL that a request prefers; null: it accepts none of them.
 * @param accepted its header Accept
 */
export function mediaTypeOf(accepted: string | undefined): string | null {
  if (!accepted) return MEDIA_TYPES[0] as string;
  let known = types.get(accepted);
  if (!known) types.set(accepted, (known = { type: new Negotiator({ headers: { accept: accepted } }).mediaType(MEDIA_TYPES) ?? null }));
  return known.type;
}
