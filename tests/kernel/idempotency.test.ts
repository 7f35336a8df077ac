import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  act,
  addDevice,
  addProduct,
  attempt,
  type Client,
  documentOf,
  fingerprint,
  makeRestaurant,
  orderOf,
  PLACE_ORDER,
  placeOrder,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let cashier: Client;
/** A transaction of the test itself, to hold locks. */
let holder: pg.Client;
let inFlight: Awaited<ReturnType<typeof holdKey>>;
beforeAll(async () => {
  ({ cashier } = restaurant);
  holder = new pg.Client(app.database.superuser);
  await holder.connect();
  inFlight = await holdKey();
});
afterAll(async () => {
  await holder.end();
});

const ERRORS = 'userErrors { code field message }';

function withKey(key: string): { 'idempotency-key': string } {
  return { 'idempotency-key': key };
}

/** Sends an order whose key another open transaction has already taken; the request waits while the other tests run. */
async function holdKey(): Promise<{ key: ReturnType<typeof withKey>; input: Record<string, unknown>; answer: Promise<Answer>; took: Promise<number> }> {
  const { me } = await cashier.ok('{ me { id } }');
  const key = withKey(randomUUID());
  await holder.query('begin');
  await holder.query(`insert into idempotency_key (tenant_id, actor_id, field, key, fingerprint) values ($1, $2, 'placeOrder', $3, 'x')`, [
    restaurant.tenantId,
    me.id,
    key['idempotency-key'],
  ]);
  const began = Date.now();
  const input = orderOf(restaurant, { COFFEE: 1 }, { id: randomUUID() });
  const answer = cashier.send(PLACE_ORDER, { input }, key);
  return { key, input, answer, took: answer.then(() => Date.now() - began) };
}

async function orders(): Promise<number> {
  const [row] = await app.sql<{ count: string }>('select count(*) from "order"');
  return Number(row?.count);
}

/** Sends the same request five times at once; expects five equal answers, four of them marked as replays. */
async function fiveTimes(send: () => Promise<Answer>): Promise<Answer['data']> {
  const answers = await Promise.all(Array.from({ length: 5 }, send));
  for (const { data, errors } of answers) {
    expect(errors).toBeUndefined();
    expect(data).toEqual(answers[0]?.data);
  }
  expect(answers.filter(({ extensions }) => extensions?.idempotentReplay === true)).toHaveLength(4);
  return answers[0]?.data;
}

test('the same order with the same id, five times at once, is one order', async () => {
  const before = await orders();
  const input = orderOf(restaurant, { COFFEE: 1, CAKE: 1 }, { id: randomUUID() });
  const data = await fiveTimes(() => cashier.send(PLACE_ORDER, { input }));
  expect(data.placeOrder).toMatchObject({ order: { id: input.id, status: 'CONFIRMED' }, userErrors: [] });
  expect(await orders()).toBe(before + 1);
});

test('the same order with the same key, five times at once, is one order', async () => {
  const before = await orders();
  const input = orderOf(restaurant, { COFFEE: 1, CAKE: 1 });
  const key = withKey(randomUUID());
  const data = await fiveTimes(() => cashier.send(PLACE_ORDER, { input }, key));
  expect(data.placeOrder.userErrors).toEqual([]);
  expect(await orders()).toBe(before + 1);
});

test('one payment with the same key, five times at once, is taken once', async () => {
  const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 2 }));
  const key = withKey(randomUUID());
  const data = await fiveTimes(() => cashier.send(documentOf('payCash'), { input: { orderId: id, amount: 15000, tendered: 20000 } }, key));
  expect(data.payCash).toMatchObject({ payment: { amount: 15000, change: 5000 }, order: { paidAmount: 15000, dueAmount: 25000 } });
});

test('the same key with another input is refused and changes nothing', async () => {
  const key = withKey(randomUUID());
  const input = orderOf(restaurant, { COFFEE: 1 });
  await cashier.ok(PLACE_ORDER, { input }, key);
  const before = await fingerprint(app);
  const error = await cashier.failure(PLACE_ORDER, { input: { ...input, notes: 'other' } }, key);
  expect(error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: null });
  expect(await fingerprint(app)).toEqual(before);
});

test('the same id with another input is refused at the id', async () => {
  const input = orderOf(restaurant, { COFFEE: 1 }, { id: randomUUID() });
  await placeOrder(cashier, input);
  const { client: till } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
  const before = await fingerprint(app);
  expect(await cashier.failure(PLACE_ORDER, { input: { ...input, notes: 'other' } })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: ['id'] });
  expect(await till.failure(PLACE_ORDER, { input })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: ['id'] });
  expect(await fingerprint(app)).toEqual(before);
});

test('the same id with two inputs at once: one order, the other refused', async () => {
  const id = randomUUID();
  const results = await Promise.all([1, 2].map((COFFEE) => attempt(cashier, 'placeOrder', orderOf(restaurant, { COFFEE }, { id }))));
  expect(results.map(({ code }) => code).sort()).toEqual(['IDEMPOTENCY_KEY_REUSED', null]);
});

test("another brand's order id is free to take", async () => {
  const other = await makeRestaurant(app);
  const id = randomUUID();
  await placeOrder(cashier, orderOf(restaurant, { WATER: 1 }, { id }));
  expect(await placeOrder(other.cashier, orderOf(other, { WATER: 1 }, { id }))).toMatchObject({ id, queueNumber: 1 });
});

test('a failed command does not consume the key', async () => {
  const key = withKey(randomUUID());
  const input = orderOf(restaurant, { COFFEE: 1 }, { expectedTotal: 1 });
  expect((await cashier.failure(PLACE_ORDER, { input }, key)).code).toBe('PRICE_CHANGED');
  const answer = await cashier.send(PLACE_ORDER, { input: { ...input, expectedTotal: 20000 } }, key);
  expect(answer.data.placeOrder.userErrors).toEqual([]);
  expect(answer.extensions?.idempotentReplay).toBeUndefined();
});

test('a replay answers with the current state, also where the command would be refused now', async () => {
  const { platform, categoryId, manager, outletId } = restaurant;
  const productId = await addProduct(platform, { categoryId, sku: 'PIE', name: 'Pie', price: 9000, trackStock: true, stockQuantity: 1 });
  const input = { id: randomUUID(), outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId, quantity: 1 }] };
  const key = withKey(randomUUID());
  await cashier.ok(PLACE_ORDER, { input }, key);
  await act(cashier, 'serveOrder', { orderId: input.id });
  await manager.ok(`mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { ${ERRORS} } }`, {
    input: { outletId, productId, available: false },
  });
  for (const headers of [key, {}]) {
    const answer = await cashier.send(PLACE_ORDER, { input }, headers);
    expect(answer.data.placeOrder).toMatchObject({ order: { id: input.id, status: 'SERVED', version: 2 }, userErrors: [] });
    expect(answer.extensions).toEqual({ idempotentReplay: true });
  }
});

test('keys belong to a person or a device, and to one kind of command', async () => {
  const key = withKey(randomUUID());
  const input = orderOf(restaurant, { WATER: 1 });
  const { client: till } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
  const before = await orders();
  for (const client of [cashier, restaurant.manager, till]) await client.ok(PLACE_ORDER, { input }, key);
  expect(await orders()).toBe(before + 3);
  const { id } = await placeOrder(cashier, input);
  await act(cashier, 'payCash', { orderId: id, tendered: 5000 }, key);
  await act(cashier, 'serveOrder', { orderId: id }, key);
});

test('a duplicate waits for the one in flight, then is told that it is in progress', async () => {
  expect((await inFlight.answer).errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_IN_PROGRESS');
  expect(await inFlight.took).toBeGreaterThan(4500);
  await holder.query('rollback');
  const { data } = await cashier.send(PLACE_ORDER, { input: inFlight.input }, inFlight.key);
  expect(data.placeOrder.order.id).toBe(inFlight.input.id);
});

test('when the one in flight fails, the duplicate that waited takes its place', async () => {
  const key = randomUUID();
  await holder.query('begin');
  await holder.query('select 1 from product_at_outlet where product_id = $1 for update', [restaurant.products.CAKE]);
  const sold = orderOf(restaurant, { CAKE: 1 });
  const first = attempt(cashier.as(withKey(key)), 'placeOrder', { ...sold, lines: [{ productId: restaurant.products.CAKE, quantity: 900 }] });
  await new Promise((done) => setTimeout(done, 150));
  const second = attempt(cashier.as(withKey(key)), 'placeOrder', sold);
  await new Promise((done) => setTimeout(done, 150));
  await holder.query('rollback');
  expect((await first).code).toBe('OUT_OF_STOCK');
  expect((await second).result).toMatchObject({ status: 'CONFIRMED' });
});
