import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST, getVariableValues } from 'graphql';

const MAX_ERRORS = 5;

export interface Coerced {
  readonly errors: readonly GraphQLError[] | null;
  /** As their types read them, with defaults filled in. */
  readonly variables: Record<string, unknown>;
}

/** The variables as their types read them; those that do not fit are told without their values, which may be a password. */
export function coerceVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): Coerced {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  if (definitions.length === 0) return { errors: null, variables: {} };
  const { errors, coerced } = getVariableValues(schema, definitions, variables, { maxErrors: MAX_ERRORS, hideSuggestions: true });
  if (!errors) return { errors: null, variables: coerced };
  const told = errors.map((error) => new GraphQLError(withoutValue(error.message), { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }));
  return { errors: told, variables: {} };
}

/** Reasons that say something of the type and nothing of the value. */
const REASON = new RegExp(
  `; (${[
    'Expected non-nullable type "[\\w[\\]!]+" not to be null',
    'Expected type "[\\w[\\]!]+"( to be an object)?',
    'Field "\\w+" of required type "[\\w[\\]!]+" was not provided',
    'Field "\\w+" is not defined by type "\\w+"',
    'Expected an integer amount in minor units',
    'Expected a date (as YYYY-MM-DD|that exists)',
  ].join('|')})\\.$`,
);
const PLACE = /\sat "([\w.[\]]+)"; (?=[^;]*$)/;

/** `Variable "$input" got invalid value "secret" at "input.price"; Expected …` → `Variable "$input" is invalid at "input.price": Expected …` */
function withoutValue(message: string): string {
  if (!message.includes('got invalid value')) return message;
  const name = /^Variable "\$(\w+)"/.exec(message)?.[1] ?? '';
  const place = PLACE.exec(message)?.[1] ?? name;
  return `Variable "$${name}" is invalid at "${place}": ${REASON.exec(message)?.[1] ?? 'it does not fit its type'}.`;
}
