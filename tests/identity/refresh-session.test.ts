import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, addDevice, bearer, makeClient, makeRestaurant, PASSWORD, type Restaurant, startTestApp, subscribe, type TestApp } from '../kit/index.ts';

let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  app = await startTestApp();
  restaurant = await makeRestaurant(app);
});
afterAll(() => app.stop());

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const FIELDS = 'session { accessToken refreshToken expiresAt user { username } } userErrors { code field message details }';
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { ${FIELDS} } }`;
const REFRESH = `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ${FIELDS} } }`;
const DAY = 24 * 3_600_000;

async function signIn(username = 'cashier', rememberMe?: boolean): Promise<Session> {
  return (await restaurant.guest.ok(SIGN_IN, { input: { username, password: PASSWORD, rememberMe } })).signIn.session;
}

const guest = () => makeClient(app.url);
const refresh = async (refreshToken: string): Promise<Session> => (await guest().ok(REFRESH, { input: { refreshToken } })).refreshSession.session;
const refuse = (refreshToken: string) => guest().failure(REFRESH, { input: { refreshToken } });
const me = (accessToken: string): Promise<Answer> => makeClient(app.url, bearer(accessToken)).send('{ me { username } }');
const isIn = async ({ accessToken }: Session): Promise<boolean> => (await me(accessToken)).data?.me?.username !== undefined;

const INVALID = { code: 'INVALID_CREDENTIALS', field: ['refreshToken'], message: 'The refresh token is not valid.', details: null };

/** Does something at another time. */
async function later<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  app.clock.advance(milliseconds);
  try {
    return await work();
  } finally {
    app.clock.advance(-milliseconds);
  }
}

describe('a refresh token', () => {
  test('gives a new pair, without any header, and again and again', async () => {
    let session = await signIn();
    const seen = new Set([session.refreshToken]);
    for (let round = 0; round < 4; round += 1) {
      session = await refresh(session.refreshToken);
      expect(seen.has(session.refreshToken)).toBe(false);
      seen.add(session.refreshToken);
      expect((await me(session.accessToken)).data.me).toEqual({ username: 'cashier' });
    }
  });

  test('carries its tenant in front, and is stored as a hash only', async () => {
    const { refreshToken } = await signIn();
    const [realm, id, secret] = refreshToken.split('.') as [string, string, string];
    expect(realm).toBe(restaurant.tenantId);
    const [row] = await app.sql<{ row: string }>('select to_jsonb(t)::text as row from refresh_token t where id = $1', [id]);
    expect(row?.row).toContain(id);
    expect(row?.row).not.toContain(secret);
  });

  test('of a platform user works alike', async () => {
    const { signIn: answer } = await guest().ok(SIGN_IN, { input: { username: 'admin', password: PASSWORD } });
    const next = await refresh(answer.session.refreshToken);
    expect((await me(next.accessToken)).data.me).toEqual({ username: 'admin' });
    expect(await refuse(answer.session.refreshToken)).toEqual(INVALID);
    expect(await isIn(next)).toBe(false);
    expect(await refuse(next.refreshToken)).toEqual(INVALID);
  });

  test('ignores an Authorization header', async () => {
    const { refreshToken } = await signIn();
    const expired = makeClient(app.url, { authorization: 'Bearer expired', 'x-tenant-id': restaurant.slug });
    expect((await expired.ok(REFRESH, { input: { refreshToken } })).refreshSession.session.user.username).toBe('cashier');
    expect(await expired.fault('{ tenant { id } }')).toBe('UNAUTHENTICATED');
  });

  test('that is wrong in any way is refused in one way', async () => {
    const { refreshToken, accessToken } = await signIn();
    const [realm, id, secret] = refreshToken.split('.') as [string, string, string];
    const device = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
    const wrong = [
      '',
      'x',
      accessToken,
      (device.client.headers.authorization ?? '').slice(7),
      `${realm}.${id}.${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
      `${realm}.${id}.${secret.slice(0, -1)}`,
      `${realm}.${randomUUID()}.${secret}`,
      `${randomUUID()}.${id}.${secret}`,
      `platform.${id}.${secret}`,
      `${realm}.${'-'.repeat(36)}.${secret}`,
      `${'-'.repeat(36)}.${id}.${secret}`,
      `${realm}.${id}.${secret}\u0000`,
      'x'.repeat(20_000),
    ];
    for (const token of wrong) expect(await refuse(token), token.slice(0, 120)).toEqual(INVALID);
    // None of it was a use of the right one.
    expect(await isIn(await refresh(refreshToken))).toBe(true);
  });
});

describe('reuse', () => {
  test('of a token ends its whole family, and nothing else', async () => {
    const [stolen, elsewhere] = [await signIn(), await signIn()];
    const second = await refresh(stolen.refreshToken);
    const third = await refresh(second.refreshToken);
    const feed = subscribe(makeClient(app.url, bearer(third.accessToken)), 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', {
      id: restaurant.outletId,
    });
    await feed.next();
    expect(await refuse(stolen.refreshToken)).toEqual(INVALID);
    for (const session of [stolen, second, third]) {
      expect(await isIn(session)).toBe(false);
      expect(await refuse(session.refreshToken)).toEqual(INVALID);
    }
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(await isIn(elsewhere)).toBe(true);
    expect(await isIn(await refresh(elsewhere.refreshToken))).toBe(true);
  });

  test('at the same time gives one pair at most, and ends the family', async () => {
    const { refreshToken } = await signIn();
    const answers = await Promise.all(Array.from({ length: 12 }, () => guest().send(REFRESH, { input: { refreshToken } })));
    const given = answers.flatMap(({ data, errors }) => {
      expect(errors).toBeUndefined();
      return data.refreshSession.session ? [data.refreshSession.session as Session] : [];
    });
    expect(given.length).toBeLessThanOrEqual(1);
    for (const session of given) {
      expect(await isIn(session)).toBe(false);
      expect(await refuse(session.refreshToken)).toEqual(INVALID);
    }
  });
});

describe('lifetimes', () => {
  test('7 days; 30 with rememberMe; then TOKEN_EXPIRED', async () => {
    const [short, long] = [await signIn(), await signIn('cashier', true)];
    const expired = { code: 'TOKEN_EXPIRED', field: ['refreshToken'] };
    await later(7 * DAY + 60_000, async () => {
      expect(await refuse(short.refreshToken)).toMatchObject(expired);
      expect(await refuse(short.refreshToken)).toMatchObject(expired);
    });
    await later(30 * DAY + 60_000, async () => expect(await refuse(long.refreshToken)).toMatchObject(expired));
    await later(30 * DAY - 60_000, async () => expect((await refresh(long.refreshToken)).accessToken).toBeTruthy());
    await later(7 * DAY - 60_000, async () => expect((await refresh(short.refreshToken)).accessToken).toBeTruthy());
  });

  test('each rotation begins a new lifetime of the same length', async () => {
    const first = await signIn('kitchen', true);
    const second = await later(20 * DAY, () => refresh(first.refreshToken));
    await later(49 * DAY, () => refresh(second.refreshToken));
  });
});

describe('sign-out', () => {
  const SIGN_OUT = 'mutation { signOut { signedOut userErrors { code } } }';

  test('ends the access token, the refresh token and the sockets of this sign-in only', async () => {
    const [here, there] = [await signIn('manager'), await signIn('manager')];
    const client = makeClient(app.url, bearer(here.accessToken));
    const feed = subscribe(client, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: restaurant.outletId });
    await feed.next();
    expect(await client.ok(SIGN_OUT)).toEqual({ signOut: { signedOut: true, userErrors: [] } });
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(await client.fault('{ me { id } }')).toBe('UNAUTHENTICATED');
    expect(await client.fault(SIGN_OUT)).toBe('UNAUTHENTICATED');
    expect(await refuse(here.refreshToken)).toEqual(INVALID);
    expect(await isIn(there)).toBe(true);
  });

  test('of a platform user too, also while acting in a tenant', async () => {
    const { signIn: answer } = await guest().ok(SIGN_IN, { input: { username: 'admin', password: PASSWORD } });
    const client = makeClient(app.url, { ...bearer(answer.session.accessToken), 'x-tenant-id': restaurant.slug });
    const feed = subscribe(client, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: restaurant.outletId });
    await feed.next();
    await client.ok(SIGN_OUT);
    expect(await feed.ended).toMatchObject({ code: 4403 });
    expect(await client.fault('{ me { id } }')).toBe('UNAUTHENTICATED');
    expect(await refuse(answer.session.refreshToken)).toEqual(INVALID);
  });

  test('is for people: not for guests, not for devices', async () => {
    expect(await restaurant.guest.fault(SIGN_OUT)).toBe('UNAUTHENTICATED');
    const device = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
    expect(await device.client.fault(SIGN_OUT)).toBe('FORBIDDEN');
  });
});
