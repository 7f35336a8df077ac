import { setTimeout as sleep } from 'node:timers/promises';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Services } from '../kernel/request/context.ts';
import type { Routes } from '../kernel/request/routes.ts';
import { listenError } from './base/listening.ts';
import { originRule } from './base/origins.ts';
import { answerAndEnd, securityHeaders } from './base/security-headers.ts';
import { fastifyApp } from './fastify-app.ts';
import { Documents } from './graphql/documents.ts';
import { makeExecutor } from './graphql/executor.ts';
import { graphqlHttp } from './graphql/graphql-http.ts';
import { deferLongLists } from './graphql/long-lists.ts';
import { trustedDocuments } from './graphql/trusted-documents.ts';
import { makeHttpServer, withHeaders } from './http-server.ts';
import { makeAdmission } from './limits/admission.ts';
import { boundCycles } from './limits/bound-cycles.ts';
import { makeBudgets } from './limits/budgets.ts';
import { ConnectionLimits } from './limits/connection-limits.ts';
import { FairShare, type Lanes, withoutLanes } from './limits/fair-share.ts';
import { graphqlWs } from './live/graphql-ws.ts';
import { MenuResponseCache } from './menu-cache/menu-response-cache.ts';
import { MenuFastPath } from './menu-fast-path.ts';
import { healthRoutes } from './routes/health.ts';

export interface ServerOptions {
  readonly services: Services;
  readonly schema: GraphQLSchema;
  readonly host: string;
  readonly port: number;
  readonly introspection: boolean;
  readonly corsOrigins: readonly string[];
  readonly anyOrigin: boolean;
  /** Number of proxies in front of this server, each of which adds an address to X-Forwarded-For. */
  readonly trustProxy: number;
  readonly publicUrl: string | null;
  readonly fastPaths: FastPaths;
  readonly maxSockets: number;
  readonly maxSocketsPerAddress: number | null;
  readonly maxSocketsPerTenant: number;
  readonly maxRequestsPerAddress: number | null;
  readonly requestSeconds: number;
  readonly keepAliveSeconds: number;
  readonly drainSeconds: number;
  readonly menuSharedSeconds: number;
  readonly databasePool: number;
  readonly costPerMinuteClient: number;
  readonly costPerMinuteTenant: number;
  readonly trustedDocuments: string | null;
  readonly trustedDocumentsOnly: boolean;
  readonly heartbeatMilliseconds: number;
  readonly migrations: readonly string[];
  /** Routes of the modules and of development tools. */
  readonly routes: readonly Routes[];
  /** Whether there is a page at `/`: browsers that open the API's address are redirected there. */
  readonly hasHome: boolean;
}

/** Which fast paths are taken. */
export interface FastPaths {
  readonly menuFastPath: boolean;
  readonly keptAnswers: boolean;
  readonly keptCompression: boolean;
  readonly sharedExecutions: boolean;
  readonly frames: boolean;
  readonly compiled: boolean;
  readonly fairShare: boolean;
}

export interface Server {
  readonly url: string;
  /** Has clients leave, stops taking requests, finishes running ones, closes sockets with 1001. */
  stop(): Promise<void>;
}

/** How long running requests may take to finish when the server stops. */
const DRAIN_MS = 5000;
/** Most HTTP connections, not counting sockets. */
const CONNECTIONS = 5000;
/** Operations of one lane that may wait, and for how long: after that they fail and the client may retry. */
const WAITING = { waiting: 1000, waitMilliseconds: 6000 } as const;

/** Starts the HTTP server: GraphQL at /graphql over HTTP and WebSocket, health, and the given routes. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { services, schema, fastPaths } = options;
  let stopping = false;
  const isStopping = (): boolean => stopping;
  const logger = services.logger.child({});
  const menuResponseCache = new MenuResponseCache(services, schema, { answers: fastPaths.keptAnswers, compressed: fastPaths.keptCompression });
  const headers = securityHeaders(options.publicUrl);
  const hasFastPath = fastPaths.menuFastPath && menuResponseCache.keeps;
  const fastPath = hasFastPath ? new MenuFastPath(services, menuResponseCache, { headers, proxies: options.trustProxy }) : null;
  const bounds = {
    headers,
    requestMilliseconds: options.requestSeconds * 1000,
    keepAliveMilliseconds: options.keepAliveSeconds * 1000,
    maxConnections: options.maxSockets + CONNECTIONS,
    proxies: options.trustProxy,
  };
  const allowsOrigin = originRule({ ...options, openToAll: options.anyOrigin });
  const app = await fastifyApp({
    ...options,
    logger,
    headers,
    serverFactory: (handler) => {
      const next = withHeaders(headers, handler);
      return makeHttpServer({ ...options, ...bounds }, fastPath ? fastPath.listener(next, isStopping) : next);
    },
    allowsOrigin,
    isStopping,
  });
  boundCycles(schema);
  deferLongLists(schema);
  const execute = makeExecutor(schema, { compiles: fastPaths.compiled });
  const budgets = makeBudgets(services, { client: options.costPerMinuteClient, tenant: options.costPerMinuteTenant });
  const admit = makeAdmission(schema, budgets);
  const documents = new Documents(schema, options);
  const trusted = trustedDocuments(schema, { file: options.trustedDocuments, only: options.trustedDocumentsOnly });
  const http = await graphqlHttp({
    services,
    schema,
    execute,
    introspection: options.introspection,
    admit,
    documents,
    trusted,
    share: fastPaths.fairShare ? lanes(options) : withoutLanes,
    budgets,
    menuResponseCache,
    menuSharedSeconds: options.menuSharedSeconds,
    onAnsweredFromMemory: fastPath && ((request, answered) => fastPath.remember(request, answered)),
  });
  fastPath?.returnBodies(app as never);
  const ws = graphqlWs({ ...options, execute, admit, documents, trusted, limits: new ConnectionLimits(options), headers, allowsOrigin });
  app.route({ method: ['GET', 'HEAD', 'POST'], url: '/graphql', onRequest: options.hasHome ? [redirectBrowsers] : [], handler: http.handle });
  await app.register(async (scope) => {
    // Answers that are no pages keep the server's own policy, which allows nothing.
    await scope.register(helmet, { contentSecurityPolicy: false, crossOriginEmbedderPolicy: false });
    healthRoutes(scope, services, options.migrations, isStopping);
  });
  for (const routes of options.routes) await routes(app, services);
  app.server.on('upgrade', (request, socket, head) => {
    // No other code listens to this socket: an error of a client that disconnects now must not end the process.
    socket.on('error', () => socket.destroy());
    const isApi = request.url?.split('?')[0] === '/graphql';
    if (isApi && !isStopping()) ws.upgrade(request, socket, head);
    else answerAndEnd(socket, isApi ? '503 Service Unavailable' : '404 Not Found', headers);
  });
  // The start prints the address itself; Fastify would log it too, as JSON in the middle of that output.
  logger.level = 'silent';
  await listen(app, options);
  logger.level = services.logger.level;
  const address = app.server.address() as { port: number };
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${address.port}`,
    stop: async () => {
      stopping = true;
      if (options.drainSeconds > 0) await sleep(options.drainSeconds * 1000);
      const drained = app.close();
      // A client that has its answer may keep the connection open for a next request, which will not come.
      const idle = setInterval(() => app.server.closeIdleConnections(), 50);
      const late = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
      await ws.stop();
      await drained;
      clearInterval(idle);
      clearTimeout(late);
      await http.stop();
      budgets?.stop();
    },
  };
}

/**
 * Alone, a tenant may use the whole pool. While other tenants have work it may use an eighth: half would leave them
 * connections, but no processor time, because they wait for the operations that run at the same time.
 */
function lanes({ databasePool }: ServerOptions): Lanes {
  return new FairShare({ alone: 2 * databasePool, shared: Math.max(2, Math.ceil(databasePool / 8)), ...WAITING });
}

/** Redirects a browser that opens the API's address to the home page: it asks for a page, not for an operation. */
async function redirectBrowsers({ method, url, headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
  const asksForPage = method === 'GET' && !url.includes('?') && headers.accept?.includes('text/html');
  if (asksForPage) await reply.redirect('/', 303);
}

async function listen(app: FastifyInstance, { host, port }: ServerOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close().catch(() => undefined);
    throw listenError(error, { host, port });
  }
}
