import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeClient, makeRestaurant, startTestApp, subscribe, type TestApp, useTestApp } from '../kit/index.ts';
import { post, read } from './post.ts';

const app = useTestApp({ empty: true, environment: { DEMO: 'on' } });

interface Start {
  readonly document: string;
  readonly variables: Record<string, string>;
  readonly headers: Record<string, string>;
}

function startOf(html: string): Start {
  const line = /var embeddedSandboxConfig = (.*);$/m.exec(html)?.[1] ?? '{}';
  return (JSON.parse(line) as { initialState: Start }).initialState;
}

describe('outside production', () => {
  test('the page at / is Apollo Sandbox, embedded, at the address of the API', async () => {
    const { status, headers, text } = await read(`${app.url}/`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('new window.EmbeddedSandbox(');
    expect(text).toContain("var initialEndpoint = new URL('/graphql', window.location.href).href;");
    const nonce = /<script nonce="([^"]+)"/.exec(text)?.[1];
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`'nonce-${nonce}'`);
    for (const needed of ['https://*.apollographql.com', "connect-src 'self' ws: wss:", 'frame-src https://*.apollographql.com'])
      expect(policy).toContain(needed);
    expect((await read(`${app.url}/`)).text).not.toContain(String(nonce));
  });

  test('its document runs as it stands, with its variables and headers', async () => {
    const { document, variables, headers } = startOf((await read(`${app.url}/`)).text);
    expect(headers).toEqual({ 'X-Tenant-ID': 'kopi-senja' });
    const { status, body } = await post(app.url, { query: document, variables }, headers);
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    expect(body.data.menu.sections.flatMap(({ items }: { items: unknown[] }) => items).length).toBeGreaterThanOrEqual(25);
  });

  test('what its comments say to try works too: the sign-in, and the subscription with the same headers', async () => {
    const { document, variables, headers } = startOf((await read(`${app.url}/`)).text);
    const signIn = /^#\s+(mutation .*)$/m.exec(document)?.[1] ?? '';
    expect((await post(app.url, { query: signIn }, headers)).body.data.signIn.session.accessToken).toMatch(/^ey/);
    const subscription = (/^#\s+(subscription .*)$/m.exec(document)?.[1] ?? '').replace('…', variables.outletId ?? '');
    const feed = subscribe(makeClient(app.url, headers), subscription);
    expect(await feed.next()).toEqual({ version: expect.any(Number) });
    feed.stop();
  });

  test('the standard introspection, which is deeper than documents may be, works', async () => {
    const { getIntrospectionQuery, buildClientSchema } = await import('graphql');
    const { body } = await post(app.url, { query: getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, specifiedByUrl: true }) });
    expect(body.errors).toBeUndefined();
    expect(buildClientSchema(body.data).getSubscriptionType()?.getFields().kitchenFeed?.description).toBeTruthy();
  });
});

test('on a database without the demo it opens on the first outlet there is, or on nothing', async () => {
  const own = await startTestApp({ empty: true });
  try {
    expect(startOf((await read(`${own.url}/`)).text)).toMatchObject({ document: '{ __typename }' });
    const { slug, outletId } = await makeRestaurant(own);
    const { document, variables, headers } = startOf((await read(`${own.url}/`)).text);
    expect({ variables, headers }).toEqual({ variables: { outletId }, headers: { 'X-Tenant-ID': slug } });
    expect((await post(own.url, { query: document, variables }, headers)).body.errors).toBeUndefined();
  } finally {
    await own.stop();
  }
});

describe('in production', () => {
  let production: TestApp;
  beforeAll(async () => {
    production = await startTestApp({ environment: { NODE_ENV: 'production' } });
  });
  afterAll(() => production.stop());

  test('there is no page', async () => {
    expect((await read(`${production.url}/`)).status).toBe(404);
    expect((await read(`${production.url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(400);
  });

  test('the schema is not told: neither by introspection, nor by suggestions, nor by errors', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Order") { name } }',
      '{ a: __schema { queryType { name } } }',
      '{ ...f } fragment f on Query { __schema { types { name } } }',
    ]) {
      const { body, text } = await post(production.url, { query });
      expect(body.errors[0].extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
      expect(text).not.toContain('Order');
    }
    for (const query of [
      '{ tenan { id } }',
      '{ menu(outletI: "x") { version } }',
      '{ orders(filter: { statu: READY }) { nodes { id } } }',
      'mutation ($i: SignInInpu!) { signIn(input: $i) { userErrors { code } } }',
    ]) {
      const { body, text } = await post(production.url, { query });
      expect(body.errors.length).toBeGreaterThan(0);
      expect(text).not.toMatch(/did you mean/i);
    }
    expect((await post(production.url, { query: '{ __typename }' })).body).toEqual({ data: { __typename: 'Query' } });
  });

  test('a socket tells no more', async () => {
    const feed = subscribe(makeClient(production.url), 'subscription { outletFee(outletId: "x") { __typename } }');
    expect(JSON.stringify(await feed.ended)).not.toMatch(/did you mean/i);
  });

  test('no page may call or listen unless it is listed', async () => {
    const { headers } = await post(production.url, { query: '{ __typename }' }, { origin: 'https://elsewhere.example' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const { refusedUpgrade } = await import('../live/raw-socket.ts');
    expect(await refusedUpgrade(production.url, { origin: 'https://elsewhere.example' })).toBe(403);
  });

  test('introspection is on where it is asked for', async () => {
    const open = await startTestApp({ environment: { NODE_ENV: 'production', INTROSPECTION: 'on' } });
    try {
      expect((await post(open.url, { query: '{ __schema { queryType { name } } }' })).body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    } finally {
      await open.stop();
    }
  });
});
