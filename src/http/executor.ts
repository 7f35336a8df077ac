import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { coerceVariables } from './coerce-variables.ts';

export interface Operation {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly context: unknown;
  readonly root?: unknown;
}

export type Executor = (operation: Operation) => Promise<ExecutionResult>;

/** Compiling costs some milliseconds; a document that comes once is interpreted, one that comes back is compiled. */
const COMPILE_AT_USE = 3;

interface Prepared {
  uses: number;
  compiled: CompiledQuery | null;
}

/** Executes operations of one schema: by graphql-js at first, compiled by graphql-jit once a document has come back. */
export function makeExecutor(schema: GraphQLSchema): Executor {
  const prepared = new WeakMap<DocumentNode, Map<string, Prepared>>();
  const prepare = (document: DocumentNode, name: string): Prepared => {
    let byName = prepared.get(document);
    if (!byName) prepared.set(document, (byName = new Map()));
    let entry = byName.get(name);
    if (!entry) byName.set(name, (entry = { uses: 0, compiled: null }));
    entry.uses += 1;
    if (entry.uses === COMPILE_AT_USE) {
      const compiled = compileQuery(schema, document, name, { disablingCapturingStackErrors: true });
      if (isCompiledQuery(compiled)) entry.compiled = compiled;
    }
    return entry;
  };
  return async ({ document, operationName, variables, context, root }) => {
    const { errors, variables: coerced } = coerceVariables(schema, document, operationName, variables ?? {});
    if (errors) return { errors };
    const { compiled } = prepare(document, operationName ?? '');
    // With defaults filled in: graphql-jit does not know that a field which has one may be left out.
    if (compiled) return compiled.query(root ?? {}, context, coerced);
    return execute({ schema, document, operationName: operationName ?? null, variableValues: variables ?? {}, contextValue: context, rootValue: root ?? {} });
  };
}
