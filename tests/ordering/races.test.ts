import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, addProduct, attempt, type Client, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let cashier: Client;
beforeAll(async () => {
  ({ cashier } = restaurant);
});
afterAll(async () => {
  expect(await deadlocks()).toBe(0);
});

/** Number of deadlocks that PostgreSQL detected in this database. */
async function deadlocks(): Promise<number> {
  const [row] = await app.sql<{ deadlocks: string }>('select deadlocks from pg_stat_database where datname = current_database()');
  return Number(row?.deadlocks);
}

async function stockOf(productId: string): Promise<number> {
  const [row] = await app.sql<{ stock_quantity: number }>('select stock_quantity from product_at_outlet where product_id = $1', [productId]);
  return row?.stock_quantity ?? Number.NaN;
}

function tracked(sku: string, stockQuantity: number): Promise<string> {
  const { platform, categoryId } = restaurant;
  return addProduct(platform, { categoryId, sku, name: sku, price: 1000, trackStock: true, stockQuantity });
}

function count<T>(list: readonly T[], fits: (entry: T) => boolean): number {
  return list.filter(fits).length;
}

test('the last unit wanted by 20 clients is sold once', async () => {
  const productId = await tracked('LAST', 1);
  const input = orderOf(restaurant, {}, { lines: [{ productId: restaurant.products.WATER }, { productId }] });
  const results = await Promise.all(Array.from({ length: 20 }, () => attempt(cashier, 'placeOrder', input)));
  expect(count(results, ({ code }) => code === null)).toBe(1);
  const refused = results.flatMap(({ error }) => (error ? [error] : []));
  expect(refused).toHaveLength(19);
  for (const error of refused) expect(error).toMatchObject({ code: 'OUT_OF_STOCK', field: ['lines', '1', 'productId'], details: { available: 0 } });
  expect(await stockOf(productId)).toBe(0);
});

test('lines of the same product share its stock', async () => {
  const productId = await tracked('SHARED', 5);
  const input = (...quantities: number[]): Record<string, unknown> =>
    orderOf(restaurant, {}, { lines: quantities.map((quantity) => ({ productId, quantity })) });
  expect(await refusal(cashier, 'placeOrder', input(3, 3))).toMatchObject({
    code: 'OUT_OF_STOCK',
    field: ['lines', '1', 'productId'],
    details: { available: 5 },
  });
  expect(await stockOf(productId)).toBe(5);
  await placeOrder(cashier, input(3, 2));
  expect(await stockOf(productId)).toBe(0);
});

test('20 payments of one order at once pay it once', async () => {
  const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'QR' }));
  const results = await Promise.all(Array.from({ length: 20 }, () => attempt(cashier, 'payCash', { orderId: id, tendered: 20000 })));
  expect(count(results, ({ code }) => code === null)).toBe(1);
  expect(count(results, ({ code }) => code === 'ALREADY_PAID')).toBe(19);
  const paid = await readOrder(cashier, id, 'status paymentStatus paidAmount payments { amount } tickets { id }');
  expect(paid).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', paidAmount: 20000, payments: [{ amount: 20000 }] });
  expect(paid.tickets).toHaveLength(1);
});

test('parts paid at once never exceed what is due', async () => {
  const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  const results = await Promise.all(Array.from({ length: 10 }, () => attempt(cashier, 'payCash', { orderId: id, amount: 6000, tendered: 6000 })));
  expect(count(results, ({ code }) => code === null)).toBe(3);
  expect(count(results, ({ code }) => code === 'AMOUNT_MISMATCH')).toBe(7);
  expect(await readOrder(cashier, id)).toMatchObject({ paidAmount: 18000, dueAmount: 2000 });
});

test('of 10 bumps of the same version one wins', async () => {
  const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  const results = await Promise.all(Array.from({ length: 10 }, () => attempt(cashier, 'bumpTicket', { ticketId: tickets[0].id, version: 1 })));
  expect(count(results, ({ code }) => code === null)).toBe(1);
  expect(count(results, ({ code }) => code === 'STALE_VERSION')).toBe(9);
  expect(await readOrder(cashier, id)).toMatchObject({ status: 'PREPARING', version: 2, tickets: [{ status: 'PREPARING', version: 2 }] });
});

test('items of one order bumped at once at all stations: the order follows', async () => {
  const lines = ['COFFEE', 'SOUP', 'COFFEE', 'SOUP'].map((sku) => ({ productId: restaurant.products[sku] }));
  const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, {}, { lines }));
  const items = tickets.flatMap((ticket: { items: { id: string }[] }) => ticket.items.map((item) => item.id));
  const results = await Promise.all(items.map((itemId: string) => attempt(cashier, 'bumpTicketItem', { itemId, to: 'READY' })));
  expect(results.map(({ code }) => code)).toEqual([null, null, null, null]);
  const order = await readOrder(cashier, id);
  expect(order.status).toBe('READY');
  expect(order.tickets.map((ticket: { status: string; version: number }) => [ticket.status, ticket.version])).toEqual([
    ['READY', 3],
    ['READY', 3],
  ]);
});

test('cancelling and confirming at once: cancelled in the end, and nothing is cooked', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'QR' }));
    const [confirmed, cancelled] = await Promise.all([
      attempt(cashier, 'confirmOrder', { orderId: id }),
      attempt(cashier, 'cancelOrder', { orderId: id, reason: 'changed mind' }),
    ]);
    expect([null, 'INVALID_TRANSITION']).toContain(confirmed.code);
    expect(cancelled.code).toBeNull();
    const order = await readOrder(cashier, id);
    expect(order.status).toBe('CANCELLED');
    expect(order.tickets.map((ticket: { status: string }) => ticket.status)).toEqual(confirmed.code === null ? ['VOIDED'] : []);
  }
});

test('cancelling and paying at once: one of them', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'QR' }));
    const [paid, cancelled] = await Promise.all([
      attempt(cashier, 'payCash', { orderId: id, tendered: 20000 }),
      attempt(cashier, 'cancelOrder', { orderId: id, reason: 'changed mind' }),
    ]);
    const outcome = paid.code === null ? [null, 'ORDER_HAS_PAYMENTS', 20000, 'CONFIRMED'] : ['CONFLICT', null, 0, 'CANCELLED'];
    const order = await readOrder(cashier, id);
    expect([paid.code, cancelled.code, order.paidAmount, order.status]).toEqual(outcome);
  }
});

test('carts of the same products in another order, 16 clients at once: no deadlock, every unit counted', async () => {
  const products = await Promise.all(['A', 'B', 'C', 'D'].map((sku) => tracked(`CART-${sku}`, 10_000)));
  const before = await deadlocks();
  let sold = 0;
  await Promise.all(
    Array.from({ length: 16 }, async (_, client) => {
      for (let round = 0; round < 10; round += 1) {
        const turn = (client + round) % 4;
        const cart = [...products.slice(turn), ...products.slice(0, turn)];
        if (client % 2) cart.reverse();
        const { result, code } = await attempt(cashier, 'placeOrder', orderOf(restaurant, {}, { lines: cart.map((productId) => ({ productId })) }));
        expect(code).toBeNull();
        sold += 1;
        if (round % 5 === 0) {
          await act(cashier, 'cancelOrder', { orderId: result.id, reason: 'changed mind' });
          sold -= 1;
        }
      }
    }),
  );
  expect(await Promise.all(products.map(stockOf))).toEqual(products.map(() => 10_000 - sold));
  expect(sold).toBe(128);
  expect(await deadlocks()).toBe(before);
});
