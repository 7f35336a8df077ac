import type { GraphQLSchema } from 'graphql';

const known = new WeakMap<GraphQLSchema, ReadonlySet<string>>();

/**
 * Mutations that must be the only field of their request, by the extension `onlyField` of the field: several checks of a
 * secret in one request are guessing, and several payments are a mistake.
 */
export function onlyFieldMutations(schema: GraphQLSchema): ReadonlySet<string> {
  let names = known.get(schema);
  if (!names) {
    const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
    known.set(schema, (names = new Set(fields.filter(({ extensions }) => extensions.onlyField === true).map(({ name }) => name))));
  }
  return names;
}
