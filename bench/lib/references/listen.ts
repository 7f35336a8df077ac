import Fastify, { type FastifyInstance } from 'fastify';

/** Settings from the bench: the first message to this process. */
export function settings<T>(): Promise<T> {
  return new Promise((done) => process.once('message', (message) => done(message as T)));
}

/** Fastify with its defaults, without a logger. */
export function bareFastify(): FastifyInstance {
  // Clients close their connections when they are done; a slow close must not delay the end.
  return Fastify({ logger: false, forceCloseConnections: true });
}

/** Listens on a free port and reports it to the bench; ends with the bench. */
export async function listen(app: FastifyInstance): Promise<void> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
}
