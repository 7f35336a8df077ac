import { Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { limitConcurrency } from '../../kernel/concurrency/limit-concurrency.ts';

export type Encoding = 'br' | 'gzip';

/** The request headers that answers depend on, in addition to the body and the caller. */
export const VARY = 'Origin, Accept-Encoding';

/** Shorter answers are not compressed. */
const WORTH_COMPRESSING = 1000;
/** These levels save two thirds of what the best levels save, in a tenth of their time. */
const QUALITY = { br: 4, gzip: 5 } as const;
/** Compression runs outside the event loop, in threads that also hash passwords; an answer that would wait long is sent uncompressed. */
const LIMITS = { running: 1, waiting: 8 } as const;

class Busy extends Error {}
const oneAtATime = limitConcurrency(LIMITS, () => new Busy());

const compressor: Readonly<Record<Encoding, (length: number) => Transform>> = {
  br: (length) => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY.br, [constants.BROTLI_PARAM_SIZE_HINT]: length } }),
  gzip: () => createGzip({ level: QUALITY.gzip }),
};

/** An answer ready to send, in parts; encoding null: not compressed. */
export interface ResponseBody {
  readonly parts: readonly Buffer[];
  readonly length: number;
  readonly encoding: Encoding | null;
}

/** Number of bytes of the parts. */
export function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** The bytes of an answer, and its compressed forms once a client has asked for them. */
export class EncodedResponse {
  readonly plain: ResponseBody;
  readonly #compressed = new Map<Encoding, ResponseBody>();
  readonly #compressing = new Map<Encoding, Promise<ResponseBody>>();

  constructor(parts: readonly Buffer[]) {
    this.plain = { parts, length: lengthOf(parts), encoding: null };
  }

  /** The answer in an encoding, if it is compressed already or need not be; null: use {@link encoded}. */
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

/**
 * The best encoding that a request accepts; null: none of ours.
 * @param accepted its header Accept-Encoding
 */
export function encodingOf(accepted: string | undefined): Encoding | null {
  if (!accepted) return null;
  let known = encodings.get(accepted);
  if (!known) {
    const wanted = new Negotiator({ headers: { 'accept-encoding': accepted } }).encodings(['br', 'gzip', 'identity']);
    // Clients list gzip first without preferring it.
    const encoding = wanted[0] === 'identity' ? null : (ENCODINGS.find((ours) => wanted.includes(ours)) ?? null);
    encodings.set(accepted, (known = { encoding }));
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
