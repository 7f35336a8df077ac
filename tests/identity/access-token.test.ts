import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, exportJWK, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { bearer, makeClient, makeRestaurant, PASSWORD, type Restaurant, subscribe, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let other: Restaurant;
let real: { accessToken: string; refreshToken: string };
let claims: JWTPayload;
beforeAll(async () => {
  other = await makeRestaurant(app);
  real = await session('cashier');
  claims = decodeJwt(real.accessToken);
});

async function session(username: string): Promise<{ accessToken: string; refreshToken: string }> {
  const data = await restaurant.guest.ok(
    'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken refreshToken } userErrors { code } } }',
    {
      input: { username, password: PASSWORD },
    },
  );
  return data.signIn.session;
}

const ourKey = () => createPrivateKey(app.config.jwtPrivateKey ?? '');
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Forgery {
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly header?: Record<string, unknown>;
  readonly payload?: Record<string, unknown>;
  readonly without?: readonly string[];
}

function forge({ key, header, payload, without = [] }: Forgery): Promise<string> {
  const kept = Object.fromEntries(Object.entries({ ...claims, ...payload }).filter(([name]) => !without.includes(name)));
  return new SignJWT(kept).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header }).sign(key ?? ourKey());
}

const MESSAGE = 'The token is not valid or has expired.';

/** Every field, public ones included, must reject the token with the same error, and the token must not open a socket. */
async function refused(token: string, what: string): Promise<void> {
  const client = makeClient(app.url, { ...bearer(token), 'x-tenant-id': restaurant.slug });
  for (const query of ['{ tenant { id } }', '{ me { id } }', '{ orders { totalCount } }', 'mutation { signOut { signedOut } }']) {
    const { errors, data } = await client.send(query);
    expect({ data, errors: errors?.map(({ message, extensions }) => ({ message, extensions })) }, `${what}: ${query}`).toEqual({
      data: query.includes('me {') ? { me: null } : null,
      errors: [{ message: MESSAGE, extensions: { code: 'UNAUTHENTICATED' } }],
    });
  }
}

test('our own token written in another way is another text, and not accepted', async () => {
  const [header = '', payload = '', signature = ''] = real.accessToken.split('.');
  // The last character of a signature contains four unused bits.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.at(-1) ?? '');
  const others = [1, 2, 4, 8].map((bit) => `${signature.slice(0, -1)}${alphabet[last ^ bit]}`);
  for (const other of [...others, `${signature}==`, `${signature}=`, `${signature}A`]) await refused(`${header}.${payload}.${other}`, other.slice(-4));
  await refused(`${header}=.${payload}.${signature}`, 'padded header');
});

test('our own token is accepted, also when it is encoded again', async () => {
  for (const token of [real.accessToken, await forge({})]) {
    expect((await makeClient(app.url, bearer(token)).ok('{ me { username } }')).me).toEqual({ username: 'cashier' });
  }
});

describe('tokens that are not ours', () => {
  test('without a signature, or with another', async () => {
    const [header, payload, signature] = real.accessToken.split('.') as [string, string, string];
    await refused(`${base64({ alg: 'none', typ: 'at+jwt' })}.${payload}.`, 'none');
    await refused(`${base64({ alg: 'None', typ: 'at+jwt' })}.${payload}.${signature}`, 'None');
    await refused(`${header}.${payload}.`, 'no signature');
    await refused(`${header}.${payload}`, 'two parts');
    await refused(`${header}.${base64({ ...claims, sub: other.tenantId })}.${signature}`, 'changed payload');
    await refused(`${header}.${payload}.${signature.slice(0, -4)}AAAA`, 'changed signature');
    await refused(await forge({ key: generateKeyPairSync('ed25519').privateKey }), 'another key');
  });

  test('signed with our public key as a secret', async () => {
    const publicKey = createPublicKey(ourKey());
    for (const secret of [publicKey.export({ type: 'spki', format: 'pem' }), publicKey.export({ type: 'spki', format: 'der' })]) {
      await refused(await forge({ key: Buffer.from(secret), header: { alg: 'HS256' } }), 'HS256');
    }
  });

  test('that bring their own key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const jwk = await exportJWK(publicKey);
    await refused(await forge({ key: privateKey, header: { jwk } }), 'jwk');
    const { kid } = decodeProtectedHeader(real.accessToken);
    for (const theirs of ['../../dev/null', kid, '', 'constructor']) await refused(await forge({ key: privateKey, header: { kid: theirs } }), `kid ${theirs}`);
    for (const unknown of ['../../dev/null', '', 'constructor', `${kid}x`]) await refused(await forge({ header: { kid: unknown } }), `our key as ${unknown}`);
    await refused(await forge({ header: { kid: 7 } }), 'a number for a kid');
    await refused(await forge({ key: privateKey, header: { kid, jwk, jku: 'http://127.0.0.1:1/keys' } }), 'our kid, their key');
    await refused(await forge({ key: privateKey, header: { jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/cert' } }), 'jku');
    const { privateKey: p256 } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await refused(await forge({ key: p256, header: { alg: 'ES256' } }), 'ES256');
  });

  test('with a wrong issuer, audience or type, or with missing or invalid claims', async () => {
    await refused(await forge({ payload: { iss: 'somebody' } }), 'iss');
    await refused(await forge({ payload: { aud: 'another-api' } }), 'aud');
    await refused(await forge({ header: { typ: 'JWT' } }), 'typ');
    await refused(await forge({ header: { typ: undefined } }), 'no typ');
    for (const claim of ['exp', 'iat', 'sub', 'sid', 'iss', 'aud']) await refused(await forge({ without: [claim] }), `no ${claim}`);
    await refused(await forge({ payload: { exp: 'tomorrow' } }), 'exp as text');
    await refused(await forge({ payload: { exp: String(Number(claims.exp)) } }), 'exp as digits');
    await refused(await forge({ payload: { iat: String(Number(claims.iat)) } }), 'iat as digits');
    await refused(await forge({ payload: { nbf: Math.floor(Date.now() / 1000) + 3600 } }), 'nbf');
    await refused(await forge({ payload: { iat: Math.floor(Date.now() / 1000) + 3600 } }), 'iat');
    await refused((await forge({ payload: { more: 'x'.repeat(5800) } })).slice(0, 8000), '8 kB of a token');
  });

  test('of another tenant, person or sign-in, though signed by us', async () => {
    const cashierOfOther = decodeJwt((other.cashier.headers.authorization ?? '').slice(7));
    const admin = decodeJwt((restaurant.platform.headers.authorization ?? '').slice(7));
    const plain = async (payload: Record<string, unknown>, without: string[], what: string): Promise<void> => {
      const { errors } = await makeClient(app.url, bearer(await forge({ payload, without }))).send('{ me { id } }');
      expect(errors?.[0]?.extensions.code, what).toBe('UNAUTHENTICATED');
    };
    await plain({ tid: other.tenantId }, [], 'our sign-in in another tenant');
    await plain({ sid: cashierOfOther.sid }, [], 'the sign-in of another tenant');
    await plain({ sid: cashierOfOther.sid, sub: cashierOfOther.sub }, [], 'the person of another tenant');
    await plain({ sub: decodeJwt((restaurant.owner.headers.authorization ?? '').slice(7)).sub }, [], 'another person');
    await plain({}, ['tid'], 'our sign-in on the platform');
    await plain({ sid: admin.sid, sub: admin.sub }, [], 'a platform sign-in in a tenant');
  });

  test('that are no tokens at all', async () => {
    await refused(real.refreshToken, 'a refresh token');
    await refused('x', 'x');
    await refused('a.b.c', 'a.b.c');
    await refused(`${restaurant.tenantId}.${'-'.repeat(36)}.${'x'.repeat(43)}`, 'a device token without an id');
    await refused(`${'-'.repeat(36)}.${restaurant.outletId}.${'x'.repeat(43)}`, 'a device token without a tenant');
    await refused(`platform.${restaurant.outletId}.${'x'.repeat(43)}`, 'a device token of the platform');
    await refused('x'.repeat(8000), '8 kB');
    for (const authorization of [
      'Basic YWRtaW46YWRtaW4=',
      'Bearer',
      real.accessToken,
      `Bearer ${real.accessToken} x`,
      `Bearer  ${real.accessToken}`,
      'Token x',
    ]) {
      expect(await makeClient(app.url, { authorization, 'x-tenant-id': restaurant.slug }).requestError('{ tenant { id } }'), authorization).toBe(
        'UNAUTHENTICATED',
      );
    }
    expect((await makeClient(app.url, { authorization: `bearer ${real.accessToken}` }).ok('{ me { username } }')).me).toEqual({ username: 'cashier' });
  });

  test('open no socket', async () => {
    for (const token of ['nonsense', await forge({ key: generateKeyPairSync('ed25519').privateKey })]) {
      const feed = subscribe(
        makeClient(app.url, { ...bearer(token), 'x-tenant-id': restaurant.slug }),
        'subscription ($id: ID!) { menuChanged(outletId: $id) { version } }',
        {
          id: restaurant.outletId,
        },
      );
      expect(await feed.ended).toMatchObject({ code: 4403 });
    }
  });
});

describe('without a token', () => {
  test('fields that need one are UNAUTHENTICATED, others are answered', async () => {
    for (const query of ['{ orders { totalCount } }', '{ categories { id } }', 'mutation { signOut { signedOut } }']) {
      expect(await restaurant.guest.requestError(query), query).toBe('UNAUTHENTICATED');
    }
    expect(await restaurant.guest.ok('{ me { id } tenant { slug } }')).toEqual({ me: null, tenant: { slug: restaurant.slug } });
    const feed = subscribe(restaurant.guest, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: restaurant.outletId });
    expect(await feed.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await feed.ended).toBeNull();
  });
});

describe('an access token', () => {
  test('ends after 15 minutes, to the second; signIn ignores an expired one', async () => {
    const { accessToken } = await session('manager');
    const client = makeClient(app.url, { ...bearer(accessToken), 'x-tenant-id': restaurant.slug });
    app.clock.advance(15 * 60_000 - 5000);
    try {
      expect((await client.ok('{ me { username } }')).me).toEqual({ username: 'manager' });
      app.clock.advance(10_000);
      await refused(accessToken, 'expired, once known');
      await refused(await forge({ payload: { exp: Math.floor(app.clock.now().getTime() / 1000) - 6 } }), 'expired, never seen');
      const data = await client.ok('mutation ($input: SignInInput!) { signIn(input: $input) { session { user { username } } userErrors { code } } }', {
        input: { username: 'manager', password: PASSWORD },
      });
      expect(data.signIn.session.user.username).toBe('manager');
    } finally {
      app.clock.advance(-15 * 60_000 - 5000);
    }
  });

  test('may be 5 seconds out, and no more', async () => {
    const ask = async (payload: (now: number) => Record<string, unknown>): Promise<boolean> => {
      const now = app.clock.now().getTime() / 1000;
      const { data } = await makeClient(app.url, bearer(await forge({ payload: payload(now) }))).send('{ me { username } }');
      return data?.me !== null && data?.me !== undefined;
    };
    // Times in tokens are whole seconds.
    for (const seconds of [0, 4]) {
      expect(await ask((now) => ({ exp: Math.ceil(now - seconds) })), `exp −${seconds}`).toBe(true);
      expect(await ask((now) => ({ iat: Math.floor(now + seconds) })), `iat +${seconds}`).toBe(true);
      expect(await ask((now) => ({ nbf: Math.floor(now + seconds) })), `nbf +${seconds}`).toBe(true);
    }
    for (const seconds of [6, 3600]) {
      expect(await ask((now) => ({ exp: Math.floor(now - seconds) })), `exp −${seconds}`).toBe(false);
      expect(await ask((now) => ({ iat: Math.ceil(now + seconds + 1) })), `iat +${seconds}`).toBe(false);
      expect(await ask((now) => ({ nbf: Math.ceil(now + seconds + 1) })), `nbf +${seconds}`).toBe(false);
    }
  });

  test('closes its socket when it ends: 4419', async () => {
    const { accessToken } = await session('kitchen');
    app.clock.advance(15 * 60_000 - 2500);
    try {
      const feed = subscribe(makeClient(app.url, bearer(accessToken)), 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', {
        id: restaurant.outletId,
      });
      expect(await feed.next()).toEqual({ __typename: 'FeedHeartbeat' });
      const opened = Date.now();
      expect(await feed.ended).toMatchObject({ code: 4419 });
      expect(Date.now() - opened).toBeLessThan(5000);
    } finally {
      app.clock.advance(-15 * 60_000 + 2500);
    }
  });
});
