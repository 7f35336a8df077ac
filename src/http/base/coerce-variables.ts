import {
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { explainInvalidValue } from './invalid-value.ts';

const MAX_ERRORS = 5;

export interface Coerced {
  readonly errors: readonly GraphQLError[] | null;
  /** Coerced values, with defaults filled in. */
  readonly variables: Record<string, unknown>;
}

type Path = readonly (string | number)[];

/** Coerces the variables to their types. Errors say what form is expected, and repeat a sent value only if it cannot be a secret. */
export function coerceVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): Coerced {
  const coerced: Record<string, unknown> = {};
  const errors: GraphQLError[] = [];
  for (const definition of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) continue;
    const refuse = (message: string): void => void errors.push(refusal(definition, message));
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) {
      if (definition.defaultValue) coerced[name] = valueFromAST(definition.defaultValue, type);
      else if (isNonNullType(type)) refuse(`Variable "$${name}" of required type "${type}" was not provided.`);
    } else if (value === null && isNonNullType(type)) refuse(`Variable "$${name}" of non-null type "${type}" must not be null.`);
    else
      coerced[name] = coerceInputValue(value, type, (path, value, error) => {
        const place = [name, ...path];
        const [wrong, holder] = [typeAt(type, path), typeAt(type, path.slice(0, -1))];
        refuse(
          `Variable "$${name}" is invalid at "${written(place)}": ${explainInvalidValue({ type: wrong, holder, value, path: place, message: error.message })}`,
        );
      });
  }
  return errors.length > 0 ? { errors: errors.slice(0, MAX_ERRORS), variables: {} } : { errors: null, variables: coerced };
}

function refusal(definition: VariableDefinitionNode, message: string): GraphQLError {
  return new GraphQLError(message, { nodes: definition, extensions: { code: 'BAD_USER_INPUT' } });
}

/** The type at a path inside a value. */
function typeAt(type: GraphQLInputType, path: Path): GraphQLInputType {
  const [step, ...rest] = path;
  if (step === undefined) return type;
  const inner = getNullableType(type);
  if (isListType(inner)) return typeAt(inner.ofType, typeof step === 'number' ? rest : path);
  const field = isInputObjectType(inner) ? inner.getFields()[step] : undefined;
  return field ? typeAt(field.type, rest) : type;
}

/** `input.lines[0].quantity` */
function written(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}
