import type { Duplex } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import { jsonOf } from '../base/json-writer.ts';
import type { ResultSource } from './share-executions.ts';

/** Bytes that may wait in a connection before its next message waits too; then its feed's bounded queue fills. */
const HIGH_WATER = 65_536;

/**
 * The way out to one client: its WebSocket, and the connection below it. A result that many sockets get is made into a
 * frame once and written as it is; ws frames each message for each socket anew.
 */
export class SocketLine {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;

  constructor(socket: WebSocket, connection: Duplex) {
    this.#socket = socket;
    this.#connection = connection;
  }

  /**
   * Sends a result of a subscription. Resolves when the next may be sent; null: at once. What ws sends beside it
   * (pings, pongs, other messages) is written to the same connection frame by frame, so nothing is torn.
   */
  send(id: string, result: ExecutionResult): Promise<void> | null {
    if (this.#socket.readyState !== this.#socket.OPEN) return null;
    for (const part of partsOf(id, result)) this.#connection.write(part);
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

/** Longer results are written behind the head of each socket's frame, so that all sockets share their bytes. */
const SHARED_FROM = 4096;

/** JSON of results in parts, and their whole frames by the subscriptions' ids, which clients choose; as long as the result is held. */
const written = new WeakMap<ExecutionResult, { readonly json: readonly Buffer[]; readonly frames: Map<string, Buffer> }>();

/** The frame of a result, in one part or in several. */
function partsOf(id: string, result: ExecutionResult): readonly Buffer[] {
  let known = written.get(result);
  if (!known) written.set(result, (known = { json: jsonParts(result), frames: new Map() }));
  const { json, frames } = known;
  const frame = frames.get(id);
  if (frame) return [frame];
  const parts = [Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`), ...json, END];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = [frameHead(length), ...parts];
  if (length >= SHARED_FROM) return whole;
  const joined = Buffer.concat(whole);
  frames.set(id, joined);
  return [joined];
}

const END = Buffer.from('}');

function jsonParts(result: ExecutionResult): readonly Buffer[] {
  const data = jsonOf(result.data);
  if (!data) return [Buffer.from(JSON.stringify(result))];
  const { data: _, ...others } = result;
  const rest = JSON.stringify(others);
  return [Buffer.from('{"data":'), ...data, Buffer.from(rest === '{}' ? '}' : `,${rest.slice(1)}`)];
}

/** Begins one complete text message as a server sends it: RFC 6455 §5.2, FIN, opcode 1, no mask. */
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
 * A subscription whose results go out over its line by themselves: to graphql-ws it is an iteration without results,
 * that ends or fails when the subscription does. Stopping it stops its source.
 */
export class LineSubscription implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: ResultSource;
  readonly #line: SocketLine;
  readonly #id: string;
  #extensions: Readonly<Record<string, unknown>> | null;
  #stopped = false;

  /** `extensions`: what the first result says beside its data. */
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
