import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStripe } from '../fakes/stripe.ts';
import { orderOf, placeOrder, readOrder } from '../kit/index.ts';
import { makeWorld, started, type World } from './gateways/world.ts';
import { pay, paymentsOf } from './payment-api.ts';
import { creditRefused, payWithCredit, refund, setPolicy } from './refund-api.ts';

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

/** Late money of 20,000 that becomes a credit. */
async function late(): Promise<{ orderId: string; paymentId: string }> {
  await setPolicy(world.restaurant.owner, 'CREDIT');
  const { order, payment } = await started(world);
  fake.server.trouble('FAIL_BEFORE');
  await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
  fake.server.calm();
  fake.settle(payment.id);
  await pay(world.cashier, 'checkPayment', { paymentId: payment.id });
  return { orderId: order.id, paymentId: payment.id };
}

const check = (paymentId: string): Promise<unknown> => pay(world.cashier, 'checkPayment', { paymentId });
const ordered = async (): Promise<string> => (await placeOrder(world.cashier, orderOf(world.restaurant, { COFFEE: 1 }))).id;

test.each(['REFUND', 'REOPEN', 'CREDIT'])('a credit that is spent, charged back and won back is not there a second time (%s)', async (policy) => {
  const { cashier, restaurant } = world;
  const { orderId, paymentId } = await late();
  await payWithCredit(cashier, { orderId: await ordered(), paymentId, amount: 15_000 });
  fake.dispute(paymentId, 'needs_response');
  await check(paymentId);
  expect(await paymentsOf(cashier, orderId)).toMatchObject([{ status: 'CHARGED_BACK', credit: null }]);
  expect(await creditRefused(cashier, { orderId: await ordered(), paymentId })).toMatchObject({ code: 'INVALID_INPUT' });
  await setPolicy(restaurant.owner, policy);
  fake.dispute(paymentId, 'won');
  await check(paymentId);
  expect(await paymentsOf(cashier, orderId)).toMatchObject([{ status: 'PAID_LATE', credit: 5000 }]);
  expect(await readOrder(cashier, orderId, 'paidAmount dueAmount')).toEqual({ paidAmount: 0, dueAmount: 20_000 });
  expect(fake.refunded(paymentId)).toBe(0);
});

test('what was paid with a credit that is charged back goes back in cash only, and to the credit once it is won back', async () => {
  const { cashier, restaurant } = world;
  const { orderId, paymentId } = await late();
  const tender = (await payWithCredit(cashier, { orderId: await ordered(), paymentId })).payment.id;
  fake.dispute(paymentId, 'needs_response');
  await check(paymentId);
  fake.dispute(paymentId, 'won');
  await check(paymentId);
  await refund(restaurant.manager, { paymentId: tender, amount: 7000 });
  expect(await paymentsOf(cashier, orderId)).toMatchObject([{ status: 'PAID_LATE', credit: 7000 }]);
});

test('a credit of which nothing is spent, charged back and won back, pays for its own order', async () => {
  const { orderId, paymentId } = await late();
  fake.dispute(paymentId, 'needs_response');
  await check(paymentId);
  fake.dispute(paymentId, 'won');
  await check(paymentId);
  expect(await paymentsOf(world.cashier, orderId)).toMatchObject([{ status: 'PAID', credit: null }]);
});
