import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprintOf } from '../isolation/world.ts';
import {
  act,
  addDevice,
  type Client,
  makeClient,
  makeRestaurant,
  mutationOf,
  orderOf,
  PASSWORD,
  PLACE_ORDER,
  placeOrder,
  type Restaurant,
  readOrder,
  signedIn,
  startTestApp,
  subscribe,
  type TestApp,
} from '../kit/index.ts';
import { itemOf, menuOf } from '../menu/menu-api.ts';

let app: TestApp;
let other: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await startTestApp();
  other = await startTestApp({ database: app.database });
  admin = await signedIn(app.url, null, 'admin', PASSWORD);
});
afterAll(() => Promise.all([app.stop(), other.stop()]));

const switchTo = (name: 'suspendTenant' | 'activateTenant', tenantId: string): Promise<unknown> =>
  admin.ok(`mutation ($id: ID!) { ${name}(input: { tenantId: $id }) { tenant { id status } userErrors { code field message details } } }`, { id: tenantId });

/** A suspended restaurant with an open order. */
async function suspended(): Promise<{ ours: Restaurant; order: Awaited<ReturnType<typeof placeOrder>> }> {
  const ours = await makeRestaurant(app);
  const order = await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1 }));
  await switchTo('suspendTenant', ours.tenantId);
  return { ours, order };
}

describe('a suspended tenant', () => {
  test('takes no orders, while its staff sign in, read, and finish what is open', async () => {
    const { ours, order } = await suspended();
    const cashier = await signedIn(app.url, ours.slug, 'cashier', PASSWORD);
    expect(await cashier.failure(PLACE_ORDER, { input: orderOf(ours, { COFFEE: 1 }) })).toMatchObject({
      code: 'OUTLET_CLOSED',
      field: ['outletId'],
      details: { reason: 'TENANT_SUSPENDED' },
    });
    await ours.owner.ok('{ users(first: 5) { nodes { id } } devices { nodes { id } } products(first: 5) { nodes { id } } stations { id } }');
    expect((await cashier.ok('{ tenant { status } orders(first: 5) { nodes { id } } }')).tenant.status).toBe('SUSPENDED');
    expect(itemOf(await menuOf(cashier, ours.outletId), 'COFFEE')).toMatchObject({ available: false, unavailableReason: 'NOT_TAKING_ORDERS' });
    await act(ours.kitchen, 'bumpTicket', { ticketId: order.tickets[0].id, to: 'READY' });
    await act(cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
    await act(cashier, 'completeOrder', { orderId: order.id });
    expect(await readOrder(cashier, order.id)).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID' });
  });

  test('changes no settings, prices or people', async () => {
    const { ours } = await suspended();
    const changes = {
      updateTenant: { type: 'UpdateTenantInput', input: { phone: '1' } },
      updateProduct: { type: 'UpdateProductInput', input: { id: ours.products.COFFEE, price: 1 } },
      createUser: { type: 'CreateUserInput', input: { username: 'new', password: PASSWORD, name: 'New', role: 'CASHIER' } },
      setAvailability: { type: 'SetAvailabilityInput', input: { outletId: ours.outletId, productId: ours.products.SOUP, available: false } },
    };
    for (const [name, { type, input }] of Object.entries(changes)) {
      const document = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`;
      const { errors } = await ours.owner.send(document, { input });
      expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('suspended'), extensions: { code: 'FORBIDDEN' } });
      if (name !== 'setAvailability') expect(await ours.platform.ok(document, { input }), 'the platform may').toBeTruthy();
    }
  });

  test('tells guests so, clearly, and shows them an order whose token they have', async () => {
    const { ours, order } = await suspended();
    const { guest } = ours;
    for (const document of ['{ tenant { id } }', '{ outlets { id } }', `{ menu(outletId: "${ours.outletId}") { version } }`]) {
      const { errors } = await guest.send(document);
      expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('suspended'), extensions: { code: 'FORBIDDEN' } });
    }
    const byToken = 'query ($token: String!) { orderByToken(token: $token) { status } }';
    for (const client of [guest, makeClient(app.url)])
      expect(await client.ok(byToken, { token: order.token })).toEqual({ orderByToken: { status: 'CONFIRMED' } });
    const feed = subscribe(guest, 'subscription ($token: String!) { orderTracked(token: $token) { status } }', { token: order.token });
    expect(await feed.next()).toEqual({ status: 'CONFIRMED' });
    await act(ours.kitchen, 'bumpTicket', { ticketId: order.tickets[0].id, to: 'READY' });
    expect(await feed.next()).toEqual({ status: 'READY' });
    feed.stop();
    const pay = 'mutation ($input: PayByTokenInput!) { payByToken(input: $input) { payment { status } userErrors { code field message details } } }';
    expect(await guest.ok(pay, { input: { token: order.token, method: 'QRIS' } })).toMatchObject({ payByToken: { payment: { status: 'REQUIRES_ACTION' } } });
  });

  test('goes on with its devices: a display works, a kiosk sells nothing', async () => {
    const ours = await makeRestaurant(app);
    const { owner, outletId } = ours;
    const [kiosk, display] = [await addDevice(owner, { outletId, kind: 'KIOSK' }), await addDevice(owner, { outletId, kind: 'KITCHEN_DISPLAY' })];
    const order = await placeOrder(ours.cashier, orderOf(ours, { SOUP: 1 }));
    await switchTo('suspendTenant', ours.tenantId);
    expect(await kiosk.client.failure(mutationOf('placeOrder', 'id'), { input: { ...orderOf(ours, { COFFEE: 1 }), channel: 'KIOSK' } })).toMatchObject({
      code: 'OUTLET_CLOSED',
    });
    await act(display.client, 'bumpTicket', { ticketId: order.tickets[0].id, to: 'PREPARING' });
  });

  test('trades again when it is activated, on other nodes within seconds, and its log tells both', async () => {
    const { ours } = await suspended();
    const elsewhere = makeClient(other.url, { 'x-tenant-id': ours.slug });
    await switchTo('activateTenant', ours.tenantId);
    await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1 }));
    const version = () => elsewhere.send(`{ menu(outletId: "${ours.outletId}") { version } }`);
    for (const deadline = Date.now() + 15_000; (await version()).errors && Date.now() < deadline; ) await sleep(200);
    expect((await version()).errors).toBeUndefined();
    const { auditLog } = await ours.owner.ok('{ auditLog(filter: { action: [TENANT_CHANGED] }) { nodes { actor entityId before after } } }');
    expect(auditLog.nodes).toEqual([
      { actor: 'SUPER_ADMIN', entityId: ours.tenantId, before: { status: 'SUSPENDED' }, after: { status: 'ACTIVE' } },
      { actor: 'SUPER_ADMIN', entityId: ours.tenantId, before: { status: 'ACTIVE' }, after: { status: 'SUSPENDED' } },
    ]);
  });

  test('is the platform’s to suspend; what is not there is not found, and no other tenant’s rows change', async () => {
    const [ours, theirs] = await Promise.all([makeRestaurant(app), makeRestaurant(app)]);
    const before = await fingerprintOf(app, theirs.tenantId);
    const document = 'mutation ($id: ID!) { suspendTenant(input: { tenantId: $id }) { tenant { id } userErrors { code field message details } } }';
    expect(await ours.owner.requestError(document, { id: ours.tenantId })).toBe('FORBIDDEN');
    expect(await admin.failure(document, { id: '01900000-0000-7000-8000-00000000abcd' })).toMatchObject({ code: 'NOT_FOUND', field: ['tenantId'] });
    expect(await admin.failure(document, { id: 'x' })).toMatchObject({ code: 'NOT_FOUND', field: ['tenantId'] });
    // The header names another tenant than the input.
    await ours.platform.ok(document, { id: ours.tenantId }, { 'x-tenant-id': theirs.slug });
    await switchTo('suspendTenant', ours.tenantId);
    expect(await fingerprintOf(app, theirs.tenantId)).toEqual(before);
    expect((await theirs.guest.ok('{ tenant { status } }')).tenant.status).toBe('ACTIVE');
  });
});
