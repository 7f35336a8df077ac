/** A guest's menu by GET: what a browser or a CDN may store, and when 304 is enough. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDevice, addUser, type Client, makeRestaurant, PASSWORD, type Restaurant, signedIn, startTestApp, type TestApp } from '../kit/index.ts';
import { type Posted, post, read } from './post.ts';

const MENU = 'query ($id: ID!) { menu(outletId: $id) { version sections { name items { productId sku name price available } } } }';
const MENU_ID = `sha256:${createHash('sha256').update(MENU).digest('hex')}`;
const FORBIDDEN = 'private, no-store';

const folder = mkdtempSync(join(tmpdir(), 'dapur-documents-'));
let app: TestApp;
let node: TestApp;
let restaurant: Restaurant;
let other: Restaurant;
beforeAll(async () => {
  const documents = join(folder, 'documents.json');
  writeFileSync(documents, JSON.stringify({ [MENU_ID]: MENU }));
  app = await startTestApp({ environment: { TRUSTED_DOCUMENTS: documents } });
  node = await startTestApp({ database: app.database, environment: { FAST_PATHS_OFF: 'all', MENU_SHARED_SECONDS: '60' } });
  [restaurant, other] = [await makeRestaurant(app), await makeRestaurant(app, { currency: 'USD' })];
});
afterAll(async () => {
  await node.stop();
  await app.stop();
  rmSync(folder, { recursive: true });
});

interface MenuRequest {
  readonly query?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly at?: TestApp;
}
const variables = (outletId = restaurant.outletId): string => JSON.stringify({ id: outletId });
/** Asks for a menu; its address names the tenant. */
const get = ({ query = MENU, parameters = {}, headers = {}, method = 'GET', at = app }: MenuRequest = {}): Promise<Posted> =>
  read(`${at.url}/graphql?${new URLSearchParams({ ...(query && { query }), variables: variables(), tenant: restaurant.slug, ...parameters })}`, {
    method,
    headers: { 'apollo-require-preflight': '1', ...headers },
  });
/** The same, when the menu is in memory. */
const getAgain = async (wanted: MenuRequest = {}): Promise<Posted> => {
  await get(wanted);
  return get(wanted);
};
/** Asks for a menu; a header names the tenant. */
const getByHeader = (headers: Readonly<Record<string, string>> = restaurant.guest.headers, query = MENU, outletId = restaurant.outletId): Promise<Posted> =>
  read(`${app.url}/graphql?${new URLSearchParams({ query, variables: variables(outletId) })}`, { headers: { 'apollo-require-preflight': '1', ...headers } });
const storage = ({ headers }: Posted): (string | null)[] => [headers.get('cache-control'), headers.get('etag')];
const change = (price: number): Promise<unknown> => restaurant.owner.call('updateProduct', { id: restaurant.products.WATER, price }, 'id');

describe('an entity tag', () => {
  test('is of the content: the same from memory, made again, compressed, by document id and at another node', async () => {
    const first = await getAgain();
    expect(first.headers.get('etag')).toMatch(/^W\/"[\w-]{22}"$/);
    const others = [
      await get(),
      await get({ headers: { 'accept-encoding': 'identity' } }),
      await get({ headers: { 'accept-encoding': 'br' } }),
      await get({ headers: { accept: 'application/graphql-response+json' } }),
      await get({ query: '', parameters: { documentId: MENU_ID } }),
      await getByHeader(),
      await getAgain({ at: node }),
    ];
    for (const { headers, body, status } of others) expect([status, headers.get('etag'), body]).toEqual([200, first.headers.get('etag'), first.body]);
  });

  test('that the client has is answered with 304 and nothing more', async () => {
    const tag = (await getAgain()).headers.get('etag') ?? '';
    const strong = tag.slice(2);
    for (const at of [app, node]) {
      for (const known of [tag, strong, '*', ` * `, `"a", ${tag}`, `W/"a,b" ,W/"c",${strong}`, `"", ${tag}, "z"`]) {
        const answer = await get({ at, headers: { 'if-none-match': known } });
        expect([known, answer.status, answer.text]).toEqual([known, 304, '']);
        expect(answer.headers.get('etag')).toBe(tag);
        expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=0, s-maxage=\d+$/);
        expect(answer.headers.get('vary')).toContain('X-Tenant-ID');
        for (const name of ['content-type', 'content-length', 'content-encoding']) expect(answer.headers.get(name)).toBeNull();
      }
      for (const unknown of ['"a"', strong.slice(1, -1), `${tag.slice(0, -2)}"`, 'W/', '""', `"*"`, 'nonsense', strong.toLowerCase()]) {
        expect([unknown, (await get({ at, headers: { 'if-none-match': unknown } })).status]).toEqual([unknown, 200]);
      }
    }
  });

  test('is another one after a change, and the old one again after the change back', async () => {
    const tag = (await getAgain({ query: MENU.replace('version', '') })).headers.get('etag') ?? '';
    const ask = (): Promise<Posted> => getAgain({ query: MENU.replace('version', ''), headers: { 'if-none-match': tag } });
    expect((await ask()).status).toBe(304);
    await change(7777);
    const changed = await ask();
    expect([changed.status, changed.text.includes('7777')]).toEqual([200, true]);
    expect(changed.headers.get('etag')).not.toBe(tag);
    await change(5000);
    expect((await ask()).status).toBe(304);
  });

  test('does not count for POST: the answer comes whole, and is stored by none', async () => {
    const tag = (await getAgain()).headers.get('etag') ?? '';
    for (const known of [tag, '*']) {
      const body = { query: MENU, variables: { id: restaurant.outletId } };
      const answer = await post(app.url, body, { ...restaurant.guest.headers, 'if-none-match': known });
      expect([answer.status, ...storage(answer)]).toEqual([200, FORBIDDEN, null]);
    }
  });
});

test('HEAD says what GET would, without the body', async () => {
  const whole = await getAgain({ headers: { 'accept-encoding': 'identity' } });
  const head = await get({ method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
  expect([head.status, head.text]).toEqual([200, '']);
  for (const name of ['etag', 'cache-control', 'vary', 'content-type', 'content-length'])
    expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
  expect((await get({ method: 'HEAD', headers: { 'if-none-match': whole.headers.get('etag') ?? '' } })).status).toBe(304);
  expect((await get({ method: 'HEAD', headers: { 'apollo-require-preflight': '' } })).status).toBe(400);
  expect((await get({ method: 'HEAD', query: 'mutation { signOut { userErrors { code } } }' })).status).toBe(405);
});

describe('shared caches', () => {
  test('may store what names its tenant in the address, for as long as the operator says', async () => {
    expect((await getAgain()).headers.get('cache-control')).toBe('public, max-age=0, s-maxage=10');
    expect((await getAgain({ at: node })).headers.get('cache-control')).toBe('public, max-age=0, s-maxage=60');
  });

  test('get nothing in it that belongs to one request', async () => {
    for (const at of [app, node]) {
      const { headers } = await getAgain({ at, headers: { 'x-request-id': 'a-request-of-mine' } });
      for (const name of ['x-request-id', 'ratelimit', 'ratelimit-policy', 'set-cookie']) expect([name, headers.get(name)]).toEqual([name, null]);
      for (const name of ['Origin', 'Accept', 'Accept-Encoding', 'Authorization', 'X-Tenant-ID', 'X-Outlet-ID'])
        expect(headers.get('vary')?.split(', ')).toContain(name);
    }
  });

  test('store no menu whose tenant only a header names: only the browser may, and asks each time', async () => {
    await getByHeader();
    const answer = await getByHeader();
    expect(storage(answer)).toEqual(['private, no-cache', expect.stringMatching(/^W\//)]);
    const narrowed = await getAgain({ headers: { 'x-outlet-id': restaurant.outletId } });
    expect(storage(narrowed)).toEqual(['private, no-cache', expect.stringMatching(/^W\//)]);
  });

  test('do not keep a menu beyond the moment when it changes by itself', async () => {
    const until = (seconds: number): string => new Date(app.clock.now().getTime() + seconds * 1000).toISOString();
    const soldOut = async (seconds: number): Promise<number> => {
      await restaurant.owner.call(
        'setAvailability',
        { outletId: restaurant.outletId, productId: restaurant.products.SOUP, available: false, until: until(seconds) },
        'id',
      );
      return Number(/s-maxage=(\d+)$/.exec((await getAgain()).headers.get('cache-control') ?? '')?.[1]);
    };
    expect(await soldOut(3600)).toBe(10);
    const left = await soldOut(8);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left).toBeLessThan(8);
    const tag = (await get()).headers.get('etag');
    app.clock.advance(9000);
    const back = await getAgain();
    expect(back.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=10');
    expect(back.headers.get('etag')).not.toBe(tag);
  });
});

describe('nothing stores', () => {
  const refuse = (name: string, answer: Posted): void => expect([name, ...storage(answer)]).toEqual([name, FORBIDDEN, null]);

  test('the answers of staff, devices and customers', async () => {
    const kiosk = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KIOSK' });
    await addUser(restaurant.owner, { username: 'siti', role: 'CUSTOMER' });
    const customer = await signedIn(app.url, restaurant.slug, 'siti', PASSWORD);
    const callers: Readonly<Record<string, Client>> = { cashier: restaurant.cashier, kiosk: kiosk.client, customer };
    for (const [name, { headers }] of Object.entries(callers)) {
      for (let round = 0; round < 3; round += 1) {
        const byHeader = await getByHeader(headers);
        expect([name, byHeader.body.data.menu === null]).toEqual([name, false]);
        refuse(name, byHeader);
        refuse(name, await get({ headers: { authorization: headers.authorization ?? '' } }));
      }
    }
  });

  test('errors and answers with errors, wrong tokens and wrong tenants', async () => {
    const cases: Readonly<Record<string, MenuRequest>> = {
      token: { headers: { authorization: 'Bearer nonsense' } },
      'empty token': { headers: { authorization: ' ' } },
      syntax: { query: '{' },
      validation: { query: '{ menu { nothing } }' },
      variables: { parameters: { variables: '{}' } },
      'no tenant of that name': { parameters: { tenant: 'nobody-has-this' } },
      'the outlet of another brand': { parameters: { variables: variables(other.outletId) } },
      'another brand': { parameters: { tenant: other.slug } },
      'no JSON': { parameters: { variables: '{' } },
      mutation: { query: 'mutation { signOut { userErrors { code } } }' },
      'a type that is not offered': { headers: { accept: 'text/html' } },
    };
    for (const [name, wanted] of Object.entries(cases)) refuse(name, await getAgain(wanted));
  });

  test('what is more than a menu', async () => {
    for (const query of [
      '{ __schema { queryType { name } } }',
      '{ tenant { slug } }',
      'query ($id: ID!) { menu(outletId: $id) { version outlet { openNow } } }',
      'query ($id: ID!) { menu(outletId: $id) { version } tenant { slug } }',
    ])
      refuse(query, await getAgain({ query }));
  });

  test('a menu whose tenant is named twice: it is refused, as the address is what a cache goes by', async () => {
    for (const headers of [{ 'x-tenant-id': other.slug }, { 'x-tenant-id': restaurant.tenantId }]) {
      const answer = await getAgain({ headers });
      expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      refuse('two', answer);
    }
    const twice = `${new URLSearchParams({ query: MENU, variables: variables() })}&tenant=${other.slug}&tenant=${restaurant.slug}`;
    const answer = await read(`${app.url}/graphql?${twice}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(answer.status).toBe(400);
    refuse('twice', answer);
    expect((await get({ headers: { 'x-tenant-id': restaurant.slug } })).status).toBe(200);
  });

  test('what a foreign page could ask for: a tenant in the address is no reason to answer it', async () => {
    await getAgain();
    for (const at of [app, node]) {
      const query = new URLSearchParams({ query: MENU, variables: variables(), tenant: restaurant.slug });
      const answer = await read(`${at.url}/graphql?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain('WATER');
      refuse('foreign page', answer);
    }
  });
});

test('a tenant in the address is that of the token, or the call is refused; POST does not look there', async () => {
  const { cashier, slug } = restaurant;
  const own = await get({ query: '{ tenant { slug } }', headers: { authorization: cashier.headers.authorization ?? '' } });
  expect(own.body.data.tenant.slug).toBe(slug);
  const foreign = await get({
    query: '{ tenant { slug } }',
    parameters: { tenant: other.slug },
    headers: { authorization: cashier.headers.authorization ?? '' },
  });
  expect(foreign.body.errors[0].extensions.code).toBe('FORBIDDEN');
  const posted = await read(`${app.url}/graphql?tenant=${slug}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ tenant { slug } }' }),
  });
  expect(posted.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
});
