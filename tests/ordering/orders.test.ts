import { beforeAll, expect, test } from 'vitest';
import { act, addOutlet, addStation, type Client, orderOf, placeOrder, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();
let cashier: Client;
/** 25 orders of the outlet, oldest first. */
let placed: { id: string; number: string; queueNumber: number }[];
/** An order of another outlet, which the cashier cannot access. */
let elsewhere: { id: string };
let other: string;
beforeAll(async () => {
  ({ cashier } = restaurant);
  placed = [];
  for (let at = 1; at <= 25; at += 1) {
    const guest = at === 7 ? { customerName: 'Élodie Ünal', customerPhone: '+62 812-3456' } : at === 8 ? { customerName: 'eLODIE' } : {};
    placed.push(await placeOrder(cashier, orderOf(restaurant, { WATER: 1 }, guest)));
  }
  other = await addOutlet(restaurant.platform, { code: 'TWO' });
  await addStation(restaurant.platform, other, 'PASS', true);
  elsewhere = await placeOrder(restaurant.owner, orderOf(restaurant, { COFFEE: 1 }, { outletId: other }));
});

const DOCUMENT = `query ($filter: OrderFilter, $first: Int, $after: String) { orders(filter: $filter, first: $first, after: $after) {
  totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function page(client: Client, variables: Record<string, unknown> = {}): Promise<any> {
  return (await client.ok(DOCUMENT, variables)).orders;
}

async function idsOf(filter: Record<string, unknown>, client = cashier): Promise<string[]> {
  const { nodes, totalCount } = await page(client, { filter, first: 100 });
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ id }: { id: string }) => id);
}

/** The order with this queue number. */
function orderAt(queueNumber: number): { id: string; number: string } {
  const order = placed.find((candidate) => candidate.queueNumber === queueNumber);
  if (!order) throw new Error(`no order ${queueNumber}`);
  return order;
}

function ids(orders: readonly { id: string }[]): string[] {
  return orders.map(({ id }) => id);
}

test('page by page, newest first, without a gap or a repeat', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  const sizes: number[] = [];
  for (;;) {
    const { nodes, edges, pageInfo, totalCount } = await page(cashier, { first: 7, after });
    expect(totalCount).toBe(25);
    expect(edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(ids(nodes));
    expect(pageInfo).toMatchObject({ startCursor: edges[0].cursor, endCursor: edges.at(-1).cursor, hasPreviousPage: after !== null });
    seen.push(...ids(nodes));
    sizes.push(nodes.length);
    // Orders placed meanwhile come before the following pages.
    if (after === null) await act(cashier, 'serveOrder', { orderId: nodes[3].id });
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(sizes).toEqual([7, 7, 7, 4]);
  expect(seen).toEqual(ids(placed).reverse());
});

test('20 unless told otherwise', async () => {
  expect((await page(cashier)).nodes).toHaveLength(20);
  expect((await page(cashier, { first: 100 })).nodes).toHaveLength(25);
  expect(await page(cashier, { filter: { search: 'nobody' } })).toEqual({
    totalCount: 0,
    nodes: [],
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test.each([0, -1, 101])('first: %i is a fault of the request', async (first) => {
  expect(await cashier.requestError(DOCUMENT, { first })).toBe('BAD_USER_INPUT');
});

test('a forged cursor is a fault of the request', async () => {
  const forged = (...keys: unknown[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');
  const id = placed[0]?.id;
  for (const after of ['', 'x', forged(), forged(1), forged('x', id), forged(1, 'x'), forged(1, '-'.repeat(36)), forged('9'.repeat(16), id), forged(1, id, 1)])
    expect(await cashier.requestError(DOCUMENT, { after })).toBe('BAD_USER_INPUT');
});

test('orders of outlets in reach only', async () => {
  expect(await idsOf({}, cashier)).not.toContain(elsewhere.id);
  expect(await idsOf({}, restaurant.owner)).toContain(elsewhere.id);
  expect(await idsOf({ outletId: other }, restaurant.owner)).toEqual([elsewhere.id]);
  expect(await idsOf({ outletId: other }, cashier)).toEqual([]);
  expect(await idsOf({ outletId: 'x' }, cashier)).toEqual([]);
  expect(await idsOf({ outletId: restaurant.outletId }, cashier)).toHaveLength(25);
  const narrowed = restaurant.owner.as({ 'x-outlet-id': other });
  expect(await idsOf({}, narrowed)).toEqual([elsewhere.id]);
});

test('by status, payment and business date', async () => {
  const [one, two] = [orderAt(1), orderAt(2)];
  await act(cashier, 'payCash', { orderId: one.id, tendered: 5000 });
  await act(cashier, 'completeOrder', { orderId: one.id });
  await act(cashier, 'payCash', { orderId: two.id, amount: 1000, tendered: 1000 });
  expect(await idsOf({ status: ['COMPLETED'] })).toEqual([one.id]);
  expect(await idsOf({ status: ['READY', 'SERVED', 'COMPLETED'] })).toHaveLength(25);
  expect(await idsOf({ status: [] })).toEqual([]);
  expect(await idsOf({ paymentStatus: ['PAID'] })).toEqual([one.id]);
  expect(await idsOf({ paymentStatus: ['PARTIALLY_PAID', 'PAID'] })).toEqual([two.id, one.id]);
  expect(await idsOf({ paymentStatus: ['PAID'], status: ['READY'] })).toEqual([]);
  const data = await cashier.ok('query ($id: ID!) { order(id: $id) { businessDate } }', { id: one.id });
  expect(await idsOf({ businessDate: data.order.businessDate })).toHaveLength(25);
  expect(await idsOf({ businessDate: '2001-01-01' })).toEqual([]);
  expect(await cashier.requestError(DOCUMENT, { filter: { businessDate: '2001-02-30' } })).toBe('BAD_USER_INPUT');
});

test('by number, queue number, phone, or the beginning of the name in any case', async () => {
  const third = orderAt(3);
  const [seventh, eighth] = [orderAt(7), orderAt(8)];
  expect(await idsOf({ search: third.number })).toEqual([third.id]);
  expect(await idsOf({ search: `  ${third.number.toLowerCase()} ` })).toEqual([third.id]);
  expect(await idsOf({ search: '3' })).toEqual([third.id]);
  expect(await idsOf({ search: '+62 812-3456' })).toEqual([seventh.id]);
  expect(await idsOf({ search: 'élodie' })).toEqual([seventh.id]);
  expect(await idsOf({ search: 'ÉLODIE Ü' })).toEqual([seventh.id]);
  expect(await idsOf({ search: 'Elod' })).toEqual([eighth.id]);
  expect(await idsOf({ search: 'odie' })).toEqual([]);
  expect(await idsOf({ search: '' })).toHaveLength(25);
});

test('a search text is taken literally', async () => {
  for (const search of ['%', '_', "' or true --", '\\', '\u{10fffd}', '9'.repeat(30), 'x'.repeat(5000)]) expect(await idsOf({ search })).toEqual([]);
  for (const search of ['a\0', '\u{10ffff}', '\ud800'])
    expect(await cashier.requestError(DOCUMENT, { filter: { search } }), JSON.stringify(search)).toBe('BAD_USER_INPUT');
});
