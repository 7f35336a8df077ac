import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Coroutine } from '../../kernel/processor/job.ts';
import { processorOf } from '../../kernel/processor/processor.ts';
import { beginReads, endReads } from '../../kernel/request/begin-reads.ts';
import type { Context } from '../../kernel/request/context.ts';
import { partyOf } from '../../kernel/request/party.ts';
import { RequestError } from '../../kernel/values/errors.ts';
import { coerceVariables } from '../base/coerce-variables.ts';
import { type Data, JsonWriter } from '../base/json-writer.ts';
import type { Selection } from '../base/selection.ts';
import { selectionsOf } from '../limits/document-limits.ts';
import { introspectionSelection } from '../menu-cache/cacheable-selection.ts';
import { insertLongLists, startDeferring } from './long-lists.ts';

export interface Operation {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly context: Context;
  readonly root?: unknown;
}

/** The data of a result may already be serialised: see `jsonOf`. */
export type Executor = (operation: Operation) => Promise<ExecutionResult>;

/** Compiling takes some milliseconds, more for larger documents: the larger a document, the more often it must be used before it is compiled. */
const COMPILE_AT_USE = { atLeast: 3, selectionsPerUse: 25 } as const;
/** Larger operations are not compiled: graphql-jit writes fragments out at each use. */
const MAX_COMPILED = 500;

interface Prepared {
  uses: number;
  /** Number of uses after which it is compiled. */
  readonly worthCompiling: number;
  compiled: CompiledQuery | null;
}

/**
 * Executes operations of one schema: by graphql-js at first, compiled by graphql-jit after some uses. Long parts that
 * come from memory (menus, introspection) are written in slices. Without `compiles`, graphql-js
 * executes every operation.
 */
export function makeExecutor(schema: GraphQLSchema, { compiles = true } = {}): Executor {
  const prepared = new WeakMap<OperationDefinitionNode, Prepared>();
  const prepare = (document: DocumentNode, name: string, operation: OperationDefinitionNode): Prepared => {
    let entry = prepared.get(operation);
    if (!entry) prepared.set(operation, (entry = { uses: 0, worthCompiling: worthCompilingAt(selectionsOf(document, operation)), compiled: null }));
    entry.uses += 1;
    if (compiles && entry.uses === entry.worthCompiling) {
      const compiled = compileQuery(schema, ownNodes(document), name, { disablingCapturingStackErrors: true });
      if (isCompiledQuery(compiled)) entry.compiled = compiled;
    }
    return entry;
  };
  return async (requested) => {
    const { document, operationName, variables, context, root } = requested;
    const party = partyOf(context);
    const processor = processorOf(context.services);
    const ofSchema = processor.measure(party, () => introspectionSelection(schema, requested));
    if (ofSchema) return written(introspected(schema, ofSchema, context), context);
    const { errors, variables: coerced } = coerceVariables(schema, document, operationName, variables ?? {});
    if (errors) return { errors };
    const operation = getOperationAST(document, operationName) as OperationDefinitionNode;
    startDeferring(context);
    const result = await reading(context, operation, () =>
      processor.measure(party, () => {
        const { compiled } = prepare(document, operationName ?? '', operation);
        // With defaults filled in: graphql-jit does not know that a field which has one may be left out.
        if (compiled) return compiled.query(root ?? {}, context, coerced);
        return execute({
          schema,
          document,
          operationName: operationName ?? null,
          variableValues: variables ?? {},
          contextValue: context,
          rootValue: root ?? {},
        });
      }),
    );
    const writing = result.data ? insertLongLists(context, result.data) : null;
    return writing ? { ...result, ...(await written(writing, context)) } : result;
  };
}

/** Runs an operation whose reads share a transaction. Those of a mutation do so after its command (command.ts). */
async function reading<T>(context: Context, { operation }: OperationDefinitionNode, run: () => T): Promise<Awaited<T>> {
  if (operation !== 'mutation') beginReads(context);
  try {
    return await run();
  } finally {
    endReads(context);
  }
}

/** Writes an answer in slices; an error while writing becomes the error of the whole answer. */
async function written(writing: Coroutine<Data>, context: Context): Promise<ExecutionResult> {
  try {
    return { data: await processorOf(context.services).run(writing, partyOf(context), { paced: true }) };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { data: null, errors: [new GraphQLError(error.message, { originalError: error })] };
  }
}

function* introspected(schema: GraphQLSchema, selection: Selection, context: Context): Coroutine<Data> {
  const writer = new JsonWriter();
  yield* writer.object({}, selection, { context, info: { schema } });
  return writer.end();
}

/** graphql-jit stores conditions in the nodes that it compiles: operations of one document must not share the nodes of fragments. */
function ownNodes(document: DocumentNode): DocumentNode {
  return document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length > 1 ? copied(document) : document;
}

function copied<T>(node: T): T {
  if (Array.isArray(node)) return node.map(copied) as T;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === 'loc' ? value : copied(value)])) as T;
}

function worthCompilingAt(selections: number): number {
  if (selections > MAX_COMPILED) return Number.POSITIVE_INFINITY;
  return Math.max(COMPILE_AT_USE.atLeast, Math.ceil(selections / COMPILE_AT_USE.selectionsPerUse));
}
