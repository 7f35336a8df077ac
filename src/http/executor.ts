import { type DocumentNode, type ExecutionResult, execute, GraphQLError, type GraphQLSchema, getOperationAST, getVariableValues } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

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
    const { errors, coerced } = coerceVariables(schema, document, operationName, variables ?? {});
    if (errors) return { errors };
    const { compiled } = prepare(document, operationName ?? '');
    // With defaults filled in: graphql-jit does not know that a field which has one may be left out.
    if (compiled) return compiled.query(root ?? {}, context, coerced);
    return execute({ schema, document, operationName: operationName ?? null, variableValues: variables ?? {}, contextValue: context, rootValue: root ?? {} });
  };
}

/** The variables as their types read them; those that do not fit are told without their values, which may be a password. */
function coerceVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Record<string, unknown>,
): { errors: GraphQLError[] | null; coerced: Record<string, unknown> } {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  if (definitions.length === 0) return { errors: null, coerced: {} };
  const { errors, coerced } = getVariableValues(schema, definitions, variables, { maxErrors: 5 });
  if (!errors) return { errors: null, coerced };
  const told = errors.map((error) => new GraphQLError(withoutValue(error.message), { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }));
  return { errors: told, coerced: {} };
}

/** `Variable "$input" got invalid value "secret" at "input.price"; Expected …` → `Variable "$input" is invalid at "input.price": Expected …` */
function withoutValue(message: string): string {
  const name = /^Variable "\$(\w+)"/.exec(message)?.[1] ?? '';
  if (!message.includes('got invalid value')) return message;
  const place = /\sat "([\w.[\]]+)"; (?=[^;]*$)/.exec(message)?.[1] ?? name;
  const reason = message.slice(message.lastIndexOf('; ') + 2).replace(/^.*(Field "\w+" (is not defined|of required type)[^"]*).*$/, '$1');
  return `Variable "$${name}" is invalid at "${place}": ${/^(Expected|Field)/.test(reason) ? reason : 'it does not fit its type.'}`;
}
