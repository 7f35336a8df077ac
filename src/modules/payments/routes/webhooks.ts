import type { FastifyInstance } from 'fastify';
import { TenantMoving, WrongCell } from '../../../kernel/cells/cell-errors.ts';
import { limitConcurrency } from '../../../kernel/concurrency/limit-concurrency.ts';
import type { Services } from '../../../kernel/request/context.ts';
import { forwardNotification } from '../online/forward-notification.ts';
import { receiveNotification } from '../online/receive-notification.ts';

/** A flood of notifications must not take the connections that orders need; a provider that gets a 503 sends again. */
const LIMITS = { running: 4, waiting: 1000 } as const;

class TooMany extends Error {}

/**
 * `POST /webhooks/<provider>/<tenant>`: notifications of payment providers, stored before they are answered. An answer
 * says nothing beyond its status: 200 for a stored notification, also when it is repeated; 400 for a body that is no
 * notification; 401 for a wrong signature; 404 when the tenant has no account with the provider; 503 with Retry-After in a
 * flood, and while the tenant moves. A provider that knows the address of the tenant's old cell need not learn another one:
 * the notification is passed on.
 */
export async function webhookRoutes(app: FastifyInstance, services: Services): Promise<void> {
  const oneOfFew = limitConcurrency(LIMITS, () => new TooMany());
  await app.register(async (scope) => {
    // Signatures cover the raw bytes, so bodies of every content type stay unparsed.
    scope.removeAllContentTypeParsers();
    // Fastify refuses an invalid content type before it calls a parser.
    scope.addHook('onRequest', async ({ raw }) => {
      raw.headers['content-type'] = 'application/octet-stream';
    });
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { provider: string; tenant: string }; Body: Buffer | undefined }>('/webhooks/:provider/:tenant', async (request, reply) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
      const { provider, tenant } = request.params;
      const incoming = { provider, tenant, headers, body: request.body ?? Buffer.alloc(0) };
      const receive = (): Promise<number> => oneOfFew(() => receiveNotification(services, incoming));
      const status = await receive().catch((error: unknown) => {
        if (error instanceof WrongCell) return forwardNotification(services, `${error.url}${request.url}`, incoming);
        if (!(error instanceof TooMany) && !(error instanceof TenantMoving)) throw error;
        void reply.header('retry-after', '1');
        return 503;
      });
      return reply
        .code(status)
        .header('cache-control', 'no-store')
        .send({ received: status === 200 });
    });
  });
}
