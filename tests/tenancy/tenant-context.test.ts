import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addDevice,
  addOutlet,
  type Client,
  makeClient,
  makeRestaurant,
  mutationOf,
  orderOf,
  PASSWORD,
  placeOrder,
  type Restaurant,
  signedIn,
  subscribe,
  useTestApp,
} from '../kit/index.ts';

const app = useTestApp();
let ours: Restaurant;
let theirs: Restaurant;
let platform: Client;
let secondOutlet: string;
beforeAll(async () => {
  [ours, theirs] = await Promise.all([makeRestaurant(app), makeRestaurant(app)]);
  platform = makeClient(app.url, { authorization: ours.platform.headers.authorization ?? '' });
  secondOutlet = await addOutlet(ours.owner, { code: 'TWO' });
});

const TENANT = '{ tenant { id slug } }';
const OUTLET = 'query ($id: ID!) { outlet(id: $id) { id } }';

describe('X-Tenant-ID', () => {
  test('names the tenant of guests by id or slug, in any case', async () => {
    const { tenantId, slug } = ours;
    for (const key of [tenantId, slug, tenantId.toUpperCase(), slug.toUpperCase(), ` ${slug} `]) {
      expect((await makeClient(app.url, { 'x-tenant-id': key }).ok(TENANT)).tenant, key).toEqual({ id: tenantId, slug });
    }
  });

  test('one that names no tenant is BAD_USER_INPUT, in any form', async () => {
    for (const key of ['nobody', randomUUID(), "' or 1=1 --", '%', `${ours.slug}x`, 'x'.repeat(3000)]) {
      const guest = makeClient(app.url, { 'x-tenant-id': key });
      expect(await guest.requestError(TENANT), key).toBe('BAD_USER_INPUT');
      expect(await guest.requestError(OUTLET, { id: ours.outletId })).toBe('BAD_USER_INPUT');
    }
  });

  test('without it a guest has no tenant', async () => {
    const guest = makeClient(app.url);
    expect(await guest.requestError(TENANT)).toBe('BAD_USER_INPUT');
    expect(await guest.requestError('{ outlets { id } }')).toBe('BAD_USER_INPUT');
    expect(await guest.requestError('query ($id: ID!) { menu(outletId: $id) { version } }', { id: ours.outletId })).toBe('BAD_USER_INPUT');
    expect(await guest.ok('{ me { id } }')).toEqual({ me: null });
  });

  test('may repeat the token’s tenant, but not disagree with it', async () => {
    const { cashier, slug, tenantId, manager, outletId } = ours;
    for (const key of [slug, tenantId]) expect((await cashier.as({ 'x-tenant-id': key }).ok(TENANT)).tenant.id).toBe(tenantId);
    const device = await addDevice(manager, { outletId, kind: 'KIOSK' });
    for (const client of [cashier, ours.owner, device.client]) {
      expect(await client.as({ 'x-tenant-id': theirs.slug }).requestError(TENANT)).toBe('FORBIDDEN');
      expect(await client.as({ 'x-tenant-id': theirs.tenantId }).requestError(OUTLET, { id: theirs.outletId })).toBe('FORBIDDEN');
      expect(await client.as({ 'x-tenant-id': 'nobody' }).requestError(TENANT)).toBe('BAD_USER_INPUT');
    }
  });

  test('holds on a socket too, in any letter case', async () => {
    const feed = subscribe(makeClient(app.url, { 'X-TENANT-id': ours.slug }), 'subscription ($id: ID!) { menuChanged(outletId: $id) { outlet { id } } }', {
      id: ours.outletId,
    });
    expect(await feed.next()).toEqual({ outlet: { id: ours.outletId } });
    feed.stop();
    const refused = subscribe(ours.cashier.as({ 'x-tenant-id': theirs.slug }), 'subscription ($id: ID!) { menuChanged(outletId: $id) { version } }', {
      id: theirs.outletId,
    });
    expect(await refused.ended).toMatchObject({ code: 4400 });
  });

  test('no name breaks anything', async () => {
    for (const key of ['nul\u0000', `${ours.slug}\u0000`, '\ud800', "'; drop table tenant; --"]) {
      const feed = subscribe(makeClient(app.url, { 'x-tenant-id': key }), 'subscription ($id: ID!) { menuChanged(outletId: $id) { version } }', {
        id: ours.outletId,
      });
      expect(await feed.ended, JSON.stringify(key)).toMatchObject({ code: 4400 });
    }
  });

  test('a suspended tenant tells guests that it is suspended', async () => {
    const input = { name: 'Gone', slug: `gone-${randomUUID().slice(0, 8)}`, currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta' };
    await platform.ok('mutation ($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id } userErrors { code } } }', { input });
    await app.sql("update tenant set status = 'SUSPENDED' where slug = $1", [input.slug]);
    const { errors } = await makeClient(app.url, { 'x-tenant-id': input.slug }).send(TENANT);
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('suspended'), extensions: { code: 'FORBIDDEN' } });
  });
});

describe('platform users', () => {
  test('act in the tenant that the header names', async () => {
    const inOurs = platform.as({ 'x-tenant-id': ours.slug });
    const inTheirs = platform.as({ 'x-tenant-id': theirs.tenantId });
    expect((await inOurs.ok(TENANT)).tenant.id).toBe(ours.tenantId);
    expect((await inTheirs.ok(TENANT)).tenant.id).toBe(theirs.tenantId);
    expect((await inOurs.ok(OUTLET, { id: ours.outletId })).outlet).toEqual({ id: ours.outletId });
    expect((await inOurs.ok(OUTLET, { id: theirs.outletId })).outlet).toBeNull();
    const id = await addOutlet(inTheirs, { code: 'BYADMIN' });
    expect((await theirs.owner.ok(OUTLET, { id })).outlet).toEqual({ id });
    const order = await placeOrder(inOurs, orderOf(ours, { COFFEE: 1 }));
    expect((await ours.cashier.ok('query ($id: ID!) { order(id: $id) { id cashier { id } } }', { id: order.id })).order).toEqual({
      id: order.id,
      cashier: null,
    });
  });

  test('are told to name one where it is needed', async () => {
    for (const query of [TENANT, '{ outlets { id } }', '{ categories { id } }', '{ orders { nodes { id } } }'])
      expect(await platform.requestError(query), query).toBe('BAD_USER_INPUT');
    const id = ours.outletId;
    expect(await platform.requestError(OUTLET, { id })).toBe('BAD_USER_INPUT');
    expect(await platform.requestError('mutation { createOutlet(input: { name: "X", code: "X" }) { userErrors { code } } }')).toBe('BAD_USER_INPUT');
    expect((await platform.ok('{ me { username role tenant { id } accessibleOutlets { id } } }')).me).toEqual({
      username: 'admin',
      role: 'SUPER_ADMIN',
      tenant: null,
      accessibleOutlets: [],
    });
  });

  test('sign in without the header only; a header that names no tenant is no platform sign-in either', async () => {
    const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { session { user { role } } userErrors { code } } }';
    const variables = { input: { username: 'admin', password: PASSWORD } };
    expect((await makeClient(app.url).ok(signIn, variables)).signIn.session.user).toEqual({ role: 'SUPER_ADMIN' });
    expect(await ours.guest.failure(signIn, variables)).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await makeClient(app.url, { 'x-tenant-id': 'nobody' }).requestError(signIn, variables)).toBe('BAD_USER_INPUT');
  });
});

describe('X-Outlet-ID', () => {
  test('narrows the reach to one outlet', async () => {
    const { owner, outletId } = ours;
    expect((await owner.ok('{ outlets { id } }')).outlets.map(({ id }: { id: string }) => id).sort()).toEqual([outletId, secondOutlet].sort());
    const narrowed = owner.as({ 'x-outlet-id': secondOutlet });
    expect((await narrowed.ok('{ outlets { id } }')).outlets).toEqual([{ id: secondOutlet }]);
    expect((await narrowed.ok(OUTLET, { id: outletId })).outlet).toBeNull();
    expect((await narrowed.ok('query ($id: ID!) { menu(outletId: $id) { version } }', { id: outletId })).menu).toBeNull();
    expect((await ours.guest.as({ 'x-outlet-id': secondOutlet }).ok('{ tenant { outlets { id } } }')).tenant.outlets).toEqual([{ id: secondOutlet }]);
    const order = await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1 }));
    expect((await narrowed.ok('{ orders { nodes { id } totalCount } }')).orders).toEqual({ nodes: [], totalCount: 0 });
    expect((await narrowed.ok('query ($id: ID!) { order(id: $id) { id } }', { id: order.id })).order).toBeNull();
  });

  test('one out of reach answers like a missing one, and like another tenant’s', async () => {
    const { cashier } = ours;
    const answers = await Promise.all(
      [secondOutlet, randomUUID(), theirs.outletId, 'nonsense'].map(async (id) => {
        const { errors, data, status } = await cashier.as({ 'x-outlet-id': id }).send(TENANT);
        return { data, status, error: errors?.map(({ message, extensions }) => ({ message, code: extensions.code })) };
      }),
    );
    for (const answer of answers)
      expect(answer).toEqual({ data: null, status: answers[0]?.status, error: [{ message: 'X-Outlet-ID: outlet not found.', code: 'NOT_FOUND' }] });
  });

  test('is accepted in any case, and on a socket', async () => {
    const { cashier, outletId } = ours;
    expect((await cashier.as({ 'x-outlet-id': outletId.toUpperCase() }).ok(OUTLET, { id: outletId })).outlet).toEqual({ id: outletId });
    const refused = subscribe(cashier.as({ 'x-outlet-id': secondOutlet }), 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', {
      id: outletId,
    });
    expect(await refused.ended).toMatchObject({ code: 4400 });
  });
});

describe('an outlet of the own tenant that is out of reach', () => {
  test('answers like a missing one, in every kind of operation', async () => {
    const { cashier, manager } = ours;
    const station = await ours.owner.ok(mutationOf('createStation', 'id'), { input: { outletId: secondOutlet, name: 'Bar', code: 'BAR', isDefault: true } });
    const stationId = station.createStation.station.id;
    const order = await placeOrder(ours.owner, { ...orderOf(ours, { COFFEE: 1 }), outletId: secondOutlet });
    const device = await addDevice(ours.owner, { outletId: secondOutlet, kind: 'POS' });
    const cases: [Client, string, Record<string, string>][] = [
      [cashier, 'query ($outlet: ID!) { outlet(id: $outlet) { id } }', { outlet: secondOutlet }],
      [cashier, 'query ($outlet: ID!) { menu(outletId: $outlet) { version } }', { outlet: secondOutlet }],
      [cashier, 'query ($outlet: ID!) { outletEvents(outletId: $outlet) { sequence } }', { outlet: secondOutlet }],
      [cashier, 'query ($outlet: ID!) { orders(filter: { outletId: $outlet }) { nodes { id } totalCount } }', { outlet: secondOutlet }],
      [cashier, 'query ($station: ID!) { kitchenTickets(stationId: $station) { id } }', { station: stationId }],
      [cashier, 'query ($order: ID!) { order(id: $order) { id } }', { order: order.id }],
      [cashier, 'mutation ($order: ID!) { confirmOrder(input: { orderId: $order }) { userErrors { code field message } } }', { order: order.id }],
      [cashier, 'mutation ($order: ID!) { payCash(input: { orderId: $order, tendered: 100000 }) { userErrors { code field message } } }', { order: order.id }],
      [cashier, 'mutation ($ticket: ID!) { bumpTicket(input: { ticketId: $ticket }) { userErrors { code field message } } }', { ticket: order.tickets[0].id }],
      [
        cashier,
        'mutation ($item: ID!) { bumpTicketItem(input: { itemId: $item }) { userErrors { code field message } } }',
        { item: order.tickets[0].items[0].id },
      ],
      [
        manager,
        'mutation ($outlet: ID!) { createDevice(input: { outletId: $outlet, kind: POS, name: "X" }) { userErrors { code field message } } }',
        { outlet: secondOutlet },
      ],
      [manager, 'mutation ($device: ID!) { revokeDevice(input: { deviceId: $device }) { userErrors { code field message } } }', { device: device.id }],
      [
        manager,
        'mutation ($outlet: ID!) { setOpeningHours(input: { outletId: $outlet, weekly: [] }) { userErrors { code field message } } }',
        { outlet: secondOutlet },
      ],
      [
        manager,
        'mutation ($outlet: ID!) { resumeChannel(input: { outletId: $outlet, channel: QR }) { userErrors { code field message } } }',
        { outlet: secondOutlet },
      ],
    ];
    for (const [client, query, variables] of cases) {
      const random = Object.fromEntries(Object.keys(variables).map((name) => [name, randomUUID()]));
      const [real, missing] = [await client.send(query, variables), await client.send(query, random)];
      const plain = ({ data, errors, status }: typeof real): object => ({
        data,
        status,
        errors: errors?.map(({ message, extensions }) => ({ message, code: extensions.code })),
      });
      expect(plain(real), query).toEqual(plain(missing));
    }
    expect((await ours.owner.ok('query ($id: ID!) { order(id: $id) { status } }', { id: order.id })).order.status).toBe('CONFIRMED');
  });

  test('becomes reachable with a user who reaches it', async () => {
    const cashier = await signedIn(app.url, ours.slug, 'cashier', PASSWORD);
    expect((await cashier.ok('{ outlets { id } }')).outlets).toEqual([{ id: ours.outletId }]);
    expect((await cashier.ok('{ me { outlet { id } accessibleOutlets { id } tenant { id } } }')).me).toEqual({
      outlet: { id: ours.outletId },
      accessibleOutlets: [{ id: ours.outletId }],
      tenant: { id: ours.tenantId },
    });
  });
});
