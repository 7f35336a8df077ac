import { buildSchema, type GraphQLObjectType, type GraphQLOutputType, getIntrospectionQuery, TypeNameMetaFieldDef } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lengthOf } from '../../src/http/base/encoded-response.ts';
import { JsonWriter, jsonOf } from '../../src/http/base/json-writer.ts';
import { runToCompletion } from '../../src/kernel/processor/job.ts';
import { countStatements, makeRestaurant, recordStatements, startTestApp, type TestApp, useRestaurant } from '../kit/index.ts';
import { withLargeMenu } from '../kit/large-menu.ts';
import { openReady, subscribeRaw } from '../live/raw-socket.ts';
import { type Posted, post } from './post.ts';

// One guest asks for a large menu in always new texts. The budget of `tight` shows what was executed: answers from memory are free.
const { app, restaurant } = useRestaurant();
let tight: TestApp;
beforeAll(async () => {
  tight = await startTestApp({ database: app.database, environment: { COST_PER_MINUTE_CLIENT: '60' } });
});
afterAll(async () => {
  await tight.stop();
});

const ask = (query: string, variables: unknown = {}, more: Record<string, unknown> = {}, node = app): Promise<Posted> =>
  post(node.url, { query, variables, ...more }, { ...restaurant.guest.headers });
const FIELDS = 'version sections { id name items { id productId price available } }';
const menuOf = (id: string): string => `menu(outletId: ${id}) { ${FIELDS} }`;

/** Documents with the same meaning as `query ($o: ID!) { menu(outletId: $o) { … } }`. */
function sameMeaning(outletId: string): { query: string; variables: unknown; operationName?: string }[] {
  const variables = { o: outletId };
  const named = Array.from({ length: 10 }, (_, index) => ({ query: `query m${index}($o: ID!) { ${menuOf('$o')} }`, variables }));
  return [
    ...named,
    { query: `query ($o: ID!) {\n  # a comment\n  ${menuOf('$o').replaceAll(' ', '\n\t, ')}\n}`, variables },
    { query: `query ($another: ID!) { ${menuOf('$another')} }`, variables: { another: outletId } },
    { query: `{ ${menuOf(JSON.stringify(outletId))} }`, variables: {} },
    { query: `query ($o: ID = "${outletId}") { ${menuOf('$o')} }`.replace('ID =', 'ID! ='), variables: {} },
    { query: `query ($o: ID!) { menu(outletId: $o) { ...a } } fragment a on Menu { ${FIELDS} }`, variables },
    { query: `query ($o: ID!) { ...root } fragment root on Query { menu(outletId: $o) { ... on Menu { version } ... { ${FIELDS} } } }`, variables },
    { query: `query ($o: ID!) { menu(outletId: $o) { version } menu(outletId: $o) { ${FIELDS} } }`, variables },
    { query: `query a($o: ID!) { ${menuOf('$o')} } query b { tenant { id } }`, variables, operationName: 'a' },
    { query: `query ($o: ID!, $no: Boolean = false) { ${menuOf('$o')} tenant @include(if: $no) { id } }`, variables },
    { query: `query ($o: ID!) { menu: menu(outletId: $o) { version: version ${FIELDS.replace('version ', '')} } }`, variables: { ...variables, unused: 1 } },
  ];
}

describe('an answer is kept by what its document means', () => {
  test('so twenty documents with one meaning are executed once', async () => {
    const documents = sameMeaning(restaurant.outletId);
    expect(documents).toHaveLength(20);
    const answers: Posted[] = [];
    // The first one reads the menu, the answer of the second is cached.
    for (const { query, variables, operationName } of [documents[0], ...documents].flatMap((document) => document ?? []))
      answers.push(await ask(query, variables, { operationName }, tight));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.filter(({ text }) => text !== answers[1]?.text).map(({ text }) => text)).toEqual([]);
    // Two of them were executed, so the budget is enough for three more, but not for twenty.
    const aliased = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(`{ a${index}: ${menuOf(JSON.stringify(restaurant.outletId))} }`, {}, {}, tight)),
    );
    expect(aliased.filter(({ status }) => status === 200).length).toBeLessThan(6);
    expect(aliased.filter(({ status }) => status === 429).length).toBeGreaterThan(14);
  });

  test('and what changes the answer changes the meaning: aliases of fields, other fields, other arguments, their order', async () => {
    const id = JSON.stringify(restaurant.outletId);
    const product = (sku: string): string => `menuItem(outletId: ${id}, productId: "${restaurant.products[sku]}") { sku }`;
    const queries = ['version', 'v: version', '__typename version', 'version __typename'].map((fields) => `{ menu(outletId: ${id}) { ${fields} } }`);
    for (let round = 0; round < 3; round += 1) {
      const texts = await Promise.all([...queries, `{ ${product('SOUP')} }`, `{ ${product('COFFEE')} }`].map(async (query) => (await ask(query)).text));
      expect(new Set(texts).size).toBe(6);
      expect(texts[2]).toMatch(/^\{"data":\{"menu":\{"__typename":"Menu","version":\d+\}\}/);
      expect(texts[3]).toMatch(/^\{"data":\{"menu":\{"version":\d+,"__typename":"Menu"\}\}/);
    }
  });

  test('but a document that does not fit the schema is refused, with any meaning', async () => {
    const id = JSON.stringify(restaurant.outletId);
    for (let round = 0; round < 3; round += 1) {
      expect((await ask(`{ ${menuOf(id)} }`)).body.errors).toBeUndefined();
      expect((await ask(`query ($unused: ID) { ${menuOf(id)} }`)).body.errors[0].message).toContain('never used');
      expect((await ask(`{ ${menuOf(id)} } query other { nothing }`)).body.errors.length).toBeGreaterThan(0);
    }
  });

  test('so is that of the schema, for everybody', async () => {
    const query = getIntrospectionQuery();
    await ask(query);
    let again: Posted | undefined;
    expect(await countStatements(app, async () => (again = await ask(`${query} # again`)))).toBe(0);
    expect(again?.body.data.__schema.types.length).toBeGreaterThan(100);
  });
});

describe('the cost of an answer', () => {
  test('follows its bytes where these are more than was reckoned, and is paid', async () => {
    const large = await makeRestaurant(app);
    await withLargeMenu(app, large, 300);
    const menu = await post(app.url, { query: `{ ${menuOf(JSON.stringify(large.outletId))} }` }, { ...large.guest.headers });
    const bytes = JSON.stringify(menu.body.data).length;
    expect(menu.cost).toBe(Math.ceil(bytes / 500));
    expect(menu.cost).toBeGreaterThan(12);
    // The cost above the estimate is charged afterwards: no points of the 60 are left, and the debt is more than a minute's refill.
    const askMenu = (): Promise<Posted> => post(tight.url, { query: `{ ${menuOf(JSON.stringify(large.outletId))} }` }, { ...large.manager.headers });
    expect(await askMenu()).toMatchObject({ status: 200, cost: menu.cost });
    expect((await post(tight.url, { query: '{ tenant { id } }' }, { ...large.manager.headers })).status).toBe(429);
  });

  test('has an end: an answer of more than 32 MB is not written, and one below stays in parts, which are never joined', () => {
    const schema = buildSchema('type Query { items: [Item!]! } type Item { name: String! }');
    const [items] = [schema.getQueryType()?.getFields().items];
    const name = { name: 'name', parent: schema.getType('Item') as GraphQLObjectType, field: TypeNameMetaFieldDef, args: {}, children: null };
    const field = (schema.getType('Item') as GraphQLObjectType).getFields().name as typeof TypeNameMetaFieldDef;
    const write = (count: number): unknown => {
      const writer = new JsonWriter();
      const entries = Array.from({ length: count }, () => ({ name: 'x'.repeat(1024 * 1024) }));
      runToCompletion(writer.list(entries, items?.type as GraphQLOutputType, [{ ...name, field }], { context: {}, info: {} }));
      return writer.end();
    };
    const parts = jsonOf(write(3)) ?? [];
    expect(lengthOf(parts)).toBe(3 * (1024 * 1024 + '{"name":""},'.length) + 1);
    expect(parts.length).toBeGreaterThanOrEqual(3);
    expect(() => write(33)).toThrow('The answer would be longer than 32 MB; ask for less.');
  });
});

describe('long work is done in slices', () => {
  test('others are answered while a menu of 1,500 items is read and written eight times', async () => {
    const large = await makeRestaurant(app);
    await withLargeMenu(app, large, 1500);
    const query = `query ($o: ID!) { ${'abcdefgh'
      .split('')
      .map((name) => `${name}: ${menuOf('$o')}`)
      .join(' ')} }`;
    let isOver = false;
    const menu = post(app.url, { query, variables: { o: large.outletId } }, { ...large.guest.headers }).finally(() => (isOver = true));
    let others = 0;
    while (!isOver) {
      expect((await post(app.url, { query: '{ me { username } }' }, { ...restaurant.cashier.headers })).status).toBe(200);
      if (!isOver) others += 1;
    }
    const { body } = await menu;
    expect(body.data.h.sections.flatMap(({ items }: { items: unknown[] }) => items)).toHaveLength(1504);
    expect(others).toBeGreaterThan(5);
  });

  test('what is written in slices is the same as what is executed: lists, nulls, instants, enums, fragments, directives', async () => {
    const group = { name: 'Size', selectionType: 'QUANTITY', maxSelections: 3, options: [{ name: 'Large', priceAdjustment: -500 }] };
    const query = 'mutation ($input: CreateModifierGroupInput!) { createModifierGroup(input: $input) { modifierGroup { id } userErrors { code } } }';
    const made = await restaurant.owner.ok(query, { input: group });
    await restaurant.owner.ok('mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { userErrors { code message } } }', {
      input: { id: restaurant.products.COFFEE, modifierGroupIds: [made.createModifierGroup.modifierGroup.id] },
    });
    const off = { outletId: restaurant.outletId, productId: restaurant.products.SOUP, available: false, until: '2099-01-01T00:00:00.000Z' };
    await restaurant.kitchen.ok('mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { code } } }', { input: off });
    const document = `query ($o: ID!, $yes: Boolean = true) { m: menu(outletId: $o) { ...top s: sections @skip(if: $yes) { sortOrder } empty: sections @include(if: $yes) { __typename } } }
      fragment top on Menu { sections { items { ...item } } currency { code } sections { name } }
      fragment item on MenuItem { sku availableAt imageUrl modifierGroups { selectionType options { priceAdjustment isDefault } } price @skip(if: $yes) }`;
    const { body } = await ask(document, { o: restaurant.outletId });
    const [section] = body.data.m.sections;
    expect(Object.keys(body.data.m)).toEqual(['sections', 'currency', 'empty']);
    expect(Object.keys(section)).toEqual(['items', 'name']);
    expect(body.data.m.empty).toEqual([{ __typename: 'MenuSection' }]);
    const item = (sku: string) => section.items.find((one: { sku: string }) => one.sku === sku);
    expect(item('SOUP')).toEqual({ sku: 'SOUP', availableAt: '2099-01-01T00:00:00.000Z', imageUrl: null, modifierGroups: [] });
    expect(item('COFFEE').modifierGroups).toEqual([{ selectionType: 'QUANTITY', options: [{ priceAdjustment: -500, isDefault: false }] }]);
  });
});

describe('documents that cost more than they look', () => {
  test('fragments that double each other are not compiled, however often they come back', async () => {
    const levels = 25;
    const bomb = `{ tenant { ...f0 } } ${Array.from({ length: levels }, (_, level) => `fragment f${level} on Tenant { ...f${level + 1} ...f${level + 1} }`).join(' ')} fragment f${levels} on Tenant { id }`;
    const small = bomb.replaceAll(/f(1\d|2[0-4]) on Tenant \{[^}]+\}/g, (text) => text.replace(/ \.\.\.f\d+ \}/, ' }'));
    for (let round = 0; round < 8; round += 1) {
      expect(await ask(bomb)).toMatchObject({ status: 400, body: { errors: [{ message: expect.stringMatching(/fields; at most 5000/) }] } });
      expect((await ask(small)).body.errors).toBeUndefined();
    }
    expect((await restaurant.guest.ok('{ tenant { slug } }')).tenant.slug).toBe(restaurant.slug);
  });

  test('a name that is selected more than fifty times in one place is refused', async () => {
    const repeated = (count: number): string => `{ ${'tenant { id } '.repeat(count)} }`;
    expect((await ask(repeated(50))).body.errors).toBeUndefined();
    expect(await ask(repeated(51))).toMatchObject({
      status: 400,
      body: { errors: [{ message: 'tenant is selected 51 times in one place; at most 50 are allowed.' }] },
    });
  });

  test('the schema is asked for alone', async () => {
    expect((await ask('{ __typename __schema { queryType { name } } __type(name: "Menu") { name } }')).body.errors).toBeUndefined();
    const { status, body } = await ask('{ tenant { id } __schema { queryType { name } } }');
    expect([status, body.errors[0].message]).toEqual([400, 'Ask for __schema and __type in an operation of their own.']);
  });
});

test('followers of a menu who ask for the same in other words share one execution of each change', async () => {
  const sockets = await Promise.all(Array.from({ length: 6 }, () => openReady(restaurant.guest)));
  for (const [index, raw] of sockets.entries()) {
    const query =
      index % 2 === 0
        ? `subscription s${index}($o: ID!) { menuChanged(outletId: $o) { version outlet { name } } }`
        : 'subscription($a:ID!){...f} fragment f on Subscription{menuChanged(outletId:$a){version outlet{name}}}';
    subscribeRaw(raw, query, { o: restaurant.outletId, a: restaurant.outletId });
    await raw.next(({ type }) => type === 'next');
  }
  const nextMessages = () => Promise.all(sockets.map((raw) => raw.next(({ type }) => type === 'next')));
  const flip = (available: boolean) =>
    restaurant.owner.ok('mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { code } } }', {
      input: { outletId: restaurant.outletId, productId: restaurant.products.WATER, available },
    });
  const outletsRead = ({ statements }: { readonly statements: readonly string[] }): number => statements.filter((text) => /from "outlet"/.test(text)).length;
  const together = await recordStatements(app, async () => {
    await flip(false);
    return nextMessages();
  });
  for (const raw of sockets.slice(1)) raw.socket.close();
  const alone = await recordStatements(app, async () => {
    await flip(true);
    await sockets[0]?.next(({ type }) => type === 'next');
  });
  expect(new Set(together.result.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
  expect(outletsRead(together)).toBe(outletsRead(alone));
  sockets[0]?.socket.close();
});
