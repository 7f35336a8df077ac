import { beforeAll, describe, expect, test } from 'vitest';
import { findPage, type SortKey } from '../../src/kernel/lists/page.ts';
import { tenantEntityManager } from '../../src/kernel/request/context.ts';
import { Product } from '../../src/modules/menu/index.ts';
import { addProduct, type Client, makeRestaurant, orderOf, placeOrder, recordStatements, useRestaurant } from '../kit/index.ts';

const MANY = 7;
const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount';
const ORDERS = `query ($first: Int, $after: String, $last: Int, $before: String) {
  orders(first: $first, after: $after, last: $last, before: $before) { nodes { queueNumber } edges { cursor } ${PAGE} } }`;

const { app, restaurant } = useRestaurant();
let owner: Client;
/** Queue numbers, newest first. */
const all = Array.from({ length: MANY }, (_, index) => MANY - index);
beforeAll(async () => {
  ({ owner } = restaurant);
  for (let placed = 0; placed < MANY; placed += 1) await placeOrder(owner, orderOf(restaurant, { WATER: 1 }));
});

interface Page {
  readonly numbers: readonly number[];
  readonly cursors: readonly string[];
  readonly next: boolean;
  readonly previous: boolean;
}

async function pageOf(variables: Record<string, unknown>): Promise<Page> {
  const { nodes, edges, pageInfo, totalCount } = (await owner.ok(ORDERS, variables)).orders;
  const cursors = edges.map(({ cursor }: { cursor: string }) => cursor);
  expect([pageInfo.startCursor, pageInfo.endCursor, totalCount]).toEqual([cursors[0] ?? null, cursors.at(-1) ?? null, MANY]);
  const numbers = nodes.map(({ queueNumber }: { queueNumber: number }) => queueNumber);
  return { numbers, cursors, next: pageInfo.hasNextPage, previous: pageInfo.hasPreviousPage };
}

describe('a list', () => {
  test('is walked from its beginning to its end and back, and each page knows exactly what lies beside it', async () => {
    const forth: Page[] = [await pageOf({ first: 3 })];
    while (forth.at(-1)?.next) forth.push(await pageOf({ first: 3, after: forth.at(-1)?.cursors.at(-1) }));
    expect(forth.map(({ numbers, previous, next }) => [numbers, previous, next])).toEqual([
      [[7, 6, 5], false, true],
      [[4, 3, 2], true, true],
      [[1], true, false],
    ]);
    const back: Page[] = [await pageOf({ last: 3 })];
    while (back[0]?.previous) back.unshift(await pageOf({ last: 3, before: back[0]?.cursors[0] }));
    expect(back.map(({ numbers, previous, next }) => [numbers, previous, next])).toEqual([
      [[7], false, true],
      [[6, 5, 4], true, true],
      [[3, 2, 1], true, false],
    ]);
  });

  test('has a part between any two cursors, from either end of it, and tells what lies beside that', async () => {
    const { cursors } = await pageOf({ first: MANY });
    for (let from = -1; from < MANY; from += 1) {
      for (let to = from + 1; to <= MANY; to += 1) {
        const bounds = { ...(from >= 0 && { after: cursors[from] }), ...(to < MANY && { before: cursors[to] }) };
        const part = all.slice(from + 1, to);
        const [start, end] = [await pageOf({ first: 2, ...bounds }), await pageOf({ last: 2, ...bounds })];
        expect([start.numbers, start.previous, start.next], JSON.stringify([from, to])).toEqual([part.slice(0, 2), from >= 0, part.length > 2 || to < MANY]);
        expect([end.numbers, end.previous, end.next], JSON.stringify([from, to])).toEqual([part.slice(-2), part.length > 2 || from >= 0, to < MANY]);
      }
    }
  }, 120_000);

  test('has nothing before a cursor whose row the filter leaves out, and says so', async () => {
    const { cursors } = await pageOf({ first: 1 });
    const document = `query ($after: String, $id: ID) { orders(filter: { outletId: $id }, after: $after) { nodes { id } ${PAGE} } }`;
    const empty = await owner.ok(document, { after: cursors[0], id: '00000000-0000-4000-8000-000000000000' });
    expect(empty.orders.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });

  test('gives 20 entries where nothing is said; last counts instead of first', async () => {
    expect((await pageOf({})).numbers).toEqual(all);
    expect((await pageOf({ first: 1, last: 2 })).numbers).toEqual([2, 1]);
    expect((await pageOf({ first: 2, last: null })).numbers).toEqual([7, 6]);
    expect((await owner.ok('{ orders(last: 1) { nodes { queueNumber } } }')).orders.nodes).toEqual([{ queueNumber: 1 }]);
  });

  test('is asked for 1 to 100 entries from its end too, and they cost as many', async () => {
    const document = 'query ($last: Int) { orders(last: $last) { nodes { id } } }';
    for (const last of [0, -1, 101]) {
      const { errors, cost } = await owner.send(document, { last });
      expect([errors?.[0]?.message, errors?.[0]?.extensions.code, cost]).toEqual(['last must be from 1 to 100.', 'BAD_USER_INPUT', null]);
    }
    expect(await owner.requestError('{ orders(last: 101) { nodes { id } } }')).toBe('BAD_USER_INPUT');
    expect((await owner.send(document, { last: 50 })).cost).toBe(51);
    expect((await owner.send(document, {})).cost).toBe(21);
    expect((await owner.send('{ orders(first: 5, last: 7) { nodes { id } } }')).cost).toBe(8);
    expect((await owner.send('query ($last: Int, $first: Int) { orders(first: $first, last: $last) { nodes { id } } }', { first: 9 })).cost).toBe(10);
  });

  test('refuses an invalid cursor and names its argument', async () => {
    for (const argument of ['after', 'before']) {
      const { errors } = await owner.send(`{ orders(${argument}: "x") { nodes { id } } }`);
      expect(errors?.[0]).toMatchObject({ message: `${argument} is not a cursor of this list.`, extensions: { code: 'BAD_USER_INPUT' } });
    }
  });

  test('is read from its index at the cursor: time and id are compared as a row', async () => {
    const { cursors } = await pageOf({ first: 2 });
    const { statements } = await recordStatements(app, () => pageOf({ first: 2, after: cursors[1] }));
    const [read] = statements.filter((text) => text.includes('from "order"') && text.includes('order by'));
    expect(read).toMatch(/\(\w+\."placed_at", \w+\."id"\) < \(\$\d+, \$\d+\)/);
  });
});

test('every list of the schema goes both ways', async () => {
  const { __schema } = await owner.ok('{ __schema { types { name fields { name args { name } type { name ofType { name } } } } } }');
  const paged = __schema.types.flatMap(
    (type: { name: string; fields: { name: string; args: { name: string }[]; type: { name: string | null; ofType: { name: string } | null } }[] | null }) =>
      (type.fields ?? [])
        .filter((field) => /Connection$/.test(field.type.name ?? field.type.ofType?.name ?? ''))
        .map(({ name, args }) => [`${type.name}.${name}`, args.map((arg) => arg.name)]),
  );
  expect(paged.length).toBeGreaterThan(8);
  for (const [path, args] of paged) expect(args, path).toEqual(expect.arrayContaining(['first', 'after', 'last', 'before']));
});

test('the codes of promotions go both ways, for all promotions in one statement', async () => {
  const create = 'mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { promotion { id } userErrors { code } } }';
  for (const name of ['One', 'Two', 'Three']) {
    const { promotion } = (await owner.ok(create, { input: { name, type: 'PERCENTAGE', rate: 100, code: `${name}-0` } })).createPromotion;
    for (let index = 1; index < 4; index += 1) {
      await owner.ok('mutation ($input: AddPromotionCodeInput!) { addPromotionCode(input: $input) { userErrors { code } } }', {
        input: { promotionId: promotion.id, code: `${name}-${index}` },
      });
    }
  }
  const document = `query ($last: Int!, $before: String) { promotions(first: 3) { nodes { name codes(last: $last, before: $before) { nodes { code } ${PAGE} } } } }`;
  const read = async (variables: object): Promise<{ name: string; codes: { nodes: { code: string }[]; pageInfo: Record<string, unknown> } }[]> =>
    (await owner.ok(document, variables as Record<string, unknown>)).promotions.nodes;
  const { result: ends, statements } = await recordStatements(app, () => read({ last: 2 }));
  expect(ends.map(({ codes }) => codes.nodes.map(({ code }) => code))).toEqual(['THREE', 'TWO', 'ONE'].map((name) => [`${name}-2`, `${name}-3`]));
  for (const { codes } of ends) expect(codes.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
  expect(statements.filter((text) => text.includes('from promotion_code') && text.includes('order by'))).toHaveLength(1);
  const [three] = await read({ last: 2, before: ends[0]?.codes.pageInfo.startCursor });
  expect([three?.codes.nodes.map(({ code }) => code), three?.codes.pageInfo]).toMatchObject([
    ['THREE-0', 'THREE-1'],
    { hasPreviousPage: false, hasNextPage: true },
  ]);
});

test('rows without a value of the sort key come last, and are walked through both ways', async () => {
  const own = await makeRestaurant(app);
  const prices = [500, null, 300, 300, null, 700];
  for (const [index, promoPrice] of prices.entries())
    await addProduct(own.owner, { categoryId: own.categoryId, sku: `N${index}`, name: `N${index}`, price: 1000, promoPrice });
  const order = (direction: 'asc' | 'desc'): SortKey<Product>[] => [
    { column: 'promoPrice', kind: 'integer', direction, nullable: true },
    { column: 'id', kind: 'id', direction: 'asc' },
  ];
  for (const direction of ['asc', 'desc'] as const) {
    const read = (page: Parameters<typeof findPage>[4]) =>
      findPage(tenantEntityManager(app.services, own.tenantId), Product, order(direction), [{ sku: { $gte: 'N', $lt: 'O' } }], page);
    const whole = (await read({ first: 100 })).nodes.map(({ sku }) => sku);
    expect(whole).toEqual(direction === 'asc' ? ['N2', 'N3', 'N0', 'N5', 'N1', 'N4'] : ['N5', 'N0', 'N2', 'N3', 'N1', 'N4']);
    const [forth, back]: [string[], string[]] = [[], []];
    for (let page = await read({ first: 1 }); ; page = await read({ first: 1, after: page.pageInfo.endCursor })) {
      forth.push(...page.nodes.map(({ sku }) => sku));
      if (!(await page.pageInfo.hasNext())) break;
    }
    for (let page = await read({ last: 2 }); ; page = await read({ last: 2, before: page.pageInfo.startCursor })) {
      back.unshift(...page.nodes.map(({ sku }) => sku));
      if (!(await page.pageInfo.hasPrevious())) break;
    }
    expect([forth, back]).toEqual([whole, whole]);
  }
});
