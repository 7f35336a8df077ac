import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Answer, addDevice, bearer, makeClient, PASSWORD, subscribe, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();

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

/** Runs `work` at a later time. */
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
    expect((await refresh(answer.session.refreshToken)).refreshToken).toBe(next.refreshToken);
    await later(25_000, async () => expect(await refuse(answer.session.refreshToken)).toEqual(INVALID));
    expect(await isIn(next)).toBe(false);
    expect(await refuse(next.refreshToken)).toEqual(INVALID);
  });

  test('ignores an Authorization header', async () => {
    const { refreshToken } = await signIn();
    const expired = makeClient(app.url, { authorization: 'Bearer expired', 'x-tenant-id': restaurant.slug });
    expect((await expired.ok(REFRESH, { input: { refreshToken } })).refreshSession.session.user.username).toBe('cashier');
    expect(await expired.requestError('{ tenant { id } }')).toBe('UNAUTHENTICATED');
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
    // None of these attempts counted as a use of the right token.
    expect(await isIn(await refresh(refreshToken))).toBe(true);
  });
});

describe('reuse', () => {
  test('of a token whose child is used ends its whole family, and nothing else, also at once', async () => {
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

  const childrenOf = (refreshToken: string) =>
    app.sql<{ id: string; unused: boolean }>(
      'select id, used_at is null as unused from refresh_token where session_id = (select session_id from refresh_token where id = $1) and id <> $1',
      [refreshToken.split('.')[1]],
    );

  test('fifty times at once gives one child, and everybody gets it', async () => {
    const { refreshToken } = await signIn();
    const refreshed = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshToken)));
    expect(new Set(refreshed.map((session) => session.refreshToken)).size).toBe(1);
    expect(await childrenOf(refreshToken)).toEqual([{ id: refreshed[0]?.refreshToken.split('.')[1], unused: true }]);
    const next = await refresh(refreshed[49]?.refreshToken ?? '');
    expect(next.refreshToken).not.toBe(refreshed[0]?.refreshToken);
    for (const session of [...refreshed.slice(0, 3), next]) expect(await isIn(session)).toBe(true);
  });

  test('within 20 seconds of a token whose child is unused gives the same child; later it ends the family', async () => {
    const [lost, retried] = [await signIn(), await signIn()];
    const children = [await refresh(lost.refreshToken), await refresh(retried.refreshToken)];
    await later(15_000, async () => expect((await refresh(retried.refreshToken)).refreshToken).toBe(children[1]?.refreshToken));
    await later(25_000, async () => {
      expect(await refuse(lost.refreshToken)).toEqual(INVALID);
      for (const session of [lost, children[0] as Session]) {
        expect(await isIn(session)).toBe(false);
        expect(await refuse(session.refreshToken)).toEqual(INVALID);
      }
      expect(await isIn(children[1] as Session)).toBe(true);
    });
  });

  test('of parent and child at once is no reuse, in any order', async () => {
    for (let round = 0; round < 3; round += 1) {
      const parent = await signIn();
      const child = await refresh(parent.refreshToken);
      const [again, next] = await Promise.all([
        guest().send(REFRESH, { input: { refreshToken: parent.refreshToken } }),
        guest().send(REFRESH, { input: { refreshToken: child.refreshToken } }),
      ]);
      const [ofParent, ofChild] = [again, next].map(({ data }) => data.refreshSession.session as Session | null);
      // The child was used first: then the parent came too late, and the family has ended.
      if (ofParent) expect(ofParent.refreshToken).toBe(child.refreshToken);
      if (ofChild) expect(await isIn(ofChild)).toBe(ofParent !== null);
    }
  });

  test('is written down, as what was done with whose token', async () => {
    const stolen = await signIn('kitchen');
    await refresh((await refresh(stolen.refreshToken)).refreshToken);
    expect(await refuse(stolen.refreshToken)).toEqual(INVALID);
    const { user, session } = (
      await app.sql<{ user: string; session: string }>(
        'select s.user_id as user, s.id as session from user_session s join refresh_token t on t.session_id = s.id where t.id = $1',
        [stolen.refreshToken.split('.')[1]],
      )
    )[0] as { user: string; session: string };
    const outlet = { id: restaurant.outletId };
    const LOG = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [TOKEN_REUSED] }) { nodes { actor entityType entityId before outlet { id } } } }';
    const { auditLog } = await restaurant.owner.ok(LOG, { id: user });
    expect(auditLog.nodes).toEqual([{ actor: 'GUEST', entityType: 'User', entityId: user, before: { sessions: 1, sessionId: session }, outlet }]);
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

describe('a session', () => {
  test('ends after 90 days in spite of refreshes, and its access tokens with it', async () => {
    let session = await signIn('kitchen', true);
    for (const day of [29, 58, 87]) session = await later(day * DAY, () => refresh(session.refreshToken));
    const last = await later(90 * DAY - 60_000, () => refresh(session.refreshToken));
    await later(90 * DAY - 5_000, async () => expect(await isIn(last)).toBe(true));
    await later(90 * DAY + 10_000, async () => {
      expect(await isIn(last)).toBe(false);
      expect(await refuse(last.refreshToken)).toMatchObject({ code: 'TOKEN_EXPIRED', field: ['refreshToken'] });
    });
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
    expect(await client.requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    expect(await client.requestError(SIGN_OUT)).toBe('UNAUTHENTICATED');
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
    expect(await client.requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    expect(await refuse(answer.session.refreshToken)).toEqual(INVALID);
  });

  test('is for people: not for guests, not for devices', async () => {
    expect(await restaurant.guest.requestError(SIGN_OUT)).toBe('UNAUTHENTICATED');
    const device = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
    expect(await device.client.requestError(SIGN_OUT)).toBe('FORBIDDEN');
  });
});
