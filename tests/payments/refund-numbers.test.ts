import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { addDevice, addOutlet, addUser, type Client, orderOf, PASSWORD, placeOrder, recordStatements, signedIn, useRestaurant } from '../kit/index.ts';
import { pay } from './payment-api.ts';
import { openDrawerOf, paidByGateway, paidInCash, refund, settleCharge } from './refund-api.ts';
import { run } from './shift-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });
beforeAll(async () => {
  await openDrawerOf(restaurant.manager, restaurant);
});

const LIST = `query ($filter: RefundFilter, $first: Int, $after: String) { refunds(filter: $filter, first: $first, after: $after) {
  nodes { id number businessDate amount method status orderId } pageInfo { hasNextPage endCursor } totalCount } }`;
type Filter = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const list = async (filter: Filter = {}, client: Client = restaurant.cashier): Promise<any> => (await client.ok(LIST, { filter })).refunds;
const numbers = async (filter: Filter, client?: Client): Promise<string[]> =>
  (await list(filter, client)).nodes.map(({ number }: { number: string }) => number);
const coffee = (quantity = 1): Promise<{ id: string; number: string }> => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: quantity }));

test('the refunds of an order are numbered after it, one after the other, also of two payments at the same time', async () => {
  const { manager } = restaurant;
  const order = await coffee(2);
  const cash = await paidInCash(restaurant, order.id, { amount: 20_000 });
  const byCode = await paidByGateway(app, restaurant, order.id);
  await refund(manager, { paymentId: cash, amount: 1000 });
  await Promise.all([cash, byCode, cash, byCode].map((paymentId, index) => refund(manager, { paymentId, amount: 1001 + index })));
  const made = await numbers({ orderId: order.id });
  expect(made.toSorted()).toEqual([1, 2, 3, 4, 5].map((sequence) => `${order.number}-R${sequence}`));
  expect((await list({ orderId: order.id })).nodes.at(-1)).toMatchObject({ number: `${order.number}-R1`, amount: 1000, method: 'CASH', status: 'SUCCEEDED' });
});

test('money that came too late, and is given back by itself, has a number too', async () => {
  const { cashier } = restaurant;
  const order = await coffee();
  const { payment } = await pay(cashier, 'startPayment', { orderId: order.id, method: 'QRIS' });
  await pay(cashier, 'cancelPayment', { paymentId: payment.id });
  await settleCharge(app, restaurant, payment.id);
  await pay(cashier, 'checkPayment', { paymentId: payment.id });
  expect(await numbers({ orderId: order.id })).toEqual([`${order.number}-R1`]);
});

test('a refund is found by its number, by that of its order, and by nothing else', async () => {
  const { manager } = restaurant;
  const order = await coffee();
  const paymentId = await paidInCash(restaurant, order.id);
  for (const amount of [100, 200]) await refund(manager, { paymentId, amount });
  const [second, first] = [`${order.number}-R2`, `${order.number}-R1`];
  expect(await numbers({ number: first })).toEqual([first]);
  expect(await numbers({ number: ` ${second.toLowerCase()} ` })).toEqual([second]);
  expect(await numbers({ number: order.number })).toEqual([second, first]);
  expect(await numbers({ number: first, orderId: order.id.toUpperCase() })).toEqual([first]);
  for (const number of [`${order.number}-R3`, `${order.number}-R0`, `${order.number}-R`, 'ORD', '-R1', 'R'.repeat(200)])
    expect(await numbers({ number })).toEqual([]);
  expect(await numbers({ number: first, orderId: randomUUID() })).toEqual([]);
});

test('filters hold together, pages follow one another, and only outlets in reach are seen', async () => {
  const { manager, owner, slug, outletId, kitchen, guest } = restaurant;
  const paymentId = await paidInCash(restaurant, (await coffee()).id);
  await refund(manager, { paymentId, amount: 300 });
  const all = await list({ outletId });
  expect(all.totalCount).toBe(all.nodes.length);
  expect((await list({ outletId, method: ['CASH'], status: ['SUCCEEDED'] })).nodes.every(({ method }: { method: string }) => method === 'CASH')).toBe(true);
  expect(await numbers({ status: ['FAILED'] })).toEqual([]);
  const page = (await restaurant.cashier.ok(LIST, { first: 2 })).refunds;
  expect(page).toMatchObject({ pageInfo: { hasNextPage: true }, nodes: all.nodes.slice(0, 2) });
  expect((await restaurant.cashier.ok(LIST, { first: 1, after: page.pageInfo.endCursor })).refunds.nodes).toEqual([all.nodes[2]]);
  const elsewhere = await addOutlet(owner, { code: 'TWO' });
  await addUser(owner, { username: 'elsewhere', role: 'CASHIER', outletId: elsewhere, accessibleOutletIds: [elsewhere] });
  const stranger = await signedIn(app.url, slug, 'elsewhere', PASSWORD);
  expect(await list({}, stranger)).toMatchObject({ nodes: [], totalCount: 0 });
  expect(await list({ number: all.nodes[0].number }, stranger)).toMatchObject({ nodes: [] });
  expect(await kitchen.requestError(LIST)).toBe('FORBIDDEN');
  expect(await guest.requestError(LIST)).toBe('UNAUTHENTICATED');
  expect(await restaurant.cashier.requestError(LIST, { first: 101 })).toBe('BAD_USER_INPUT');
});

test('a longer list of refunds asks the database no more often', async () => {
  await restaurant.cashier.ok(LIST, { first: 5 });
  const { statements } = await recordStatements(app, () => restaurant.cashier.ok(LIST, { first: 5 }));
  expect(statements.filter((text) => text.includes('from "order"'))).toHaveLength(1);
});

test('a refund counts on the business day on which the money is given back, not on the day of its order', async () => {
  const { owner } = restaurant;
  const outletId = await addOutlet(owner, { code: 'DAY', timeZone: 'Asia/Jakarta', dayStartsAt: 4, dayStartsAtMinute: 30 });
  const { client: till } = await addDevice(owner, { outletId, kind: 'POS', name: 'Till' });
  await run(till, 'openShift', { outletId, float: 100_000 });
  const at = (instant: string): void => app.clock.advance(new Date(instant).getTime() - app.clock.now().getTime());
  // 04:30 in Jakarta is 21:30 UTC.
  at('2031-03-10T20:00:00Z');
  const water = { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: restaurant.products.WATER, quantity: 1 }] };
  const order = await placeOrder(till, water);
  const paymentId = await paidInCash({ ...restaurant, cashier: till }, order.id);
  const approval = { username: 'owner', password: PASSWORD };
  at('2031-03-10T21:25:00Z');
  await refund(till, { paymentId, amount: 100, approval });
  at('2031-03-10T21:30:00Z');
  await refund(till, { paymentId, amount: 200, approval });
  expect(order.number).toMatch(/^ORD-20310310-/);
  expect((await list({ outletId }, till)).nodes).toMatchObject([
    { amount: 200, businessDate: '2031-03-11', number: `${order.number}-R2` },
    { amount: 100, businessDate: '2031-03-10', number: `${order.number}-R1` },
  ]);
  expect(await numbers({ businessDate: '2031-03-11' }, till)).toEqual([`${order.number}-R2`]);
});
