import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addDevice,
  addUser,
  bearer,
  type Client,
  makeClient,
  makeRestaurant,
  mutationOf,
  PASSWORD,
  type Restaurant,
  startTestApp,
  subscribe,
  type TestApp,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant: ours } = useRestaurant();
let other: TestApp;
let theirs: Restaurant;
beforeAll(async () => {
  other = await startTestApp({ database: app.database });
  theirs = await makeRestaurant(app);
});
afterAll(async () => {
  await other.stop();
});

const SESSIONS = '{ sessions { id createdAt lastUsedAt ip userAgent rememberMe current deviceId } }';
const REVOKE = mutationOf('revokeSession');
const REVOKE_OTHERS = 'mutation { revokeOtherSessions { revoked userErrors { code field message details } } }';
const SIGN_OUT_USER = mutationOf('signOutUser', 'username');
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken refreshToken } userErrors { code } } }';
const REFRESH = mutationOf('refreshSession', 'accessToken');

interface SignedIn {
  readonly client: Client;
  readonly refreshToken: string;
}

async function signIn(username: string, { guest = ours.guest, agent = 'Test 1.0', rememberMe = false } = {}): Promise<SignedIn> {
  const { signIn: answer } = await guest.as({ 'user-agent': agent }).ok(SIGN_IN, { input: { username, password: PASSWORD, rememberMe } });
  return { client: makeClient(app.url, bearer(answer.session.accessToken)), refreshToken: answer.session.refreshToken };
}

async function person(role = 'CASHIER', more: object = {}): Promise<{ id: string; username: string }> {
  const username = `user-${randomUUID().slice(0, 8)}`;
  return { id: await addUser(ours.owner, { username, role, outletId: ours.outletId, accessibleOutletIds: [ours.outletId], ...more }), username };
}

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const sessionsOf = async (client: Client): Promise<any[]> => (await client.ok(SESSIONS)).sessions;
const isIn = async ({ client, refreshToken }: SignedIn): Promise<boolean> => {
  const { data } = await client.send('{ me { id } }');
  const refreshed = (await makeClient(app.url).send(REFRESH, { input: { refreshToken } })).data.refreshSession.session !== null;
  expect(refreshed).toBe(data.me !== null);
  return refreshed;
};
/** A socket on the other node. */
const follow = async ({ client }: SignedIn) => {
  const feed = subscribe(makeClient(other.url, client.headers), 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: ours.outletId });
  await feed.next();
  return feed;
};

describe('the own sessions', () => {
  test('are listed, newest first, with where they began and which is asking', async () => {
    const { username } = await person();
    const first = await signIn(username, { agent: 'Till 1.0', rememberMe: true });
    const second = await signIn(username, { agent: 'Phone 2.0' });
    await makeClient(app.url).ok(REFRESH, { input: { refreshToken: first.refreshToken } });
    const mine = { id: expect.any(String), createdAt: expect.any(String), lastUsedAt: expect.any(String), ip: '127.0.0.1', deviceId: null };
    const [newer, older] = await sessionsOf(second.client);
    expect([newer, older]).toEqual([
      { ...mine, userAgent: 'Phone 2.0', rememberMe: false, current: true },
      { ...mine, userAgent: 'Till 1.0', rememberMe: true, current: false },
    ]);
    expect(older.lastUsedAt > newer.createdAt).toBe(true);
    expect((await sessionsOf(first.client)).map(({ current }) => current)).toEqual([false, true]);
  });

  test('that have gone unused for too long are not', async () => {
    const { username } = await person();
    await signIn(username);
    await signIn(username, { rememberMe: true });
    app.clock.advance(8 * 24 * 3_600_000);
    try {
      const { client } = await signIn(username);
      expect((await sessionsOf(client)).map(({ rememberMe }) => rememberMe)).toEqual([false, true]);
    } finally {
      app.clock.advance(-8 * 24 * 3_600_000);
    }
  });

  test('end one by one, on every node, and the others go on', async () => {
    const { username } = await person();
    const [here, lost, elsewhere] = [await signIn(username), await signIn(username), await signIn(username)];
    const feed = await follow(lost);
    const id = (await sessionsOf(lost.client)).find(({ current }) => current).id;
    const began = performance.now();
    expect((await here.client.ok(REVOKE, { input: { sessionId: id } })).revokeSession.revoked).toBe(1);
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await isIn(lost)).toBe(false);
    expect(await makeClient(other.url, lost.client.headers).requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    for (const session of [here, elsewhere]) expect(await isIn(session)).toBe(true);
    expect(await here.client.failure(REVOKE, { input: { sessionId: id } })).toMatchObject({ code: 'NOT_FOUND', field: ['sessionId'] });
  });

  test('end all but the one that asks', async () => {
    const { username } = await person();
    const [one, here, two] = [await signIn(username), await signIn(username), await signIn(username)];
    expect((await here.client.ok(REVOKE_OTHERS)).revokeOtherSessions.revoked).toBe(2);
    for (const session of [one, two]) expect(await isIn(session)).toBe(false);
    expect(await isIn(here)).toBe(true);
    expect((await here.client.ok(REVOKE_OTHERS)).revokeOtherSessions.revoked).toBe(0);
  });

  test('are the own ones only: ids of colleagues, other brands, the platform and unknown ids are all missing alike', async () => {
    const current = async (client: Client): Promise<string> => (await sessionsOf(client)).find((session) => session.current).id;
    const foreign = [await current(ours.kitchen), await current(ours.owner), await current(theirs.cashier), await current(ours.platform), randomUUID(), 'x'];
    for (const sessionId of foreign) {
      const failure = await ours.cashier.failure(REVOKE, { input: { sessionId } });
      expect(failure, sessionId).toEqual({ code: 'NOT_FOUND', field: ['sessionId'], message: 'Session not found.', details: null });
    }
    for (const client of [ours.kitchen, ours.owner, theirs.cashier, ours.platform]) await client.ok('{ me { id } }');
    const { client: device } = await addDevice(ours.manager, { outletId: ours.outletId, kind: 'POS' });
    expect(await device.requestError(SESSIONS)).toBe('FORBIDDEN');
    expect(await ours.guest.requestError(SESSIONS)).toBe('UNAUTHENTICATED');
  });

  test('of the platform’s people work alike, also while they act in a tenant', async () => {
    const guest = makeClient(app.url);
    const [here, lost] = [await signIn('admin', { guest }), await signIn('admin', { guest })];
    const inTenant = here.client.as({ 'x-tenant-id': ours.slug });
    const sessions = await sessionsOf(inTenant);
    expect(sessions.length).toBeGreaterThanOrEqual(2);
    const { id } = (await sessionsOf(lost.client)).find(({ current }) => current);
    const feed = await follow({ ...lost, client: lost.client.as({ 'x-tenant-id': ours.slug }) });
    const began = performance.now();
    expect((await inTenant.ok(REVOKE, { input: { sessionId: id } })).revokeSession.revoked).toBe(1);
    expect(await isIn(lost)).toBe(false);
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(performance.now() - began).toBeLessThan(5000);
    expect((await sessionsOf(here.client)).map((session) => session.id)).not.toContain(id);
  });
});

describe('signing a user out', () => {
  test('ends all their sessions on every node; they may sign in again', async () => {
    const { id, username } = await person();
    const sessions = [await signIn(username), await signIn(username)];
    const feed = await follow(sessions[0] as SignedIn);
    expect((await ours.manager.ok(SIGN_OUT_USER, { input: { userId: id } })).signOutUser.user).toEqual({ username });
    expect(await feed.ended).toMatchObject({ code: 4403 });
    for (const session of sessions) expect(await isIn(session)).toBe(false);
    expect(await isIn(await signIn(username))).toBe(true);
  });

  test('is for who may manage them', async () => {
    const boss = await person('MANAGER');
    const far = await person('CASHIER', { outletId: null, accessibleOutletIds: [] });
    const session = await signIn(boss.username);
    expect(await ours.manager.requestError(SIGN_OUT_USER, { input: { userId: boss.id } })).toBe('FORBIDDEN');
    expect(await ours.cashier.requestError(SIGN_OUT_USER, { input: { userId: boss.id } })).toBe('FORBIDDEN');
    const missing = { code: 'NOT_FOUND', field: ['userId'] };
    for (const userId of [far.id, randomUUID(), 'x']) expect(await ours.manager.failure(SIGN_OUT_USER, { input: { userId } })).toMatchObject(missing);
    expect(await theirs.owner.failure(SIGN_OUT_USER, { input: { userId: boss.id } })).toMatchObject(missing);
    expect(await isIn(session)).toBe(true);
    await ours.owner.ok(SIGN_OUT_USER, { input: { userId: boss.id } });
    expect(await isIn(session)).toBe(false);
  });
});

test('rights that end on one node end on the other: password, role, disabling, signing out', async () => {
  const UPDATE = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } userErrors { code message } } }';
  const changes: readonly [string, (id: string, session: SignedIn) => Promise<unknown>, string | null, number][] = [
    ['password', (id) => ours.owner.ok(UPDATE, { input: { id, password: 'quite another password' } }), 'UNAUTHENTICATED', 4403],
    ['disabled', (id) => ours.owner.ok(UPDATE, { input: { id, active: false } }), 'UNAUTHENTICATED', 4403],
    ['signed out', (_id, { client }) => client.ok('mutation { signOut { signedOut } }'), 'UNAUTHENTICATED', 4403],
    ['role', (id) => ours.owner.ok(UPDATE, { input: { id, role: 'KITCHEN' } }), 'FORBIDDEN', 4205],
  ];
  await Promise.all(
    changes.map(async ([what, change, code, closing]) => {
      const { id, username } = await person();
      const session = await signIn(username);
      const there = makeClient(other.url, session.client.headers);
      await there.ok('{ orders(first: 1) { nodes { id } } }');
      const feed = await follow(session);
      const began = performance.now();
      await change(id, session);
      expect(await feed.ended, what).toMatchObject({ code: closing });
      expect(performance.now() - began, what).toBeLessThan(5000);
      expect(await there.requestError('{ orders(first: 1) { nodes { id } } }'), what).toBe(code);
    }),
  );
});

test('sessions that others end with a password or an account are written down as ended, and why', async () => {
  const update = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { userErrors { code } } }';
  const LOG = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [SESSION_ENDED] }) { nodes { reason before } } }';
  for (const [change, reason] of [
    [{ password: 'quite another password' }, 'The password was changed.'],
    [{ active: false }, 'The account was disabled.'],
  ] as const) {
    const { id, username } = await person();
    await signIn(username);
    await ours.manager.ok(update, { input: { id, ...change } });
    expect((await ours.owner.ok(LOG, { id })).auditLog.nodes).toEqual([{ reason, before: { sessions: 1 } }]);
  }
});

test('signing in and ending sessions is written down, with whose they are', async () => {
  const { id, username } = await person();
  const { client } = await signIn(username, { rememberMe: true });
  await signIn(username);
  await client.ok(REVOKE_OTHERS);
  await ours.manager.ok(SIGN_OUT_USER, { input: { userId: id } });
  const LOG = `query ($id: ID!) { auditLog(filter: { entityId: $id, action: [SIGNED_IN, SESSION_ENDED] }, first: 10) {
    nodes { action actor user { username } before after ip outlet { id } } } }`;
  const { auditLog } = await ours.owner.ok(LOG, { id });
  const common = { ip: '127.0.0.1', outlet: { id: ours.outletId } };
  const signedIn = { ...common, action: 'SIGNED_IN', actor: 'CASHIER', user: { username }, before: null };
  const ended = { ...common, action: 'SESSION_ENDED', before: { sessions: 1 }, after: null };
  expect(auditLog.nodes).toEqual([
    { ...ended, actor: 'MANAGER', user: { username: 'manager' } },
    { ...ended, actor: 'CASHIER', user: { username } },
    { ...signedIn, after: { sessionId: expect.any(String), rememberMe: false } },
    { ...signedIn, after: { sessionId: expect.any(String), rememberMe: true } },
  ]);
});
