import { type GraphQLObjectType, type GraphQLSchema, getOperationAST, Kind, type OperationDefinitionNode } from 'graphql';
import { coerceVariables } from '../base/coerce-variables.ts';
import { fragmentsOf, type MaySelect, type Selection, selectionOf } from '../base/selection.ts';
import type { RequestedOperation } from '../limits/admission.ts';

/** Root fields that ask for nothing but the schema. */
const INTROSPECTION = new Set(['__schema', '__type', '__typename']);

/** What a query selects, if all of it comes from the menu in memory and the schema; else null. */
export function cacheableSelection(schema: GraphQLSchema, operation: RequestedOperation): Selection | null {
  return selected(schema, operation, (parent, field) => INTROSPECTION.has(field) || isIntrospective(parent) || isFromMenu(parent, field));
}

/** What a query selects, if it asks for nothing but the schema; else null. */
export function introspectionSelection(schema: GraphQLSchema, operation: RequestedOperation): Selection | null {
  return selected(schema, operation, (parent, field) => isIntrospective(parent) || INTROSPECTION.has(field));
}

/** A type that is part of a menu, or a field that raises the menu's version when it changes, says so in its extensions. */
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

/** Whether it is worth a look: most operations name some other root field first. */
function mayBeCacheable(root: GraphQLObjectType, { selectionSet: { selections } }: OperationDefinitionNode): boolean {
  return selections.every((node) => {
    if (node.kind !== Kind.FIELD) return true;
    const { name, directives } = node;
    return INTROSPECTION.has(name.value) || isFromMenu(root, name.value) || directives?.length;
  });
}
