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
import { authenticate } from '../modules/identity/index.ts';
import { documentLimits, documentLimitsRule, isLimit } from './document-limits.ts';
import { publicError, publicGraphQLError } from './errors.ts';
import type { Executor } from './executor.ts';
import { mutationRefused } from './field-rights.ts';
import { idempotencyKeyError } from './idempotency-key.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { Shortcut } from './shortcut.ts';

export interface GraphqlHttpOptions {
  readonly schema: GraphQLSchema;
  readonly execute: Executor;
  readonly services: Services;
  readonly introspection: boolean;
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
  readonly found: { /** The request is well-formed, but its document or variables are wrong. */ wrongDocument: boolean };
}

export interface GraphqlHttp {
  handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  stop(): Promise<void>;
}

/** GraphQL over HTTP: Apollo parses, validates and frames; our executor runs the operation. */
export async function graphqlHttp(options: GraphqlHttpOptions): Promise<GraphqlHttp> {
  const { services, keptAnswers } = options;
  const apollo = new ApolloServer<RequestContext>({
    gateway: executorGateway(options.schema, options.execute),
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
    void reply.header('cache-control', 'private, no-store').header('x-content-type-options', 'nosniff').header('x-request-id', request.id);
    const question = keptAnswers && !refusal && request.method === 'POST' ? keptAnswers.question(session, request.body, request.headers.accept) : null;
    const kept = question && keptAnswers?.answer(question);
    if (question && kept) {
      options.shortcut?.remember(reply, question, kept);
      return reply.header('content-type', kept.contentType).send(kept.bytes);
    }
    const ctx = contextFor(session, services, {
      requestId: request.id,
      ip: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
      idempotencyKey: one(request.headers['idempotency-key']) ?? null,
      refusal,
    });
    const travelling: RequestContext = { ctx, logger: requestLogger(services, request), found: { wrongDocument: false } };
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers: headerMap(request), search: new URL(request.url, 'http://host').search, body: request.body },
      context: async () => travelling,
    });
    const { body, headers, status = 200 } = answer;
    for (const [name, value] of headers) void reply.header(name, value);
    if (body.kind !== 'complete') throw new Error('incremental delivery is not supported');
    const bytes = Buffer.from(body.string);
    const contentType = headers.get('content-type') ?? '';
    if (question && status === 200) keptAnswers?.keep(question, { bytes, contentType });
    const isPlainJson = contentType.startsWith('application/json');
    return reply.code(travelling.found.wrongDocument && isPlainJson ? 200 : status).send(bytes);
  }
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
function executorGateway(schema: GraphQLSchema, execute: Executor): ApolloServerOptionsWithGateway<RequestContext>['gateway'] {
  return {
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({
      executor: async (request) => {
        const { ctx, logger, found } = request.context as RequestContext;
        const refused = idempotencyKeyRefused(ctx, request.document, request.operationName);
        if (refused) return { errors: [refused] } as never;
        const unseen = mutationRefused(schema, request.document, request.operationName, request.request.variables ?? {}, ctx);
        if (unseen) return masked({ errors: [unseen], data: null }, ctx, logger) as never;
        const result = await execute({ document: request.document, operationName: request.operationName, variables: request.request.variables, context: ctx });
        if (result.data === undefined) found.wrongDocument = true;
        return masked(result, ctx, logger) as never;
      },
    }),
    stop: async () => undefined,
  };
}

/** Keys of anonymous calls are ignored. */
function idempotencyKeyRefused({ idempotencyKey, session }: Context, document: DocumentNode, operationName: string | null | undefined): GraphQLError | null {
  if (idempotencyKey === null || (session.userId ?? session.deviceId) === null) return null;
  return idempotencyKeyError(idempotencyKey, document, operationName);
}

function masked(result: ExecutionResult, ctx: Context, logger: Logger): ExecutionResult {
  const extensions = ctx.answer.replayed ? { ...result.extensions, idempotentReplay: true } : result.extensions;
  return {
    ...result,
    ...(result.errors && { errors: result.errors.map((error) => publicGraphQLError(error, logger)) }),
    ...(extensions && { extensions }),
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
