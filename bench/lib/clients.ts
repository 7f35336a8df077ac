import { HttpConnection } from './http-connection.ts';
import type { Scope } from './scope.ts';

/** Opens the keep-alive connections of the clients to one server. */
export async function openClients(scope: Scope, port: number, count: number): Promise<readonly HttpConnection[]> {
  const connections = Array.from({ length: count }, () => new HttpConnection(port));
  for (const connection of connections) scope.defer(() => connection.close());
  await Promise.all(connections.map((connection) => connection.opened()));
  return connections;
}

export function connectionOf(connections: readonly HttpConnection[], client: number): HttpConnection {
  const connection = connections[client];
  if (!connection) throw new Error(`There is no client ${client}.`);
  return connection;
}
