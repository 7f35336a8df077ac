import { beforeAll, expect, test } from 'vitest';
import { act, makeClient, makeRestaurant, orderOf, placeOrder, type Restaurant, subscribe, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let other: Restaurant;
beforeAll(async () => {
  other = await makeRestaurant(app);
});

const FIELDS = `number queueNumber status paymentStatus outletName currency { code } lines { productName quantity total modifiers { name } }
  totals { total } dueAmount updatedAt`;
const TRACK = `query ($token: String!) { orderByToken(token: $token) { ${FIELDS} } }`;

test('a guest follows an order by its token, with or without naming the brand', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2 }));
  const { orderByToken } = await restaurant.guest.ok(TRACK, { token: order.token });
  expect(orderByToken).toMatchObject({
    number: order.number,
    queueNumber: order.queueNumber,
    status: 'CONFIRMED',
    paymentStatus: 'UNPAID',
    outletName: 'Outlet ONE',
    currency: { code: 'IDR' },
    lines: [{ productName: 'Coffee', quantity: 2, total: 40000, modifiers: [] }],
    totals: { total: 40000 },
    dueAmount: 40000,
  });
  expect((await makeClient(app.url).ok(TRACK, { token: order.token })).orderByToken).toEqual(orderByToken);
});

test('any other token finds nothing', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const [realm, id, secret] = order.token.split('.');
  const tokens = [
    '',
    'x',
    id,
    `${realm}.${id}`,
    `${realm}.${id}.${'a'.repeat(43)}`,
    `${other.tenantId}.${id}.${secret}`,
    `x.${id}.${secret}`,
    `${order.token}\0`,
  ];
  for (const client of [restaurant.guest, makeClient(app.url), restaurant.cashier]) {
    for (const token of tokens) expect((await client.ok(TRACK, { token })).orderByToken).toBeNull();
  }
  for (const client of [other.guest, other.owner]) expect((await client.ok(TRACK, { token: order.token })).orderByToken).toBeNull();
});

test('each order has its own token, the same for every caller', async () => {
  const one = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const two = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  expect(one.token).not.toBe(two.token);
  const { order } = await restaurant.owner.ok('query ($id: ID!) { order(id: $id) { token } }', { id: one.id });
  expect(order.token).toBe(one.token);
});

test('what happens to it is told live', async () => {
  const { cashier, kitchen } = restaurant;
  const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  const feed = subscribe(makeClient(app.url), `subscription ($token: String!) { orderTracked(token: $token) { ${FIELDS} } }`, { token: order.token });
  expect(await feed.next()).toMatchObject({ number: order.number, status: 'CONFIRMED', outletName: 'Outlet ONE' });
  await act(kitchen, 'bumpTicket', { ticketId: order.tickets[0].id, to: 'READY' });
  expect(await feed.until(({ status }) => status === 'READY')).toMatchObject({ dueAmount: 20000 });
  await act(cashier, 'payCash', { orderId: order.id, tendered: 20000 });
  await feed.until(({ paymentStatus, dueAmount }) => paymentStatus === 'PAID' && dueAmount === 0);
  feed.stop();
});
