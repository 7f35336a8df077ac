import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  addDevice,
  addUser,
  type Client,
  documentOf,
  fingerprint,
  makeClient,
  orderOf,
  PASSWORD,
  PLACE_ORDER,
  placeOrder,
  signedIn,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let cashier: Client;
beforeAll(async () => {
  ({ cashier } = restaurant);
});

const ERRORS = 'userErrors { code field message }';

function withKey(key: string): { 'idempotency-key': string } {
  return { 'idempotency-key': key };
}

async function orders(): Promise<number> {
  const [row] = await app.sql<{ count: string }>('select count(*) from "order"');
  return Number(row?.count);
}

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
  for (const document of [two, spread]) expect(await cashier.requestError(document, { input: { orderId: order.id } }, withKey('k'))).toBe('BAD_USER_INPUT');
  expect(await fingerprint(app)).toEqual(before);
  const one = `mutation ($input: OrderCommandInput!) { __typename ...just } fragment just on Mutation { serveOrder(input: $input) { order { status } ${ERRORS} } }`;
  expect(await cashier.ok(one, { input: { orderId: order.id } }, withKey('k'))).toMatchObject({ serveOrder: { order: { status: 'SERVED' } } });
});

test('a key has 1 to 255 characters', async () => {
  const input = orderOf(restaurant, { COFFEE: 1 });
  const before = await orders();
  expect(await cashier.requestError(PLACE_ORDER, { input }, withKey('k'.repeat(256)))).toBe('BAD_USER_INPUT');
  expect(await cashier.requestError(PLACE_ORDER, { input }, withKey(''))).toBe('BAD_USER_INPUT');
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
