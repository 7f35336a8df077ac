import { expect, test } from 'vitest';
import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import { readQr } from '../fakes/read-qr.ts';
import { act, orderOf, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';
import { eventually, pay, paymentsOf, payRefused } from './payment-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });

const order = (quantity = 1) => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: quantity }));
const settle = (id: string) =>
  changeCharge(app.services, restaurant.tenantId, id, (charge) => {
    charge.status = 'PAID';
    charge.captured = charge.amount;
  });

test('a QR code is issued, and once it is paid the order knows', async () => {
  const { id, totals } = await order();
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: id, method: 'QRIS' });
  expect(payment).toMatchObject({ status: 'REQUIRES_ACTION', provider: 'demo', amount: totals.total, method: 'QRIS' });
  expect(readQr(payment.action.qrString).find((object) => object.id === '54')?.value).toBe(String(totals.total));
  await settle(payment.id);
  const checked = await pay(restaurant.cashier, 'checkPayment', { paymentId: payment.id });
  expect(checked).toMatchObject({ payment: { status: 'PAID' }, order: { paymentStatus: 'PAID', dueAmount: 0 } });
});

test('fifty at once for one order are one payment', async () => {
  const { id } = await order();
  const answers = await Promise.all(Array.from({ length: 50 }, () => pay(restaurant.cashier, 'startPayment', { orderId: id, method: 'QRIS' })));
  expect(new Set(answers.map(({ payment }) => payment.id)).size).toBe(1);
  expect(new Set(answers.map(({ payment }) => payment.action.qrString)).size).toBe(1);
  expect(await paymentsOf(restaurant.cashier, id)).toHaveLength(1);
});

test('cash settles what a QR code was shown for: the attempt is cancelled', async () => {
  const { id } = await order();
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: id, method: 'QRIS' });
  await act(restaurant.cashier, 'payCash', { orderId: id, tendered: 50_000 });
  await eventually(
    () => paymentsOf(restaurant.cashier, id),
    ([first]) => first.status === 'CANCELLED',
  );
  expect((await app.sql('select status from demo_charge where id = $1', [payment.id]))[0]).toEqual({ status: 'CANCELLED' });
  expect(await readOrder(restaurant.cashier, id)).toMatchObject({ paymentStatus: 'PAID', dueAmount: 0 });
});

test('another attempt while one is open is refused with its id; parts may be paid side by side', async () => {
  const { id, totals } = await order(2);
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: id, method: 'QRIS', amount: 10_000 });
  expect(await payRefused(restaurant.cashier, 'startPayment', { orderId: id, method: 'QRIS', amount: 5000 })).toMatchObject({
    code: 'CONFLICT',
    details: { paymentId: payment.id },
  });
  const other = await pay(restaurant.cashier, 'startPayment', { orderId: id, method: 'CARD' });
  expect(other.payment.amount).toBe(totals.total - 10_000);
  expect(await payRefused(restaurant.cashier, 'startPayment', { orderId: id, method: 'EWALLET' })).toMatchObject({ code: 'CONFLICT' });
});

test('an attempt whose time is over is ended; money that comes all the same is given back', async () => {
  const { id } = await order();
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: id, method: 'QRIS', expiresInMinutes: 1 });
  app.clock.advance(61_000);
  await eventually(
    () => paymentsOf(restaurant.cashier, id),
    ([first]) => first.status === 'EXPIRED',
  );
  await settle(payment.id);
  await pay(restaurant.cashier, 'checkPayment', { paymentId: payment.id });
  await eventually(
    () => paymentsOf(restaurant.cashier, id),
    ([first]) => first.status === 'REFUNDED',
  );
  expect(await readOrder(restaurant.cashier, id)).toMatchObject({ paymentStatus: 'UNPAID', paidAmount: 0 });
});

test('money that is authorised stays so past the time in which the guest had to act, until it is captured', async () => {
  const { id, totals } = await order();
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId: id, method: 'CARD', captureMode: 'MANUAL', expiresInMinutes: 1 });
  await changeCharge(app.services, restaurant.tenantId, payment.id, (charge) => {
    charge.status = 'AUTHORIZED';
  });
  await pay(restaurant.cashier, 'checkPayment', { paymentId: payment.id });
  app.clock.advance(10 * 60_000);
  await new Promise((done) => setTimeout(done, 500));
  expect((await pay(restaurant.cashier, 'checkPayment', { paymentId: payment.id })).payment.status).toBe('AUTHORIZED');
  const captured = await pay(restaurant.cashier, 'capturePayment', { paymentId: payment.id });
  expect(captured).toMatchObject({ payment: { status: 'PAID', amount: totals.total }, order: { paymentStatus: 'PAID' } });
});
