import Fastify, { type FastifyInstance } from 'fastify';

/** Settings that the bench hands to this process: its first message. */
export function settings<T>(): Promise<T> {
  return new Promise((done) => process.once('message', (message) => done(message as T)));
}

/** Fastify as it comes, without a logger. */
export function bareFastify(): FastifyInstance {
  // A client that is done tears its connections down; nothing waits for them.
  return Fastify({ logger: false, forceCloseConnections: true });
}

/** Listens on a free port and tells the bench which; ends with the bench. */
export async function listen(app: FastifyInstance): Promise<void> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
}
