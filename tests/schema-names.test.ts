import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeSchema } from '../src/schema.ts';

const contract = buildSchema(readFileSync('tests/contract.graphql', 'utf8'));
let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await makeSchema();
});

type RootField = GraphQLField<unknown, unknown>;
const fieldsOf = (root: 'Query' | 'Mutation' | 'Subscription', of = schema): RootField[] => {
  const type = of.getType(root);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
};
const isOfContract = ({ name }: RootField): boolean => fieldsOf('Mutation', contract).some((field) => field.name === name);
const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const argument = ({ args }: RootField, wanted: string): string | undefined => {
  const type = args.find(({ name }) => name === wanted)?.type;
  return type && getNamedType(type).name;
};

describe('names follow one rule', () => {
  test('each mutation has a payload and an input of its own, called after it; only the contract shares some', () => {
    const ours = fieldsOf('Mutation').filter((field) => !isOfContract(field));
    expect(ours.length).toBeGreaterThan(80);
    expect(ours.map(({ name, type }) => [name, String(type)])).toEqual(ours.map(({ name }) => [name, `${capital(name)}Payload!`]));
    const asking = ours.filter(({ args }) => args.length > 0);
    expect(asking.map((field) => [field.name, argument(field, 'input')])).toEqual(asking.map(({ name }) => [name, `${capital(name)}Input`]));
  });

  test('only mutations of the contract share a payload, as the contract names them, and no other field returns one', () => {
    const users = new Map<string, string[]>();
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        const { name } = getNamedType(field.type);
        if (name.endsWith('Payload')) users.set(name, [...(users.get(name) ?? []), `${type.name}.${field.name}`]);
      }
    }
    expect(Object.fromEntries([...users].filter(([, fields]) => fields.length > 1).map(([name, fields]) => [name, fields.sort()]))).toEqual({
      KitchenTicketPayload: ['Mutation.bumpTicket', 'Mutation.bumpTicketItem', 'Mutation.recallTicket'],
      OrderPayload: ['Mutation.cancelOrder', 'Mutation.completeOrder', 'Mutation.confirmOrder', 'Mutation.serveOrder'],
    });
  });

  test('what filters a list is called …Filter, what sorts it …Order', () => {
    const roots = [...fieldsOf('Query'), ...fieldsOf('Subscription')];
    const named = (wanted: string): string[] => roots.flatMap((field) => argument(field, wanted) ?? []);
    expect(named('filter').filter((name) => !name.endsWith('Filter'))).toEqual([]);
    expect(named('orderBy').filter((name) => !name.endsWith('Order'))).toEqual([]);
    expect(named('filter').length).toBeGreaterThan(9);
    const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
    expect(inputs.map(({ name }) => name).filter((name) => !/(Input|Filter|Order)$/.test(name) || /(Filter|By)Input$/.test(name))).toEqual([]);
  });
});

test('every scalar of our own names the specification of its form', () => {
  const own = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  expect(own.map((type) => [type.name, isScalarType(type) && type.specifiedByURL])).toEqual(own.map(({ name }) => [name, expect.stringMatching(/^https:/)]));
  expect(own.length).toBeGreaterThan(4);
});

/** Deprecated elements by path, with their reasons. */
function deprecated(of: GraphQLSchema): [string, string][] {
  return Object.values(of.getTypeMap()).flatMap((type): [string, string][] => {
    if (isEnumType(type))
      return type.getValues().flatMap(({ name, deprecationReason: why }): [string, string][] => (why ? [[`${type.name}.${name}`, why]] : []));
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [];
    return Object.values<RootField>(type.getFields() as Record<string, RootField>).flatMap(
      ({ name, deprecationReason: why, args = [] }): [string, string][] => [
        ...(why ? [[`${type.name}.${name}`, why] as [string, string]] : []),
        ...args.flatMap((arg): [string, string][] => (arg.deprecationReason ? [[`${type.name}.${name}(${arg.name})`, arg.deprecationReason]] : [])),
      ],
    );
  });
}

/** Deprecated elements whose reason names no existing successor in backticks: an element beside it, or `Type.field`. */
function withoutSuccessor(of: GraphQLSchema): string[] {
  const names = new Set(
    Object.values(of.getTypeMap()).flatMap((type) => {
      if (isEnumType(type)) return [type.name, ...type.getValues().flatMap(({ name }) => [name, `${type.name}.${name}`])];
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [type.name];
      const fields = Object.values<RootField>(type.getFields() as Record<string, RootField>);
      return [type.name, ...fields.flatMap(({ name, args = [] }) => [name, `${type.name}.${name}`, ...args.map((arg) => arg.name)])];
    }),
  );
  const gone = new Set(deprecated(of).map(([path]) => path));
  const isSuccessor = (name: string, path: string): boolean => {
    const beside = `${path.split('.')[0]}.${name}`;
    return names.has(name) && !gone.has(name) && !gone.has(beside);
  };
  return deprecated(of).flatMap(([path, why]) => {
    const [, first] = /`([\w.]+)`/.exec(why) ?? [];
    return first !== undefined && isSuccessor(first, path) ? [] : [`${path}: ${why}`];
  });
}

test('what is deprecated names its successor', () => {
  expect(withoutSuccessor(schema)).toEqual([]);
});

test('the check of deprecations finds a reason that leads nowhere', () => {
  const of = (fields: string): string[] => withoutSuccessor(buildSchema(`type Query { ${fields} now: Int }`));
  expect(of('old: Int @deprecated(reason: "Use `now`.")')).toEqual([]);
  expect(of('old: Int @deprecated(reason: "Use `Query.now`.")')).toEqual([]);
  expect(of('old: Int @deprecated')).toEqual(['Query.old: No longer supported']);
  expect(of('old: Int @deprecated(reason: "Use `never`.")')).toEqual(['Query.old: Use `never`.']);
  expect(of('old: Int @deprecated(reason: "Use `older`.") older: Int @deprecated(reason: "Use `now`.")')).toEqual(['Query.old: Use `older`.']);
  expect(of('field(old: Int @deprecated(reason: "Not any more."), new: Int): Int')).toEqual(['Query.field(old): Not any more.']);
});
