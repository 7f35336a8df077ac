import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';
import { addDevice, type Client, makeRestaurant, orderOf, placeOrder, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';
import { post } from './post.ts';

// Random documents from our own schema with hostile values must not break anything.
let app: TestApp;
let restaurant: Restaurant;
let schema: GraphQLSchema;
let clients: readonly Client[];
let ids: readonly string[];
const logged: string[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): number => unhandled.push(error);
beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled);
  app = await startTestApp({ log: { write: (line) => void (line.includes('unexpected error') && logged.push(line)) } });
  restaurant = await makeRestaurant(app);
  schema = await makeSchema();
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 2 }));
  const kiosk = await addDevice(restaurant.platform, { outletId: restaurant.outletId, kind: 'KIOSK' });
  const { guest, kitchen, cashier, manager, owner, platform } = restaurant;
  clients = [guest, kitchen, cashier, manager, owner, owner, owner, platform, kiosk.client];
  ids = [
    restaurant.outletId,
    restaurant.tenantId,
    restaurant.categoryId,
    order.id,
    order.tickets[0].id,
    order.lines[0].id,
    ...Object.values(restaurant.products),
  ];
});
afterAll(async () => {
  process.off('unhandledRejection', onUnhandled);
  await app.stop();
});

const HOSTILE = [
  '',
  ' ',
  '\u0000',
  "'; drop table tenant; --",
  '\\u0000',
  '%s%n{{7*7}}',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '\ud800',
  '\u202e\u0301\u{1f4a9}',
  '{"$ne":null}',
  'null',
  'NaN',
  '-0',
  '1e400',
  '99999999999999999999',
  '0x10',
  '2024-02-30',
  '9999-12-31',
  '+275760-09-13T00:00:00Z',
  '0000-00-00T00:00:00.000Z',
  'x'.repeat(300),
  '('.repeat(200),
  '00000000-0000-0000-0000-000000000000',
  '0190a0a0-0000-7000-8000-00000000000',
];
const NUMBERS = [0, -1, 1, 1, 2, 2, 3, 10, 100, 101, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1.5, -0.0001, 1e308];

/** Draws random numbers from fast-check: whole numbers below a bound. */
type Draw = (below: number) => number;
const one = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;

/** A value of an input type, usually of the right shape, sometimes of any other. */
function wildValue(type: GraphQLInputType, draw: Draw, depth = 0): unknown {
  if (draw(25) === 0) return one<unknown>(draw, [...HOSTILE, ...NUMBERS, null, true, [], {}, [[]], { __proto__: { x: 1 } }]);
  if (isNonNullType(type)) return fittingValue(type.ofType, draw, depth);
  return draw(4) === 0 ? null : fittingValue(type, draw, depth);
}

function fittingValue(type: GraphQLInputType, draw: Draw, depth: number): unknown {
  if (isListType(type)) return Array.from({ length: one(draw, [0, 1, 1, 2, 3]) }, () => wildValue(type.ofType, draw, depth + 1));
  if (isEnumType(type)) return one(draw, type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || (depth < 4 && draw(3) === 0));
    return Object.fromEntries(fields.map((field) => [field.name, wildValue(field.type, draw, depth + 1)]));
  }
  switch (getNamedType(type).name) {
    case 'Boolean':
      return draw(2) === 0;
    case 'Int':
    case 'Money':
    case 'Float':
      return one(draw, NUMBERS);
    case 'ID':
      return draw(4) === 0 ? one(draw, HOSTILE) : one(draw, ids);
    case 'Measure':
      return one<unknown>(draw, ['0.345', '1', 1.5, 0.1 + 0.2, ...NUMBERS, ...HOSTILE]);
    case 'Date':
      return one(draw, ['2026-11-21', '2024-02-29', ...HOSTILE]);
    case 'DateTime':
      return one(draw, ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00+14:00', ...HOSTILE]);
    default:
      return one(draw, [...HOSTILE, 'COFFEE', 'owner', 'IDR', 'Asia/Jakarta', 'a']);
  }
}

interface Made {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Mutations that would end the sessions of this test. */
const ENDS_SESSIONS = /^(signOut|revoke\w*|updateUser|updateTenant|\w*Password\w*|refreshSession|\w*Email\w*)$/;

/** An operation with one or two root fields. */
function operation(root: GraphQLObjectType, kind: string, draw: Draw): Made {
  const variables: Record<string, unknown> = {};
  const definitions: string[] = [];
  const withArguments = (args: readonly GraphQLArgument[]): string => {
    const sent = args.filter((argument) => (isNonNullType(argument.type) && argument.defaultValue === undefined) || draw(2) === 0);
    const texts = sent.map((argument) => {
      const name = `v${definitions.length}`;
      definitions.push(`$${name}: ${argument.type}`);
      variables[name] = wildValue(argument.type, draw);
      return `${argument.name}: $${name}`;
    });
    return texts.length > 0 ? `(${texts.join(', ')})` : '';
  };
  const selection = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const type = getNamedType(field.type);
    if (isUnionType(type))
      return `{ __typename ${type
        .getTypes()
        .map((part) => `... on ${part.name} { ${fieldsOf(part, depth + 1)} }`)
        .join(' ')} }`;
    if (isInterfaceType(type)) {
      const part = one(draw, schema.getPossibleTypes(type));
      return `{ __typename id ... on ${part.name} { ${fieldsOf(part, depth + 1)} } }`;
    }
    return isObjectType(type) ? `{ __typename ${fieldsOf(type, depth + 1)} }` : '';
  };
  const fieldsOf = (type: GraphQLObjectType, depth: number): string =>
    Object.values(type.getFields())
      .filter((field) => (depth < 5 || isLeafType(getNamedType(field.type))) && draw(depth < 3 ? 2 : 4) === 0)
      .slice(0, 8)
      .map((field) => `${field.name}${withArguments(field.args)} ${selection(field, depth)}`)
      .join(' ') || '__typename';
  const fields = Object.values(root.getFields()).filter(({ name }) => !ENDS_SESSIONS.test(name));
  const fieldTexts = [one(draw, fields), ...(draw(4) === 0 ? [one(draw, fields)] : [])].map(
    (field, index) => `a${index}: ${field.name}${withArguments(field.args)} ${selection(field, 0)}`,
  );
  return { query: `${kind} Fuzz${definitions.length > 0 ? `(${definitions.join(', ')})` : ''} { ${fieldTexts.join(' ')} }`, variables };
}

test('two hundred random operations with hostile values end in an answer or a told fault, never in one of ours', async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.nat(), async (stream, who) => {
      const draw: Draw = (below) => (stream.next().value as number) % below;
      const isMutation = draw(3) === 0;
      const { query, variables } = operation(
        (isMutation ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType,
        isMutation ? 'mutation' : 'query',
        draw,
      );
      const client = clients[who % clients.length] as Client;
      const { status, body, milliseconds } = await post(app.url, { query, variables }, { ...client.headers });
      const codes = (body.errors ?? []).map(({ extensions }: { extensions: { code: string } }) => extensions.code);
      if (body.data) answered += 1;
      expect({ query, variables, status: status < 500, codes }).toEqual({
        query,
        variables,
        status: true,
        codes: codes.filter((code: string) => !['INTERNAL', 'SERVICE_UNAVAILABLE', undefined].includes(code)),
      });
      expect(milliseconds).toBeLessThan(5000);
    }),
    {
      numRuns: 200,
      endOnFailure: true,
      ...(process.env.FUZZ_SEED && { seed: Number(process.env.FUZZ_SEED) }),
      ...(process.env.FUZZ_RUNS && { numRuns: Number(process.env.FUZZ_RUNS) }),
    },
  );
  expect(answered).toBeGreaterThan(30);
  expect(unhandled).toEqual([]);
  expect(logged).toEqual([]);
}, 60_000);
