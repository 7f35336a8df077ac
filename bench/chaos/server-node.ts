import { type ServerProcess, startProcess } from '../../tests/process/server-process.ts';
import type { Scope } from '../lib/scope.ts';

/** One node: a server process that may end and be started again on the same port. */
export interface ServerNode {
  readonly url: string;
  /** Resolves when the node is ready. */
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves with the exit code and the milliseconds until the exit. */
  terminate(): Promise<{ readonly code: number | null; readonly milliseconds: number }>;
  readonly isAlive: boolean;
  /** All output since the last start. */
  readonly output: string;
}

/** Starts a node. It is killed after `longest` milliseconds. */
export async function startServerNode(scope: Scope, environment: Readonly<Record<string, string>>, longest: number): Promise<ServerNode> {
  const begin = (port?: string): Promise<ServerProcess> => startProcess({ ...environment, ...(port && { PORT: port }) }, { longest });
  let server = await begin();
  const { url } = server;
  scope.defer(async () => {
    if (server.exitedAlready) return;
    server.signal('SIGKILL');
    await server.exited;
  });
  await server.ready();
  return {
    url,
    async start() {
      server = await begin(new URL(url).port);
      await server.ready();
    },
    async kill() {
      server.signal('SIGKILL');
      await server.exited;
    },
    async terminate() {
      const requestedAt = performance.now();
      const { code } = await server.stop();
      return { code, milliseconds: performance.now() - requestedAt };
    },
    get isAlive() {
      return !server.exitedAlready;
    },
    get output() {
      return server.stdout + server.stderr;
    },
  };
}
