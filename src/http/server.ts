import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyServerFactory, LogController } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Services } from '../kernel/context.ts';
import { StartupError } from '../kernel/startup-error.ts';
import { demoGatewayRoutes } from './demo-gateway.ts';
import { documentLimits } from './document-limits.ts';
import { masked } from './errors.ts';
import { makeExecutor } from './executor.ts';
import { graphqlHttp, requestLogger } from './graphql-http.ts';
import { graphqlWs } from './graphql-ws.ts';
import { healthRoutes } from './health.ts';
import { KeptAnswers } from './kept-answers.ts';
import { type SandboxStart, sandboxRoute } from './sandbox.ts';
import { Shortcut } from './shortcut.ts';
import { webhookRoutes } from './webhooks.ts';

export interface ServerOptions {
  readonly services: Services;
  readonly schema: GraphQLSchema;
  readonly host: string;
  readonly port: number;
  readonly introspection: boolean;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: boolean;
  readonly keptAnswers: boolean;
  readonly maxSockets: number;
  readonly heartbeatMilliseconds: number;
  readonly migrations: readonly string[];
  /** Null: no landing page (production). */
  readonly sandbox: (() => Promise<SandboxStart>) | null;
}

export interface Server {
  readonly url: string;
  /** Stops taking requests, finishes running ones, closes sockets with 1001. */
  stop(): Promise<void>;
}

/** How long running requests may take to finish when the server stops. */
const DRAIN_MS = 5000;
const TIMEOUTS = { requestTimeout: 15_000, keepAliveTimeout: 65_000 } as const;
const REQUEST_ID = /^[\w-]{8,64}$/;

/** The HTTP side: GraphQL at /graphql over HTTP and WebSocket, health, and outside production the Sandbox at /. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { services, schema } = options;
  let stopping = false;
  const logger = services.logger.child({});
  const keptAnswers = options.keptAnswers ? new KeptAnswers(services, schema) : null;
  const shortcut = keptAnswers && new Shortcut(services, keptAnswers);
  const serverFactory: FastifyServerFactory | null = shortcut && ((next) => withTimeouts(shortcut.server(next, () => stopping)));
  const app = Fastify({
    ...(serverFactory && { serverFactory }),
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    // A child logger per request costs more than sending a kept answer: whoever logs makes one (see requestLogger).
    childLoggerFactory: (parent) => parent,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    bodyLimit: documentLimits.bytes,
    trustProxy: options.trustProxy,
    ...TIMEOUTS,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
  await app.register(cors, {
    origin: options.corsOrigins.length > 0 ? [...options.corsOrigins] : options.sandbox !== null,
    maxAge: 600,
    exposedHeaders: ['x-request-id', 'retry-after'],
  });
  // Before the routes: they take the handler that there is when they are made.
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    void reply.header('x-request-id', request.id).header('cache-control', 'private, no-store');
    if (status < 500) return reply.code(status).send({ errors: [{ message: error.message, extensions: { code: 'BAD_USER_INPUT' } }] });
    const { message, extensions } = masked(error, requestLogger(services, request));
    const away = extensions?.code === 'SERVICE_UNAVAILABLE';
    if (away) void reply.header('retry-after', '1');
    return reply.code(away ? 503 : 500).send({ errors: [{ message, extensions }] });
  });
  const execute = makeExecutor(schema);
  const http = await graphqlHttp({
    services,
    schema,
    execute,
    introspection: options.introspection,
    keptAnswers,
    shortcut,
  });
  shortcut?.returnBodies(app as never);
  const ws = graphqlWs({ ...options, execute, allowsOrigin: originRule(options) });
  app.route({ method: ['GET', 'POST'], url: '/graphql', handler: http.handle });
  await webhookRoutes(app, services);
  if (services.gateways.has('demo')) await demoGatewayRoutes(app, services);
  await pages(app, options, () => stopping);
  app.server.on('upgrade', (request, socket, head) => {
    // Nobody else listens to this socket: whoever goes away now must not take the process along.
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] === '/graphql' && !stopping) ws.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  // The start says where it listens; Fastify would say it too, as JSON in the middle of that.
  logger.level = 'silent';
  await listen(app, options);
  logger.level = services.logger.level;
  const address = app.server.address() as { port: number };
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${address.port}`,
    stop: async () => {
      stopping = true;
      const drained = app.close();
      // Whoever has its answer may keep the connection open for the next request, which will not come.
      const idle = setInterval(() => app.server.closeIdleConnections(), 50);
      const late = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
      await ws.stop();
      await drained;
      clearInterval(idle);
      clearTimeout(late);
      await http.stop();
    },
  };
}

/** Fastify sets them on a server of its own only. */
function withTimeouts(server: HttpServer): HttpServer {
  return Object.assign(server, TIMEOUTS);
}

async function pages(app: FastifyInstance, options: ServerOptions, isStopping: () => boolean): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(helmet, { contentSecurityPolicy: options.sandbox ? false : undefined, crossOriginEmbedderPolicy: false });
    healthRoutes(scope, options.services, options.migrations, isStopping);
    if (options.sandbox) await sandboxRoute(scope, options.sandbox);
  });
}

/** Browsers say where a socket's page comes from; other clients say nothing. */
function originRule({ corsOrigins, sandbox }: ServerOptions): (origin: string | undefined) => boolean {
  return (origin) => origin === undefined || corsOrigins.includes(origin) || (corsOrigins.length === 0 && sandbox !== null);
}

async function listen(app: FastifyInstance, { host, port }: ServerOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close().catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new StartupError(`PORT: ${host}:${port} is in use. Stop what listens there, or choose another PORT.`);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new StartupError(`HOST/PORT: cannot listen on ${host}:${port} (${code}).`);
    throw error;
  }
}
