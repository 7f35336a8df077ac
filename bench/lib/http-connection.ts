import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** All connections share one buffer: each chunk is processed before the next read. */
const incoming = Buffer.allocUnsafe(512 * 1024);
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * One keep-alive connection that sends one request after the other. It uses far less CPU than a general HTTP client,
 * so that the client, which shares the machine with the server, does not distort the measurement.
 */
export class HttpConnection {
  readonly #port: number;
  #socket: Socket;
  #head = '';
  #status = 0;
  #length = -1;
  #received = 0;
  #body: Buffer = Buffer.alloc(0);
  #expected: Buffer | null = null;
  #differs = false;
  #done: ((answer: HttpAnswer) => void) | null = null;
  #fail: ((error: Error) => void) | null = null;

  constructor(port: number) {
    this.#port = port;
    this.#socket = this.#connect();
  }

  opened(): Promise<void> {
    return new Promise((done, fail) => void this.#socket.once('connect', done).once('error', fail));
  }

  #connect(): Socket {
    const onread = { buffer: incoming, callback: (size: number) => this.#take(size) };
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true, onread });
    socket.on('error', (error) => this.#fail?.(error));
    socket.on('close', () => this.#fail?.(new Error('The server closed the connection.')));
    return socket;
  }

  /** Sends a whole request. With `expected`, the body is compared while it arrives, and any difference is an error. */
  request(bytes: Buffer, expected: Buffer | null = null): Promise<HttpAnswer> {
    // Servers close connections that were idle for about a minute.
    if (this.#socket.destroyed) this.#socket = this.#connect();
    return new Promise((done, fail) => {
      this.#head = '';
      this.#length = -1;
      this.#received = 0;
      this.#expected = expected;
      this.#differs = false;
      this.#done = done;
      this.#fail = fail;
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#fail = null;
    this.#socket.destroy();
  }

  #take(size: number): boolean {
    let from = 0;
    if (this.#length < 0) {
      const end = incoming.subarray(0, size).indexOf(END_OF_HEAD);
      if (end < 0) {
        this.#head += incoming.toString('latin1', 0, size);
        return true;
      }
      this.#head += incoming.toString('latin1', 0, end);
      from = end + END_OF_HEAD.length;
      if (!this.#readHead()) return true;
    }
    this.#readBody(from, size);
    if (this.#received === this.#length) this.#finish();
    return true;
  }

  #readHead(): boolean {
    this.#status = Number(this.#head.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#head)?.[1];
    if (length === undefined) {
      this.#fail?.(new Error(`An answer without Content-Length: ${this.#head}`));
      return false;
    }
    this.#length = Number(length);
    if (this.#expected === null || this.#status !== 200) {
      this.#expected = null;
      this.#body = Buffer.allocUnsafe(this.#length);
    } else {
      this.#body = this.#expected;
      this.#differs = this.#length !== this.#expected.length;
    }
    return true;
  }

  #readBody(from: number, size: number): void {
    const target = this.#received;
    this.#received += size - from;
    if (this.#expected === null) incoming.copy(this.#body, target, from, size);
    else if (!this.#differs) this.#differs = incoming.compare(this.#expected, target, target + size - from, from, size) !== 0;
  }

  #finish(): void {
    const done = this.#done;
    this.#done = null;
    if (this.#differs) this.#fail?.(new Error('An answer is not the expected bytes.'));
    else done?.({ status: this.#status, body: this.#body });
    this.#fail = null;
  }
}

/** The bytes of a POST request with a JSON body. */
export function postRequest(port: number, path: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
