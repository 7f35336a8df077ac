import type { Duplex } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import { jsonOf } from '../base/json-writer.ts';
import type { ResultSource } from './share-executions.ts';

/** Bytes that may wait in a connection before the next message must wait; then the bounded queue of the feed fills. */
const HIGH_WATER = 65_536;

/**
 * Sends to one client: its WebSocket, and the connection below it. A result for many sockets is framed once and written
 * unchanged; ws would frame each message again for each socket.
 */
export class SocketLine {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;
  readonly #framesItself: boolean;

  /** Without `framesItself` ws makes the frames: the way out. */
  constructor(socket: WebSocket, connection: Duplex, { framesItself = true } = {}) {
    this.#socket = socket;
    this.#connection = connection;
    this.#framesItself = framesItself;
  }

  /**
   * Sends a result of a subscription. Resolves when the next one may be sent; null: at once. Frames of ws (pings, pongs,
   * other messages) go to the same connection as whole frames, so none is torn apart.
   */
  send(id: string, result: ExecutionResult): Promise<void> | null {
    if (this.#socket.readyState !== this.#socket.OPEN) return null;
    if (this.#framesItself) for (const part of partsOf(id, result)) this.#connection.write(part);
    else this.#socket.send(Buffer.concat(messageParts(id, jsonParts(result))), { binary: false });
    return this.#connection.writableLength > HIGH_WATER ? this.#drained() : null;
  }

  #drained(): Promise<void> {
    return new Promise((done) => {
      const go = (): void => {
        this.#connection.off('drain', go);
        this.#connection.off('close', go);
        done();
      };
      this.#connection.on('drain', go);
      this.#connection.on('close', go);
      if (this.#connection.destroyed) go();
    });
  }
}

/** Longer results are written after the frame head of each socket, so that all sockets share the same bytes. */
const SHARED_FROM = 4096;

/** JSON of results in parts, and whole frames by the ids of subscriptions, which clients choose. They live as long as the result. */
const written = new WeakMap<ExecutionResult, { readonly json: readonly Buffer[]; readonly frames: Map<string, Buffer> }>();

/** The frame of a result, in one part or in several. */
function partsOf(id: string, result: ExecutionResult): readonly Buffer[] {
  let known = written.get(result);
  if (!known) written.set(result, (known = { json: jsonParts(result), frames: new Map() }));
  const { json, frames } = known;
  const frame = frames.get(id);
  if (frame) return [frame];
  const parts = messageParts(id, json);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = [frameHead(length), ...parts];
  if (length >= SHARED_FROM) return whole;
  const joined = Buffer.concat(whole);
  frames.set(id, joined);
  return [joined];
}

function messageParts(id: string, json: readonly Buffer[]): readonly Buffer[] {
  return [Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`), ...json, END];
}

const END = Buffer.from('}');

function jsonParts(result: ExecutionResult): readonly Buffer[] {
  const data = jsonOf(result.data);
  if (!data) return [Buffer.from(JSON.stringify(result))];
  const { data: _, ...others } = result;
  const rest = JSON.stringify(others);
  return [Buffer.from('{"data":'), ...data, Buffer.from(rest === '{}' ? '}' : `,${rest.slice(1)}`)];
}

/** The head of one complete text message from a server: RFC 6455 §5.2, FIN, opcode 1, no mask. */
function frameHead(length: number): Buffer {
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.allocUnsafe(2 + extra);
  head[0] = 0x81;
  head[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) head.writeUInt16BE(length, 2);
  if (extra === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/**
 * A subscription that sends its results over the line itself: for graphql-ws it is an iteration without results that ends
 * or fails with the subscription. Stopping it stops its source.
 */
export class LineSubscription implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: ResultSource;
  readonly #line: SocketLine;
  readonly #id: string;
  #extensions: Readonly<Record<string, unknown>> | null;
  #stopped = false;

  /** @param extensions extensions of the first result */
  constructor(source: ResultSource, line: SocketLine, id: string, extensions: Readonly<Record<string, unknown>> | null = null) {
    this.#source = source;
    this.#line = line;
    this.#id = id;
    this.#extensions = extensions;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    await this.#source.each((result) => (this.#stopped ? null : this.#line.send(this.#id, this.#extended(result))));
    return { value: undefined, done: true };
  }

  #extended(result: ExecutionResult): ExecutionResult {
    if (!this.#extensions) return result;
    const extensions = { ...result.extensions, ...this.#extensions };
    this.#extensions = null;
    return { ...result, extensions };
  }

  return(): Promise<IteratorResult<ExecutionResult>> {
    this.#stopped = true;
    return this.#source.return?.() ?? Promise.resolve({ value: undefined, done: true });
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
