/** Every fast path can be switched off: then all goes the long way, and a client cannot tell. */
import { Reference } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  act,
  type Client,
  countStatements,
  makeClient,
  orderOf,
  placeOrder,
  readOrder,
  startTestApp,
  subscribe,
  type TestApp,
  useRestaurant,
  withoutCost,
} from '../kit/index.ts';
import { withLargeMenu } from '../kit/large-menu.ts';
import { type Posted, post, read } from './post.ts';

const { app: fast, restaurant } = useRestaurant();
let slow: TestApp;
beforeAll(async () => {
  await withLargeMenu(fast, restaurant, 40);
  slow = await startTestApp({ database: fast.database, environment: { FAST_PATHS_OFF: 'all' } });
});
afterAll(() => slow.stop());

const MENU = 'query ($id: ID!) { menu(outletId: $id) { version sections { name items { sku name price available } } } }';
const TICKET = 'id version status items { name quantity status } order { number status }';
const FEED = `subscription ($outletId: ID!) { kitchenFeed(outletId: $outletId) {
  __typename ... on KitchenSnapshot { tickets { ${TICKET} } } ... on KitchenTicketChange { ticket { ${TICKET} } } } }`;

const at = (app: TestApp, client: Client): Client => makeClient(app.url, client.headers);
const askMenu = (app: TestApp, headers: Record<string, string> = {}): Promise<Posted> =>
  post(app.url, { query: MENU, variables: { id: restaurant.outletId } }, { ...restaurant.guest.headers, 'accept-encoding': 'identity', ...headers });
/** As often as a menu must be asked for until it is answered in front of Fastify. */
const askOften = async (app: TestApp): Promise<Posted[]> => {
  const answers: Posted[] = [];
  for (let times = 0; times < 5; times += 1) answers.push(await askMenu(app, { 'x-request-id': 'a-request-of-mine' }));
  return answers;
};
const headersOf = ({ headers }: Posted): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !['date', 'connection', 'keep-alive', 'ratelimit'].includes(name)));

test('they are off in one server, and on in the other', () => {
  expect(Object.values(slow.config.fastPaths)).not.toContain(true);
  expect(Object.values(fast.config.fastPaths)).not.toContain(false);
  // The server that was started last decides for the process how references are made.
  expect(Object.getOwnPropertyDescriptor(Reference.prototype, 'id')).toBeUndefined();
});

describe('a menu', () => {
  test('is the same, however often it is asked for, and has the same request id and headers', async () => {
    const [quick, long] = [await askOften(fast), await askOften(slow)];
    for (const { status, text } of [...quick, ...long]) expect([status, withoutCost(JSON.parse(text)).answer]).toEqual([200, quick[0]?.body]);
    const expected = headersOf(long[0] as Posted);
    expect(expected).toMatchObject({ 'x-request-id': 'a-request-of-mine', 'content-type': expect.stringContaining('json') });
    for (const answer of long) expect(headersOf(answer)).toEqual(expected);
    // What a kept answer leaves out is how the budgets stand: it costs nothing.
    const { 'ratelimit-policy': _, 'content-length': __, ...always } = expected;
    for (const answer of quick) expect(headersOf(answer)).toMatchObject(always);
    expect(new Set(Object.keys(headersOf(quick.at(-1) as Posted)))).toEqual(new Set([...Object.keys(always), 'content-length']));
  });

  test('is the same compressed, however often it is asked for', async () => {
    const expected = (await askMenu(slow)).body;
    for (const app of [fast, slow])
      for (const encoding of ['gzip', 'br', 'br', 'br', 'br']) {
        const { headers, body } = await askMenu(app, { 'accept-encoding': encoding });
        expect([headers.get('content-encoding'), body]).toEqual([encoding, expected]);
      }
  });

  test('has the same headers by GET, with an entity tag', async () => {
    const query = new URLSearchParams({ query: MENU, variables: JSON.stringify({ id: restaurant.outletId }), tenant: restaurant.slug });
    const ask = (app: TestApp): Promise<Posted> => read(`${app.url}/graphql?${query}`, { headers: { 'apollo-require-preflight': '1' } });
    const [quick, long] = [await ask(fast), await ask(slow)];
    expect(headersOf(quick)).toMatchObject({ etag: expect.stringMatching(/^W\//), 'cache-control': expect.stringMatching(/^public/) });
    expect(headersOf(long)).toEqual(headersOf(quick));
  });

  test('is current at once when a price has changed', async () => {
    const owner = at(slow, restaurant.owner);
    const priceOf = ({ body }: Posted) =>
      body.data.menu.sections.flatMap(({ items }: { items: { sku: string; price: number }[] }) => items).find(({ sku }: { sku: string }) => sku === 'WATER')
        .price;
    await owner.call('updateProduct', { id: restaurant.products.WATER, price: 7000 }, 'id');
    expect(priceOf(await askMenu(slow))).toBe(7000);
    await owner.call('updateProduct', { id: restaurant.products.WATER, price: 5000 }, 'id');
    expect(priceOf(await askMenu(slow))).toBe(5000);
  });
});

test('an order is placed, cooked in sight of the kitchen, paid and completed', async () => {
  const [cashier, kitchen] = [at(slow, restaurant.cashier), at(slow, restaurant.kitchen)];
  const [one, two] = [subscribe(kitchen, FEED, { outletId: restaurant.outletId }), subscribe(kitchen, FEED, { outletId: restaurant.outletId })];
  for (const feed of [one, two]) expect(await feed.next()).toMatchObject({ __typename: 'KitchenSnapshot' });

  const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 2, SOUP: 1 }));
  expect(order).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'UNPAID', version: 1, dueAmount: 70_000, number: expect.stringMatching(/\S/) });
  expect(order.tickets).toHaveLength(2);
  const [first, second] = await Promise.all([one, two].map(async (feed) => [await feed.next(), await feed.next()]));
  expect(first).toEqual(second);
  expect(first?.map(({ ticket }) => ticket)).toEqual(
    order.tickets.map(({ id }: { id: string }) => expect.objectContaining({ id, status: 'QUEUED', order: { number: order.number, status: 'CONFIRMED' } })),
  );
  for (const { id } of order.tickets) {
    for (const to of ['PREPARING', 'READY', 'SERVED']) {
      await act(kitchen, 'bumpTicket', { ticketId: id, to });
      for (const feed of [one, two]) await feed.until(({ ticket }) => ticket?.id === id && ticket.status === to);
    }
  }
  await act(cashier, 'payCash', { orderId: order.id, tendered: 100_000 });
  await act(cashier, 'completeOrder', { orderId: order.id });
  for (const app of [slow, fast]) {
    expect(await readOrder(at(app, restaurant.cashier), order.id)).toMatchObject({
      status: 'COMPLETED',
      paymentStatus: 'PAID',
      dueAmount: 0,
      paidAmount: 70_000,
    });
  }
  for (const feed of [one, two]) feed.stop();
});

test('the same id places one order, by either way', async () => {
  const input = orderOf(restaurant, { COFFEE: 1 }, { id: '0190a0a0-0000-7000-8000-00000000fa57' });
  const placed = await Promise.all([slow, fast, slow, fast].map((app) => placeOrder(at(app, restaurant.cashier), input)));
  expect(new Set(placed.map(({ number }) => number)).size).toBe(1);
});

test('what the fast ways save is spent on the long ones', async () => {
  const place = (app: TestApp): Promise<number> => countStatements(fast, () => placeOrder(at(app, restaurant.cashier), orderOf(restaurant, { COFFEE: 1 })));
  await place(fast);
  await place(slow);
  expect(await place(slow)).toBeGreaterThan((await place(fast)) + 3);
});
