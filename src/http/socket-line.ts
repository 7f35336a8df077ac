import type { Duplex } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
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
    this.#connection.write(frameOf(id, result));
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

/** Frames of a result by the subscriptions' ids, which clients choose; as long as the result is held. */
const frames = new WeakMap<ExecutionResult, Map<string, Buffer>>();

function frameOf(id: string, result: ExecutionResult): Buffer {
  let byId = frames.get(result);
  if (!byId) frames.set(result, (byId = new Map()));
  let frame = byId.get(id);
  if (!frame) byId.set(id, (frame = textFrame(JSON.stringify({ id, type: 'next', payload: result }))));
  return frame;
}

/** One complete text message as a server sends it: RFC 6455 §5.2, FIN, opcode 1, no mask. */
function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + extra + length);
  frame[0] = 0x81;
  frame[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) frame.writeUInt16BE(length, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, 2 + extra, 'utf8');
  return frame;
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
