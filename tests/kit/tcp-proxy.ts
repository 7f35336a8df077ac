import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A proxy between a server and its peer (database, Redis, payment provider) that simulates network faults. */
export interface TcpProxy {
  readonly port: number;
  /** Closes all connections and refuses new ones. */
  cut(): void;
  /** Half open: keeps all connections, accepts new ones, and forwards nothing. */
  stall(): void;
  /** Forwards everything with a delay in milliseconds. */
  delay(milliseconds: number): void;
  /** Cuts each connection after this many bytes since its start, both directions counted. */
  limit(bytes: number): void;
  /** Ends the fault; stalled connections are closed. */
  mend(): void;
  stop(): Promise<void>;
}

/** A proxy to a port of this machine. */
export async function startProxy(target: number): Promise<TcpProxy> {
  let state: 'open' | 'cut' | 'stalled' = 'open';
  let late = 0;
  let most = Number.POSITIVE_INFINITY;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (state === 'cut') return void client.destroy();
    const other = connect(target, '127.0.0.1');
    keep(other);
    let passed = 0;
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => {
        if (state !== 'open') return;
        const left = Math.max(most - passed, 0);
        passed += bytes.length;
        if (late === 0) to.write(left < bytes.length ? bytes.subarray(0, left) : bytes);
        else setTimeout(() => to.write(bytes), late);
        if (left < bytes.length) for (const side of [from, to]) side.end(() => side.destroy());
      });
      from.on('close', () => to.destroy());
    };
    pass(client, other);
    pass(other, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    cut() {
      state = 'cut';
      endAll();
    },
    stall() {
      state = 'stalled';
    },
    delay(milliseconds) {
      late = milliseconds;
    },
    limit(bytes) {
      most = bytes;
    },
    mend() {
      if (state === 'stalled') endAll();
      state = 'open';
      late = 0;
      most = Number.POSITIVE_INFINITY;
    },
    async stop() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
