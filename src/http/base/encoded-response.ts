import { Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip, createZstdCompress } from 'node:zlib';
import { limitConcurrency } from '../../kernel/concurrency/limit-concurrency.ts';
import type { Encoding } from './encoding.ts';

/** Up to this length, joining the parts costs less than sending them one by one; joining megabytes would take tens of milliseconds. */
const JOINED = 1024 * 1024;
/** Shorter answers are not compressed. */
const WORTH_COMPRESSING = 1000;
/** Compression runs outside the event loop, in threads that also hash passwords; an answer that would wait long is sent uncompressed. */
const LIMITS = { running: 1, waiting: 8 } as const;

class Busy extends Error {}
const oneAtATime = limitConcurrency(LIMITS, () => new Busy());

interface Compressor {
  /** What compressing a byte costs, in milliseconds. */
  readonly byteMilliseconds: number;
  make(length: number): Transform;
}

/**
 * All three make a menu 3.5 times shorter. The next levels save some hundredths more, and those above 6 take 10 to 100 times
 * as long. (adr/0065)
 */
const compressors: Readonly<Record<Encoding, Compressor>> = {
  zstd: {
    byteMilliseconds: 7e-6,
    make: (length) => createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 }, pledgedSrcSize: length }),
  },
  br: {
    byteMilliseconds: 20e-6,
    make: (length) => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: length } }),
  },
  gzip: { byteMilliseconds: 24e-6, make: () => createGzip({ level: 5 }) },
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
  /** False: each request for a compressed form compresses again. */
  readonly #keepsCompressed: boolean;
  readonly #compressed = new Map<Encoding, ResponseBody>();
  readonly #compressing = new Map<Encoding, Promise<ResponseBody>>();
  #onGrown: () => void = () => undefined;

  constructor(parts: readonly Buffer[], { keepsCompressed = true }: { readonly keepsCompressed?: boolean } = {}) {
    const length = lengthOf(parts);
    this.plain = { parts: parts.length > 1 && length <= JOINED ? [Buffer.concat(parts)] : parts, length, encoding: null };
    this.#keepsCompressed = keepsCompressed;
  }

  /** Bytes of all its forms. */
  get size(): number {
    return [...this.#compressed.values()].reduce((sum, { length }) => sum + length, this.plain.length);
  }

  /** Calls `tell` each time when a compressed form is added. */
  whenGrown(tell: () => void): void {
    this.#onGrown = tell;
  }

  /** The answer in an encoding, if it is compressed already or need not be; null: use {@link encoded}. */
  ready(encoding: Encoding | null): ResponseBody | null {
    return encoding === null || this.plain.length < WORTH_COMPRESSING ? this.plain : (this.#compressed.get(encoding) ?? null);
  }

  /** What compressing it costs, in milliseconds. */
  costOf(encoding: Encoding): number {
    return this.plain.length * compressors[encoding].byteMilliseconds;
  }

  encoded(encoding: Encoding): Promise<ResponseBody> {
    if (!this.#keepsCompressed) return this.#compress(encoding).catch((error: unknown) => this.#plainIfBusy(error));
    return this.#compressing.get(encoding) ?? this.#compressOnce(encoding);
  }

  #compressOnce(encoding: Encoding): Promise<ResponseBody> {
    const compressing = this.#compress(encoding).then(
      (sent) => {
        this.#compressed.set(encoding, sent);
        this.#onGrown();
        return sent;
      },
      (error: unknown) => {
        this.#compressing.delete(encoding);
        return this.#plainIfBusy(error);
      },
    );
    this.#compressing.set(encoding, compressing);
    return compressing;
  }

  /** @throws Busy */
  async #compress(encoding: Encoding): Promise<ResponseBody> {
    const { parts, length } = this.plain;
    const made: readonly Buffer[] = await oneAtATime(() => Readable.from(parts, { objectMode: false }).pipe(compressors[encoding].make(length)).toArray());
    // One buffer: the chunks that a compressor gives are views of larger ones, whose bytes would not be counted.
    const bytes = Buffer.concat(made);
    return { parts: [bytes], length: bytes.length, encoding };
  }

  #plainIfBusy(error: unknown): ResponseBody {
    if (!(error instanceof Busy)) throw error;
    return this.plain;
  }
}
