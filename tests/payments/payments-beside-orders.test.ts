import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startStripe } from '../fakes/stripe.ts';
import { act, orderOf, placeOrder, refusal } from '../kit/index.ts';
import { becomes, makeWorld, orderNow, started, type World } from './gateways/world.ts';
import { pay, paymentsOf } from './payment-api.ts';
import { refund } from './refund-api.ts';

let world: World;
let fake: Awaited<ReturnType<typeof startStripe>>;
beforeAll(async () => {
  fake = await startStripe();
  world = await makeWorld(fake);
});
afterEach(() => {
  fake.server.calm();
  fake.holdRefunds(false);
});
afterAll(async () => {
  await world.app.stop();
  await fake.server.stop();
});

test('an attempt that asks for more than the order comes to now is cancelled; one that asks for less is not', async () => {
  const { cashier, manager } = world.restaurant;
  const order = await placeOrder(cashier, orderOf(world.restaurant, { COFFEE: 1 }, { tip: 5000 }));
  const { payment } = await pay(cashier, 'startPayment', { orderId: order.id, provider: fake.provider, ...fake.waiting });
  expect(payment.amount).toBe(25_000);
  await cashier.ok('mutation ($input: SetTipInput!) { setTip(input: $input) { userErrors { code } } }', { input: { orderId: order.id, amount: 0 } });
  await becomes(world, order.id, 'CANCELLED');
  expect(() => fake.settle(payment.id)).toThrow();
  const { payment: part } = await pay(cashier, 'startPayment', { orderId: order.id, provider: fake.provider, ...fake.waiting, amount: 10_000 });
  await manager.ok('mutation ($input: DiscountOrderInput!) { discountOrder(input: $input) { userErrors { code } } }', {
    input: { orderId: order.id, rate: 5000, reason: 'Cold' },
  });
  fake.settle(part.id);
  await pay(cashier, 'checkPayment', { paymentId: part.id });
  expect(await orderNow(world, order.id)).toMatchObject({ paymentStatus: 'PAID', paidAmount: 10_000, dueAmount: 0 });
});

test('an order is not completed while money is on its way back that will be due again', async () => {
  const { cashier, manager } = world.restaurant;
  const { order, payment } = await started(world, fake.charging ?? {});
  await act(manager, 'confirmOrder', { orderId: order.id }).catch(() => null);
  await act(manager, 'serveOrder', { orderId: order.id }).catch(() => null);
  fake.holdRefunds(true);
  expect((await refund(manager, { paymentId: payment.id, reopen: true })).refund.status).toBe('PENDING');
  expect(await refusal(cashier, 'completeOrder', { orderId: order.id })).toMatchObject({ code: 'CONFLICT', field: ['orderId'] });
  fake.decideRefunds(payment.id, true);
  await pay(cashier, 'checkPayment', { paymentId: payment.id });
  await act(cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
  expect(await act(cashier, 'completeOrder', { orderId: order.id })).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID' });
});

test('what is authorised after its cancellation is released', async () => {
  const { order, payment } = await started(world, { ...fake.waiting, captureMode: 'MANUAL' });
  await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
  // The request was on its way to the provider when the payment was cancelled.
  const intent = fake.state.intentOf(payment.id);
  intent.status = 'requires_payment_method';
  fake.settle(payment.id);
  expect(intent.status).toBe('requires_capture');
  await pay(world.cashier, 'checkPayment', { paymentId: payment.id });
  world.app.clock.advance(61_000);
  await expect.poll(() => intent.status, { timeout: 10_000 }).toBe('canceled');
  expect(await paymentsOf(world.cashier, order.id)).toMatchObject([{ status: 'CANCELLED' }]);
});

test.each([false, true])('what was paid and charged back before the server knew of it is no open payment any more (cancelled: %s)', async (calledOff) => {
  const { order, payment } = await started(world);
  if (calledOff) {
    fake.server.trouble('FAIL_BEFORE');
    await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
    fake.server.calm();
  }
  fake.settle(payment.id);
  fake.dispute(payment.id, 'needs_response');
  expect((await pay(world.cashier, 'checkPayment', { paymentId: payment.id })).payment).toMatchObject({ status: 'CHARGED_BACK', action: null });
  expect(await orderNow(world, order.id)).toMatchObject({ paidAmount: 0, dueAmount: 20_000 });
  fake.dispute(payment.id, 'won');
  await pay(world.cashier, 'checkPayment', { paymentId: payment.id });
  expect(await orderNow(world, order.id)).toMatchObject({ paymentStatus: 'PAID', dueAmount: 0 });
});
