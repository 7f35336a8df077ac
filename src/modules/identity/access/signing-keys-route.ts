import type { FastifyInstance } from 'fastify';
import type { Services } from '../../../kernel/request/context.ts';
import { publicKeySet } from './signing-keys.ts';

/** `/.well-known/jwks.json`: the public keys of access tokens; clients may cache them for five minutes. */
export async function signingKeysRoute(app: FastifyInstance, services: Services): Promise<void> {
  const keys = await publicKeySet(services);
  app.get('/.well-known/jwks.json', async (_request, reply) => reply.header('cache-control', 'public, max-age=300').send(keys));
}
