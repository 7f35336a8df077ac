import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { EncodedResponse } from '../../src/http/base/encoded-response.ts';
import type { MenuResponseCache } from '../../src/http/menu-cache/menu-response-cache.ts';
import { MenuFastPath } from '../../src/http/menu-fast-path.ts';
import { NODE } from '../../src/kernel/request/party.ts';
import { makeClient, makeRestaurant, useRestaurant } from '../kit/index.ts';
import { type Posted, post } from './post.ts';

// From the third time on, requests of guests with identical bytes are answered before Fastify.
const { app, restaurant } = useRestaurant();

const MENU = 'query ($id: ID!) { menu(outletId: $id) { sections { items { sku price } } } }';
const ask = (headers: Record<string, string> = {}, variables: unknown = { id: restaurant.outletId }): Promise<Posted> =>
  post(app.url, { query: MENU, variables }, { ...restaurant.guest.headers, ...headers });
const warm = async (): Promise<string> => {
  for (let times = 0; times < 3; times += 1) await ask();
  return (await ask()).text;
};

test('headers that change the answer do not meet the remembered one', async () => {
  await warm();
  const strangers = await ask({ authorization: 'Bearer nonsense' });
  expect(strangers.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  expect((await ask({ 'x-tenant-id': 'nobody-has-this' })).body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  const elsewhere = await ask({ 'x-outlet-id': '0190a0a0-0000-7000-8000-000000000000' });
  expect(elsewhere.body).toEqual({ data: { menu: null } });
  expect((await ask({}, { id: restaurant.tenantId })).body).toEqual({ data: { menu: null } });
});

test('it echoes the request id, and gives one to those who send none', async () => {
  await warm();
  expect((await ask({ 'x-request-id': 'a-request-of-mine' })).headers.get('x-request-id')).toBe('a-request-of-mine');
  expect((await ask()).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('a suspended tenant is not served from memory', async () => {
  const other = await makeRestaurant(app);
  const theirs = (): Promise<Posted> => post(app.url, { query: MENU, variables: { id: other.outletId } }, other.guest.headers);
  for (let times = 0; times < 4; times += 1) expect((await theirs()).body.data.menu).not.toBeNull();
  await app.sql("update tenant set status = 'SUSPENDED' where id = $1", [other.tenantId]);
  // The status of a tenant is cached for five seconds.
  await expect.poll(async () => (await theirs()).body.errors?.[0].extensions.code, { timeout: 8000, interval: 250 }).toBe('FORBIDDEN');
});

test('bodies that it does not know go on to the API unchanged, with any content', async () => {
  const client = makeClient(app.url, restaurant.guest.headers);
  const { data } = await client.send('query ($name: String!) { __type(name: $name) { name } }', { name: 'Čaj ☕ 茶' });
  expect(data).toEqual({ __type: null });
  const broken = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...restaurant.guest.headers },
    body: '{"query": ',
  });
  expect(broken.status).toBe(400);
  expect(((await broken.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test('it holds no answer of its own: an answer that left the cache is executed again', async () => {
  await ask();
  let memory: EncodedResponse | null = new EncodedResponse([Buffer.from('kept')]);
  const answers = { isCurrent: () => true, get: () => memory } as unknown as MenuResponseCache;
  const fastPath = new MenuFastPath(app.services, answers, { headers: {}, proxies: 0 });
  const answering = fastPath.listener(
    (request: IncomingMessage, response) => {
      const cacheKey = { text: 'menu', tenantId: restaurant.tenantId, menus: [] };
      fastPath.remember(request, { cacheKey, contentType: 'application/json', party: NODE });
      response.end('made');
    },
    () => false,
  );
  const server = createServer(answering).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const answerText = async (): Promise<string> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...restaurant.guest.headers }, body: '{}' };
    return (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, init)).text();
  };
  expect([await answerText(), await answerText()]).toEqual(['made', 'kept']);
  memory = null;
  expect(await answerText()).toBe('made');
  server.closeAllConnections();
  server.close();
});
