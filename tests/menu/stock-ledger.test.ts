import { expect, it } from 'vitest';
import { addUser, orderOf, PASSWORD, PLACE_ORDER, placeOrder, type Restaurant, signedIn, useRestaurant } from '../kit/index.ts';
import { change } from './menu-api.ts';

const { app, restaurant } = useRestaurant();

const LEDGER = `query ($outletId: ID!, $productId: ID!, $first: Int, $after: String) { stockMovements(outletId: $outletId, productId: $productId, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { delta balance reason orderId note occurredAt user { username } } } }`;

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function ledgerOf({ manager, outletId, products }: Restaurant, page: object = {}): Promise<any> {
  return (await manager.ok(LEDGER, { outletId, productId: products.CAKE, ...page })).stockMovements;
}

it('tells every unit that came and went, why, for which order and by whom', async () => {
  const { cashier, kitchen, manager, outletId, products } = restaurant;
  const productId = products.CAKE;
  const sold = await placeOrder(cashier, orderOf(restaurant, { CAKE: 2, COFFEE: 1 }));
  const unwanted = await placeOrder(cashier, orderOf(restaurant, {}, { lines: [1, 2].map((quantity) => ({ productId, quantity })) }));
  await change(cashier, 'cancelOrder', { orderId: unwanted.id, reason: 'changed their mind' }, 'order { id }');
  await change(kitchen, 'adjustStock', { outletId, productId, delta: -1, reason: 'fell down' }, 'product { id }');
  await change(manager, 'adjustStock', { outletId, productId, counted: 2 }, 'product { id }');
  await app.sql('update product_at_outlet set stock_quantity = 9 where product_id = $1', [productId]);
  const { nodes, totalCount } = await ledgerOf(restaurant);
  const by = (username: string): object => ({ user: { username }, note: null, orderId: null });
  expect(nodes.toReversed()).toMatchObject([
    { delta: 5, balance: 5, reason: 'OPENING', orderId: null, user: null },
    { ...by('cashier'), delta: -2, balance: 3, reason: 'SALE', orderId: sold.id },
    { ...by('cashier'), delta: -3, balance: 0, reason: 'SALE', orderId: unwanted.id },
    { ...by('cashier'), delta: 3, balance: 3, reason: 'RETURN', orderId: unwanted.id },
    { ...by('kitchen'), delta: -1, balance: 2, reason: 'ADJUSTMENT', note: 'fell down' },
    { ...by('manager'), delta: 0, balance: 2, reason: 'COUNT' },
    { delta: 7, balance: 9, reason: 'UNKNOWN', user: null },
  ]);
  expect(totalCount).toBe(7);
  const first = await ledgerOf(restaurant, { first: 4 });
  const rest = await ledgerOf(restaurant, { first: 4, after: first.pageInfo.endCursor });
  expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage, [...first.nodes, ...rest.nodes]]).toEqual([true, false, nodes]);
  const log = await manager.ok(
    'query ($id: ID!) { auditLog(filter: { action: [STOCK_ADJUSTED], entityId: $id }) { nodes { reason before after user { username } } } }',
    {
      id: productId,
    },
  );
  expect(log.auditLog.nodes).toMatchObject([
    { reason: null, before: { stockQuantity: 2 }, after: { stockQuantity: 2 }, user: { username: 'manager' } },
    { reason: 'fell down', before: { stockQuantity: 3 }, after: { stockQuantity: 2 }, user: { username: 'kitchen' } },
  ]);
});

it('is for roles that count stock, at outlets in reach; the kitchen does not see who did it', async () => {
  const { kitchen, guest, owner, slug, outletId, products } = restaurant;
  const args = { outletId, productId: products.CAKE };
  const plain = LEDGER.replace(' user { username }', '');
  expect((await kitchen.ok(plain, args)).stockMovements.nodes).toHaveLength(7);
  expect([await kitchen.requestError(LEDGER, args), await guest.requestError(plain, args)]).toEqual(['FORBIDDEN', 'UNAUTHENTICATED']);
  await addUser(owner, { username: 'elsewhere', role: 'MANAGER', accessibleOutletIds: [] });
  const elsewhere = await signedIn(app.url, slug, 'elsewhere', PASSWORD);
  expect(await elsewhere.requestError(plain, args)).toBe('NOT_FOUND');
  for (const after of ['x', Buffer.from('["1"]').toString('base64url')]) expect(await owner.requestError(plain, { ...args, after })).toBe('BAD_USER_INPUT');
});

it('adds up however many sell, cancel and count at the same time', async () => {
  const { cashier, kitchen, outletId, products } = restaurant;
  const productId = products.CAKE;
  await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      if (index % 3 === 0) return void (await change(kitchen, 'adjustStock', { outletId, productId, delta: 2 }, 'product { id }'));
      const { data } = await cashier.send(PLACE_ORDER, { input: orderOf(restaurant, { CAKE: 1 }) });
      const { order } = data.placeOrder;
      if (order && index % 3 === 1) await change(cashier, 'cancelOrder', { orderId: order.id, reason: 'no' }, 'order { id }');
    }),
  );
  const { nodes } = await ledgerOf(restaurant, { first: 100 });
  const [now] = await app.sql<{ left: number }>('select stock_quantity as left from product_at_outlet where product_id = $1', [productId]);
  expect(nodes[0].balance).toBe(now?.left);
  expect(
    nodes.toReversed().reduce((sum: number, { delta, balance }: { delta: number; balance: number }) => (sum + delta === balance ? balance : Number.NaN), 0),
  ).toBe(now?.left);
});
