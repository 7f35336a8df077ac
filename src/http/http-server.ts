import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressOf } from './base/client-address.ts';
import { answerAndEnd, type Headers } from './base/security-headers.ts';
import { AcceptedConnections } from './limits/accepted-connections.ts';
import { AddressLimit, uncounted } from './limits/address-limit.ts';
import { DEFAULT_SOCKETS_PER_ADDRESS } from './limits/connection-limits.ts';

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpServerOptions {
  /** Headers of every answer. */
  readonly headers: Headers;
  /** How long a request may take to arrive completely. */
  readonly requestMilliseconds: number;
  /** How long a connection stays open after an answer, for the next request. */
  readonly keepAliveMilliseconds: number;
  readonly maxConnections: number;
  /** Most concurrent requests of one address; null: the default. */
  readonly maxRequestsPerAddress: number | null;
  /** Most WebSockets of one address; null: the default. */
  readonly maxSocketsPerAddress: number | null;
  readonly proxies: number;
}

const MAX_HEADER_BYTES = 16_384;
const USUAL_REQUESTS_PER_ADDRESS = 500;
/** Node accepts this number of connections more, to answer 429 to those beyond the limit. */
const TO_REFUSE = 1000;

/**
 * Node's HTTP server with its limits: connections in total and of one address, time of arrival and size of the head of a
 * request, and concurrent requests of one address.
 */
export function makeHttpServer(options: HttpServerOptions, next: Listener): Server {
  const { headers, requestMilliseconds, keepAliveMilliseconds, proxies } = options;
  const limit = new AddressLimit(options.maxRequestsPerAddress, USUAL_REQUESTS_PER_ADDRESS);
  const accepted = new AcceptedConnections({
    ...options,
    maxPerAddress: (options.maxRequestsPerAddress ?? USUAL_REQUESTS_PER_ADDRESS) + (options.maxSocketsPerAddress ?? DEFAULT_SOCKETS_PER_ADDRESS),
    everywhere: options.maxRequestsPerAddress !== null && options.maxSocketsPerAddress !== null,
  });
  const turnedAway = new WeakSet<Socket>();
  const server = createServer(
    {
      requestTimeout: requestMilliseconds,
      headersTimeout: requestMilliseconds,
      // How often both timeouts are checked.
      connectionsCheckingInterval: Math.min(requestMilliseconds / 4, 2000),
      // Neither of the timeouts above runs while a connection waits for its next request.
      keepAliveTimeout: keepAliveMilliseconds,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => {
      if (turnedAway.has(request.socket)) return;
      const leave = limit.enter(addressOf(request, proxies));
      if (!leave) return tooMany(response, headers);
      if (leave !== uncounted) response.once('close', leave);
      next(request, response);
    },
  );
  server.maxConnections = options.maxConnections + TO_REFUSE;
  server.on('connection', (socket) => {
    if (accepted.accept(socket)) return;
    turnedAway.add(socket);
    answerAndEnd(
      socket,
      '429 Too Many Requests',
      { ...headers, ...JSON_TYPE, 'retry-after': '1' },
      errorBody('Too many connections are open.', 'RATE_LIMITED', 1),
    );
    socket.destroySoon();
  });
  return server;
}

/** Sets headers on every answer of `next`, which may override them. */
export function withHeaders(headers: Headers, next: Listener): Listener {
  const entries = Object.entries(headers);
  return (request, response) => {
    for (const [name, value] of entries) response.setHeader(name, value);
    next(request, response);
  };
}

function tooMany(response: ServerResponse, headers: Headers): void {
  const body = errorBody('Too many requests of this address are under way.', 'RATE_LIMITED', 1);
  // The body of the request is not read, so the connection cannot be used again.
  response.writeHead(429, { ...headers, ...JSON_TYPE, 'retry-after': '1', connection: 'close' }).end(body);
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' } as const;

const CLIENT_ERRORS: Readonly<Record<string, readonly [status: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers of the request are too large.'],
};

/** Answers bytes that are no HTTP request, or a request that never becomes complete. */
export function clientErrorHandler(headers: Headers): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return ({ code = '' }, socket) => {
    const [status, message] = CLIENT_ERRORS[code] ?? ['400 Bad Request', 'This is not an HTTP request.'];
    if (code !== 'ECONNRESET') answerAndEnd(socket, status, { ...headers, ...JSON_TYPE }, errorBody(message, 'BAD_USER_INPUT'));
    socket.destroySoon();
  };
}

function errorBody(message: string, code: string, retryAfter?: number): string {
  return JSON.stringify({ errors: [{ message, extensions: { code, ...(retryAfter !== undefined && { retryAfter }) } }] });
}
