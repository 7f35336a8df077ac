import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FakeGateway } from '../fakes/fake-gateway.ts';
import { startMidtrans } from '../fakes/midtrans.ts';
import { startStripe } from '../fakes/stripe.ts';
import { act, makeClient } from '../kit/index.ts';
import { becomes, makeWorld, newOrder, orderNow, outcomes, post, setAccount, started, type World } from './gateways/world.ts';
import { eventually, pay, paymentsOf } from './payment-api.ts';

const START = 'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id status } userErrors { code } } }';
let world: World;
let fake: FakeGateway;
let other: FakeGateway;
beforeAll(async () => {
  [fake, other] = await Promise.all([startMidtrans(), startStripe()]);
  world = await makeWorld(fake, { PROVIDER_DEADLINE_MILLISECONDS: '4000', ...other.environment });
  await setAccount(world.restaurant, other);
});
afterEach(() => fake.server.calm());
afterAll(async () => {
  await world.app.stop();
  await Promise.all([fake.server.stop(), other.server.stop()]);
});

test('while thirty payments wait for a provider that is slow, orders are placed and paid in cash and with another provider', async () => {
  const waiting = await Promise.all(Array.from({ length: 30 }, () => newOrder(world)));
  fake.server.trouble('SLOW', { method: 'POST' });
  let answered = 0;
  const slow = waiting.map(async ({ id }) => {
    const { data } = await world.cashier.send(START, { input: { orderId: id, provider: fake.provider, ...fake.waiting } });
    answered += 1;
    return data.startPayment;
  });
  const orders = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const order = await newOrder(world);
      if (index % 2 === 0) await act(world.cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
      else await pay(world.cashier, 'startPayment', { orderId: order.id, provider: other.provider, ...other.charging });
      return orderNow(world, order.id);
    }),
  );
  expect(orders.map(({ paymentStatus }) => paymentStatus)).toEqual(orders.map(() => 'PAID'));
  expect(answered).toBe(0);
  for (const { payment } of await Promise.all(slow)) expect(payment.status).toBe('UNKNOWN');
  fake.server.calm();
  world.app.clock.advance(61_000);
  await Promise.all(waiting.map(({ id }) => becomes(world, id, 'REQUIRES_ACTION')));
});

test('hundreds of payments wait for a check at a slow provider: a payment at another provider is checked all the same', async () => {
  const { payment } = await started(world, { provider: fake.provider, ...fake.waiting });
  const longAgo = new Date(world.app.clock.now().getTime() - 3_600_000);
  const copied = `insert into payment (id, tenant_id, order_id, outlet_id, method, provider, status, currency, amount, provider_reference, created_at, cancelled_at, check_at)
    select gen_random_uuid(), tenant_id, order_id, outlet_id, method, provider, 'CANCELLED', currency, amount, null, created_at, created_at, $2
      from payment, generate_series(1, 300) where id = $1`;
  const { order, payment: quick } = await started(world, { provider: other.provider, ...other.waiting });
  fake.server.trouble('SLOW');
  await world.app.sql(copied, [payment.id, longAgo]);
  other.settle(quick.id);
  world.app.clock.advance(61_000);
  await becomes({ ...world, fake: other }, order.id, 'PAID');
  await world.app.sql("update payment set check_at = null where status = 'CANCELLED' and provider = $1", [fake.provider]);
});

test('with a provider that does not answer at all, cash is taken; a payment that reached the provider is cancelled there', async () => {
  const order = await newOrder(world);
  fake.server.trouble('SLOW', { method: 'POST', times: 1 });
  const starting = world.cashier.send(START, { input: { orderId: order.id, provider: fake.provider, ...fake.waiting } });
  await eventually(
    () => paymentsOf(world.cashier, order.id),
    (payments) => payments.length === 1,
  );
  await act(world.cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
  await starting;
  world.app.clock.advance(61_000);
  await eventually(
    () => paymentsOf(world.cashier, order.id),
    (payments) => payments.some(({ status }) => status === 'CANCELLED'),
  );
  expect(await orderNow(world, order.id)).toMatchObject({ paymentStatus: 'PAID', paidAmount: 20_000 });
});

test('a flood of notifications, each eight times, has one effect each, and others are served', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => started(world, { provider: other.provider, ...other.waiting })));
  const notifications = made.flatMap(({ payment }) => {
    const before = other.notification(payment.id);
    other.settle(payment.id);
    return [before, ...Array.from({ length: 19 }, () => other.notification(payment.id))];
  });
  const stripe: World = { ...world, fake: other };
  const posts = notifications.flatMap((message) => Array.from({ length: 8 }, () => message)).sort(() => Math.random() - 0.5);
  const flood = Promise.all(posts.map((message) => post(stripe, message)));
  const guest = makeClient(world.app.url, { 'x-tenant-id': world.restaurant.slug });
  await Promise.all(Array.from({ length: 20 }, () => guest.ok('query ($id: ID!) { menu(outletId: $id) { version } }', { id: world.restaurant.outletId })));
  await newOrder(world);
  const statuses = await flood;
  // A provider that gets a 503 sends the notification again.
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(500);
  for (const { order, payment } of made) {
    await becomes(stripe, order.id, 'PAID');
    expect((await outcomes(stripe, payment.id)).length).toBeLessThanOrEqual(20);
    expect(await orderNow(world, order.id)).toMatchObject({ paidAmount: 20_000, paymentStatus: 'PAID' });
  }
});
