import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isCompositeType,
  isNonNullType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Context } from '../../kernel/request/context.ts';
import type { Permission } from '../../kernel/request/permissions.ts';
import { requirePermission } from '../../kernel/request/require-permission.ts';
import { RequestError } from '../../kernel/values/errors.ts';
import { coerceVariables } from '../base/coerce-variables.ts';
import { fragmentsOf, isIncluded } from '../base/selection.ts';

/**
 * Refuses a mutation before it begins when its answer would have a non-null field that the caller may not see. Found
 * during execution, the error would remove the whole answer, and a committed change would look failed. (Execution checks
 * the permissions of the root fields.)
 */
export function forbiddenMutationField(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
  ctx: Context,
): GraphQLError | null {
  const operation = getOperationAST(document, operationName);
  const root = schema.getMutationType();
  if (operation?.operation !== 'mutation' || !root) return null;
  // Coerced only when there are directives: the input of an order may be long.
  let coerced: Readonly<Record<string, unknown>> | null = null;
  const values = (): Readonly<Record<string, unknown>> => (coerced ??= coerceVariables(schema, document, operationName, variables).variables);
  const fragments = fragmentsOf(document);
  const seen = new Set<FragmentDefinitionNode>();

  const walk = (type: GraphQLCompositeType, { selections }: SelectionSetNode, path: readonly string[]): GraphQLError | null => {
    for (const node of selections) {
      const refused = !node.directives?.length || isIncluded(node, values()) ? visit(type, node, path) : null;
      if (refused) return refused;
    }
    return null;
  };
  const visit = (type: GraphQLCompositeType, node: SelectionNode, path: readonly string[]): GraphQLError | null => {
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments[node.name.value];
      if (!fragment || seen.has(fragment)) return null;
      seen.add(fragment);
      return walk(schema.getType(fragment.typeCondition.name.value) as GraphQLCompositeType, fragment.selectionSet, path);
    }
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const narrowed = node.typeCondition ? schema.getType(node.typeCondition.name.value) : type;
      return walk(narrowed as GraphQLCompositeType, node.selectionSet, path);
    }
    const field = isUnionType(type) ? undefined : type.getFields()[node.name.value];
    if (!field) return null;
    const here = [...path, node.alias?.value ?? node.name.value];
    const permission = path.length > 0 && isNonNullType(field.type) ? (field.extensions.permission as Permission | undefined) : undefined;
    const refused = permission ? refusal(ctx, permission, `${type.name}.${field.name}`, here) : null;
    const below = getNamedType(field.type);
    return refused ?? (node.selectionSet && isCompositeType(below) ? walk(below, node.selectionSet, here) : null);
  };
  return walk(root, operation.selectionSet, []);
}

function refusal(ctx: Context, permission: Permission, field: string, path: readonly string[]): GraphQLError | null {
  try {
    requirePermission(ctx, permission);
    return null;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const fault = new RequestError(error.extensions.code, `The role ${ctx.session.actor} may not see ${field}; nothing was done.`);
    return new GraphQLError(fault.message, { path, originalError: fault });
  }
}
