import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormattedExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { cellStatusOf, MOVING_SECONDS } from '../../kernel/cells/cell-errors.ts';
import { withTimeout } from '../../kernel/concurrency/with-timeout.ts';
import { ProcessorBusy } from '../../kernel/processor/job.ts';
import { processorOf } from '../../kernel/processor/processor.ts';
import { contextFor, type Services } from '../../kernel/request/context.ts';
import { type Party, partyOf } from '../../kernel/request/party.ts';
import type { Session } from '../../kernel/request/session.ts';
import type { RequestError } from '../../kernel/values/errors.ts';
import { printable } from '../../kernel/values/text.ts';
import { authenticate } from '../../modules/identity/index.ts';
import { isCompressible } from '../base/compressible.ts';
import type { EncodedResponse } from '../base/encoded-response.ts';
import { encodingOf, mediaTypeOf, VARY } from '../base/encoding.ts';
import { BUSY_SECONDS, processorBusyError, publicError, refusedOperation } from '../base/errors.ts';
import type { TrustedDocuments } from '../base/graphql-request.ts';
import { credentialsOf, disagreesAboutTenant, firstHeader, type GraphqlParams, type GraphqlRequest, readRequest } from '../base/graphql-request.ts';
import type { RequestedOperation } from '../limits/admission.ts';
import type { BudgetState } from '../limits/budgets.ts';
import { documentLimits, TOO_LONG } from '../limits/document-limits.ts';
import { RequestPacer } from '../limits/request-pacer.ts';
import { conditionalGet } from '../menu-cache/conditional-get.ts';
import type { CacheKey, MenuResponseCache } from '../menu-cache/menu-response-cache.ts';
import { AnswerCost } from './answer-cost.ts';
import { audienceOf, documentPlugin, executorGateway, type GatewayOptions, type RequestContext } from './apollo-gateway.ts';
import { checkDocument } from './check-document.ts';
import type { CheckedDocument, Documents } from './documents.ts';

export interface GraphqlHttpOptions extends GatewayOptions {
  readonly services: Services;
  readonly introspection: boolean;
  readonly documents: Documents;
  readonly trusted: TrustedDocuments;
  readonly menuResponseCache: MenuResponseCache;
  /** How long a shared cache may serve a guest's menu without asking. */
  readonly menuSharedSeconds: number;
  /** Called when a request was answered from the cache: the menu fast path answers the same bytes the next time. */
  readonly onAnsweredFromMemory:
    | ((request: IncomingMessage, answered: { readonly cacheKey: CacheKey; readonly contentType: string; readonly party: Party }) => void)
    | null;
}

export interface GraphqlHttp {
  handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  stop(): Promise<void>;
}

/** Headers that a page of another origin cannot send without a preflight, our own among them: a GET with one of them is no CSRF. */
const PREFLIGHTED = ['authorization', 'x-tenant-id', 'x-outlet-id', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;
/** How long a request waits for the same answer that another request is producing. */
const SAME_ANSWER_MS = 50;
/** Cost of reading a byte of a request, in milliseconds. */
const READ_MS = 10e-6;
const TWO_TENANTS = 'The address and X-Tenant-ID name the tenant differently; name it once.';

/** Apollo loads those of its own plugins that are not switched off, with the code that they need, even if they then do nothing. */
const withoutDefaults = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/** GraphQL over HTTP: Apollo reads the request and frames the answer; this server's executor runs the operation. */
export async function graphqlHttp(options: GraphqlHttpOptions): Promise<GraphqlHttp> {
  const { services, menuResponseCache, budgets } = options;
  const processor = processorOf(services);
  const turns = new RequestPacer();
  const inFlight = new Map<string, Promise<void>>();
  const hasAlready = conditionalGet(services, options.menuSharedSeconds);
  const apollo = new ApolloServer<RequestContext>({
    gateway: executorGateway(options),
    introspection: options.introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    csrfPrevention: { requestHeaders: [...PREFLIGHTED] },
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    documentStore: null,
    nodeEnv: 'production',
    logger: services.logger,
    plugins: [documentPlugin, ...withoutDefaults],
    formatError: (formatted, error) => publicError(formatted, error, services.logger),
    stringifyResult,
  });
  await apollo.start();
  return { handle, stop: () => apollo.stop() };

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { session, refusal: refused } = await authenticate(services, credentialsOf(request));
    const party = partyOf({ session, ip: request.ip });
    processor.noteRequest(party);
    processor.charge(party, lengthOf(request) * READ_MS);
    await turns.enter(`${session.tenantId ?? ''}:${audienceOf(session)}`);
    void reply.header('x-request-id', request.id);
    const elsewhere = refused && cellStatusOf(refused);
    if (elsewhere) return sendRefused(reply, elsewhere, refused);
    try {
      if (party.isGuest) await processor.enter(party);
      return await answer({ request, reply, session, refused, party });
    } catch (error) {
      if (!(error instanceof ProcessorBusy)) throw error;
      return sendError(reply.code(429).header('retry-after', BUSY_SECONDS), processorBusyError());
    }
  }

  /** @throws ProcessorBusy */
  async function answer(entered: Entered): Promise<FastifyReply> {
    const { request, reply, party } = entered;
    if (disagreesAboutTenant(request)) return sendError(reply.code(400), refusedOperation('BAD_USER_INPUT', TWO_TENANTS));
    const read = readRequest(request, options.trusted);
    if (read instanceof GraphQLError) return sendError(reply.code(read.extensions.code === 'PERSISTED_QUERY_NOT_SUPPORTED' ? 200 : 400), read);
    const { params } = read;
    if (isTooLong(request, params)) return sendError(reply.code(413), refusedOperation('BAD_USER_INPUT', TOO_LONG));
    const checked = params && (await checkDocument(options.documents, processor, params.query, party));
    const operation = params && checked && 'document' in checked ? { ...params, document: checked.document } : null;
    const incoming = { ...entered, read, checked, operation };
    const cacheKey = cacheKeyOf(incoming);
    return cacheKey && menuResponseCache.keeps ? fromMemory(incoming, cacheKey) : execute(incoming, cacheKey);
  }

  function cacheKeyOf({ request, session, refused, party, operation }: Incoming): CacheKey | null {
    const isForged = request.method !== 'POST' && !PREFLIGHTED.some((name) => request.headers[name]);
    if (!operation || refused || isForged || mediaTypeOf(request.headers.accept) === null) return null;
    return processor.measure(party, () => menuResponseCache.keyOf(session, operation));
  }

  async function fromMemory(incoming: Incoming, cacheKey: CacheKey): Promise<FastifyReply> {
    const sameAnswer = inFlight.get(cacheKey.text);
    if (sameAnswer) await withTimeout(SAME_ANSWER_MS, sameAnswer, () => undefined);
    const kept = menuResponseCache.get(cacheKey);
    if (kept && (services.cells?.mayAnswerFromMemory(cacheKey.tenantId ?? '') ?? true)) {
      const contentType = mediaTypeOf(incoming.request.headers.accept) ?? '';
      options.onAnsweredFromMemory?.(incoming.request.raw, { cacheKey, contentType, party: incoming.party });
      return send(incoming, kept, contentType, cacheKey);
    }
    const making = execute(incoming, cacheKey);
    const over = making.then(nothing, nothing);
    inFlight.set(cacheKey.text, over);
    void over.then(() => inFlight.get(cacheKey.text) === over && inFlight.delete(cacheKey.text));
    return making;
  }

  async function execute(incoming: Incoming, cacheKey: CacheKey | null): Promise<FastifyReply> {
    const { request, reply, session, refused, party, read, checked } = incoming;
    const ctx = contextFor(session, services, {
      requestId: request.id,
      ip: request.ip,
      userAgent: printable(request.headers['user-agent']?.slice(0, 300) ?? '') || null,
      idempotencyKey: firstHeader(request.headers['idempotency-key']) ?? null,
      refusal: refused,
    });
    const found: RequestContext['outcome'] = { wrongDocument: false, refused: null, budget: null, written: null };
    const travelling: RequestContext = { ctx, logger: requestLogger(services, request), checked, outcome: found };
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method === 'HEAD' ? 'GET' : request.method, headers: headerMap(request), search: read.search, body: read.body },
      context: async () => travelling,
    });
    const { body, headers, status = 200 } = answer;
    for (const [name, value] of headers) void reply.header(name, value);
    if (body.kind !== 'complete') throw new Error('incremental delivery is not supported');
    const encoded = menuResponseCache.encode(found.written ?? [Buffer.from(body.string)]);
    const contentType = headers.get('content-type') ?? '';
    const isGood = cacheKey !== null && status === 200 && menuResponseCache.set(cacheKey, encoded, party);
    if (found.budget && budgets) void reply.header('ratelimit-policy', budgets.policy).header('ratelimit', rateLimitHeader(found.budget));
    if (found.refused) {
      void reply.code(found.refused.status);
      if (found.refused.retryAfterSeconds) void reply.header('retry-after', found.refused.retryAfterSeconds);
    } else void reply.code(found.wrongDocument && contentType.startsWith('application/json') ? 200 : status);
    return send(incoming, encoded, contentType, isGood ? cacheKey : null);
  }

  /**
   * Sends an answer, compressed if the client accepts it and the answer may be compressed.
   * @param cacheKey null: the answer must not be cached anywhere
   */
  async function send(incoming: Incoming, answer: EncodedResponse, contentType: string, cacheKey: CacheKey | null): Promise<FastifyReply> {
    const { request, reply, party, operation } = incoming;
    void reply.header('vary', VARY);
    if (cacheKey && (await hasAlready({ ...incoming, answer, cacheKey }))) {
      processor.chargeAnswer(party, 0);
      for (const name of ['content-type', 'content-length']) reply.removeHeader(name);
      return reply.code(304).send();
    }
    const mayCompress = operation !== null && isCompressible(options.schema, operation.document, operation.operationName);
    const encoding = mayCompress ? encodingOf(firstHeader(request.headers['accept-encoding'])) : null;
    let sent = answer.ready(encoding);
    if (!sent && encoding) {
      processor.charge(party, answer.costOf(encoding));
      sent = await answer.encoded(encoding);
    }
    const { parts, length, encoding: used } = sent ?? answer.plain;
    processor.chargeAnswer(party, length);
    if (used) void reply.header('content-encoding', used);
    return reply
      .header('content-type', contentType)
      .header('content-length', length)
      .send(parts.length === 1 ? parts[0] : Readable.from(parts, { objectMode: false }));
  }
}

/** A request whose session is known. */
interface Entered {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly session: Session;
  /** Why the token was not accepted. */
  readonly refused: RequestError | null;
  readonly party: Party;
}

/** A request that has been read and checked. */
interface Incoming extends Entered {
  readonly read: GraphqlRequest;
  readonly checked: CheckedDocument | null;
  /** Null: the document is missing or wrong. */
  readonly operation: RequestedOperation | null;
}

function nothing(): void {}

function lengthOf({ headers, body }: FastifyRequest): number {
  return Number(headers['content-length'] ?? (body ? JSON.stringify(body).length : 0));
}

/** Whether a request is too long; commands may be longer than queries. */
function isTooLong(request: FastifyRequest, params: GraphqlParams | null): boolean {
  return lengthOf(request) > documentLimits.bytes && !/\bmutation\b/.test(params?.query ?? '');
}

function sendError(reply: FastifyReply, error: GraphQLError): FastifyReply {
  return reply.send({ errors: [error.toJSON()] });
}

/** Answers a request whose tenant this node does not serve, or not now. */
function sendRefused(reply: FastifyReply, status: number, { message, extensions }: RequestError): FastifyReply {
  if (status === 503) void reply.header('retry-after', MOVING_SECONDS);
  return reply.code(status).send({ errors: [{ message, extensions }] });
}

function rateLimitHeader({ name, remaining, retryAfterSeconds }: BudgetState): string {
  return `"${name}";r=${remaining};t=${Math.max(retryAfterSeconds, 1)}`;
}

/** AnswerCost writes data and cost of an executed operation, to the last byte. */
function stringifyResult(result: FormattedExecutionResult): string {
  const cost = result.extensions?.cost;
  if (!(cost instanceof AnswerCost)) return `${JSON.stringify(result)}\n`;
  cost.write(result);
  return '';
}

function headerMap(request: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  return map;
}

/** A logger that adds the request id that the client sees. */
export function requestLogger(services: Services, request: FastifyRequest): Logger {
  return services.logger.child({ requestId: request.id });
}
