import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Answers to the chunks that a client sends, in order; the last one repeats. */
export type Answers = readonly (Buffer | string)[];

/** Listens where a server is expected, and sends answers that the real server would never send. */
export interface FalseServer {
  readonly port: number;
  /** Connections since the last call of `answer` or `passTo`. */
  readonly connections: number;
  /** Sends these answers from now on; closes open connections. `greeting`: sent before the client sends anything. */
  answer(answers: Answers, greeting?: Buffer | string): void;
  /** From now on, forwards everything to the real server. */
  passTo(port: number): void;
  stop(): Promise<void>;
}

/** A false server. With `realPort` it is a proxy to the real server until `answer` is called. */
export async function startFalseServer(realPort: number | null = null): Promise<FalseServer> {
  let real = realPort;
  let script: { answers: Answers; greeting: Buffer | string | null } = { answers: [], greeting: null };
  let connections = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    connections += 1;
    if (real !== null) {
      const other = connect(real, '127.0.0.1');
      keep(other);
      client.pipe(other).pipe(client);
      return;
    }
    const { answers, greeting } = script;
    if (greeting !== null) client.write(greeting, 'latin1');
    let turn = 0;
    client.on('data', () => {
      const answer = answers[Math.min(turn, answers.length - 1)];
      turn += 1;
      if (answer !== undefined) client.write(answer, 'latin1');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const change = (): void => {
    connections = 0;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    answer(answers, greeting) {
      real = null;
      script = { answers, greeting: greeting ?? null };
      change();
    },
    passTo(port) {
      real = port;
      change();
    },
    async stop() {
      change();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The same bytes for the same seed. */
export function bytesOf(seed: number, length: number): Buffer {
  let state = seed + 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return (state >> 16) & 255;
    }),
  );
}
