import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, getOperationAST, Kind, type SelectionSetNode } from 'graphql';

const MAX_LENGTH = 255;

/** Why an Idempotency-Key cannot be used with an operation; null when it can, or when the operation is no mutation. */
export function idempotencyKeyError(key: string, document: DocumentNode, operationName: string | null | undefined): GraphQLError | null {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== 'mutation') return null;
  if (key.length === 0 || key.length > MAX_LENGTH) return wrong(`Idempotency-Key must have 1 to ${MAX_LENGTH} characters.`);
  const fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
  const fields = rootFields(operation.selectionSet, fragments, new Set());
  return fields.size === 1 ? null : wrong(`An Idempotency-Key goes with exactly one mutation; this request has ${fields.size}.`);
}

/** The response names of a selection, fragments included; `__typename` is no mutation. */
function rootFields(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, names: Set<string>): Set<string> {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value !== '__typename') names.add(selection.alias?.value ?? selection.name.value);
      continue;
    }
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (inner) rootFields(inner.selectionSet, fragments, names);
  }
  return names;
}

function wrong(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
