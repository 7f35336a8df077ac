import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';
import { documentOf, rootFieldsOf, selectionOf } from '../isolation/documents.ts';
import { askerOf, samples } from '../isolation/samples.ts';
import { makeWorld, paidPayment, run, type World } from '../isolation/world.ts';
import { addOutlet, addStation, type Client, orderOf, placeOrder, useTestApp } from '../kit/index.ts';
import { apollo, type CachingClient, type Data, plain, possibleTypes, typesWithoutId, urql, type Variables } from './kit.ts';

/** A type and an id identify one object with one content, so a client cache keyed by them never mixes objects up. */
const app = useTestApp({ environment: { PAYMENT_POLL_MILLISECONDS: '60000' } });
let schema: GraphQLSchema;
let world: World;
let requested: readonly RequestedDocument[];
beforeAll(async () => {
  schema = await makeSchema();
  world = await makeWorld(app);
  await fill(world);
  requested = await operations();
}, 240_000);

interface RequestedDocument {
  readonly client: Client;
  readonly document: string;
  readonly variables: Variables;
}

const ORDERS = 50;

/** A second outlet with its own menu, fifty orders with promotions and discounts, payments, refunds, tickets in progress, and shifts. */
async function fill({ owner, cashier, outletId, stations, products }: World): Promise<void> {
  const second = await addOutlet(owner, { code: 'TWO', taxRate: 1000 });
  await addStation(owner, second, 'BAR', true);
  await addStation(owner, second, 'KITCHEN', false);
  await run(owner, 'setProductOverride', 'SetProductOverrideInput', { outletId: second, productId: products.COFFEE, price: 21_000 });
  const promotions = [
    { name: 'Happy hour', rate: 500 },
    { name: 'With a code', rate: 1000, code: 'TEN' },
  ];
  for (const promotion of promotions)
    await run(owner, 'createPromotion', 'CreatePromotionInput', { type: 'PERCENTAGE', combinationGroup: 'all', ...promotion });
  await run(owner, 'openShift', 'OpenShiftInput', { outletId: second, float: 50_000 });
  for (let number = 0; number < ORDERS; number += 1) {
    const [client, outlet] = number % 2 === 0 ? [cashier, outletId] : [owner, second];
    const quantities = { COFFEE: 1 + (number % 4), ...(number % 3 === 0 && { SOUP: 1 }), WATER: 1 };
    const order = await placeOrder(client, { ...orderOf(world, quantities, number % 5 === 0 ? { promotionCodes: ['TEN'] } : {}), outletId: outlet });
    if (number % 4 === 0) await run(owner, 'discountOrder', 'DiscountOrderInput', { orderId: order.id, rate: 100 * (1 + number), reason: 'Regular guest' });
    if (number % 3 === 1) await run(client, 'payCash', 'PayCashInput', { orderId: order.id, tendered: 1_000_000 });
    if (number % 5 === 1) await run(client, 'bumpTicket', 'BumpTicketInput', { ticketId: order.tickets[0].id });
    if (number % 7 === 1) await run(client, 'serveOrder', 'OrderCommandInput', { orderId: order.id });
  }
  const paid = await paidPayment(world);
  for (const amount of [100, 200]) await run(owner, 'refundPayment', 'RefundPaymentInput', { paymentId: paid.id, amount, reason: 'Cold' });
  await run(owner, 'adjustStock', 'AdjustStockInput', { outletId, productId: products.CAKE, delta: 3 });
  expect(Object.keys(stations)).toHaveLength(2);
}

const DISCOUNTS =
  'discounts { id source amount promotionId name lines { line amount } } appliedPromotions { id amount promotionId name lines { line amount } }';
const LISTS: readonly string[] = [
  `{ orders(first: ${ORDERS}) { nodes { id number version status totals { discount total } ${DISCOUNTS} } } }`,
  `{ orders(last: ${ORDERS}) { nodes { id ${DISCOUNTS} lines { id total discount product { id name category { id name } } } } } }`,
  '{ orders(first: 40) { nodes { id payments { id amount status refunded order { id version status } refunds { id amount payment { id } order { id number } } } } } }',
  '{ orders(first: 40) { nodes { id tickets { id status version items { id status line { id total } } order { id number } station { id code outlet { id name } } } } } }',
  '{ outlets { id name stations { id code isDefault } tenant { id name outlets { id code } } } }',
  '{ categories { id name products { id sku price outlet { id } modifierGroups { id options { id name } } } } }',
  '{ promotions(first: 20) { nodes { id name used version codes(first: 20) { nodes { id code active } } } } }',
  '{ shifts(first: 20) { nodes { id number float openedBy { id name } outlet { id code } } } }',
  '{ auditLog(first: 50) { nodes { id action entityType entityId entity { id ... on Order { number version } ... on Payment { amount refunded } ... on User { name role } } user { id name } } } }',
];

/** Quotes of several baskets, menus of both outlets, orders as guests see them, and every query that has a sample. */
async function operations(): Promise<RequestedDocument[]> {
  const { owner, guest } = world;
  const { outlets, orders } = await owner.ok(`{ outlets { id } orders(first: ${ORDERS}) { nodes { id token } } shifts(first: 20) { nodes { id } } }`);
  const list = (client: Client, document: string, variables: Variables = {}): RequestedDocument => ({ client, document, variables });
  const quote = `query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { discount total } ${DISCOUNTS} } userErrors { code } } }`;
  const quotes = [1, 2, 5, 9].map((COFFEE) => list(guest, quote, { input: orderOf(world, { COFFEE }, { promotionCodes: ['TEN'], channel: 'API' }) }));
  const menus = outlets.map(({ id }: { id: string }) =>
    list(
      guest,
      'query ($id: ID!) { menu(outletId: $id) { id version outlet { id code } sections { id name items { id productId price available modifierGroups { id options { id name available } } } } } }',
      { id },
    ),
  );
  const tracked = orders.nodes
    .slice(0, 12)
    .map(({ token }: { token: string }) =>
      list(
        guest,
        `query ($token: String!) { orderByToken(token: $token) { id number status ${DISCOUNTS.split(' appliedPromotions')[0]} payment { id status } } }`,
        { token },
      ),
    );
  const all: RequestedDocument[] = [];
  for (const field of rootFieldsOf(schema).filter(({ operation }) => operation === 'query')) {
    for (const sample of samples[field.path] ?? []) {
      if (['Query.tillStaff', 'Query.devicePairing', 'Query.zReport'].includes(field.path)) continue;
      all.push(list(askerOf(field.path, world), documentOf(field, selectionOf(field.field.type, 1)), await sample(world)));
    }
  }
  return [...LISTS.map((document) => list(owner, document)), ...quotes, ...menus, ...tracked, ...all];
}

/** The same operation with `__typename` everywhere, and `id` on every type that has one. */
function identified(document: string): DocumentNode {
  const types = new TypeInfo(schema);
  const field = (name: string) => ({ kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } }) as const;
  return visit(
    parse(document),
    visitWithTypeInfo(types, {
      SelectionSet: (node: SelectionSetNode) => {
        const type = types.getParentType();
        if (!type) return undefined;
        const hasId = !isUnionType(type) && 'id' in type.getFields();
        return { ...node, selections: [field('__typename'), ...(hasId ? [field('id')] : []), ...node.selections] };
      },
    }),
  );
}

/** Known field values of each object, by its type and id. */
type Known = Map<string, Map<string, string>>;

/** Records the answer's values of all objects with an id; returns contradictions to earlier values. */
function note(known: Known, document: DocumentNode, variables: Variables, data: Data): string[] {
  const contradictions: string[] = [];
  const walk = (value: Data, sets: readonly SelectionSetNode[]): void => {
    if (Array.isArray(value)) for (const entry of value) walk(entry, sets);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
    const key = typeof value.id === 'string' ? `${value.__typename}:${value.id}` : null;
    const facts = (key !== null && known.get(key)) || new Map<string, string>();
    if (key !== null) known.set(key, facts);
    for (const node of fieldsOf(sets, value.__typename)) {
      const name = node.alias?.value ?? node.name.value;
      const args = (node.arguments ?? []).map((argument) =>
        argument.value.kind === Kind.VARIABLE ? JSON.stringify(variables[argument.value.name.value]) : print(argument.value),
      );
      if (node.selectionSet) {
        walk(value[name], [node.selectionSet]);
        continue;
      }
      const [fact, content] = [`${node.name.value}(${args})`, JSON.stringify(value[name])];
      const before = facts.get(fact);
      if (before !== undefined && before !== content) contradictions.push(`${key} ${fact}: ${before} and ${content}`);
      facts.set(fact, content);
    }
  };
  const fieldsOf = (sets: readonly SelectionSetNode[], typename: string): readonly FieldNode[] =>
    sets.flatMap(({ selections }) =>
      selections.flatMap((node) => {
        if (node.kind === Kind.FIELD) return [node];
        const part = node.kind === Kind.INLINE_FRAGMENT ? node : undefined;
        const condition = part?.typeCondition?.name.value;
        const applies = condition === undefined || condition === typename || possibleTypes[condition]?.includes(typename);
        return part && applies ? fieldsOf([part.selectionSet], typename) : [];
      }),
    );
  const [operation] = document.definitions;
  if (operation?.kind === Kind.OPERATION_DEFINITION) walk(data, [operation.selectionSet]);
  return contradictions;
}

describe('over all that a rich brand can show', () => {
  test('no type and id have two contents, and no id is of two types but for two views of one thing', async () => {
    const known: Known = new Map();
    const findings: string[] = [];
    for (const { client, document, variables } of requested) {
      const whole = identified(document);
      const { data, errors } = await client.send(print(whole), variables);
      expect(errors, document).toBeUndefined();
      findings.push(...note(known, whole, variables, data));
    }
    expect(findings).toEqual([]);
    const types = Map.groupBy(known.keys(), (key) => key.split(':')[1]);
    const twice = [...types.values()].map((keys) => keys.map((key) => key.split(':')[0]).sort()).filter((names) => names.length > 1);
    // A payment as its guest and the demo gateway see it; an order as order boards see it.
    expect(new Set(twice.map(String))).toEqual(new Set(['Payment,TrackedPayment', 'BoardEntry,Order']));
    expect(known.size).toBeGreaterThan(400);
    expect(new Set([...known.keys()].map((key) => key.split(':')[0])).size).toBeGreaterThan(25);
  }, 120_000);

  test.each([
    ['Apollo Client', apollo],
    ['urql with graphcache', urql],
  ])(
    '%s answers each operation from its cache as the server did, also after all other operations',
    async (_name, make) => {
      const caches = new Map<Client, CachingClient>();
      const cacheOf = (client: Client): CachingClient => {
        const cache = caches.get(client) ?? make(client);
        caches.set(client, cache);
        return cache;
      };
      const answers: { requested: RequestedDocument; whole: string; data: Data }[] = [];
      for (const one of requested) {
        const whole = print(identified(one.document));
        answers.push({ requested: one, whole, data: plain(await cacheOf(one.client).query(whole, one.variables)) });
      }
      for (const { requested: one, whole, data } of answers) expect(plain(await cacheOf(one.client).cached(whole, one.variables)), one.document).toEqual(data);
      for (const cache of caches.values()) cache.stop();
    },
    120_000,
  );
});

test('each type that a cache cannot know by an id is listed for clients, and no other', () => {
  const found = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__') && !['Query', 'Mutation', 'Subscription'].includes(type.name),
  );
  const without = found.filter((type) => isObjectType(type) && String(type.getFields().id?.type) !== 'ID!');
  expect(typesWithoutId).toEqual(without.map(({ name }) => name).sort());
  for (const [name, types] of Object.entries(possibleTypes)) {
    const type = schema.getType(name);
    expect(
      isAbstractType(type) &&
        schema
          .getPossibleTypes(type)
          .map((possible) => possible.name)
          .sort(),
    ).toEqual(types);
  }
});
