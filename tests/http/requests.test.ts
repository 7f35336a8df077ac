import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeRestaurant, PASSWORD, startTestApp, useRestaurant } from '../kit/index.ts';
import { post, read } from './post.ts';

const { app, restaurant } = useRestaurant();

const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  read(`${app.url}/graphql?${new URLSearchParams(parameters)}`, { headers: { 'x-tenant-id': restaurant.slug, ...headers } });
const PREFLIGHT = { 'apollo-require-preflight': '1' };

describe('what a foreign page could send is refused', () => {
  test('simple GET, text, forms and uploads without a header that needs a preflight', async () => {
    expect((await read(`${app.url}/graphql?${new URLSearchParams({ query: '{ __typename }' })}`)).status).toBe(400);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/graphql',
      'text/plain; application/json',
      '',
    ]) {
      const { status, body } = await post(app.url, '{"query":"{ tenant { id } }"}', { 'x-tenant-id': restaurant.slug, 'content-type': type });
      expect([type, status >= 400 && status < 500]).toEqual([type, true]);
      expect(body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
      expect(body.data).toBeUndefined();
    }
  });

  test('GET with a header that needs a preflight, as ours do, may query, but not change', async () => {
    expect((await read(`${app.url}/graphql?query=%7B__typename%7D`, { headers: PREFLIGHT })).body).toEqual({ data: { __typename: 'Query' } });
    const [authorization, tenant] = [restaurant.cashier.headers.authorization ?? '', restaurant.slug];
    for (const headers of [{ authorization }, { 'x-tenant-id': tenant }, { authorization, 'x-outlet-id': restaurant.outletId }])
      expect((await read(`${app.url}/graphql?query=%7Btenant%7Bslug%7D%7D`, { headers })).body).toEqual({ data: { tenant: { slug: restaurant.slug } } });
    expect((await get({ query: '{ tenant { slug } }' }, PREFLIGHT)).body).toEqual({ data: { tenant: { slug: restaurant.slug } } });
    const mutation = await get({ query: 'mutation { signOut { signedOut } }' }, PREFLIGHT);
    expect(mutation).toMatchObject({ status: 405, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
    expect(mutation.headers.get('allow')).toBe('POST');
    const subscription = await get({ query: `subscription { menuChanged(outletId: "${restaurant.outletId}") { version } }` }, PREFLIGHT);
    expect(subscription.status).toBe(405);
  });

  test('other methods', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) expect((await read(`${app.url}/graphql`, { method })).status).toBeGreaterThanOrEqual(400);
  });
});

test('batches are refused', async () => {
  const one = { query: '{ tenant { id } }' };
  for (const batch of [[one], [one, one], []])
    expect(await post(app.url, batch, { 'x-tenant-id': restaurant.slug })).toMatchObject({ status: 400, body: { errors: [{}] } });
});

test('automatic persisted queries are told not to be supported, in the words that clients wait for', async () => {
  const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
  const expected = { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } };
  const variables = {};
  expect(await post(app.url, { variables, extensions: { persistedQuery } })).toMatchObject({ status: 200, body: { errors: [expected] } });
  expect((await get({ extensions: JSON.stringify({ persistedQuery }) })).body).toEqual({ errors: [expected] });
});

test('a document that comes with its hash is executed, one with another hash is not', async () => {
  const query = '{ tenant { slug } }';
  const send = (sha256Hash: string) => post(app.url, { query, extensions: { persistedQuery: { version: 1, sha256Hash } } }, { 'x-tenant-id': restaurant.slug });
  expect((await send(createHash('sha256').update(query).digest('hex'))).body).toEqual({ data: { tenant: { slug: restaurant.slug } } });
  expect(await send('b'.repeat(64))).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
});

test('empty values count as missing: the name of the operation, variables, extensions', async () => {
  const slug = { data: { tenant: { slug: restaurant.slug } } };
  const query = '{ tenant { slug } }';
  expect((await get({ query, operationName: '', variables: '', extensions: '' })).body).toEqual(slug);
  expect((await post(app.url, { query, operationName: '' }, { 'x-tenant-id': restaurant.slug })).body).toEqual(slug);
  expect((await get({ query, variables: '{' })).status).toBe(400);
});

test('an unknown address has an error in the usual form', async () => {
  for (const [path, method] of [
    ['/nope', 'GET'],
    ['/graphql/', 'POST'],
    ['/%ff', 'GET'],
  ] as const) {
    const { status, body } = await read(`${app.url}${path}`, { method });
    expect([status >= 400 && status < 500, body.errors[0].message.length > 0, body.errors[0].extensions.code]).toEqual([
      true,
      true,
      expect.stringMatching(/NOT_FOUND|BAD_USER_INPUT/),
    ]);
  }
  expect((await read(`${app.url}/nope`)).body).toEqual({ errors: [{ message: expect.stringContaining('/graphql'), extensions: { code: 'NOT_FOUND' } }] });
});

test('subscriptions go over WebSocket only', async () => {
  const { status, body } = await post(
    app.url,
    { query: 'subscription ($id: ID!) { kitchenFeed(outletId: $id) { __typename } }', variables: { id: restaurant.outletId } },
    { ...restaurant.kitchen.headers },
  );
  expect(status).toBe(400);
  expect(body.errors[0]).toMatchObject({ message: expect.stringContaining('WebSocket'), extensions: { code: 'BAD_USER_INPUT' } });
});

test('an unknown operation, or an unnamed one among several, is an error', async () => {
  for (const request of [{ query: 'query a { tenant { id } }', operationName: 'b' }, { query: 'query a { tenant { id } } query b { tenant { id } }' }]) {
    const { status, body } = await post(app.url, request, { 'x-tenant-id': restaurant.slug });
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ message: expect.stringContaining('operation'), extensions: { code: 'BAD_USER_INPUT' } });
  }
});

test.each([
  '',
  '{',
  'null',
  '"x"',
  '{}',
  '{"query":1}',
  '{"query":""}',
  '{"query":"{ tenant { id } }","variables":[]}',
  '{"query":"{ tenant { id } }","operationName":5}',
])('the body %s is refused', async (text) => {
  const { status, body } = await post(app.url, text, { 'x-tenant-id': restaurant.slug });
  expect(status).toBe(400);
  expect(body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
});

describe('headers of the answer', () => {
  test('name the request, say that nothing may be kept, and do not let types be guessed', async () => {
    const answer = await post(app.url, { query: '{ tenant { id } }' }, { 'x-tenant-id': restaurant.slug, 'x-request-id': 'till-7_order-12' });
    expect(answer.headers.get('x-request-id')).toBe('till-7_order-12');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    for (const wrong of ['short', 'x'.repeat(65), 'with space and more', '<script>alert(1)']) {
      const { headers } = await post(app.url, { query: '{ tenant { id } }' }, { 'x-request-id': wrong });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    // Also when the body could not be parsed.
    expect((await post(app.url, '{', { 'x-request-id': 'till-7_order-13' })).headers.get('x-request-id')).toBe('till-7_order-13');
  });

  test('let any page in outside production, and with a list only those on it', async () => {
    const origins = async (url: string, origin: string) =>
      (
        await read(`${url}/graphql`, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,authorization' },
        })
      ).headers;
    expect((await origins(app.url, 'https://elsewhere.example')).get('access-control-allow-origin')).toBe('https://elsewhere.example');
    const strict = await startTestApp({ environment: { CORS_ORIGINS: 'https://till.example' } });
    try {
      const listed = await origins(strict.url, 'https://till.example');
      expect(listed.get('access-control-allow-origin')).toBe('https://till.example');
      expect(listed.get('access-control-allow-headers')).toContain('authorization');
      expect(listed.get('access-control-allow-credentials')).toBeNull();
      for (const origin of ['https://evil.example', 'null', 'https://till.example.evil.example', 'https://sub.till.example', 'http://till.example']) {
        expect((await origins(strict.url, origin)).get('access-control-allow-origin')).toBeNull();
      }
    } finally {
      await strict.stop();
    }
  });
});

test('a preflight names the headers of the API and no others, for any request of a page', async () => {
  const { headers, status } = await read(`${app.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: 'https://page.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-anything,authorization,cookie' },
  });
  expect(status).toBe(204);
  const allowed = headers.get('access-control-allow-headers')?.split(', ') ?? [];
  expect(allowed).toEqual(expect.arrayContaining(['authorization', 'content-type', 'idempotency-key', 'x-tenant-id', 'x-outlet-id', 'x-request-id']));
  for (const other of ['x-anything', 'cookie', '*']) expect(allowed).not.toContain(other);
  expect(headers.get('vary')).toContain('Origin');
  for (const origin of [undefined, 'https://page.example'])
    expect((await post(app.url, { query: '{ tenant { id } }' }, { 'x-tenant-id': restaurant.slug, ...(origin && { origin }) })).headers.get('vary')).toContain(
      'Origin',
    );
});

describe('who calls', () => {
  const ME = '{ me { username } }';
  test('without a token UNAUTHENTICATED, with too little role FORBIDDEN', async () => {
    const orders = '{ orders { nodes { id } } }';
    expect(await restaurant.guest.requestError(orders)).toBe('UNAUTHENTICATED');
    expect(await restaurant.kitchen.requestError('mutation { createCategory(input: { name: "x" }) { category { id } } }')).toBe('FORBIDDEN');
    const { body } = await post(app.url, { query: orders }, { 'x-tenant-id': restaurant.slug });
    expect(body).toMatchObject({ data: null, errors: [{ path: ['orders'], extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('a wrong token is UNAUTHENTICATED in every field but those that begin a session', async () => {
    const wrong = restaurant.guest.as({ authorization: 'Bearer nonsense' });
    for (const query of [ME, '{ tenant { id } }', `{ menu(outletId: "${restaurant.outletId}") { version } }`])
      expect(await wrong.requestError(query)).toBe('UNAUTHENTICATED');
    const { signIn } = await wrong.ok(
      `mutation { signIn(input: { username: "owner", password: "${PASSWORD}" }) { session { user { username } } userErrors { code } } }`,
    );
    expect(signIn.session.user).toEqual({ username: 'owner' });
  });

  test('a header that disagrees with the token is FORBIDDEN, one that names nothing BAD_USER_INPUT', async () => {
    expect(await restaurant.cashier.requestError(ME, {}, { 'x-tenant-id': 'no-such-brand' })).toBe('BAD_USER_INPUT');
    const other = await makeRestaurant(app);
    expect(await restaurant.cashier.requestError(ME, {}, { 'x-tenant-id': other.slug })).toBe('FORBIDDEN');
    expect(await restaurant.cashier.requestError(ME, {}, { 'x-outlet-id': other.outletId })).toBe('NOT_FOUND');
    expect(await restaurant.guest.as({ 'x-tenant-id': '' }).requestError('{ tenant { id } }')).toBe('BAD_USER_INPUT');
  });

  test('a token is read in any letter case of its scheme, and only as one', async () => {
    const token = (restaurant.cashier.headers.authorization ?? '').split(' ')[1];
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER ${token} `]) {
      expect(await restaurant.guest.ok(ME, {}, { authorization })).toEqual({ me: { username: 'cashier' } });
    }
    for (const authorization of [`Basic ${token}`, `${token}`, `Bearer ${token} ${token}`, 'Bearer', `Bearer ${token}`.repeat(3)]) {
      expect(await restaurant.guest.requestError(ME, {}, { authorization })).toBe('UNAUTHENTICATED');
    }
  });
});
