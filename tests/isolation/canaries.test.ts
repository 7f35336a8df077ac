import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';
import { act, type Client, feedDifferences, makeClient, orderOf, PASSWORD, placeOrder, startTestApp, subscribe, type TestApp } from '../kit/index.ts';
import { findRedis, startRedis, type TestRedis } from '../kit/redis.ts';
import { at, briefSelection, documentOf, type RootField, rootFieldsOf, selectionOf, withAt } from './documents.ts';
import { argumentsOf } from './probe.ts';
import { askerOf, samples } from './samples.ts';
import { canaryOf, idsOfTenant, makeWorld, run, type World } from './world.ts';

let app: TestApp;
let redis: TestRedis | null = null;
let fields: RootField[];
let ours: World;
let theirs: World;
const log: string[] = [];
beforeAll(async () => {
  redis = findRedis() === 'own' ? await startRedis() : null;
  app = await startTestApp({ log: { write: (line: string) => void log.push(line) }, environment: redis ? { REDIS_URL: redis.url } : {} });
  fields = rootFieldsOf(await makeSchema());
  app.services.logger.trace('this is heard');
  expect(log.join('')).toContain('this is heard');
  [ours, theirs] = await Promise.all([makeWorld(app), makeWorld(app)]);
});
afterAll(async () => {
  await app.stop();
  await redis?.kill();
});

/** Traces of the other brand in a text: its canary, and ids of its rows that were not sent. */
async function ofTheirs(text: string, sent: readonly string[] = []): Promise<string[]> {
  const ids = await idsOfTenant(app, theirs.tenantId);
  const shown = new Set(text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
  return [...(text.includes(canaryOf(theirs)) ? ['their canary'] : []), ...[...shown].filter((id) => ids.has(id) && !sent.includes(id))];
}

test('a subscriber to all feeds of one brand gets nothing while another publishes hundreds of events, and gets all of its own', async () => {
  const OUTLET_FEED = `subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) {
    __typename ... on OutletEvent { sequence entityId data } ... on FeedHeartbeat { sequence } } }`;
  const eventsOf = async ({ tenantId }: World): Promise<number> => (await app.sql('select 1 from event where tenant_id = $1', [tenantId])).length;
  const [head] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [ours.outletId]);
  const feeds = await Promise.all(
    fields
      .filter(({ operation }) => operation === 'subscription')
      .map(async (field) => {
        const [sample] = samples[field.path] ?? [];
        const args = await argumentsOf(ours, sample ?? (() => ({})));
        const { path } = field;
        return {
          path,
          feed: subscribe(ours.owner, path === 'Subscription.outletFeed' ? OUTLET_FEED : documentOf(field, selectionOf(field.field.type, 2)), args),
        };
      }),
  );
  expect(feeds.length).toBeGreaterThan(5);
  await Promise.all(feeds.map(({ feed }) => feed.next()));
  const before = await eventsOf(theirs);
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { id } = await placeOrder(theirs.cashier, orderOf(theirs, { COFFEE: 1, SOUP: 1 }, { notes: canaryOf(theirs) }));
        await act(theirs.cashier, 'payCash', { orderId: id, tendered: 100_000 });
      }),
    );
  }
  await run(theirs.owner, 'setAvailability', 'SetAvailabilityInput', { outletId: theirs.outletId, productId: theirs.products.SOUP, available: false });
  expect((await eventsOf(theirs)) - before).toBeGreaterThan(300);
  const counts = feeds.map(({ feed }) => feed.received.length);
  // One change of ours for each feed: of its order and payments, of the kitchen, of the menu.
  await act(ours.cashier, 'payCash', { orderId: ours.ids.order, tendered: 1_000_000 });
  await placeOrder(ours.cashier, orderOf(ours, { SOUP: 1 }));
  await run(ours.owner, 'setAvailability', 'SetAvailabilityInput', { outletId: ours.outletId, productId: ours.products.SOUP, available: false });
  await Promise.all(feeds.map(({ feed }, index) => expect.poll(() => feed.received.length, { timeout: 5000 }).toBeGreaterThan(counts[index] ?? 0)));
  for (const { path, feed } of feeds) expect(await ofTheirs(JSON.stringify(feed.received)), path).toEqual([]);
  const received = feeds.find(({ path }) => path === 'Subscription.outletFeed')?.feed.received as Parameters<typeof feedDifferences>[2];
  await expect.poll(() => feedDifferences(ours.owner, ours.outletId, received, head?.head ?? 0)).toEqual([]);
  for (const { feed } of feeds) feed.stop();
}, 30_000);

test('what one brand asks and is answered, and what is logged of that, holds nothing of another, whose ids it tries', async () => {
  log.length = 0;
  const sent = Object.values(theirs.ids);
  const answers: string[] = [];
  for (const field of fields.filter(({ operation }) => operation === 'query')) {
    for (const sample of samples[field.path] ?? []) {
      const args = await argumentsOf(ours, sample);
      const client = askerOf(field.path, ours);
      answers.push(JSON.stringify(await client.send(documentOf(field, selectionOf(field.field.type, 2)), args)));
      const [place] = field.ids;
      if (!place || at(args, place) === undefined) continue;
      for (const id of sent.slice(0, 4)) answers.push(JSON.stringify(await client.send(documentOf(field, briefSelection(field)), withAt(args, place, id))));
    }
  }
  expect(answers.length).toBeGreaterThan(60);
  expect(await ofTheirs(answers.join('\n'), sent)).toEqual([]);
  expect(await ofTheirs(log.join(''), sent)).toEqual([]);
});

test('one query from the brand, from a client without a brand, and from another brand is answered to each by their own rights', async () => {
  const query = 'query ($id: ID!) { menu(outletId: $id) { sections { items { productId name description } } } }';
  const ask = async (client: Client, id = ours.outletId) => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...client.headers },
      body: JSON.stringify({ query, variables: { id } }),
    });
    return { caching: response.headers.get('cache-control') ?? '', text: await response.text() };
  };
  const anonymous = makeClient(app.url);
  const askers = { ours: ours.guest, theirs: theirs.guest, 'their owner': theirs.owner, 'their kitchen': theirs.kitchen, anonymous };
  // Asked twice, so that the second answer may come from the cache.
  for (const round of ['first', 'second']) {
    for (const [name, client] of Object.entries(askers)) {
      const { text, caching } = await ask(client);
      expect(text.includes(canaryOf(ours)), `${name}, the ${round} time`).toBe(name === 'ours');
      expect(caching, name).toMatch(/no-store|private/);
      if (name !== 'ours' && client !== anonymous) {
        const random = randomUUID();
        expect(text.replaceAll(ours.outletId, '<id>')).toBe((await ask(client, random)).text.replaceAll(random, '<id>'));
      }
    }
    expect((await ask(theirs.guest, theirs.outletId)).text).toContain(canaryOf(theirs));
    expect(await ofTheirs((await ask(ours.guest)).text)).toEqual([]);
  }
});

test('no secret is logged at the finest level, and none is a key in Redis', async () => {
  log.length = 0;
  const { guest, owner, slug, refreshToken, deviceToken } = theirs;
  const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken refreshToken } userErrors { code } } }';
  const { session } = (await guest.ok(signIn, { input: { username: 'owner', password: PASSWORD } })).signIn;
  await guest.send(signIn, { input: { username: 'owner', password: 'canary-wrong-password' } });
  await guest.send('mutation ($t: String!) { refreshSession(input: { refreshToken: $t }) { userErrors { code } } }', { t: refreshToken });
  await makeClient(app.url, { authorization: `Bearer ${deviceToken}` }).send('{ me { id } }');
  await makeClient(app.url, { authorization: 'Bearer canary-no-token', 'x-tenant-id': slug }).send('{ me { id } }');
  await owner.send('mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } userErrors { code } } }', {
    input: { username: 'secretive', password: 'canary-new-password', name: 'X', role: 'CASHIER', pin: '4827159' },
  });
  const secrets = [
    PASSWORD,
    'canary-wrong-password',
    'canary-new-password',
    'canary-no-token',
    '4827159',
    session.accessToken,
    session.refreshToken,
    refreshToken,
    deviceToken,
  ];
  const keys = redis ? await keysOf(redis.url) : [];
  for (const [where, text] of [
    ['the log', log.join('')],
    ['Redis', keys.join('\n')],
  ] as const) {
    for (const secret of secrets) expect(text.includes(secret), `${secret.slice(0, 12)}… in ${where}`).toBe(false);
  }
  expect(keys.filter((key) => key.includes(canaryOf(ours)) || key.includes(canaryOf(theirs)))).toEqual([]);
});

async function keysOf(url: string): Promise<string[]> {
  const client = new Redis(url);
  try {
    return await client.keys('*');
  } finally {
    client.disconnect();
  }
}
