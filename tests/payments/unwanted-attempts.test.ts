import { expect, test } from 'vitest';
import { orderOf, placeOrder, useRestaurant } from '../kit/index.ts';
import { eventually, pay, paymentsOf } from './payment-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' }, sound: false });

/** An order of 40000 with an open QR code of this amount. */
async function orderWithCode(amount?: number): Promise<{ id: string; paymentId: string }> {
  const { id } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2 }));
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: id, method: 'QRIS', amount });
  return { id, paymentId: payment.id };
}

const statusOf = async (orderId: string): Promise<string> => (await paymentsOf(restaurant.cashier, orderId))[0].status;
const becomesCancelled = (orderId: string): Promise<string> =>
  eventually(
    () => statusOf(orderId),
    (status) => status === 'CANCELLED',
  );

test('a server of the release before settles or cancels without regard to attempts: the next check cancels them', async () => {
  const [paid, partly, cancelled] = [await orderWithCode(), await orderWithCode(), await orderWithCode()];
  const enough = await orderWithCode(10_000);
  await app.sql('update payable set paid = total where id = $1', [paid.id]);
  await app.sql('update payable set paid = 5000 where id = any ($1)', [[partly.id, enough.id]]);
  await app.sql('update payable set open = false where id = $1', [cancelled.id]);
  app.clock.advance(15_000);
  for (const { id } of [paid, partly, cancelled]) await becomesCancelled(id);
  expect(await app.sql('select distinct status from demo_charge where id = any ($1)', [[paid, partly, cancelled].map(({ paymentId }) => paymentId)])).toEqual([
    { status: 'CANCELLED' },
  ]);
  expect(await statusOf(enough.id)).toBe('REQUIRES_ACTION');
});
