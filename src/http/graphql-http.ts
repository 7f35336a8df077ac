import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { type Context, contextFor, type Services } from '../kernel/context.ts';
import type { Session } from '../kernel/session.ts';
import { printable } from '../kernel/text.ts';
import { authenticate } from '../modules/identity/index.ts';
import type { makeAdmission } from './admission.ts';
import { countCycles } from './bound-cycles.ts';
import type { Standing } from './budgets.ts';
import { documentLimits, documentLimitsRule, isLimit } from './document-limits.ts';
import { publicError, publicGraphQLError, refusal } from './errors.ts';
import type { Executor } from './executor.ts';
import { type FairShare, Overloaded } from './fair-share.ts';
import { mutationRefused } from './field-rights.ts';
import { idempotencyKeyError } from './idempotency-key.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { Shortcut } from './shortcut.ts';
import type { TrustedDocuments, WantedDocument } from './trusted-documents.ts';
import { Turns } from './turns.ts';

export interface GraphqlHttpOptions {
  readonly schema: GraphQLSchema;
  readonly execute: Executor;
  readonly services: Services;
  readonly introspection: boolean;
  readonly admit: ReturnType<typeof makeAdmission>;
  readonly share: FairShare;
  readonly documents: TrustedDocuments;
  /** The header RateLimit-Policy; null: nothing is counted. */
  readonly policy: string | null;
  /** Null: every answer is made anew. */
  readonly keptAnswers: KeptAnswers | null;
  /** Answers what was answered from memory before. */
  readonly shortcut: Shortcut | null;
}

/** What travels through Apollo with a request. */
interface RequestContext {
  readonly ctx: Context;
  readonly logger: Logger;
  /** Apollo hands a copy of this object around; what is found out on the way is noted in here. */
  readonly found: {
    /** The request is well-formed, but its document or variables are wrong. */ wrongDocument: boolean;
    /** Nothing came of it, and why that is not the request's fault. */
    refused: { readonly status: 429 | 503; readonly retryAfterSeconds: number } | null;
    /** How the budgets stand after it. */
    standing: Standing | null;
  };
}

/** When to come again where more is asked for at a time than can be done. */
const OVERLOADED_SECONDS = 1;
/**
 * Commands that wait for a payment provider, and keep no connection meanwhile: they have places of their own, many, so that
 * a slow one keeps nobody from ordering, nor from paying through another.
 */
const OUTSIDE = new Set(['startPayment', 'payByToken', 'capturePayment', 'cancelPayment', 'checkPayment', 'refundPayment', 'reviewPayment', 'cancelByToken']);
const OUTSIDE_PLACES = 200;

export interface GraphqlHttp {
  handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  stop(): Promise<void>;
}

/** GraphQL over HTTP: Apollo parses, validates and frames; our executor runs the operation. */
export async function graphqlHttp(options: GraphqlHttpOptions): Promise<GraphqlHttp> {
  const { services, keptAnswers } = options;
  const turns = new Turns();
  const apollo = new ApolloServer<RequestContext>({
    gateway: executorGateway(options),
    introspection: options.introspection,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    persistedQueries: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: documentLimits.tokens },
    validationRules: [documentLimitsRule],
    nodeEnv: 'production',
    logger: services.logger,
    plugins: [documentPlugin, ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), ApolloServerPluginUsageReportingDisabled()],
    formatError: (formatted, error) => publicError(formatted, error, services.logger),
  });
  await apollo.start();
  return { handle, stop: () => apollo.stop() };

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { session, refusal } = await authenticate(services, credentialsOf(request));
    await turns.take(`${session.tenantId ?? ''}:${sideOf(session)}`);
    void reply.header('x-request-id', request.id);
    const asked = withDocument(request, options.documents);
    if (asked instanceof GraphQLError) return reply.code(400).send({ errors: [asked.toJSON()] });
    const question = keptAnswers && !refusal && request.method === 'POST' ? keptAnswers.question(session, asked.body, request.headers.accept) : null;
    const kept = question && keptAnswers?.answer(question);
    if (question && kept) {
      options.shortcut?.remember(reply, question);
      return reply.header('content-type', kept.contentType).send(kept.bytes);
    }
    const ctx = contextFor(session, services, {
      requestId: request.id,
      ip: request.ip,
      userAgent: printable(request.headers['user-agent']?.slice(0, 300) ?? '') || null,
      idempotencyKey: one(request.headers['idempotency-key']) ?? null,
      refusal,
    });
    const found: RequestContext['found'] = { wrongDocument: false, refused: null, standing: null };
    const travelling: RequestContext = { ctx, logger: requestLogger(services, request), found };
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers: headerMap(request), ...asked },
      context: async () => travelling,
    });
    const { body, headers, status = 200 } = answer;
    for (const [name, value] of headers) void reply.header(name, value);
    if (body.kind !== 'complete') throw new Error('incremental delivery is not supported');
    const bytes = Buffer.from(body.string);
    const contentType = headers.get('content-type') ?? '';
    if (question && status === 200) keptAnswers?.keep(question, { bytes, contentType });
    if (found.standing && options.policy) void reply.header('ratelimit-policy', options.policy).header('ratelimit', told(found.standing));
    if (found.refused) return reply.code(found.refused.status).header('retry-after', found.refused.retryAfterSeconds).send(bytes);
    const isPlainJson = contentType.startsWith('application/json');
    return reply.code(found.wrongDocument && isPlainJson ? 200 : status).send(bytes);
  }
}

/** The request with its document, if it was named by an id. */
function withDocument({ method, url, body }: FastifyRequest, documents: TrustedDocuments): { search: string; body: unknown } | GraphQLError {
  const { search, searchParams } = new URL(url, 'http://host');
  const isGet = method === 'GET';
  const wanted = isGet ? wantedOf(searchParams) : body;
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return { search, body };
  const document = documents.documentOf(wanted as WantedDocument);
  if (document instanceof GraphQLError) return document;
  if (document === undefined || document === (wanted as WantedDocument).query) return { search, body };
  const { extensions: _, ...others } = wanted as Record<string, unknown>;
  if (!isGet) return { search, body: { ...others, query: document } };
  searchParams.set('query', document);
  searchParams.delete('extensions');
  return { search: `?${searchParams}`, body };
}

function wantedOf(parameters: URLSearchParams): WantedDocument {
  const text = (name: string): string | undefined => parameters.get(name) ?? undefined;
  let extensions: unknown;
  try {
    extensions = JSON.parse(text('extensions') ?? 'null');
  } catch {
    // Told by whoever reads the request.
  }
  return { query: text('query'), documentId: text('documentId'), extensions };
}

function told({ name, remaining, retryAfterSeconds }: Standing): string {
  return `"${name}";r=${remaining};t=${Math.max(retryAfterSeconds, 1)}`;
}

const PARSED_WRONG = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);

/**
 * GraphQL over HTTP: whoever accepts application/json gets 200 and `errors` for a document that does not fit the
 * schema. What is over our limits stays a 400. Subscriptions and unknown operations end here.
 */
const documentPlugin: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (!operation) throw refused('The document has no operation of that name, or several and none is named.');
      if (operation.operation === 'subscription') throw refused('Subscriptions go over WebSocket (graphql-transport-ws), to the same address.');
    },
    didEncounterErrors: async ({ errors, contextValue }) => {
      if (errors.every((error) => PARSED_WRONG.has(error.extensions.code) && !isLimit(error))) contextValue.found.wrongDocument = true;
    },
  }),
};

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}

/** Apollo's door for an executor of one's own. Errors are masked here, where the request is known. */
function executorGateway({ schema, execute, admit, share }: GraphqlHttpOptions): ApolloServerOptionsWithGateway<RequestContext>['gateway'] {
  const overloaded = refusal('SERVICE_UNAVAILABLE', 'Too much is asked for at a time; try again in a moment.', OVERLOADED_SECONDS);
  return {
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({
      executor: async (request) => {
        const { ctx, logger, found } = request.context as RequestContext;
        const operation = { document: request.document, operationName: request.operationName, variables: request.request.variables };
        const { refused, points, standing, rootFields, cyclic } = admit(operation, ctx.session, ctx.ip);
        found.standing = standing;
        if (standing && !standing.allowed) found.refused = { status: 429, retryAfterSeconds: standing.retryAfterSeconds };
        if (refused) return { errors: [refused] } as never;
        const keyRefused = idempotencyKeyRefused(ctx, request.document, request.operationName);
        if (keyRefused) return { errors: [keyRefused] } as never;
        const unseen = mutationRefused(schema, request.document, request.operationName, request.request.variables ?? {}, ctx);
        if (unseen) return masked({ errors: [unseen], data: null }, ctx, logger) as never;
        if (cyclic) countCycles(ctx);
        try {
          const { lane, places } = laneOf(ctx, rootFields);
          const result = await share.run(ctx.session.tenantId ?? '', lane, () => execute({ ...operation, context: ctx }), places);
          if (result.data === undefined) found.wrongDocument = true;
          const answer = masked(result, ctx, logger, points);
          if (isAway(answer)) found.refused = { status: 503, retryAfterSeconds: OVERLOADED_SECONDS };
          return answer as never;
        } catch (error) {
          if (!(error instanceof Overloaded)) throw error;
          found.refused = { status: 503, retryAfterSeconds: OVERLOADED_SECONDS };
          return { errors: [overloaded] } as never;
        }
      },
    }),
    stop: async () => undefined,
  };
}

/** The database is away, and nothing could be answered without it. */
function isAway({ data, errors }: ExecutionResult): boolean {
  const isEmpty = Object.values(data ?? {}).every((value) => value === null);
  return isEmpty && (errors?.some(({ extensions }) => extensions.code === 'SERVICE_UNAVAILABLE') ?? false);
}

/** Which of its tenant's lanes an operation runs in: guests, and what waits for others, keep nobody's till waiting. */
function laneOf({ session }: Context, rootFields: readonly string[]): { lane: string; places: number | null } {
  // All of them: what else comes along, or is skipped, would have these places for work of any kind.
  if (rootFields.every((name) => OUTSIDE.has(name))) return { lane: 'outside', places: OUTSIDE_PLACES };
  return { lane: sideOf(session), places: null };
}

function sideOf({ actor }: Session): 'guests' | 'staff' {
  return actor === 'GUEST' ? 'guests' : 'staff';
}

/** Keys of anonymous calls are ignored. */
function idempotencyKeyRefused({ idempotencyKey, session }: Context, document: DocumentNode, operationName: string | null | undefined): GraphQLError | null {
  if (idempotencyKey === null || (session.userId ?? session.deviceId) === null) return null;
  return idempotencyKeyError(idempotencyKey, document, operationName);
}

/** The result as the client sees it; `points`: what it cost, if it was executed. */
function masked(result: ExecutionResult, ctx: Context, logger: Logger, points?: number): ExecutionResult {
  const extensions = {
    ...result.extensions,
    ...(ctx.answer.replayed && { idempotentReplay: true }),
    ...(points !== undefined && result.data !== undefined && { cost: { points } }),
  };
  return {
    ...result,
    ...(result.errors && { errors: result.errors.map((error) => publicGraphQLError(error, logger)) }),
    ...(Object.keys(extensions).length > 0 && { extensions }),
  };
}

function credentialsOf({ headers }: FastifyRequest): { authorization?: string; tenant?: string; outlet?: string } {
  const { authorization } = headers;
  const tenant = one(headers['x-tenant-id']);
  const outlet = one(headers['x-outlet-id']);
  return { ...(authorization && { authorization }), ...(tenant && { tenant }), ...(outlet && { outlet }) };
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function headerMap(request: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  return map;
}

/** Logs with the id that the client gets to see. */
export function requestLogger(services: Services, request: FastifyRequest): Logger {
  return services.logger.child({ requestId: request.id });
}
