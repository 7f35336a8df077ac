import { beforeAll, expect, test } from 'vitest';
import { addOutlet, addTable, addUser, makeClient, makeRestaurant, mutationOf, PASSWORD, type Restaurant, signedIn, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ environment: { PUBLIC_URL: 'https://order.example' } });
let other: Restaurant;
beforeAll(async () => {
  other = await makeRestaurant(app);
});

const CREATE = mutationOf('createDiningTable', 'id name seats active outlet { id }', 'token url');
const UPDATE = mutationOf('updateDiningTable', 'name seats active');
const ROTATE = mutationOf('rotateTableToken', 'id tokenIssuedAt', 'token url');
const LIST = 'query ($id: ID!) { diningTables(outletId: $id) { id name seats active } }';
const BY_TOKEN = 'query ($token: String!) { tableByToken(token: $token) { tenantSlug tableName seats takesOrders outlet { id name openNow } } }';

test('a manager sets a table up; its token is shown once, and the guest’s phone learns from it where it is', async () => {
  const { manager, guest, outletId, tenantId, slug } = restaurant;
  const key = { 'idempotency-key': 'table' };
  const { table, token, url } = (await manager.ok(CREATE, { input: { outletId, name: ' Meja 7 ', seats: 6 } }, key)).createDiningTable;
  expect(table).toEqual({ id: expect.any(String), name: 'Meja 7', seats: 6, active: true, outlet: { id: outletId } });
  expect(token).toMatch(new RegExp(`^${tenantId}\\.${table.id}\\.[\\w-]{43}$`));
  expect(url).toBe(`https://order.example/table#token=${token}`);
  const again = (await manager.ok(CREATE, { input: { outletId, name: ' Meja 7 ', seats: 6 } }, key)).createDiningTable;
  expect(again).toMatchObject({ table, token: null, url: null });
  const seen = { tenantSlug: slug, tableName: 'Meja 7', seats: 6, takesOrders: true, outlet: { id: outletId, name: 'Outlet ONE', openNow: true } };
  // With and without the brand's header.
  for (const client of [guest, makeClient(app.url), manager]) expect((await client.ok(BY_TOKEN, { token })).tableByToken).toEqual(seen);
  for (const row of await app.sql<{ row: string }>('select t::text as row from dining_table t')) expect(row.row).not.toContain(token.split('.')[2]);
});

test('any other token finds nothing', async () => {
  const { manager, guest, outletId } = restaurant;
  const { token } = await addTable(manager, { outletId, name: 'Secret' });
  const { id: foreign } = await addTable(other.manager, { outletId: other.outletId, name: 'Secret' });
  const [realm, id, secret] = token.split('.');
  for (const wrong of ['', 'x', `${realm}.${id}.${'a'.repeat(43)}`, `${other.tenantId}.${id}.${secret}`, `${realm}.${foreign}.${secret}`, `${token}\0`])
    for (const client of [guest, makeClient(app.url)]) expect((await client.ok(BY_TOKEN, { token: wrong })).tableByToken).toBeNull();
  for (const client of [other.guest, other.owner]) expect((await client.ok(BY_TOKEN, { token })).tableByToken).toBeNull();
});

test('a new token invalidates the earlier QR code at once', async () => {
  const { manager, guest, outletId } = restaurant;
  const table = await addTable(manager, { outletId, name: 'Rotated' });
  const { token, url } = (await manager.ok(ROTATE, { input: { id: table.id } })).rotateTableToken;
  expect(token).not.toBe(table.token);
  expect(url).toContain(token);
  expect((await guest.ok(BY_TOKEN, { token: table.token })).tableByToken).toBeNull();
  expect((await guest.ok(BY_TOKEN, { token })).tableByToken).toMatchObject({ tableName: 'Rotated' });
  const rotations = await Promise.all(Array.from({ length: 5 }, () => manager.ok(ROTATE, { input: { id: table.id } })));
  const good = await Promise.all(rotations.map(async ({ rotateTableToken }) => (await guest.ok(BY_TOKEN, { token: rotateTableToken.token })).tableByToken));
  expect(good.filter(Boolean)).toHaveLength(1);
});

test('a table is renamed, gets other seats, and is switched off; its name is unique in its outlet in any letter case', async () => {
  const { manager, guest, outletId, platform, owner } = restaurant;
  const table = await addTable(manager, { outletId, name: 'Ünter' });
  for (const name of ['ünter', 'Ünter'.normalize('NFD'), ' ÜNTER ']) {
    expect(await manager.failure(CREATE, { input: { outletId, name } })).toMatchObject({ code: 'CONFLICT', field: ['name'] });
  }
  const second = await addOutlet(platform, { code: 'TWO' });
  expect((await addTable(owner, { outletId: second, name: 'Ünter' })).id).not.toBe(table.id);
  const twice = await Promise.all([1, 2, 3].map(() => manager.send(CREATE, { input: { outletId, name: 'Raced' } })));
  expect(twice.map(({ data }) => data.createDiningTable.userErrors[0]?.code ?? 'made').sort()).toEqual(['CONFLICT', 'CONFLICT', 'made']);

  expect((await manager.ok(UPDATE, { input: { id: table.id, name: 'Terrace 1', seats: 8 } })).updateDiningTable.table).toEqual({
    name: 'Terrace 1',
    seats: 8,
    active: true,
  });
  expect(await manager.failure(UPDATE, { input: { id: table.id, name: 'raced' } })).toMatchObject({ code: 'CONFLICT', field: ['name'] });
  await manager.ok(UPDATE, { input: { id: table.id, active: false } });
  expect((await guest.ok(BY_TOKEN, { token: table.token })).tableByToken).toBeNull();
  await manager.ok(UPDATE, { input: { id: table.id, active: true } });
  expect((await guest.ok(BY_TOKEN, { token: table.token })).tableByToken).toMatchObject({ tableName: 'Terrace 1', seats: 8 });
  for (const [input, field] of [
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(41) }, 'name'],
    [{ seats: 0 }, 'seats'],
    [{ seats: 101 }, 'seats'],
  ] as const) {
    expect(await manager.failure(UPDATE, { input: { id: table.id, ...input } })).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
  }
  const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id }) { nodes { action entityType before after } } }';
  const entry = { action: 'OUTLET_CHANGED', entityType: 'DiningTable' };
  expect((await manager.ok(log, { id: table.id })).auditLog.nodes).toEqual([
    { ...entry, before: { active: false }, after: { active: true } },
    { ...entry, before: { active: true }, after: { active: false } },
    { ...entry, before: { name: 'Ünter', seats: 4 }, after: { name: 'Terrace 1', seats: 8 } },
    { ...entry, before: null, after: { name: 'Ünter', seats: 4, active: true } },
  ]);
});

test('a till lists the tables of its outlet by name; who works elsewhere finds none', async () => {
  const { cashier, owner, slug } = restaurant;
  const outletId = await addOutlet(owner, { code: 'LIST' });
  for (const name of ['B2', 'a1', 'C3']) await addTable(owner, { outletId, name });
  expect((await owner.ok(LIST, { id: outletId })).diningTables.map(({ name }: { name: string }) => name)).toEqual(['a1', 'B2', 'C3']);
  await addUser(owner, { username: 'elsewhere', role: 'CASHIER', outletId, accessibleOutletIds: [outletId] });
  const elsewhere = await signedIn(app.url, slug, 'elsewhere', PASSWORD);
  expect((await elsewhere.ok(LIST, { id: outletId })).diningTables).toHaveLength(3);
  expect(await cashier.requestError(LIST, { id: outletId })).toBe('NOT_FOUND');
  expect(await elsewhere.requestError(LIST, { id: restaurant.outletId })).toBe('NOT_FOUND');
  for (const client of [elsewhere, restaurant.kitchen]) expect(await client.requestError(CREATE, { input: { outletId, name: 'X' } })).toBe('FORBIDDEN');
  const { id } = await addTable(restaurant.manager, { outletId: restaurant.outletId, name: 'Ours' });
  await addUser(owner, { username: 'far-manager', role: 'MANAGER', outletId, accessibleOutletIds: [outletId] });
  const farManager = await signedIn(app.url, slug, 'far-manager', PASSWORD);
  for (const document of [UPDATE, ROTATE]) expect(await farManager.failure(document, { input: { id } })).toMatchObject({ code: 'NOT_FOUND', field: ['id'] });
  expect(await farManager.failure(CREATE, { input: { outletId: restaurant.outletId, name: 'X' } })).toMatchObject({ code: 'NOT_FOUND', field: ['outletId'] });
});

test('an outlet has at most 500 tables', async () => {
  const { owner, tenantId } = restaurant;
  const outletId = await addOutlet(owner, { code: 'FULL' });
  await app.sql(
    `insert into dining_table (id, tenant_id, outlet_id, name, name_key, seats, token_hash, token_issued_at, created_at, updated_at)
     select gen_random_uuid(), $1, $2, n::text, n::text, 2, '', now(), now(), now() from generate_series(1, 499) n`,
    [tenantId, outletId],
  );
  const made = await Promise.all(['one', 'two', 'three'].map((name) => owner.send(CREATE, { input: { outletId, name } })));
  const codes = made.map(({ data }) => data.createDiningTable.userErrors[0] ?? null);
  expect(codes.filter((error) => error === null)).toHaveLength(1);
  expect(codes.filter((error) => error?.code === 'LIMIT_EXCEEDED' && error.details.max === 500)).toHaveLength(2);
});

test('a table says that no orders are taken: closed, paused, or nothing is eaten there', async () => {
  const { manager, owner, guest, outletId } = restaurant;
  const { token } = await addTable(manager, { outletId, name: 'Asking' });
  const takesOrders = async (): Promise<boolean> => (await guest.ok(BY_TOKEN, { token })).tableByToken.takesOrders;
  const set = (field: string, type: string, input: object): Promise<unknown> =>
    owner.ok(`mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`, { input });
  await set('setOpeningHours', 'SetOpeningHoursInput', { outletId, weekly: [] });
  expect(await takesOrders()).toBe(false);
  await set('setOpeningHours', 'SetOpeningHoursInput', { outletId, weekly: null });
  await set('pauseChannel', 'PauseChannelInput', { outletId, channel: 'QR', until: new Date(Date.now() + 60_000).toISOString() });
  expect(await takesOrders()).toBe(false);
  await set('resumeChannel', 'ResumeChannelInput', { outletId, channel: 'QR' });
  await set('updateOutlet', 'UpdateOutletInput', { id: outletId, serviceModes: ['TAKEAWAY'] });
  expect(await takesOrders()).toBe(false);
  await set('updateOutlet', 'UpdateOutletInput', { id: outletId, serviceModes: ['TAKEAWAY', 'DINE_IN'] });
  expect(await takesOrders()).toBe(true);
});
