import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStripe } from '../../fakes/stripe.ts';
import { act } from '../../kit/index.ts';
import { pay } from '../payment-api.ts';
import { becomes, makeWorld, newOrder, orderNow, setAccount, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld(await startStripe());
});
afterAll(async () => {
  await world.app.stop();
  await world.fake.server.stop();
});

test('a card that was charged stays unknown while the account’s key is wrong, and is found paid with the right one', async () => {
  const { fake, restaurant, app } = world;
  const order = await newOrder(world);
  fake.server.trouble('DROP', { method: 'POST' });
  const { payment } = await pay(world.cashier, 'startPayment', { orderId: order.id, provider: fake.provider, ...fake.charging });
  expect(payment.status).toBe('UNKNOWN');
  fake.server.calm();
  await setAccount(restaurant, { ...fake, account: { ...fake.account, credentials: { ...fake.account.credentials, secretKey: 'sk_test_wrong' } } });
  app.clock.advance(61_000);
  expect((await pay(world.cashier, 'checkPayment', { paymentId: payment.id })).payment.status).toBe('UNKNOWN');
  await setAccount(restaurant, fake);
  app.clock.advance(61_000);
  await becomes(world, order.id, 'PAID');
  expect([fake.charges(payment.id), (await orderNow(world, order.id)).paidAmount]).toEqual([1, 20_000]);
});

test('with a wrong key nothing is charged, the payment fails at once, and cash is taken', async () => {
  const { fake, restaurant } = world;
  await setAccount(restaurant, { ...fake, account: { ...fake.account, credentials: { ...fake.account.credentials, secretKey: 'sk_test_wrong' } } });
  const order = await newOrder(world);
  const { data } = await world.cashier.send(
    'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id } userErrors { code message } } }',
    {
      input: { orderId: order.id, provider: fake.provider, ...fake.charging },
    },
  );
  expect(data.startPayment).toMatchObject({ payment: null, userErrors: [{ code: 'PAYMENT_FAILED' }] });
  expect(JSON.stringify(data)).not.toContain('sk_test_wrong');
  await act(world.cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
  await setAccount(restaurant, fake);
});
