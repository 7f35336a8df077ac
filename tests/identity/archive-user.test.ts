import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDevice, addOutlet, addUser, type Client, mutationOf, orderOf, PASSWORD, placeOrder, signedIn, subscribe, useRestaurant } from '../kit/index.ts';
import { change, failure, refusal, requestErrorOf } from '../menu/menu-api.ts';

const USER = 'user { id active archivedAt }';
const SIGN_IN = mutationOf('signIn', 'accessToken refreshToken');
const STAFF = '{ tillStaff { username } }';

const { app, restaurant } = useRestaurant();
let till: Client;
beforeAll(async () => {
  till = (await addDevice(restaurant.owner, { outletId: restaurant.outletId, kind: 'POS' })).client;
});

/** A cashier with a PIN, signed in. */
async function addCashier(more: object = {}): Promise<{ id: string; username: string; client: Client }> {
  const username = `cashier-${randomUUID().slice(0, 8)}`;
  const { owner, outletId, slug } = restaurant;
  const id = await addUser(owner, { username, role: 'CASHIER', outletId, accessibleOutletIds: [outletId], pin: '7391', ...more });
  return { id, username, client: await signedIn(app.url, slug, username, PASSWORD) };
}

describe('an archived user', () => {
  test('signs in no more, at no till either, and every session ends at once; history keeps the name', async () => {
    const { owner, guest, outletId } = restaurant;
    const { id, username, client } = await addCashier();
    const order = await placeOrder(client, orderOf(restaurant, { COFFEE: 1 }));
    const session = (await guest.ok(SIGN_IN, { input: { username, password: PASSWORD } })).signIn.session;
    const feed = subscribe(client, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: outletId });
    await feed.next();
    expect((await till.ok(STAFF)).tillStaff).toContainEqual({ username });
    expect((await change(owner, 'archiveUser', { id }, USER)).user).toEqual({ id, active: false, archivedAt: expect.any(String) });
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(await client.requestError('{ orders(first: 1) { nodes { id } } }')).toBe('UNAUTHENTICATED');
    expect(await guest.failure(SIGN_IN, { input: { username, password: PASSWORD } })).toMatchObject({ code: 'ACCOUNT_DISABLED' });
    const refresh =
      'mutation ($t: String!) { refreshSession(input: { refreshToken: $t }) { session { accessToken } userErrors { code field message details } } }';
    expect(await guest.failure(refresh, { t: session.refreshToken })).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect((await till.ok(STAFF)).tillStaff).not.toContainEqual({ username });
    const pin = mutationOf('pinSignIn', 'accessToken');
    expect(await till.failure(pin, { input: { username, pin: '7391' } })).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const read = await owner.ok('query ($id: ID!) { order(id: $id) { cashier { username name archivedAt } } }', { id: order.id });
    expect(read.order.cashier).toEqual({ username, name: username, archivedAt: expect.any(String) });
  });

  test('approves nothing any more', async () => {
    const { owner, cashier, outletId } = restaurant;
    const username = `manager-${randomUUID().slice(0, 8)}`;
    const id = await addUser(owner, { username, role: 'MANAGER', outletId, accessibleOutletIds: [outletId] });
    const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
    await change(owner, 'archiveUser', { id }, USER);
    const input = { orderId: order.id, amount: 1000, reason: 'Goodwill', approval: { username, password: PASSWORD } };
    expect((await failure(cashier, 'discountOrder', input, 'order { id }')).code).toBe('ACCOUNT_DISABLED');
  });

  test('comes back with password, PIN and outlets', async () => {
    const { owner, slug } = restaurant;
    const { id, username } = await addCashier();
    await change(owner, 'archiveUser', { id }, USER);
    expect(await refusal(owner, 'updateUser', { id, active: true }, USER)).toBe('CONFLICT active');
    expect((await change(owner, 'unarchiveUser', { id }, USER)).user).toEqual({ id, active: true, archivedAt: null });
    const client = await signedIn(app.url, slug, username, PASSWORD);
    await placeOrder(client, orderOf(restaurant, { COFFEE: 1 }));
    expect((await till.ok(STAFF)).tillStaff).toContainEqual({ username });
    const { auditLog } = await owner.ok(
      'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [ARCHIVED, UNARCHIVED] }) { nodes { action entityType after } } }',
      { id },
    );
    expect(auditLog.nodes).toMatchObject([
      { action: 'UNARCHIVED', entityType: 'User', after: { active: true } },
      { action: 'ARCHIVED', entityType: 'User', after: { active: false } },
    ]);
  });

  test('keeps username and address, and the refusal says that an archived one has them', async () => {
    const { owner } = restaurant;
    const email = `${randomUUID().slice(0, 8)}@example.com`;
    const { id, username } = await addCashier({ email });
    await change(owner, 'archiveUser', { id }, USER);
    const user = { username: `other-${randomUUID().slice(0, 8)}`, password: PASSWORD, name: 'New', role: 'CASHIER' };
    for (const [field, input] of Object.entries({ username: { ...user, username }, email: { ...user, email } })) {
      expect(await failure(owner, 'createUser', input, USER)).toMatchObject({ code: 'CONFLICT', field: [field], details: { archived: true } });
    }
  });

  test('is staff of own outlets for a manager; any user except the owner themselves for an owner', async () => {
    const { owner, manager, cashier, slug } = restaurant;
    const own = await addCashier();
    await change(manager, 'archiveUser', { id: own.id }, USER);
    await change(manager, 'unarchiveUser', { id: own.id }, USER);
    const elsewhere = await addOutlet(owner, { code: randomUUID().slice(0, 8) });
    const other = await addUser(owner, { username: `x-${randomUUID().slice(0, 8)}`, role: 'CASHIER', outletId: elsewhere, accessibleOutletIds: [elsewhere] });
    expect(await refusal(manager, 'archiveUser', { id: other }, USER)).toBe('NOT_FOUND id');
    expect(await requestErrorOf(cashier, 'archiveUser', { id: own.id }, USER)).toBe('FORBIDDEN');
    const me = async (client: Client): Promise<string> => (await client.ok('{ me { id } }')).me.id;
    expect(await requestErrorOf(owner, 'archiveUser', { id: await me(owner) }, USER)).toBe('FORBIDDEN');
    expect(await requestErrorOf(manager, 'archiveUser', { id: await me(await signedIn(app.url, slug, 'manager', PASSWORD)) }, USER)).toBe('FORBIDDEN');
  });

  test('who signs in while being archived has no session in the end', async () => {
    const { owner, guest } = restaurant;
    const { id, username } = await addCashier();
    const signIns = Array.from({ length: 4 }, () => guest.send(SIGN_IN, { input: { username, password: PASSWORD } }));
    await Promise.all([change(owner, 'archiveUser', { id }, USER), ...signIns]);
    const open = await app.sql('select id from user_session where user_id = $1 and revoked_at is null', [id]);
    expect(open).toEqual([]);
  });
});
