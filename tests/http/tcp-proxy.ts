import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between a server and its database, and does what networks do. */
export interface TcpProxy {
  readonly port: number;
  /** Ends all connections and lets none in. */
  cut(): void;
  /** Keeps all connections and lets nothing through. */
  stall(): void;
  /** As it was; what was stalled is ended. */
  mend(): void;
  stop(): Promise<void>;
}

/** A proxy to a port of this machine. */
export async function startProxy(target: number): Promise<TcpProxy> {
  let state: 'open' | 'cut' | 'stalled' = 'open';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      if (state === 'open') to.write(bytes);
    });
    from.on('close', () => to.destroy());
  };
  const server = createServer((client) => {
    keep(client);
    if (state === 'cut') return void client.destroy();
    const database = connect(target, '127.0.0.1');
    keep(database);
    pass(client, database);
    pass(database, client);
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
    mend() {
      if (state === 'stalled') endAll();
      state = 'open';
    },
    async stop() {
      endAll();
      server.close();
      await once(server, 'close');
    },
  };
}
