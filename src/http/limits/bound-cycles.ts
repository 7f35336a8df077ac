import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
} from 'graphql';
import type { Context } from '../../kernel/request/context.ts';
import { RequestError } from '../../kernel/values/errors.ts';
import { cycleLimits } from '../base/list-sizes.ts';

type Field = GraphQLField<unknown, Context>;

/** Counts of lists inside themselves so far, by answer. */
const counts = new WeakMap<object, { lists: number; entries: number }>();

/** Starts the counting for an operation that selects lists inside themselves. */
export function countCycles({ answer }: Context): void {
  counts.set(answer, { lists: 0, entries: 0 });
}

/**
 * Limits lists that are selected inside themselves (the outlets of the tenant of an outlet …) in one answer: each level
 * multiplies by their true length, which is not known before execution. The schema limits the depth of all other lists.
 */
export function boundCycles(schema: GraphQLSchema): void {
  for (const field of listsInCycles(schema)) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = (source, args, ctx, info) => {
      const counted = counts.get(ctx.answer);
      if (!counted) return resolve(source, args, ctx, info);
      counted.lists += 1;
      check(counted);
      const count = (entries: unknown): unknown => {
        counted.entries += Array.isArray(entries) ? entries.length : 0;
        return check(counted) && entries;
      };
      const entries = resolve(source, args, ctx, info) as unknown;
      return entries instanceof Promise ? entries.then(count) : count(entries);
    };
  }
}

function check({ lists, entries }: { lists: number; entries: number }): true {
  if (lists <= cycleLimits.lists && entries <= cycleLimits.entries) return true;
  throw new RequestError('BAD_USER_INPUT', `The cost of the operation is too high: it asks for lists inside themselves, and they are long.`);
}

/** List fields that can be reached again from their own entries. */
export function listsInCycles(schema: GraphQLSchema): readonly Field[] {
  const types = Object.values(schema.getTypeMap()).filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'));
  const below = (field: Field): readonly GraphQLObjectType[] => {
    const type = getNamedType(field.type);
    if (isObjectType(type)) return [type];
    return isCompositeType(type) ? schema.getPossibleTypes(type) : [];
  };
  const leadsTo = (from: readonly GraphQLObjectType[], wanted: GraphQLObjectType): boolean => {
    const seen = new Set(from);
    for (const type of seen) for (const field of Object.values(type.getFields()) as Field[]) for (const next of below(field)) seen.add(next);
    return seen.has(wanted);
  };
  return types.flatMap((type) =>
    (Object.values(type.getFields()) as Field[]).filter((field) => isListType(getNullableType(field.type)) && leadsTo(below(field), type)),
  );
}
