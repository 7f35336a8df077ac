import { beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../../src/modules/identity/index.ts';
import {
  addDevice,
  addOutlet,
  addStation,
  addUser,
  bearer,
  type Client,
  makeClient,
  mutationOf,
  orderOf,
  PASSWORD,
  placeOrder,
  signedIn,
  subscribe,
  useRestaurant,
} from '../kit/index.ts';
import { SET_PIN, SIGN_IN, UPDATE } from './approval-api.ts';

const { app, restaurant: ours } = useRestaurant();
let second: string;
beforeAll(async () => {
  second = await addOutlet(ours.owner, { code: 'TWO' });
  await addStation(ours.owner, second, 'BAR', true);
});

const ERRORS = 'userErrors { code field message details }';
const SESSION = 'session { accessToken refreshToken user { id username } }';
const PIN_SIGN_IN = `mutation ($input: PinSignInInput!) { pinSignIn(input: $input) { ${SESSION} ${ERRORS} } }`;
const REFRESH = `mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) { ${SESSION} ${ERRORS} } }`;
const STAFF = '{ tillStaff { id name username role } }';
const WRONG = { code: 'INVALID_CREDENTIALS', field: null, message: 'Username or PIN is wrong.', details: null };

const newTill = (outletId = ours.outletId) => addDevice(ours.owner, { outletId, kind: 'POS' });
let people = 0;
/** A user of the first outlet with the PIN 7391. */
async function person(more: Record<string, unknown> = {}): Promise<{ id: string; username: string }> {
  people += 1;
  const username = `person-${people}`;
  return { username, id: await addUser(ours.owner, { username, role: 'CASHIER', outletId: ours.outletId, pin: '7391', ...more }) };
}
const signIn = async (till: Client, username: string, pin = '7391') => (await till.ok(PIN_SIGN_IN, { input: { username, pin } })).pinSignIn.session;
const attempt = (till: Client, username: string, pin: string) => till.failure(PIN_SIGN_IN, { input: { username, pin } });
const as = (session: { accessToken: string }): Client => makeClient(app.url, bearer(session.accessToken));

describe('a till', () => {
  test('shows who may sign in at it', async () => {
    const at = (username: string) => ({ username, name: username, id: expect.any(String) });
    await person({ pin: null });
    await person({ outletId: second, accessibleOutletIds: [second] });
    await addUser(ours.owner, { username: 'shopper', role: 'CUSTOMER' });
    const left = await person();
    await ours.owner.ok(UPDATE, { input: { id: left.id, active: false } });
    const [cashier, cook] = [
      await person({ name: 'Budi' }),
      await person({ name: 'Ani', role: 'KITCHEN', outletId: second, accessibleOutletIds: [ours.outletId] }),
    ];
    const owner = await person({ name: 'Citra', role: 'TENANT_OWNER', outletId: null });
    const { client: till } = await newTill();
    const { tillStaff } = await till.ok(STAFF);
    expect(tillStaff).toEqual([
      { ...at(cook.username), name: 'Ani', role: 'KITCHEN' },
      { ...at(cashier.username), name: 'Budi', role: 'CASHIER' },
      { ...at(owner.username), name: 'Citra', role: 'TENANT_OWNER' },
    ]);
    expect(JSON.stringify((await (await newTill(second)).client.ok(STAFF)).tillStaff)).not.toContain('Budi');
    for (const { id } of [cashier, cook, owner]) await ours.owner.ok(UPDATE, { input: { id, pin: null } });
  });

  test('signs staff in by PIN: as themselves, with their rights, at its outlet only', async () => {
    const { id: tillId, client: till } = await newTill();
    const { id, username } = await person();
    const cashier = as(await signIn(till, ` ${username.toUpperCase()} `));
    expect((await cashier.ok('{ me { id username } outlets { id } }')).me).toEqual({ id, username });
    const order = await placeOrder(cashier, orderOf(ours, { COFFEE: 1 }));
    const read = await cashier.ok('query ($id: ID!) { order(id: $id) { cashier { id } } }', { id: order.id });
    expect(read.order.cashier).toEqual({ id });
    expect(await cashier.requestError('{ devices { totalCount } }')).toBe('FORBIDDEN');
    // An owner has an owner's rights, at the till's outlet only.
    const boss = await person({ role: 'TENANT_OWNER', outletId: null });
    const owner = as(await signIn(till, boss.username));
    expect((await owner.ok('{ outlets { code } }')).outlets).toEqual([{ code: 'ONE' }]);
    expect((await owner.ok('query ($id: ID!) { outlet(id: $id) { code } }', { id: second })).outlet).toBeNull();
    const log = 'query ($id: ID!) { auditLog(filter: { action: [SIGNED_IN], userId: $id }) { nodes { actor deviceId outlet { code } entityId after } } }';
    expect((await ours.owner.ok(log, { id: boss.id })).auditLog.nodes).toEqual([
      { actor: 'TENANT_OWNER', deviceId: tillId, outlet: { code: 'ONE' }, entityId: boss.id, after: { pin: true, sessionId: expect.any(String) } },
    ]);
  });

  test('gives no PIN more rights: a manager or an owner manages no users and creates no device there', async () => {
    const boss = await person({ role: 'TENANT_OWNER', outletId: null });
    const [manager, cashier] = [await person({ role: 'MANAGER' }), await person()];
    const password = 'known by the PIN alone';
    const create = mutationOf('createUser', 'id');
    const device = `mutation ($input: CreateDeviceInput!) { createDevice(input: $input) { token ${ERRORS} } }`;
    for (const { username } of [boss, manager]) {
      const client = as(await signIn((await newTill()).client, username));
      for (const input of [{ password }, { pin: '4826' }, { name: 'Dewi' }, { email: 'other@example.com' }, { active: false }])
        expect(await client.requestError(UPDATE, { input: { id: cashier.id, ...input } })).toBe('FORBIDDEN');
      expect(await client.requestError(create, { input: { username: 'by-pin', name: 'New', role: 'CASHIER', password, outletId: ours.outletId } })).toBe(
        'FORBIDDEN',
      );
      expect(await client.requestError(device, { input: { outletId: ours.outletId, kind: 'POS', name: 'Remote' } })).toBe('FORBIDDEN');
      const { errors } = await client.send(device, { input: { outletId: ours.outletId, kind: 'POS', name: 'Remote' } });
      expect(errors?.[0]?.message).toBe('This needs a sign-in with a password.');
      // Daily work is still allowed.
      await client.ok(`mutation ($id: ID!) { pauseChannel(input: { outletId: $id, channel: KIOSK, until: "2099-01-01T00:00:00Z" }) { ${ERRORS} } }`, {
        id: ours.outletId,
      });
      await client.ok(`mutation ($id: ID!) { resumeChannel(input: { outletId: $id, channel: KIOSK }) { ${ERRORS} } }`, { id: ours.outletId });
    }
    await ours.guest.ok(SIGN_IN, { input: { username: boss.username, password: PASSWORD } });
  });

  test('shows and ends only sessions of that till for a person who signed in by PIN', async () => {
    const { username } = await person({ role: 'TENANT_OWNER' });
    const byPassword = await signedIn(app.url, ours.slug, username, PASSWORD);
    const [here, there] = [await newTill(), await newTill()];
    const elsewhere = as(await signIn(there.client, username));
    const owner = as(await signIn(here.client, username));
    const list = '{ sessions { id current deviceId } }';
    const all = (await byPassword.ok(list)).sessions;
    expect(all).toHaveLength(3);
    expect((await owner.ok(list)).sessions).toEqual([expect.objectContaining({ current: true, deviceId: here.id })]);
    const revoke = `mutation ($id: ID!) { revokeSession(input: { sessionId: $id }) { revoked ${ERRORS} } }`;
    for (const { id, deviceId } of all) if (deviceId !== here.id) expect((await owner.failure(revoke, { id })).code).toBe('NOT_FOUND');
    expect((await owner.ok(`mutation { revokeOtherSessions { revoked ${ERRORS} } }`)).revokeOtherSessions.revoked).toBe(0);
    for (const client of [byPassword, elsewhere, owner]) await client.ok('{ me { id } }');
  });

  test('ends the session of one person when the next signs in, however many do at once', async () => {
    const { client: till } = await newTill();
    const [first, next] = [await person(), await person()];
    const session = await signIn(till, first.username);
    const feed = subscribe(as(session), 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: ours.outletId });
    await feed.next();
    await as(await signIn(till, next.username)).ok('{ me { id } }');
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(await as(session).requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    expect((await ours.guest.failure(REFRESH, { token: session.refreshToken })).code).toBe('INVALID_CREDENTIALS');
    const both = await Promise.all(Array.from({ length: 8 }, (_, index) => signIn(till, (index % 2 ? first : next).username)));
    const open = await Promise.all(both.map(async (one) => (await as(one).send('{ me { id } }')).errors === undefined));
    expect(open.filter(Boolean)).toHaveLength(1);
  });

  test('requires a password to change where money goes, and the brand itself', async () => {
    const { client: till } = await newTill();
    const { username } = await person({ role: 'TENANT_OWNER' });
    const owner = as(await signIn(till, username));
    for (const query of ['{ gatewayAccounts { provider } }', 'mutation { createCategory(input: { name: "By PIN" }) { userErrors { code } } }'])
      expect(await owner.requestError(query), query).toBe('FORBIDDEN');
    expect(await ours.owner.ok('{ gatewayAccounts { provider } }')).toEqual({ gatewayAccounts: [] });
  });

  test('refuses wrong PINs, and people who may not sign in there, with one answer', async () => {
    const here = await person();
    const left = await person();
    await ours.owner.ok(UPDATE, { input: { id: left.id, active: false } });
    const cases: [string, string][] = [
      [here.username, '7390'],
      [here.username, ''],
      [here.username, PASSWORD],
      ['nobody', '7391'],
      [(await person({ pin: null })).username, '7391'],
      [(await person({ outletId: second, accessibleOutletIds: [second] })).username, '7391'],
      [(await person({ role: 'CUSTOMER', outletId: null })).username, '7391'],
      [left.username, '7391'],
    ];
    const { client: till } = await newTill();
    for (const [username, pin] of cases) expect(await attempt(till, username, pin), username).toEqual(WRONG);
    expect((await signIn(till, here.username)).user.id).toBe(here.id);
  });

  test('refuses a person who is disabled, or gets another PIN, while the PIN is verified', async () => {
    const { client: till } = await newTill();
    for (const change of ['active = false', 'pin_hash = null']) {
      const { id, username } = await person();
      const changed = app.sql(`do $$ begin update "user" set ${change} where id = '${id}'; perform pg_sleep(1); end $$`);
      await new Promise((done) => setTimeout(done, 200));
      expect(await attempt(till, username, '7391'), change).toEqual(WRONG);
      await changed;
    }
  });

  test('is needed: other clients are refused, also with the right PIN', async () => {
    const { username } = await person();
    const input = { username, pin: '7391' };
    expect(await ours.guest.requestError(PIN_SIGN_IN, { input })).toBe('UNAUTHENTICATED');
    const others = [ours.cashier, ours.manager, ours.owner, ours.platform, as(await signIn((await newTill()).client, username))];
    for (const kind of ['KIOSK', 'KITCHEN_DISPLAY', 'ORDER_BOARD']) others.push((await addDevice(ours.owner, { outletId: ours.outletId, kind })).client);
    for (const client of others) {
      expect(await client.requestError(PIN_SIGN_IN, { input })).toBe('FORBIDDEN');
      expect(await client.requestError(STAFF)).toBe('FORBIDDEN');
    }
    const { client: till } = await newTill();
    const two =
      'mutation ($input: PinSignInInput!) { a: pinSignIn(input: $input) { session { accessToken } } b: pinSignIn(input: $input) { session { accessToken } } }';
    expect(await till.requestError(two, { input })).toBe('BAD_USER_INPUT');
  });
});

describe('guessing', () => {
  test('waits longer and longer, for that person at that till; everybody else goes on', async () => {
    const [victim, colleague] = [await person({ role: 'MANAGER' }), await person()];
    const [{ id: tillId, client: till }, { client: other }] = [await newTill(), await newTill()];
    await signIn(till, victim.username);
    const burst = await Promise.all(Array.from({ length: 12 }, () => attempt(till, victim.username, '7390')));
    expect(burst.filter(({ code }) => code === 'INVALID_CREDENTIALS')).toHaveLength(5);
    expect(burst.filter(({ code }) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(7);
    expect(await attempt(till, victim.username, '7391')).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', details: { retryAfter: 1 } });
    // Still allowed: other people at this till, this person at another till and by password, and existing sessions.
    expect((await signIn(till, colleague.username)).user.id).toBe(colleague.id);
    expect((await signIn(other, victim.username)).user.id).toBe(victim.id);
    await ours.guest.ok(SIGN_IN, { input: { username: victim.username, password: PASSWORD } });
    // The next wrong attempt doubles the wait.
    await new Promise((done) => setTimeout(done, 1050));
    expect(await attempt(till, victim.username, '7390')).toEqual(WRONG);
    expect(await attempt(till, victim.username, '7391')).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', details: { retryAfter: 2 } });
    const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [SIGN_IN_REFUSED] }) { nodes { actor deviceId entityType outlet { code } } } }';
    expect((await ours.owner.ok(log, { id: tillId })).auditLog.nodes).toEqual([
      { actor: 'POS', deviceId: tillId, entityType: 'Device', outlet: { code: 'ONE' } },
    ]);
  });

  test('of one name after the other makes the till wait', async () => {
    const [{ client: till }, { client: other }] = [await newTill(), await newTill()];
    const { username } = await person();
    const codes = await Promise.all(Array.from({ length: 22 }, async (_, index) => (await attempt(till, `guess-${index}`, '7391')).code));
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(20);
    expect(await attempt(till, username, '7391')).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    await signIn(other, username);
  });
});

test('a PIN of the first release works, and is hashed again with the key when it is used', async () => {
  const { id, username } = await person();
  const hashOf = async (): Promise<string> => (await app.sql<{ hash: string }>('select pin_hash as hash from "user" where id = $1', [id]))[0]?.hash ?? '';
  expect(await hashOf()).toMatch(/^p1:\$argon2id\$v=19\$m=19456,/);
  const old = await hashPassword('7391');
  await app.sql('update "user" set pin_hash = $2 where id = $1', [id, old]);
  const { client: till } = await newTill();
  expect(await attempt(till, username, '7390')).toEqual(WRONG);
  expect(await hashOf()).toBe(old);
  await signIn(till, username);
  expect(await hashOf()).toMatch(/^p1:/);
  await signIn(till, username);
  expect(await attempt(till, username, '7390')).toEqual(WRONG);
  // A hash without the server's key is not accepted either, even with the version prefix.
  await app.sql('update "user" set pin_hash = $2 where id = $1', [id, `p1:${old}`]);
  expect(await attempt(till, username, '7391')).toEqual(WRONG);
  expect(await signedIn(app.url, ours.slug, username, PASSWORD)).toBeTruthy();
});

describe('a session begun by PIN', () => {
  test('ends with its till, with its sockets; others of the person go on', async () => {
    const { username } = await person({ role: 'MANAGER' });
    const [gone, stays] = [await newTill(), await newTill()];
    const [session, elsewhere] = [await signIn(gone.client, username), await signIn(stays.client, username)];
    const feed = subscribe(as(session), 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: ours.outletId });
    await feed.next();
    await ours.manager.ok(`mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { ${ERRORS} } }`, { id: gone.id });
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(await as(session).requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    expect((await ours.guest.failure(REFRESH, { token: session.refreshToken })).code).toBe('INVALID_CREDENTIALS');
    await as(elsewhere).ok('{ me { id } }');
    // Moving a till ends the sessions of its staff.
    await ours.owner.ok(`mutation ($id: ID!, $to: ID!) { updateDevice(input: { id: $id, outletId: $to }) { ${ERRORS} } }`, { id: stays.id, to: second });
    expect(await as(elsewhere).requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    expect(await attempt(stays.client, username, '7391')).toEqual(WRONG);
  });

  test('ends when its person leaves the outlet', async () => {
    const { id, username } = await person();
    const session = as(await signIn((await newTill()).client, username));
    expect((await session.ok('{ outlets { code } }')).outlets).toHaveLength(1);
    await ours.owner.ok(UPDATE, { input: { id, outletId: second, accessibleOutletIds: [second] } });
    const { data, errors } = await session.send('{ orders { totalCount } }');
    expect(errors ? 'refused' : data.orders.totalCount).toBeOneOf(['refused', 0]);
  });

  test('ends when any user changes or removes the PIN; sessions by password go on', async () => {
    const { id, username } = await person({ role: 'MANAGER' });
    const { client: till } = await newTill();
    const own = await signedIn(app.url, ours.slug, username, PASSWORD);
    const setOwn = async (client: Client, pin: string) => (await client.ok(SET_PIN, { input: { currentPassword: PASSWORD, pin } })).setMyPin.user.username;
    let pin = '7391';
    for (const change of [
      () => ours.owner.ok(UPDATE, { input: { id, pin: (pin = '2846') } }),
      () => setOwn(own, (pin = '3957')),
      () => ours.owner.ok(UPDATE, { input: { id, pin: null } }),
    ]) {
      const session = await signIn(till, username, pin);
      const feed = subscribe(as(session), 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: ours.outletId });
      await feed.next();
      await change();
      expect(await feed.ended).toMatchObject({ code: 4403 });
      expect(await as(session).requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
      expect((await ours.guest.failure(REFRESH, { token: session.refreshToken })).code).toBe('INVALID_CREDENTIALS');
    }
    await own.ok('{ me { id } }');
    // A person who sets the PIN at the till, with the password, stays signed in.
    await ours.owner.ok(UPDATE, { input: { id, pin } });
    const here = as(await signIn(till, username, pin));
    expect(await setOwn(here, '4068')).toBe(username);
    await here.ok('{ me { id } }');
  });

  // Last test: it moves the clock.
  test('ends when it is not used for 12 hours', async () => {
    const { username } = await person();
    const session = await signIn((await newTill()).client, username);
    app.clock.advance(11.9 * 3_600_000);
    const next = (await ours.guest.ok(REFRESH, { token: session.refreshToken })).refreshSession.session;
    expect((await as(next).ok('{ outlets { code } }')).outlets).toEqual([{ code: 'ONE' }]);
    app.clock.advance(12.1 * 3_600_000);
    expect((await ours.guest.failure(REFRESH, { token: next.refreshToken })).code).toBe('TOKEN_EXPIRED');
  });
});
