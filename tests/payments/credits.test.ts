import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import { addOutlet, addUser, orderOf, PASSWORD, placeOrder, readOrder, signedIn, useRestaurant } from '../kit/index.ts';
import { pay, paymentsOf, payRefused } from './payment-api.ts';
import {
  creditCode,
  creditRefused,
  lateCredit,
  openDrawerOf,
  paidByGateway,
  payWithCredit,
  refund,
  refundCode,
  refundRefused,
  setPolicy,
} from './refund-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });
beforeAll(async () => {
  await openDrawerOf(restaurant.manager, restaurant);
});

const ordered = async (quantities: Readonly<Record<string, number>> = { COFFEE: 1 }): Promise<string> =>
  (await placeOrder(restaurant.cashier, orderOf(restaurant, quantities))).id;
/** Creates a credit of 30 000; returns the ids of the late payment and its order. */
async function credited(): Promise<{ lateId: string; lateOrder: string }> {
  const lateOrder = await ordered({ SOUP: 1 });
  return { lateId: await lateCredit(app, restaurant, lateOrder), lateOrder };
}
const creditOf = async (orderId: string): Promise<number | null> => (await paymentsOf(restaurant.cashier, orderId))[0].credit;

test('the brand says what becomes of late money, and staff see it', async () => {
  const { owner, cashier, guest, manager } = restaurant;
  for (const policy of ['REOPEN', 'REFUND', 'CREDIT']) {
    expect(await setPolicy(owner, policy)).toBe(policy);
    expect(await cashier.ok('{ tenant { latePaymentPolicy } }')).toEqual({ tenant: { latePaymentPolicy: policy } });
  }
  expect(await guest.requestError('{ tenant { latePaymentPolicy } }')).toBe('UNAUTHENTICATED');
  expect(await manager.requestError('mutation { updateTenant(input: { latePaymentPolicy: REFUND }) { userErrors { code } } }')).toBe('FORBIDDEN');
});

test('late money pays for another order, as far as it reaches', async () => {
  const { lateId, lateOrder } = await credited();
  const { cashier } = restaurant;
  expect(await paymentsOf(cashier, lateOrder)).toMatchObject([{ status: 'PAID_LATE', credit: 30_000 }]);
  const first = await ordered();
  expect(await payWithCredit(cashier, { orderId: first, paymentId: lateId })).toMatchObject({
    payment: { method: 'GIFT_CARD', provider: 'credit', status: 'PAID', amount: 20_000, providerReference: lateId },
    order: { paymentStatus: 'PAID', dueAmount: 0 },
  });
  const second = await ordered();
  expect(await creditRefused(cashier, { orderId: second, paymentId: lateId, amount: 10_001 })).toMatchObject({
    ...{ code: 'AMOUNT_MISMATCH', field: ['amount'], details: { credit: 10_000 } },
  });
  expect((await payWithCredit(cashier, { orderId: second, paymentId: lateId })).order).toMatchObject({ paymentStatus: 'PARTIALLY_PAID', dueAmount: 10_000 });
  expect(await creditOf(lateOrder)).toBe(0);
  expect(await creditRefused(cashier, { orderId: second, paymentId: lateId })).toMatchObject({ code: 'AMOUNT_MISMATCH', details: { credit: 0 } });
});

test('what is refused', async () => {
  const { lateId } = await credited();
  const { cashier, kitchen, platform, slug } = restaurant;
  const orderId = await ordered();
  for (const [input, code, field] of [
    [{ amount: 0 }, 'INVALID_INPUT', 'amount'],
    [{ amount: 20_001 }, 'AMOUNT_MISMATCH', 'amount'],
    [{ paymentId: randomUUID() }, 'NOT_FOUND', 'paymentId'],
    [{ paymentId: 'nonsense' }, 'NOT_FOUND', 'paymentId'],
    [{ orderId: randomUUID() }, 'NOT_FOUND', 'orderId'],
  ] as const) {
    expect(await creditRefused(cashier, { orderId, paymentId: lateId, ...input })).toMatchObject({ code, field: [field] });
  }
  const paymentId = await paidByGateway(app, restaurant, orderId);
  expect(await creditRefused(cashier, { orderId, paymentId: lateId })).toMatchObject({ code: 'ALREADY_PAID' });
  expect(await creditRefused(cashier, { orderId: await ordered(), paymentId })).toMatchObject({ code: 'INVALID_INPUT', field: ['paymentId'] });
  const far = await addOutlet(platform, { code: 'FAR' });
  await addUser(platform, { username: 'far', role: 'CASHIER', outletId: far, accessibleOutletIds: [far] });
  expect(await creditRefused(await signedIn(app.url, slug, 'far', PASSWORD), { orderId, paymentId: lateId })).toMatchObject({ code: 'NOT_FOUND' });
  const document = 'mutation ($input: PayWithCreditInput!) { payWithCredit(input: $input) { userErrors { code } } }';
  expect(await kitchen.requestError(document, { input: { orderId, paymentId: lateId } })).toBe('FORBIDDEN');
});

test('given back, it is a credit again, or cash', async () => {
  const { lateId, lateOrder } = await credited();
  const { cashier, manager } = restaurant;
  const { payment } = await payWithCredit(cashier, { orderId: await ordered(), paymentId: lateId });
  const part = await refund(manager, { paymentId: payment.id, amount: 5000 });
  expect(part.refund).toMatchObject({ method: 'GIFT_CARD', status: 'SUCCEEDED', rounding: 0 });
  expect(await creditOf(lateOrder)).toBe(15_000);
  expect((await refund(manager, { paymentId: payment.id, amount: 6000, cash: true })).refund.method).toBe('CASH');
  expect(await creditOf(lateOrder)).toBe(15_000);
  await refund(manager, { paymentId: payment.id });
  expect(await creditOf(lateOrder)).toBe(24_000);
  // The provider refunds the rest of the late payment; the spent part stays spent.
  expect(await refundRefused(manager, { paymentId: lateId, amount: 24_001 })).toMatchObject({ code: 'REFUND_EXCEEDS_PAID', details: { left: 24_000 } });
  expect(await refund(manager, { paymentId: lateId })).toMatchObject({
    refund: { amount: 24_000, effect: 'NONE' },
    payment: { status: 'PAID_LATE', credit: 0 },
  });
});

test('what is spent of it cannot be decided on once more', async () => {
  const { lateId, lateOrder } = await credited();
  const { cashier, manager } = restaurant;
  await payWithCredit(cashier, { orderId: await ordered(), paymentId: lateId });
  const decide = { paymentId: lateId, reason: 'Once more' };
  expect(await payRefused(manager, 'reviewPayment', { ...decide, decision: 'ACCEPT' })).toMatchObject({ code: 'CONFLICT', details: { spent: 20_000 } });
  await pay(manager, 'reviewPayment', { ...decide, decision: 'CREDIT' });
  expect(await creditOf(lateOrder)).toBe(10_000);
  await payWithCredit(cashier, { orderId: await ordered(), paymentId: lateId });
  expect(await payRefused(manager, 'reviewPayment', { ...decide, decision: 'REFUND' })).toMatchObject({ code: 'CONFLICT', details: { spent: 30_000 } });
});

test('a credit that is accepted for its own order after all is none any more', async () => {
  const { lateId, lateOrder } = await credited();
  await pay(restaurant.manager, 'reviewPayment', { paymentId: lateId, reason: 'It fits', decision: 'ACCEPT' });
  expect(await readOrder(restaurant.cashier, lateOrder, 'paymentStatus payments { status credit }')).toEqual({
    paymentStatus: 'PAID',
    payments: [{ status: 'PAID', credit: null }],
  });
  expect(await creditRefused(restaurant.cashier, { orderId: await ordered(), paymentId: lateId })).toMatchObject({ code: 'INVALID_INPUT' });
});

test('late money of which a part was given back at the desk counts for the rest', async () => {
  const { lateId, lateOrder } = await credited();
  await changeCharge(app.services, restaurant.tenantId, lateId, (charge) => {
    charge.refunds = { desk: 12_000 };
  });
  await pay(restaurant.cashier, 'checkPayment', { paymentId: lateId });
  expect(await paymentsOf(restaurant.cashier, lateOrder)).toMatchObject([{ status: 'PAID_LATE', refunded: 12_000, credit: 18_000 }]);
  await pay(restaurant.manager, 'reviewPayment', { paymentId: lateId, reason: 'It fits', decision: 'ACCEPT' });
  expect(await readOrder(restaurant.cashier, lateOrder, 'paidAmount dueAmount payments { status }')).toEqual({
    ...{ paidAmount: 18_000, dueAmount: 12_000 },
    payments: [{ status: 'PARTIALLY_REFUNDED' }],
  });
});

test('twenty orders at once spend a credit once', async () => {
  const { lateId, lateOrder } = await credited();
  const orders = await Promise.all(Array.from({ length: 20 }, () => ordered()));
  const codes = await Promise.all(orders.map((orderId) => creditCode(restaurant.cashier, { orderId, paymentId: lateId, amount: 7000 })));
  expect(codes.filter((code) => code === null)).toHaveLength(4);
  expect(codes.filter((code) => code === 'AMOUNT_MISMATCH')).toHaveLength(16);
  expect(await creditOf(lateOrder)).toBe(2000);
});

test('spending, giving back and refunding the late money itself, crosswise: no deadlock, and nothing is there twice', async () => {
  const { cashier, manager } = restaurant;
  const [a, b] = await Promise.all([credited(), credited()]);
  // Each credit pays for the other one's order.
  const codes = await Promise.all(
    Array.from({ length: 24 }, async (_, index) => {
      const [from, to] = index % 2 ? [a, b] : [b, a];
      if (index % 6 === 5) return refundCode(manager, { paymentId: from.lateId });
      const { data } = await cashier.send('mutation ($input: PayWithCreditInput!) { payWithCredit(input: $input) { payment { id } userErrors { code } } }', {
        input: { orderId: to.lateOrder, paymentId: from.lateId, amount: 3000 },
      });
      const tender = data?.payWithCredit.payment?.id;
      return tender && index % 3 === 0 ? refundCode(manager, { paymentId: tender, reopen: true }) : (data?.payWithCredit.userErrors[0]?.code ?? null);
    }),
  );
  expect(codes.filter((code) => code === 'INTERNAL' || code === 'SERVICE_UNAVAILABLE' || code === undefined)).toEqual([]);
});
