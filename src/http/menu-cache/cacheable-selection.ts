import { type GraphQLObjectType, type GraphQLSchema, getOperationAST, Kind, type OperationDefinitionNode } from 'graphql';
import { coerceVariables } from '../base/coerce-variables.ts';
import { fragmentsOf, type MaySelect, type Selection, selectionOf } from '../base/selection.ts';
import type { RequestedOperation } from '../limits/admission.ts';

/** Root fields of introspection. */
const INTROSPECTION = new Set(['__schema', '__type', '__typename']);

/** The selection of a query, if all of it comes from the menu in memory and the schema; else null. */
export function cacheableSelection(schema: GraphQLSchema, operation: RequestedOperation): Selection | null {
  return selected(schema, operation, (parent, field) => INTROSPECTION.has(field) || isIntrospective(parent) || isFromMenu(parent, field));
}

/** The selection of a query, if it is introspection only; else null. */
export function introspectionSelection(schema: GraphQLSchema, operation: RequestedOperation): Selection | null {
  return selected(schema, operation, (parent, field) => isIntrospective(parent) || INTROSPECTION.has(field));
}

/** Whether a field comes from the menu: its type is part of a menu, or its changes raise the menu's version. Both are marked in the extensions. */
function isFromMenu(parent: GraphQLObjectType, field: string): boolean {
  return parent.extensions.fromMenu === true || parent.getFields()[field]?.extensions.fromMenu === true;
}

function isIntrospective({ name }: GraphQLObjectType): boolean {
  return name.startsWith('__');
}

function selected(schema: GraphQLSchema, { document, operationName, variables }: RequestedOperation, maySelect: MaySelect): Selection | null {
  const operation = getOperationAST(document, operationName);
  const root = schema.getQueryType();
  if (operation?.operation !== 'query' || !root || !mayBeCacheable(root, operation)) return null;
  const { errors, variables: coerced } = coerceVariables(schema, document, operationName, variables ?? {});
  return errors ? null : selectionOf({ schema, fragments: fragmentsOf(document), variables: coerced }, root, [operation.selectionSet], maySelect);
}

/** A quick check before coercing variables: most operations have another root field. */
function mayBeCacheable(root: GraphQLObjectType, { selectionSet: { selections } }: OperationDefinitionNode): boolean {
  return selections.every((node) => {
    if (node.kind !== Kind.FIELD) return true;
    const { name, directives } = node;
    return INTROSPECTION.has(name.value) || isFromMenu(root, name.value) || directives?.length;
  });
}
