import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStripe } from '../fakes/stripe.ts';
import { act, orderOf, placeOrder } from '../kit/index.ts';
import { makeWorld, type World } from './gateways/world.ts';
import { eventually, pay, paymentsOf } from './payment-api.ts';
import { refund } from './refund-api.ts';

let world: World;
let fake: Awaited<ReturnType<typeof startStripe>>;
beforeAll(async () => {
  fake = await startStripe();
  world = await makeWorld(fake);
});
afterAll(async () => {
  await world.app.stop();
  await fake.server.stop();
});

/** Cakes in stock, initially 5. */
async function cakes(): Promise<number> {
  const { manager, products, outletId } = world.restaurant;
  const QUERY = 'query ($id: ID!, $outletId: ID!) { product(id: $id) { atOutlet(outletId: $outletId) { stockQuantity } } }';
  return (await manager.ok(QUERY, { id: products.CAKE, outletId })).product.atOutlet.stockQuantity;
}

test('what a cancelled order has put back is not put back again by a refund that comes through later', async () => {
  const { cashier, restaurant } = world;
  const order = await placeOrder(cashier, orderOf(restaurant, { CAKE: 2 }));
  const { payment } = await pay(cashier, 'startPayment', { orderId: order.id, provider: fake.provider, ...fake.waiting });
  fake.settle(payment.id);
  await pay(cashier, 'checkPayment', { paymentId: payment.id });
  fake.holdRefunds(true);
  const held = await refund(restaurant.manager, { paymentId: payment.id, restock: true });
  expect(held.refund.status).toBe('PENDING');
  fake.dispute(payment.id, 'needs_response');
  await pay(cashier, 'checkPayment', { paymentId: payment.id });
  await act(restaurant.manager, 'cancelOrder', { orderId: order.id, reason: 'charged back' });
  expect(await cakes()).toBe(5);
  fake.decideRefunds(payment.id, true);
  fake.holdRefunds(false);
  world.app.clock.advance(61_000);
  await eventually(
    () => paymentsOf(cashier, order.id),
    ([first]) => first?.refunded === 30_000,
  );
  expect(await cakes()).toBe(5);
});
