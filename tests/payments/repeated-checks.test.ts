import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRazorpay } from '../fakes/razorpay.ts';
import { becomes, makeWorld, orderNow, post, started, type World } from './gateways/world.ts';
import { pay } from './payment-api.ts';

const MINUTE = 60_000;

let world: World;
let fake: Awaited<ReturnType<typeof startRazorpay>>;
beforeAll(async () => {
  fake = await startRazorpay();
  world = await makeWorld(fake);
});
afterAll(async () => {
  await world.app.stop();
  await fake.server.stop();
});

/** A till that asks repeatedly instead of waiting for notifications. */
async function askedOften(paymentId: string): Promise<void> {
  for (let times = 0; times < 8; times += 1) await pay(world.cashier, 'checkPayment', { paymentId });
}

test('asking often removes no later check: money that comes after the payment was cancelled is found without a notification', async () => {
  const { order, payment } = await started(world);
  await pay(world.cashier, 'cancelPayment', { paymentId: payment.id });
  await askedOften(payment.id);
  fake.settle(payment.id);
  world.app.clock.advance(6 * MINUTE);
  await becomes(world, order.id, 'REFUNDED');
  expect([fake.captured(payment.id), fake.refunded(payment.id)]).toEqual([20_000, 20_000]);
});

test('nor what is given back at the provider within the day', async () => {
  const { order, payment } = await started(world);
  fake.settle(payment.id);
  await askedOften(payment.id);
  fake.refundElsewhere(payment.id, 20_000);
  world.app.clock.advance(11 * MINUTE);
  await becomes(world, order.id, 'REFUNDED');
  expect((await orderNow(world, order.id)).paymentStatus).toBe('REFUNDED');
});

test('a notification that comes during a check of its payment causes another check', async () => {
  const { order, payment } = await started(world);
  const before = fake.server.requests.length;
  fake.server.trouble('STALL', { method: 'GET' });
  world.app.clock.advance(61_000);
  await expect.poll(() => fake.server.requests.length, { timeout: 5000, interval: 5 }).toBeGreaterThan(before);
  fake.settle(payment.id);
  expect(await post(world, fake.notification(payment.id))).toBe(200);
  fake.server.calm();
  expect(await becomes(world, order.id, 'PAID')).toMatchObject({ status: 'PAID' });
});
