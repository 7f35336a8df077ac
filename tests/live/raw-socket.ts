import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import type { Client } from '../kit/index.ts';

/** A message of graphql-transport-ws. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read payloads of any operation
  readonly payload?: any;
}

/** A raw socket: sends any message, valid or not. */
export interface RawSocket {
  readonly socket: WebSocket;
  readonly received: readonly Message[];
  send(message: Message | string): void;
  /** The next message that fits; fails when none comes in time. */
  next(fits?: (message: Message) => boolean, milliseconds?: number): Promise<Message>;
  /** Code and reason of the close. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface RawOptions {
  readonly protocol?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Opens a socket without `connection_init`. */
export async function openRaw(url: string, { protocol = 'graphql-transport-ws', headers = {} }: RawOptions = {}): Promise<RawSocket> {
  const raw = rawSocket(new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol ?? [], { headers }));
  await once(raw.socket, 'open');
  return raw;
}

/** Opens and initialises a socket with a client's headers as connection parameters. */
export async function openReady(client: Client, params: Readonly<Record<string, unknown>> = client.headers): Promise<RawSocket> {
  const raw = await openRaw(client.url);
  raw.send({ type: 'connection_init', payload: params });
  await raw.next(({ type }) => type === 'connection_ack');
  return raw;
}

let ids = 0;

/** Subscribes; returns the subscription's id. */
export function subscribeRaw(raw: RawSocket, query: string, variables: Readonly<Record<string, unknown>> = {}, id = `s${(ids += 1)}`): string {
  raw.send({ type: 'subscribe', id, payload: { query, variables } });
  return id;
}

/** The code of a socket that is closed at once, parsed from the raw bytes: WebSocket clients give up before they read it. */
export async function closeCodeOf(url: string, protocol: string | null): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = ['GET /graphql HTTP/1.1', `Host: ${hostname}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  lines.push(`Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`, ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []));
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    const frame = bytes.indexOf('\r\n\r\n') + 4;
    const isClose = frame > 3 && bytes[frame] === 0x88 && bytes.length >= frame + 4;
    if (isClose) return bytes.readUInt16BE(frame + 2);
  }
  throw new Error('the socket ended without a close frame');
}

/** HTTP status of a refused upgrade. */
export async function refusedUpgrade(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  socket.terminate();
  return response.statusCode;
}

function rawSocket(socket: WebSocket): RawSocket {
  const received: Message[] = [];
  let read = 0;
  let wake: () => void = () => undefined;
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    received.push(JSON.parse(String(data)) as Message);
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((done) => {
    socket.on('close', (code, reason) => done({ code, reason: String(reason) }));
  });
  return {
    socket,
    received,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next(fits = () => true, milliseconds = 5000) {
      const deadline = Date.now() + milliseconds;
      for (;;) {
        while (read < received.length) {
          const message = received[read] as Message;
          read += 1;
          if (fits(message)) return message;
        }
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`no such message within ${milliseconds} ms; received: ${JSON.stringify(received).slice(0, 800)}`);
        await new Promise<void>((done) => {
          const timer = setTimeout(done, left);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
    },
  };
}
