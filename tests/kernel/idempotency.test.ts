import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  act,
  addDevice,
  addProduct,
  addUser,
  attempt,
  type Client,
  cloneDatabase,
  documentOf,
  fingerprint,
  makeClient,
  makeRestaurant,
  orderOf,
  PASSWORD,
  PLACE_ORDER,
  placeOrder,
  type Restaurant,
  signedIn,
  startTestApp,
  type TestApp,
} from '../kit/index.ts';

let app: TestApp;
let restaurant: Restaurant;
let cashier: Client;
/** A transaction of the test's own, to hold locks with. */
let holder: pg.Client;
let inFlight: Awaited<ReturnType<typeof holdKey>>;
beforeAll(async () => {
  const database = await cloneDatabase();
  app = await startTestApp({ database });
  restaurant = await makeRestaurant(app);
  ({ cashier } = restaurant);
  holder = new pg.Client(database.superuser);
  await holder.connect();
  inFlight = await holdKey();
});
afterAll(async () => {
  await holder.end();
  await app.stop();
});

const ERRORS = 'userErrors { code field message }';

function withKey(key: string): { 'idempotency-key': string } {
  return { 'idempotency-key': key };
}

/** Sends an order whose key another transaction has just taken; it waits while the other tests run. */
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

/** Sends the same five times at once: five equal answers, four of them said to be replays. */
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
  const before = await fingerprint(app);
  expect(await cashier.failure(PLACE_ORDER, { input: { ...input, notes: 'other' } })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: ['id'] });
  const { client: till } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
  expect(await till.failure(PLACE_ORDER, { input })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: ['id'] });
  expect({ ...(await fingerprint(app)), device: before.device }).toEqual(before);
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

test('a replay answers with the current state, whatever would be refused now', async () => {
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

test('a key goes with every kind of mutation', async () => {
  const { owner, manager, platform, products, outletId, stations } = restaurant;
  const admin = await signedIn(app.url, null, 'admin', PASSWORD);
  const { client: till } = await addDevice(manager, { outletId, kind: 'POS' });
  const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
  const pending = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'DELIVERY' }));
  const unwanted = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  const [first, second] = order.tickets;
  const tag = randomUUID().slice(0, 8);
  const mutation = (field: string, type: string, fields: string): string => `mutation ($input: ${type}!) { ${field}(input: $input) { ${fields} ${ERRORS} } }`;
  const cases: [Client, string, Record<string, unknown>][] = [
    [till, documentOf('confirmOrder'), { orderId: pending.id }],
    [cashier, documentOf('cancelOrder'), { orderId: unwanted.id, reason: 'changed mind' }],
    [restaurant.kitchen, documentOf('bumpTicket').replace('orderId', ''), { ticketId: first.id }],
    [restaurant.kitchen, documentOf('bumpTicketItem'), { itemId: second.items[0].id, to: 'READY' }],
    [restaurant.kitchen, documentOf('recallTicket'), { ticketId: second.id }],
    [till, documentOf('payCash'), { orderId: order.id, tendered: 50000 }],
    [till, documentOf('serveOrder'), { orderId: order.id }],
    [till, documentOf('completeOrder'), { orderId: order.id }],
    [owner, mutation('createCategory', 'CreateCategoryInput', 'category { id name }'), { name: tag }],
    [
      owner,
      mutation('createModifierGroup', 'CreateModifierGroupInput', 'modifierGroup { id }'),
      { name: tag, selectionType: 'SINGLE', options: [{ name: 'A' }] },
    ],
    [owner, mutation('createProduct', 'CreateProductInput', 'product { id sku }'), { categoryId: restaurant.categoryId, sku: tag, name: tag, price: 1 }],
    [owner, mutation('updateProduct', 'UpdateProductInput', 'product { id name }'), { id: products.SOUP, name: `Soup ${tag}` }],
    [manager, mutation('setProductOverride', 'SetProductOverrideInput', 'product { id }'), { outletId, productId: products.SOUP, price: 31000 }],
    [manager, mutation('setAvailability', 'SetAvailabilityInput', 'menuVersion'), { outletId, productId: products.WATER, available: false }],
    [manager, mutation('adjustStock', 'AdjustStockInput', 'product { id }'), { outletId, productId: products.CAKE, delta: 1 }],
    [owner, mutation('createOutlet', 'CreateOutletInput', 'outlet { id code }'), { name: tag, code: tag }],
    [owner, mutation('updateOutlet', 'UpdateOutletInput', 'outlet { id }'), { id: outletId, phone: '021' }],
    [owner, mutation('createStation', 'CreateStationInput', 'station { id code }'), { outletId, name: tag, code: 'GRILL' }],
    [owner, mutation('updateStation', 'UpdateStationInput', 'station { id }'), { id: stations.BAR, name: 'Bar' }],
    [owner, mutation('createUser', 'CreateUserInput', 'user { id username }'), { username: tag, password: PASSWORD, name: tag, role: 'CASHIER', outletId }],
    [manager, mutation('pauseChannel', 'PauseChannelInput', 'outlet { id }'), { outletId, channel: 'QR', until: '2099-01-01T00:00:00Z' }],
    [platform, mutation('updateTenant', 'UpdateTenantInput', 'tenant { id }'), { phone: '021' }],
    [
      admin,
      mutation('createTenant', 'CreateTenantInput', 'tenant { id slug }'),
      { name: tag, slug: tag, currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta' },
    ],
  ];
  for (const [client, document, input] of cases) {
    const key = withKey(randomUUID());
    const once = await client.send(document, { input }, key);
    expect(once).toMatchObject({ data: { [String(Object.keys(once.data ?? {})[0])]: { userErrors: [] } } });
    const after = await fingerprint(app);
    const again = await client.send(document, { input }, key);
    expect(again.extensions, document).toEqual({ idempotentReplay: true });
    expect(again.data).toEqual(once.data);
    expect(await fingerprint(app)).toEqual(after);
  }
});

test('the token of a device is shown once, not again by a replay', async () => {
  const document = `mutation ($input: CreateDeviceInput!) { createDevice(input: $input) { device { id } token ${ERRORS} } }`;
  const input = { outletId: restaurant.outletId, kind: 'KIOSK', name: 'Kiosk' };
  const key = withKey(randomUUID());
  const once = await restaurant.manager.ok(document, { input }, key);
  const again = await restaurant.manager.ok(document, { input }, key);
  expect(again.createDevice).toEqual({ ...once.createDevice, token: null });
});

test('a key goes with exactly one mutation', async () => {
  const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  const before = await fingerprint(app);
  const two = `mutation ($input: OrderCommandInput!) { one: serveOrder(input: $input) { ${ERRORS} } two: serveOrder(input: $input) { ${ERRORS} } }`;
  const spread = `mutation ($input: OrderCommandInput!) { ...both }
    fragment both on Mutation { serveOrder(input: $input) { ${ERRORS} } ... on Mutation { completeOrder(input: $input) { ${ERRORS} } } }`;
  for (const document of [two, spread]) expect(await cashier.fault(document, { input: { orderId: order.id } }, withKey('k'))).toBe('BAD_USER_INPUT');
  expect(await fingerprint(app)).toEqual(before);
  const one = `mutation ($input: OrderCommandInput!) { __typename ...just } fragment just on Mutation { serveOrder(input: $input) { order { status } ${ERRORS} } }`;
  expect(await cashier.ok(one, { input: { orderId: order.id } }, withKey('k'))).toMatchObject({ serveOrder: { order: { status: 'SERVED' } } });
});

test('a key has 1 to 255 characters', async () => {
  const input = orderOf(restaurant, { COFFEE: 1 });
  const before = await orders();
  expect(await cashier.fault(PLACE_ORDER, { input }, withKey('k'.repeat(256)))).toBe('BAD_USER_INPUT');
  expect(await cashier.fault(PLACE_ORDER, { input }, withKey(''))).toBe('BAD_USER_INPUT');
  expect(await orders()).toBe(before);
  await cashier.ok(PLACE_ORDER, { input }, withKey('k'.repeat(255)));
  await cashier.ok('{ me { id } }', {}, withKey('k'.repeat(256)));
});

test('keys of anonymous calls are ignored', async () => {
  const guest = makeClient(app.url, { 'x-tenant-id': restaurant.slug, 'idempotency-key': 'k'.repeat(300) });
  const document = `mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } ${ERRORS} } }`;
  await addUser(restaurant.owner, { username: 'twice', role: 'CASHIER', outletId: restaurant.outletId });
  const sign = (): Promise<Answer['data']> => guest.ok(document, { input: { username: 'twice', password: PASSWORD } });
  expect((await sign()).signIn.session.accessToken).not.toBe((await sign()).signIn.session.accessToken);
  const [row] = await app.sql<{ count: string }>('select count(*) from idempotency_key where length(key) > 255');
  expect(row?.count).toBe('0');
});

test('a duplicate waits for the one in flight, then is told so', async () => {
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
  expect((await second).thing).toMatchObject({ status: 'CONFIRMED' });
});
