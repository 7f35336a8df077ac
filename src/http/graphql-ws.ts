import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { handleProtocols, makeServer, type Context as SocketContext, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Context, contextFor, type Services } from '../kernel/context.ts';
import { Fault, type FaultCode } from '../kernel/failure.ts';
import { type Session, sight } from '../kernel/session.ts';
import { newId } from '../kernel/tenant-owned.ts';
import { authenticate } from '../modules/identity/index.ts';
import type { Admitted, makeAdmission } from './admission.ts';
import { countCycles } from './bound-cycles.ts';
import { addressOf } from './client-address.ts';
import { closeEnded, closeRefused, closeSocket } from './close-socket.ts';
import { coerceVariables } from './coerce-variables.ts';
import { type ConnectionLimits, messageRate, type SocketPlace, sendAway } from './connection-limits.ts';
import { documentChecker, documentLimits, documentLimitsRule } from './document-limits.ts';
import { isUnavailable, publicError, publicGraphQLError } from './errors.ts';
import type { Executor } from './executor.ts';
import { LiveSockets } from './live-sockets.ts';
import type { OriginRule } from './origins.ts';
import { answerAndEnd, type Headers } from './security-headers.ts';
import { type ResultSource, sharedSubscribe } from './share-executions.ts';
import { LineSubscription, SocketLine } from './socket-line.ts';
import type { TrustedDocuments, WantedDocument } from './trusted-documents.ts';

export interface GraphqlWsOptions {
  readonly schema: GraphQLSchema;
  readonly execute: Executor;
  readonly services: Services;
  readonly admit: ReturnType<typeof makeAdmission>;
  readonly documents: TrustedDocuments;
  readonly limits: ConnectionLimits;
  /** How many proxies stand in front. */
  readonly trustProxy: number;
  /** Of answers to those who do not get a socket. */
  readonly headers: Headers;
  readonly allowsOrigin: OriginRule;
  readonly introspection: boolean;
  readonly heartbeatMilliseconds: number;
}

export interface GraphqlWs {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket with 1001. */
  stop(): Promise<void>;
}

/** What is known of a socket. */
interface Extra {
  readonly socket: WebSocket;
  readonly line: SocketLine;
  readonly place: SocketPlace;
  readonly ip: string;
  session: Session | null;
}

const MAX_SUBSCRIPTIONS = 20;

/** GraphQL subscriptions over graphql-transport-ws; the same checks of documents as over HTTP, subscriptions only. */
export function graphqlWs(options: GraphqlWsOptions): GraphqlWs {
  const { services, schema, limits } = options;
  const admitted = new WeakMap<ExecutionArgs, Admitted>();
  const sockets = new LiveSockets(services, 2 * options.heartbeatMilliseconds);
  const check = documentChecker(schema, { rules: [documentLimitsRule], hideSuggestions: !options.introspection });
  const subscribe = sharedSubscribe(async (operation) => masked(await options.execute(operation)));

  const protocol = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: 3000,
    onConnect: async (socket) => {
      const since = performance.now();
      socket.extra.place.known();
      const { session, refusal } = await authenticate(services, credentialsOf(socket.connectionParams));
      if (refusal) {
        closeRefused(socket.extra.socket, refusal);
        return true;
      }
      if (!socket.extra.place.of(session.tenantId)) {
        sendAway(socket.extra.socket, 'Too many sockets of this tenant');
        return true;
      }
      socket.extra.session = session;
      sockets.add(socket.extra.socket, session, since);
      return true;
    },
    onSubscribe: (socket, _id, payload) => prepare(socket, payload),
    subscribe: (args) => {
      const { session } = args.contextValue as Context;
      const freshContext = (): unknown => {
        const ctx = contextFor(session, services, { requestId: newId() });
        if (admitted.get(args)?.cyclic) countCycles(ctx);
        return ctx;
      };
      return subscribe({ args, sight: sight(session), freshContext });
    },
    onOperation: (socket, id, _payload, args, result) => {
      if (!(Symbol.asyncIterator in result)) {
        const refused = result as ExecutionResult;
        return closeEnded(socket.extra.socket, refused.errors ?? []) ? {} : masked(refused);
      }
      // What it read to begin with is not needed any more, and a socket lives for hours.
      (args.contextValue as Context).em = services.orm.em;
      return new LineSubscription(result as ResultSource, socket.extra.line, id, { cost: { points: admitted.get(args)?.points ?? 0 } });
    },
    onError: (socket, _id, _payload, errors) => {
      if (closeEnded(socket.extra.socket, errors)) return errors.map(({ message }) => ({ message }));
      return errors.map((error) => publicError(error.toJSON(), error, numbered()));
    },
  });

  const server = new WebSocketServer({ noServer: true, maxPayload: documentLimits.bytes, perMessageDeflate: false, handleProtocols, clientTracking: true });

  function prepare(socket: SocketContext<Record<string, unknown>, Extra>, payload: SubscribePayload): ExecutionArgs | readonly GraphQLError[] {
    const { session } = socket.extra;
    if (!session) return [fault('UNAUTHENTICATED', 'The connection is not initialised.')];
    if (Object.keys(socket.subscriptions).length > MAX_SUBSCRIPTIONS) return [fault('RATE_LIMITED', `At most ${MAX_SUBSCRIPTIONS} subscriptions per socket.`)];
    const query = options.documents.documentOf(payload as WantedDocument);
    if (typeof query !== 'string') return [query ?? fault('BAD_USER_INPUT', 'There is no document.')];
    const checked = check(query);
    if ('errors' in checked) return checked.errors;
    const operation = getOperationAST(checked.document, payload.operationName);
    if (operation?.operation !== 'subscription')
      return [fault('BAD_USER_INPUT', 'Only subscriptions go over WebSocket; send queries and mutations over HTTP.')];
    const { errors } = coerceVariables(schema, checked.document, payload.operationName, payload.variables ?? {});
    if (errors) return errors;
    const asked = { document: checked.document, operationName: payload.operationName, variables: payload.variables };
    const admission = options.admit(asked, session, socket.extra.ip);
    if (admission.refused) return [admission.refused];
    const contextValue = contextFor(session, services, { requestId: newId() });
    const args = {
      schema,
      document: checked.document,
      operationName: payload.operationName ?? undefined,
      variableValues: payload.variables ?? {},
      contextValue,
    };
    admitted.set(args, admission);
    return args;
  }

  server.on('wsClientError', (_error, socket) => answerAndEnd(socket, '400 Bad Request', options.headers));

  /** What a request is over HTTP, an error is here: a masked one names the id that it is logged under. */
  function numbered(): Logger {
    return services.logger.child({ requestId: newId() });
  }

  function masked(result: ExecutionResult): ExecutionResult {
    return result.errors ? { ...result, errors: result.errors.map((error) => publicGraphQLError(error, numbered())) } : result;
  }

  /** Sockets that have answered the last ping; one that has not is gone. */
  const alive = new WeakSet<WebSocket>();
  const pings = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }, options.heartbeatMilliseconds);
  pings.unref();
  function answered(this: WebSocket): void {
    alive.add(this);
  }

  function open(socket: WebSocket, connection: Duplex, place: SocketPlace, ip: string): void {
    const inTime = messageRate();
    /** Whether what came is to be read: nothing is of a socket that is sent away. */
    const isWelcome = (): boolean => {
      if (socket.readyState !== socket.OPEN) return false;
      if (inTime()) return true;
      sendAway(socket, 'Too many messages');
      return false;
    };
    alive.add(socket);
    socket.on('pong', answered);
    socket.on('ping', isWelcome);
    socket.on('error', (error) => services.logger.debug({ err: error }, 'socket error'));
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((done, fail) => (socket.readyState === socket.OPEN ? socket.send(data, (error) => (error ? fail(error) : done())) : done())),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data) => {
            if (!isWelcome()) return;
            receive(withQuery(String(data))).catch((error: unknown) => {
              services.logger.warn({ err: error }, 'a socket message failed');
              // Clients give up for good on 4500; a display has to come back by itself.
              if (isUnavailable(error)) closeSocket(socket, 'TRY_AGAIN_LATER', 'Not available now');
              else closeSocket(socket, 'INTERNAL_ERROR', 'Internal server error');
            });
          }),
      },
      { socket, line: new SocketLine(socket, connection), place, ip, session: null },
    );
    socket.once('close', (code, reason) => {
      sockets.remove(socket);
      closed(code, String(reason)).catch((error: unknown) => services.logger.warn({ err: error }, 'closing a socket failed'));
    });
  }

  return {
    upgrade: (request, socket, head) => {
      if (!options.allowsOrigin(request.headers)) return answerAndEnd(socket, '403 Forbidden', options.headers);
      const place = limits.enter(request);
      if (!place) return answerAndEnd(socket, '503 Service Unavailable', { ...options.headers, 'retry-after': '1' });
      if (socket.destroyed) return place.leave();
      socket.once('close', place.leave);
      server.handleUpgrade(request, socket, head, (client) => open(client, socket, place, addressOf(request, options.trustProxy)));
    },
    stop: async () => {
      for (const client of server.clients) closeSocket(client, 'GOING_AWAY', 'Going away');
      const deadline = setTimeout(() => {
        for (const client of server.clients) client.terminate();
      }, 2000);
      await new Promise<void>((done) => server.close(() => done()));
      clearTimeout(deadline);
      clearInterval(pings);
      sockets.stop();
    },
  };
}

function fault(code: FaultCode, message: string): GraphQLError {
  return new GraphQLError(message, { originalError: new Fault(code, message) });
}

/** A subscription that names its document by an id has no query, which graphql-ws insists on. */
function withQuery(text: string): string {
  if (!text.includes('"documentId"') && !text.includes('"persistedQuery"')) return text;
  try {
    const message = JSON.parse(text) as { type?: unknown; payload?: { query?: unknown } | null };
    const lacks = message.type === 'subscribe' && typeof message.payload === 'object' && message.payload !== null && message.payload.query === undefined;
    return lacks ? JSON.stringify({ ...message, payload: { ...message.payload, query: '' } }) : text;
  } catch {
    return text;
  }
}

/** The names of the HTTP headers, in any letter case. */
function credentialsOf(params: Readonly<Record<string, unknown>> | undefined): { authorization?: string; tenant?: string; outlet?: string } {
  const byName = new Map(Object.entries(params ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const text = (name: string): string | undefined => {
    const value = byName.get(name);
    return typeof value === 'string' && value.length > 0 && value.length < 8000 ? value : undefined;
  };
  const [authorization, tenant, outlet] = [text('authorization'), text('x-tenant-id'), text('x-outlet-id')];
  return { ...(authorization && { authorization }), ...(tenant && { tenant }), ...(outlet && { outlet }) };
}
