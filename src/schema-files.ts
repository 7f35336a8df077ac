import { type GraphQLNamedType, type GraphQLSchema, isAbstractType, isNonNullType, isObjectType, lexicographicSortSchema, printSchema } from 'graphql';

/** The files that are generated from the schema for client developers: contents by path. */
export function schemaFiles(schema: GraphQLSchema): Readonly<Record<string, string>> {
  const sorted = lexicographicSortSchema(schema);
  const types = Object.values(sorted.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  return {
    'schema.graphql': `# Made by npm run schema; do not edit.\n\n${printSchema(sorted)}\n`,
    'docs/clients/possible-types.json': json(possibleTypes(sorted, types)),
    'docs/clients/types-without-id.json': json(typesWithoutId(sorted, types)),
  };
}

/** The object types of each interface and union, as in Apollo Client's `possibleTypes`. */
function possibleTypes(schema: GraphQLSchema, types: readonly GraphQLNamedType[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(types.filter(isAbstractType).map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]));
}

/** Object types without an id, or with a nullable one: client caches cannot identify them. */
function typesWithoutId(schema: GraphQLSchema, types: readonly GraphQLNamedType[]): readonly string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const parts = types.filter((type) => isObjectType(type) && !roots.includes(type) && !isNonNullType(type.getFields().id?.type));
  return parts.map(({ name }) => name);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
