import cors from '@fastify/cors';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { Services } from '../kernel/request/context.ts';
import { maskError } from './base/errors.ts';
import { exposedHeaders, type OriginRule } from './base/origins.ts';
import { requestIdOf } from './base/request-id.ts';
import type { Headers } from './base/security-headers.ts';
import { requestLogger } from './graphql/graphql-http.ts';
import { clientErrorHandler } from './http-server.ts';
import { documentLimits, TOO_LONG } from './limits/document-limits.ts';

export interface FastifyOptions {
  readonly services: Services;
  readonly logger: Logger;
  /** Headers of every answer. */
  readonly headers: Headers;
  readonly serverFactory: FastifyServerFactory;
  readonly trustProxy: number;
  readonly allowsOrigin: OriginRule;
  readonly isStopping: () => boolean;
}

/** Headers that browsers may send for a page of another origin. */
const REQUEST_HEADERS = [
  'accept',
  'apollo-require-preflight',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'x-apollo-operation-name',
  'x-outlet-id',
  'x-request-id',
  'x-tenant-id',
];
const CORS = { maxAge: 600, allowedHeaders: REQUEST_HEADERS, exposedHeaders: [...exposedHeaders] };

/** Fastify for all routes: request ids, CORS, and `errors` in every answer about an error. */
export async function fastifyApp({ services, logger, headers, serverFactory, trustProxy, allowsOrigin, isStopping }: FastifyOptions): Promise<FastifyInstance> {
  const app = Fastify({
    serverFactory,
    clientErrorHandler: clientErrorHandler(headers),
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    // A child logger per request costs more than sending a cached answer: code that logs makes one (see requestLogger).
    childLoggerFactory: (parent) => parent,
    genReqId: ({ headers: sent }) => requestIdOf(sent),
    bodyLimit: documentLimits.commandBytes,
    trustProxy: (_address, hop) => hop < trustProxy,
    forceCloseConnections: 'idle',
    // A request on a connection that is still open is answered like those under way: load balancers do not repeat a POST after 503.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void tell(request, reply as unknown as FastifyReply, error.statusCode ?? 400, error.message),
  });
  await app.register(cors, {
    // As a function the rule adds `vary: Origin` to every answer, also where it refuses.
    delegator: ({ headers: sent }, done) => done(null, { ...CORS, origin: (_origin, answer) => answer(null, allowsOrigin(sent)) }),
  });
  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return;
    void reply.header('accept-encoding', 'identity');
    return tell(request, reply, 415, 'The body is compressed; send it as it is, without Content-Encoding.');
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Also for requests that were under way when the server was told to stop: so no client sends another on a connection that is about to end.
    if (isStopping()) void reply.header('connection', 'close');
    done();
  });
  // Before the routes: a route takes the handlers that exist when it is added.
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return tell(request, reply, status, status === 413 ? TOO_LONG : error.message);
    const { message, extensions } = maskError(error, requestLogger(services, request));
    const away = extensions?.code === 'SERVICE_UNAVAILABLE';
    if (away) void reply.header('retry-after', '1');
    return reply
      .code(away ? 503 : 500)
      .header('x-request-id', request.id)
      .send({ errors: [{ message, extensions }] });
  });
  app.setNotFoundHandler((request, reply) => tell(request, reply, 404, 'There is nothing at this address; the API is at /graphql.', 'NOT_FOUND'));
  return app;
}

/** Answers a request that fails before it reaches the API. */
function tell(request: FastifyRequest, reply: FastifyReply, status: number, message: string, code = 'BAD_USER_INPUT'): FastifyReply {
  return reply
    .code(status)
    .header('x-request-id', request.id)
    .send({ errors: [{ message, extensions: { code } }] });
}
