import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { Arguments } from './samples.ts';

/** A path in the arguments of a field: names, and 0 for an entry of a list. */
export type Place = readonly (string | number)[];

export interface RootField {
  /** For example `Mutation.placeOrder`. */
  readonly path: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly field: GraphQLField<unknown, unknown>;
  /** Paths of id arguments, nested inputs and lists included. */
  readonly ids: readonly Place[];
  /** Paths of text arguments. */
  readonly texts: readonly Place[];
}

export function rootFieldsOf(schema: GraphQLSchema): RootField[] {
  return (['Query', 'Mutation', 'Subscription'] as const).flatMap((root) => {
    const type = schema.getType(root);
    return isObjectType(type)
      ? Object.values(type.getFields()).map((field) => ({
          path: `${root}.${field.name}`,
          operation: root.toLowerCase() as RootField['operation'],
          field,
          ids: placesOf(field, 'ID'),
          texts: placesOf(field, 'String'),
        }))
      : [];
  });
}

export function placesOf(field: GraphQLField<unknown, unknown>, scalar: 'ID' | 'String'): Place[] {
  return field.args.flatMap((argument) => placesWithin(argument.type, [argument.name], scalar));
}

function placesWithin(type: GraphQLInputType, place: Place, scalar: string): Place[] {
  const inputType = getNullableType(type);
  if (isListType(inputType)) return placesWithin(inputType.ofType, [...place, 0], scalar);
  if (!isInputObjectType(inputType)) return getNamedType(inputType).name === scalar ? [place] : [];
  return Object.values(inputType.getFields()).flatMap((field) => placesWithin(field.type, [...place, field.name], scalar));
}

/** The value at a path; undefined: none. */
export function at(args: Arguments, place: Place): unknown {
  return place.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key], args);
}

/** The same arguments with another value at a path. */
export function withAt(args: Arguments, place: Place, value: unknown): Arguments {
  const copy = structuredClone(args) as Record<string | number, unknown>;
  const last = place.at(-1) ?? '';
  const holder = at(copy, place.slice(0, -1)) as Record<string | number, unknown>;
  holder[last] = value;
  return copy;
}

/** An operation of one root field whose variables are its arguments. */
export function documentOf({ operation, field }: RootField, selection: string): string {
  const variables = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const args = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${operation} ${variables && `(${variables})`} { ${field.name}${args && `(${args})`} ${selection} }`;
}

/** All leaf fields down to a depth, without fields that need arguments. `aliased`: fields that get an alias with their type's name. */
export function selectionOf(type: unknown, depth: number, aliased: ReadonlySet<string> = new Set()): string {
  const named = getNamedType(type as GraphQLInputType) as unknown;
  if (isUnionType(named)) {
    const apart = namesOfSeveralTypes(named.getTypes());
    return `{ __typename ${named
      .getTypes()
      .map((member) => `... on ${member.name} ${selectionOf(member, depth, apart)}`)
      .join(' ')} }`;
  }
  if (isInterfaceType(named)) return '{ __typename id }';
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const name = aliased.has(field.name) ? `${field.name}Of${named.name}: ${field.name}` : field.name;
    if (isLeafType(getNamedType(field.type))) return [name];
    return depth > 0 ? [`${name} ${selectionOf(field.type, depth - 1)}`] : [];
  });
  return `{ ${['__typename', ...fields].join(' ')} }`;
}

/** Fields that have different types in the members of a union: without aliases, one selection cannot contain both. */
function namesOfSeveralTypes(members: readonly GraphQLObjectType[]): ReadonlySet<string> {
  const fields = members.flatMap((member) => Object.values(member.getFields()));
  const types = Map.groupBy(fields, ({ name }) => name);
  return new Set([...types].filter(([, same]) => new Set(same.map(({ type }) => String(type))).size > 1).map(([name]) => name));
}

/** The smallest selection that shows whether the operation succeeded. */
export function briefSelection({ field }: RootField): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  return isObjectType(type) && type.getFields().userErrors ? '{ userErrors { code field message details } }' : '{ __typename }';
}
