import type { ApolloServerOptionsWithGateway, ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLFieldMap, type GraphQLSchema, parse } from 'graphql';
import type { Logger } from 'pino';
import { cellStatusOf } from '../../kernel/cells/cell-errors.ts';
import { ProcessorBusy } from '../../kernel/processor/job.ts';
import type { Context } from '../../kernel/request/context.ts';
import { isPublic, type Session } from '../../kernel/request/session.ts';
import { networkKeyOf } from '../../kernel/values/network-address.ts';
import { BUSY_SECONDS, processorBusyError, publicGraphQLError, refusedOperation } from '../base/errors.ts';
import type { makeAdmission } from '../limits/admission.ts';
import { countCycles } from '../limits/bound-cycles.ts';
import type { BudgetState, Budgets } from '../limits/budgets.ts';
import { type Lanes, Overloaded } from '../limits/fair-share.ts';
import { AnswerCost } from './answer-cost.ts';
import type { CheckedDocument } from './documents.ts';
import type { Executor } from './executor.ts';
import { forbiddenMutationField } from './field-permissions.ts';
import { idempotencyKeyError } from './idempotency-key.ts';

export interface GatewayOptions {
  readonly schema: GraphQLSchema;
  readonly execute: Executor;
  readonly admit: ReturnType<typeof makeAdmission>;
  readonly share: Lanes;
  readonly budgets: Budgets | null;
}

/** The context that Apollo passes on with a request. */
export interface RequestContext {
  readonly ctx: Context;
  readonly logger: Logger;
  /** The parsed and checked document; null: the request has none, and Apollo reports that. */
  readonly checked: CheckedDocument | null;
  /** Apollo passes a copy of the context on, so results are stored in this shared object. */
  readonly outcome: {
    /** The request is well-formed, but its document or variables are wrong. */ wrongDocument: boolean;
    /** The request was not executed for a reason that is not the client's mistake. */
    refused: { readonly status: 421 | 429 | 503 /** Null: to send the same again here does not help. */; readonly retryAfterSeconds: number | null } | null;
    /** State of the budgets after the request. */
    budget: BudgetState | null;
    /** The answer in parts, where this server has written it instead of Apollo. */
    written: readonly Buffer[] | null;
  };
}

/** Retry-After when the server is overloaded. */
const OVERLOADED_SECONDS = 1;
/**
 * Slots for commands that wait for a payment provider and hold no connection meanwhile (the extension `waitsOutside`).
 * They have many separate slots, so that a slow provider does not keep other callers from ordering, or from paying
 * through another provider.
 */
const OUTSIDE_PLACES = 200;
/** Slots of all guests of one tenant together; the guests of each network have their own lane before it. */
const GUEST_PLACES = 4;

/** Replaces a wrong document, with an operation of the same name: the executor reports what is wrong with it. */
function placeholder(operationName: string | undefined): DocumentNode {
  return parse(operationName && NAME.test(operationName) ? `query ${operationName} { __typename }` : '{ __typename }');
}

const NAME = /^[_A-Za-z]\w*$/;

/** Passes the parsed and checked document to Apollo, so that Apollo does neither itself. Subscriptions and unknown operations end here. */
export const documentPlugin: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    didResolveSource: async (request) => {
      const { checked } = request.contextValue;
      const { operationName } = request.request;
      if (checked) (request as { document?: DocumentNode }).document = 'document' in checked ? checked.document : placeholder(operationName);
    },
    didResolveOperation: async ({ operation, contextValue }) => {
      if (contextValue.checked && 'errors' in contextValue.checked) return;
      if (!operation) throw refused('The document has no operation of that name, or several and none is named.');
      if (operation.operation === 'subscription') throw refused('Subscriptions go over WebSocket (graphql-transport-ws), to the same address.');
    },
  }),
};

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}

/** The executor of this server behind Apollo's gateway interface. Errors are masked here, where the request is known. */
export function executorGateway({ schema, execute, admit, share, budgets }: GatewayOptions): ApolloServerOptionsWithGateway<RequestContext>['gateway'] {
  const mutations = schema.getMutationType()?.getFields() ?? {};
  const overloaded = refusedOperation('SERVICE_UNAVAILABLE', 'Too much is asked for at a time; try again in a moment.', OVERLOADED_SECONDS);
  return {
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({
      executor: async (request) => {
        const travelling = request.context as RequestContext;
        const { ctx, logger, outcome: found } = travelling;
        const { checked } = travelling;
        if (checked && 'errors' in checked) {
          // GraphQL over HTTP: with application/json the answer is 200 and `errors` where a document does not fit the schema.
          found.wrongDocument = !checked.isTooLarge;
          return { errors: checked.errors } as never;
        }
        const operation = { document: request.document, operationName: request.operationName, variables: request.request.variables };
        const { error: refused, points, budget, rootFields, cyclic } = admit(operation, ctx.session, ctx.ip);
        found.budget = budget;
        if (budget && !budget.allowed) found.refused = { status: 429, retryAfterSeconds: budget.retryAfterSeconds };
        if (refused) return { errors: [refused] } as never;
        const keyRefused = idempotencyKeyRefused(ctx, request.document, request.operationName);
        if (keyRefused) return { errors: [keyRefused] } as never;
        const unseen = forbiddenMutationField(schema, request.document, request.operationName, request.request.variables ?? {}, ctx);
        if (unseen) return masked({ errors: [unseen], data: null }, ctx, logger) as never;
        if (cyclic) countCycles(ctx);
        try {
          const result = await inLane(share, mutations, ctx, rootFields, () => execute({ ...operation, context: ctx }));
          if (result.data === undefined) found.wrongDocument = true;
          const cost = new AnswerCost(points, (parts, unpaid) => {
            found.written = parts;
            if (unpaid > 0) budgets?.pay(ctx.session, ctx.ip, unpaid);
          });
          const answer = masked(result, ctx, logger, cost);
          const status = emptyStatusOf(answer);
          if (status) found.refused = { status, retryAfterSeconds: status === 503 ? OVERLOADED_SECONDS : null };
          return answer as never;
        } catch (error) {
          if (error instanceof ProcessorBusy) {
            found.refused = { status: 429, retryAfterSeconds: BUSY_SECONDS };
            return { errors: [processorBusyError()] } as never;
          }
          if (!(error instanceof Overloaded)) throw error;
          found.refused = { status: 503, retryAfterSeconds: OVERLOADED_SECONDS };
          return { errors: [overloaded] } as never;
        }
      },
    }),
    stop: async () => undefined,
  };
}

/** The status of an answer that has no data because the database is away, or the tenant elsewhere or moving. */
function emptyStatusOf({ data, errors }: ExecutionResult): 421 | 503 | undefined {
  const isEmpty = Object.values(data ?? {}).every((value) => value === null);
  return isEmpty ? errors?.map(cellStatusOf).find((status) => status !== undefined) : undefined;
}

/**
 * Runs an operation in one of its tenant's lanes: guests, and commands that wait for providers, do not keep tills
 * waiting, and the guests of one network do not keep those of another.
 */
function inLane<T>(
  share: Lanes,
  mutations: GraphQLFieldMap<unknown, unknown>,
  { session, ip }: Context,
  rootFields: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const tenant = session.tenantId ?? '';
  // Every root field must wait outside: otherwise other work in the same request, or a skipped field, would use these slots.
  if (rootFields.every((name) => mutations[name]?.extensions.waitsOutside === true)) return share.run(tenant, 'outside', work, OUTSIDE_PLACES);
  if (audienceOf(session) === 'staff') return share.run(tenant, 'staff', work);
  return share.run(tenant, `guests of ${networkKeyOf(ip ?? '')}`, () => share.run(tenant, 'guests', work, GUEST_PLACES));
}

export function audienceOf(session: Session): 'guests' | 'staff' {
  return isPublic(session) ? 'guests' : 'staff';
}

/** The error for a wrong Idempotency-Key. Keys of anonymous calls are ignored. */
function idempotencyKeyRefused({ idempotencyKey, session }: Context, document: DocumentNode, operationName: string | null | undefined): GraphQLError | null {
  if (idempotencyKey === null || (session.userId ?? session.deviceId) === null) return null;
  return idempotencyKeyError(idempotencyKey, document, operationName);
}

/** The result as the client sees it; `cost` only if it was executed. */
function masked(result: ExecutionResult, ctx: Context, logger: Logger, cost?: AnswerCost): ExecutionResult {
  const extensions = {
    ...result.extensions,
    ...(ctx.answer.replayed && { idempotentReplay: true }),
    ...(cost !== undefined && result.data !== undefined && { cost }),
  };
  return {
    ...result,
    ...(result.errors && { errors: result.errors.map((error) => publicGraphQLError(error, logger)) }),
    ...(Object.keys(extensions).length > 0 && { extensions }),
  };
}
