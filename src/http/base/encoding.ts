import { Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { limitConcurrency } from '../../kernel/concurrency/limit-concurrency.ts';

export type Encoding = 'br' | 'gzip';

/** What answers depend on beside the body of the request and who sends it. */
export const VARY = 'Origin, Accept-Encoding';

/** Shorter answers are not worth it. */
const WORTH_COMPRESSING = 1000;
/** Two thirds of what the best levels save, in a tenth of their time. */
const QUALITY = { br: 4, gzip: 5 } as const;
/** Compressing is done beside the event loop, by threads that hash passwords too; what would have to wait long goes out as it is. */
const LIMITS = { running: 1, waiting: 8 } as const;

class Busy extends Error {}
const oneAtATime = limitConcurrency(LIMITS, () => new Busy());

const compressor: Readonly<Record<Encoding, (length: number) => Transform>> = {
  br: (length) => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY.br, [constants.BROTLI_PARAM_SIZE_HINT]: length } }),
  gzip: () => createGzip({ level: QUALITY.gzip }),
};

/** An answer as it goes out, in parts; null: it is not compressed. */
export interface ResponseBody {
  readonly parts: readonly Buffer[];
  readonly length: number;
  readonly encoding: Encoding | null;
}

/** How many bytes there are in parts. */
export function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** The bytes of an answer, and its compressed forms once they are asked for. */
export class EncodedResponse {
  readonly plain: ResponseBody;
  readonly #compressed = new Map<Encoding, ResponseBody>();
  readonly #compressing = new Map<Encoding, Promise<ResponseBody>>();

  constructor(parts: readonly Buffer[]) {
    this.plain = { parts, length: lengthOf(parts), encoding: null };
  }

  /** Its form in an encoding, if it is there already or need not be compressed; null: see {@link encoded}. */
  ready(encoding: Encoding | null): ResponseBody | null {
    return encoding === null || this.plain.length < WORTH_COMPRESSING ? this.plain : (this.#compressed.get(encoding) ?? null);
  }

  encoded(encoding: Encoding): Promise<ResponseBody> {
    return this.#compressing.get(encoding) ?? this.#compress(encoding);
  }

  #compress(encoding: Encoding): Promise<ResponseBody> {
    const { parts, length } = this.plain;
    const compressing = oneAtATime(() => Readable.from(parts, { objectMode: false }).pipe(compressor[encoding](length)).toArray()).then(
      (compressed: readonly Buffer[]) => {
        const sent = { parts: compressed, length: lengthOf(compressed), encoding };
        this.#compressed.set(encoding, sent);
        return sent;
      },
      (error: unknown) => {
        this.#compressing.delete(encoding);
        if (!(error instanceof Busy)) throw error;
        return this.plain;
      },
    );
    this.#compressing.set(encoding, compressing);
    return compressing;
  }
}

const ENCODINGS: readonly Encoding[] = ['br', 'gzip'];
const encodings = new LRUCache<string, { readonly encoding: Encoding | null }>({ max: 200 });

/** The encoding in which a request wants its answer; null: none of ours. `accepted`: its header Accept-Encoding. */
export function encodingOf(accepted: string | undefined): Encoding | null {
  if (!accepted) return null;
  let known = encodings.get(accepted);
  if (!known) {
    const wanted = new Negotiator({ headers: { 'accept-encoding': accepted } }).encodings(['br', 'gzip', 'identity']);
    // Clients name gzip first and mean no preference.
    const encoding = wanted[0] === 'identity' ? null : (ENCODINGS.find((ours) => wanted.includes(ours)) ?? null);
    encodings.set(accepted, (known = { encoding }));
  }
  return known.encoding;
}

const MEDIA_TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];
const types = new LRUCache<string, { readonly type: string | null }>({ max: 200 });

/** The type in which a request wants its answer; null: none of GraphQL's. `accepted`: its header Accept. */
export function mediaTypeOf(accepted: string | undefined): string | null {
  if (!accepted) return MEDIA_TYPES[0] as string;
  let known = types.get(accepted);
  if (!known) types.set(accepted, (known = { type: new Negotiator({ headers: { accept: accepted } }).mediaType(MEDIA_TYPES) ?? null }));
  return known.type;
}
