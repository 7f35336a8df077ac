import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { newId } from '../../kernel/database/tenant-owned.ts';
import { ProcessorBusy } from '../../kernel/processor/job.ts';
import { type Context, contextFor } from '../../kernel/request/context.ts';
import { isPublic, type Session, visibilityKey } from '../../kernel/request/session.ts';
import { authenticate } from '../../modules/identity/index.ts';
import { addressOf } from '../base/client-address.ts';
import { closeEnded, closeRefused, closeSocket, rejectSocket } from '../base/close-socket.ts';
import { isUnavailable, processorBusyError, publicError, publicGraphQLError } from '../base/errors.ts';
import type { OriginRule } from '../base/origins.ts';
import { answerAndEnd, type Headers } from '../base/security-headers.ts';
import type { Executor } from '../graphql/executor.ts';
import type { Admission } from '../limits/admission.ts';
import { countCycles } from '../limits/bound-cycles.ts';
import { type ConnectionLimits, messageRate, type SocketSlot } from '../limits/connection-limits.ts';
import { documentLimits } from '../limits/document-limits.ts';
import { LiveSockets } from './live-sockets.ts';
import { type PreparationOptions, subscriptionError, subscriptionPreparation } from './prepare-subscription.ts';
import { type ResultSource, sharedSubscribe } from './share-executions.ts';
import { socketCredentials } from './socket-credentials.ts';
import { LineSubscription, SocketLine } from './socket-line.ts';

export interface GraphqlWsOptions extends PreparationOptions {
  readonly execute: Executor;
  readonly limits: ConnectionLimits;
  /** Number of proxies in front of this server. */
  readonly trustProxy: number;
  /** Headers of answers to refused upgrades. */
  readonly headers: Headers;
  readonly allowsOrigin: OriginRule;
  readonly heartbeatMilliseconds: number;
  readonly fastPaths: { readonly sharedExecutions: boolean; readonly frames: boolean };
}

export interface GraphqlWs {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket with 1001. */
  stop(): Promise<void>;
}

interface Extra {
  readonly socket: WebSocket;
  readonly line: SocketLine;
  readonly place: SocketSlot;
  readonly ip: string;
  /** Headers of the upgrade request. */
  readonly headers: IncomingHttpHeaders;
  session: Session | null;
}

const WRONG_PROTOCOL = 'The subprotocol is graphql-transport-ws (npm package graphql-ws); graphql-ws is that of its predecessor';

/** GraphQL subscriptions over graphql-transport-ws, with the same document checks as over HTTP; subscriptions only. */
export function graphqlWs(options: GraphqlWsOptions): GraphqlWs {
  const { services, limits } = options;
  const admission = new WeakMap<ExecutionArgs, Admission>();
  const sockets = new LiveSockets(services, 2 * options.heartbeatMilliseconds);
  const prepare = subscriptionPreparation(options);
  const { sharedExecutions: shares, frames: framesItself } = options.fastPaths;
  const subscribe = sharedSubscribe(async (operation) => masked(await orProcessorBusy(options.execute(operation))), { shares });

  const protocol = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: 3000,
    onConnect: async (socket) => {
      const since = performance.now();
      socket.extra.place.identified();
      const credentials = socketCredentials(socket.connectionParams, socket.extra.headers);
      if ('wrong' in credentials) {
        closeSocket(socket.extra.socket, 'BAD_REQUEST', credentials.wrong);
        return true;
      }
      const { session, refusal } = await authenticate(services, credentials.credentials);
      if (refusal) {
        closeRefused(socket.extra.socket, refusal);
        return true;
      }
      const noPlace = socket.extra.place.assign(session.tenantId, isPublic(session));
      if (noPlace !== null) {
        rejectSocket(socket.extra.socket, 'TRY_AGAIN_LATER', noPlace);
        return true;
      }
      socket.extra.session = session;
      sockets.add(socket.extra.socket, session, since);
      return true;
    },
    onSubscribe: async (socket, _id, payload) => {
      const { session, ip } = socket.extra;
      if (!session) return [subscriptionError('UNAUTHENTICATED', 'The connection is not initialised.')];
      const prepared = await prepare({ session, ip, open: Object.keys(socket.subscriptions).length }, payload);
      if ('errors' in prepared) return prepared.errors;
      admission.set(prepared.args, prepared.admission);
      return prepared.args;
    },
    subscribe: (args) => {
      const { session, ip } = args.contextValue as Context;
      const freshContext = (): Context => {
        const ctx = contextFor(session, services, { requestId: newId(), ip });
        if (admission.get(args)?.cyclic) countCycles(ctx);
        return ctx;
      };
      return subscribe({ args, visibilityKey: visibilityKey(session), freshContext });
    },
    onOperation: (socket, id, _payload, args, result) => {
      if (!(Symbol.asyncIterator in result)) {
        const refused = result as ExecutionResult;
        return closeEnded(socket.extra.socket, refused.errors ?? []) ? {} : masked(refused);
      }
      // Frees the entities that the subscription read at its start: a socket lives for hours.
      (args.contextValue as Context).em = services.orm.em;
      return new LineSubscription(result as ResultSource, socket.extra.line, id, { cost: { points: admission.get(args)?.points ?? 0 } });
    },
    onError: (socket, _id, _payload, errors) => {
      if (closeEnded(socket.extra.socket, errors)) return errors.map(({ message }) => ({ message }));
      return errors.map((error) => publicError(error.toJSON(), error, numbered()));
    },
  });

  const server = new WebSocketServer({
    noServer: true,
    maxPayload: documentLimits.bytes,
    perMessageDeflate: false,
    handleProtocols: chosen,
    clientTracking: true,
  });

  server.on('wsClientError', (_error, socket) => answerAndEnd(socket, '400 Bad Request', options.headers));

  /** A logger with an id for one error: a masked error shows the id that it is logged under. */
  function numbered(): Logger {
    return services.logger.child({ requestId: newId() });
  }

  function masked(result: ExecutionResult): ExecutionResult {
    return result.errors ? { ...result, errors: result.errors.map((error) => publicGraphQLError(error, numbered())) } : result;
  }

  /** Sockets that have answered the last ping; a socket that has not is terminated. */
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

  function open(socket: WebSocket, connection: Duplex, place: SocketSlot, { headers }: IncomingMessage, ip: string): void {
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      rejectSocket(socket, 'WRONG_SUBPROTOCOL', WRONG_PROTOCOL);
      return;
    }
    const inTime = messageRate();
    /** Whether a message is processed: not on a closing socket, and not beyond the message rate. */
    const isWelcome = (): boolean => {
      if (socket.readyState !== socket.OPEN) return false;
      if (inTime()) return true;
      rejectSocket(socket, 'TRY_AGAIN_LATER', 'Too many messages');
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
              // Clients do not reconnect after 4500; a display must reconnect by itself.
              if (isUnavailable(error)) closeSocket(socket, 'TRY_AGAIN_LATER', 'Not available now');
              else closeSocket(socket, 'INTERNAL_ERROR', 'Internal server error');
            });
          }),
      },
      { socket, line: new SocketLine(socket, connection, { framesItself }), place, ip, headers, session: null },
    );
    socket.once('close', (code, reason) => {
      sockets.remove(socket);
      closed(code, String(reason)).catch((error: unknown) => services.logger.warn({ err: error }, 'closing a socket failed'));
    });
  }

  return {
    upgrade: (request, socket, head) => {
      if (!options.allowsOrigin(request.headers)) return answerAndEnd(socket, '403 Forbidden', options.headers);
      const place = limits.acquire(request, () => socket.destroy());
      if (!place) return answerAndEnd(socket, '503 Service Unavailable', { ...options.headers, 'retry-after': '1' });
      if (socket.destroyed) return place.release();
      socket.once('close', place.release);
      server.handleUpgrade(request, socket, head, (client) => open(client, socket, place, request, addressOf(request, options.trustProxy)));
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

/** The subprotocol of the connection. A client without ours gets its own first one, so that it can read why it is refused. */
function chosen(offered: Set<string>): string | false {
  const [first] = offered;
  return offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : (first ?? false);
}

/** Turns ProcessorBusy into an error of one event; the subscription goes on. */
async function orProcessorBusy(result: Promise<ExecutionResult>): Promise<ExecutionResult> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof ProcessorBusy) return { errors: [processorBusyError()] };
    throw error;
  }
}

/** Adds an empty query, which graphql-ws requires, to a subscription that names its document by an id. */
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
