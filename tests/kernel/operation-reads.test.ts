/** The reads of one operation share one read-only transaction. */
import { expect, test } from 'vitest';
import { beginReads, endReads } from '../../src/kernel/request/begin-reads.ts';
import { type Context, contextFor } from '../../src/kernel/request/context.ts';
import { guestSession } from '../../src/kernel/request/session.ts';
import { orderOf, placeOrder, recordStatements, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ environment: { DATABASE_POOL: '5' } });

function reading(): Context {
  const ctx = contextFor(guestSession(restaurant.tenantId), app.services, { requestId: 'test' });
  beginReads(ctx);
  return ctx;
}

/** A number, and the snapshot that the transaction sees. */
const READ = 'select ?::int / ?::int as n, pg_current_snapshot()::text as snapshot, pg_backend_pid() as pid';
const read = async (ctx: Context, n: number, by = 1) => (await ctx.em.execute<{ n: number; snapshot: string; pid: number }[]>(READ, [n, by]))[0];
const idleInTransaction = async (): Promise<number> => {
  const [row] = await app.sql<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  );
  return row?.n ?? 0;
};

test('they see one moment, on one connection; the next operation sees a later one', async () => {
  const ctx = reading();
  const [one, two] = await Promise.all([read(ctx, 1), read(ctx, 2)]);
  await app.sql('update product set price = 6000 where id = $1', [restaurant.products.WATER]);
  const three = await read(ctx, 3);
  expect([one, two, three].map((row) => row?.n)).toEqual([1, 2, 3]);
  expect(new Set([one, two, three].map((row) => `${row?.pid} ${row?.snapshot}`)).size).toBe(1);
  endReads(ctx);
  const next = reading();
  expect((await read(next, 1))?.snapshot).not.toBe(one?.snapshot);
  endReads(next);
});

test('they cannot write', async () => {
  const ctx = reading();
  await expect(ctx.em.execute('update product set price = 1')).rejects.toMatchObject({ code: '25006' });
  endReads(ctx);
});

test('a read that fails fails alone: the others are repeated', async () => {
  const ctx = reading();
  const results = await Promise.allSettled([read(ctx, 1), read(ctx, 1, 0), read(ctx, 2), read(ctx, 3)]);
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value?.n : (result.reason as { code: string }).code))).toEqual([1, '22012', 2, 3]);
  const more = await Promise.allSettled([read(ctx, 1, 0), read(ctx, 1, 0), read(ctx, 5)]);
  expect(more.map((result) => (result.status === 'fulfilled' ? result.value?.n : (result.reason as { code: string }).code))).toEqual(['22012', '22012', 5]);
  expect((await read(ctx, 4))?.n).toBe(4);
  endReads(ctx);
});

test('an operation that waits for something else gives its connection back', async () => {
  const ctx = reading();
  await read(ctx, 1);
  expect(await idleInTransaction()).toBe(1);
  await expect.poll(idleInTransaction, { timeout: 5000 }).toBe(0);
  expect((await read(ctx, 2))?.n).toBe(2);
  endReads(ctx);
  await expect.poll(idleInTransaction, { timeout: 5000 }).toBe(0);
  // After its end, a read has a transaction of its own.
  expect((await read(ctx, 3))?.n).toBe(3);
});

test('a list and its total agree while orders are placed', async () => {
  const LIST = '{ orders(first: 100) { totalCount nodes { id lines { id } totals { total } } } }';
  let isPlacing = true;
  const placing = (async () => {
    for (let count = 0; count < 25; count += 1) await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
    isPlacing = false;
  })();
  while (isPlacing) {
    const { orders } = await restaurant.cashier.ok(LIST);
    expect(orders.nodes).toHaveLength(orders.totalCount);
    for (const { lines } of orders.nodes) expect(lines).toHaveLength(1);
  }
  await placing;
});

test('more operations at once than there are connections: all are answered', async () => {
  const LIST = `{ orders(first: 5) { nodes { id outlet { name } } } menu(outletId: "${restaurant.outletId}") { version } me { id } }`;
  const answers = await Promise.all(Array.from({ length: 60 }, () => restaurant.cashier.ok(LIST)));
  expect(answers.every(({ orders, menu }) => orders.nodes.length === 5 && menu.version > 0)).toBe(true);
  await expect.poll(idleInTransaction, { timeout: 5000 }).toBe(0);
});

test('the answer to a mutation is read after its commit, in one transaction', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
    order { status outlet { name } lines { id } cashier { name } } userErrors { code } } }`;
  const input = { orderId: order.id, reason: 'The guest left' };
  const { result, statements } = await recordStatements(app, () => restaurant.owner.ok(CANCEL, { input }));
  expect(result.cancelOrder.order).toMatchObject({ status: 'CANCELLED', lines: [{}] });
  expect(statements.filter((text) => /^begin.* read only/.test(text)).length).toBeLessThanOrEqual(1);
});
