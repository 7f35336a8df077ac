import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import { type Gateway, GatewayUnclear, type ProviderRefund } from '../../src/modules/payments/gateways/gateway.ts';
import { orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';
import { eventually, pay } from './payment-api.ts';
import { paidByGateway, refund, refundRefused, settleCharge } from './refund-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });
let gateway: Gateway;
beforeAll(async () => {
  gateway = app.services.gateways.get('demo') as Gateway;
});

/** Places an order of 40 000. */
async function ordered(): Promise<string> {
  return (await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2 }))).id;
}

async function paid(): Promise<{ orderId: string; paymentId: string }> {
  const orderId = await ordered();
  return { orderId, paymentId: await paidByGateway(app, restaurant, orderId) };
}

/** Replaces the provider's answer to refunds while `work` runs. */
async function whileRefunding<T>(answer: () => Promise<ProviderRefund>, work: () => Promise<T>): Promise<T> {
  const { refund: real } = gateway;
  Object.assign(gateway, { refund: answer });
  try {
    return await work();
  } finally {
    Object.assign(gateway, { refund: real });
  }
}

test('a provider that refuses: the refund failed, the money can be given back another time', async () => {
  const { orderId, paymentId } = await paid();
  // The payment was already refunded completely at the provider, and the server does not know yet.
  await changeCharge(app.services, restaurant.tenantId, paymentId, (charge) => {
    charge.captured = 1;
  });
  const key = { 'idempotency-key': randomUUID() };
  const failed = await refundRefused(restaurant.manager, { paymentId, amount: 15_000 }, key);
  expect(failed).toMatchObject({ code: 'PAYMENT_FAILED', field: 'paymentId', message: 'There is not so much to give back.' });
  expect(await refundRefused(restaurant.manager, { paymentId, amount: 15_000 }, key)).toEqual(failed);
  const [shown] = (await readOrder(restaurant.cashier, orderId, 'payments { status refunded refunds { id status amount failureReason } }')).payments;
  expect(shown).toMatchObject({ status: 'PAID', refunded: 0, refunds: [{ id: failed.details?.refundId, status: 'FAILED', amount: 15_000 }] });
  await settleCharge(app, restaurant, paymentId);
  expect((await refund(restaurant.manager, { paymentId })).refund).toMatchObject({ status: 'SUCCEEDED', amount: 40_000 });
});

test('a provider that answers late: pending, nothing more can be promised, and it is found again', async () => {
  const { orderId, paymentId } = await paid();
  const { manager } = restaurant;
  const lost = async (): Promise<ProviderRefund> => {
    throw new GatewayUnclear('The answer was lost.');
  };
  await whileRefunding(lost, async () => {
    const begun = await refund(manager, { paymentId, amount: 30_000 });
    expect(begun).toMatchObject({
      refund: { status: 'PENDING', settledAt: null },
      payment: { status: 'PAID', refunded: 0 },
      order: { paymentStatus: 'PAID', refundedAmount: 0 },
    });
    expect(await refundRefused(manager, { paymentId, amount: 10_001 })).toMatchObject({ code: 'REFUND_EXCEEDS_PAID', details: { left: 10_000 } });
    expect((await refusal(manager, 'cancelOrder', { orderId, reason: 'Gone' })).code).toBe('ORDER_HAS_PAYMENTS');
  });
  app.clock.advance(60_000);
  await eventually(
    () => readOrder(manager, orderId, 'refundedAmount'),
    ({ refundedAmount }) => refundedAmount === 30_000,
  );
  expect((await refund(manager, { paymentId })).refund.amount).toBe(10_000);
});

test('a provider that says pending and decides later', async () => {
  const { orderId, paymentId } = await paid();
  const { manager } = restaurant;
  const { readRefund: real } = gateway;
  const begun = await whileRefunding(
    async () => ({ status: 'PENDING', providerReference: 'r-1' }),
    () => refund(manager, { paymentId }),
  );
  expect(begun.refund.status).toBe('PENDING');
  Object.assign(gateway, { readRefund: async () => ({ status: 'FAILED', providerReference: 'r-1', reason: 'The account is closed.' }) });
  await pay(manager, 'checkPayment', { paymentId });
  Object.assign(gateway, { readRefund: real });
  const [payment] = (await readOrder(manager, orderId, 'payments { status refunds { status failureReason } }')).payments;
  expect(payment).toEqual({ status: 'PAID', refunds: [{ status: 'FAILED', failureReason: 'The account is closed.' }] });
  await refund(manager, { paymentId });
});

test('what a provider cannot give back is given back in cash', async () => {
  const orderId = await ordered();
  const paymentId = await paidByGateway(app, restaurant, orderId, { method: 'BANK_TRANSFER' });
  const refused = await refundRefused(restaurant.manager, { paymentId });
  expect(refused).toMatchObject({ code: 'CONFLICT', field: 'cash' });
  expect(refused.message).toContain('cash: true');
});

test('a provider that gives back whole payments only', async () => {
  const capabilities = gateway.capabilities.map((of) => (of.method === 'EWALLET' ? { ...of, refunds: 'FULL_ONLY' } : of));
  const { capabilities: real } = gateway;
  const paymentId = await paidByGateway(app, restaurant, await ordered(), { method: 'EWALLET' });
  Object.assign(gateway, { capabilities });
  expect(await refundRefused(restaurant.manager, { paymentId, amount: 39_999 })).toMatchObject({ code: 'CONFLICT', field: 'cash' });
  expect((await refund(restaurant.manager, { paymentId })).refund.status).toBe('SUCCEEDED');
  Object.assign(gateway, { capabilities: real });
});

test('given back at the provider’s own desk', async () => {
  const { orderId, paymentId } = await paid();
  const { manager } = restaurant;
  await refund(manager, { paymentId, amount: 5000 });
  await changeCharge(app.services, restaurant.tenantId, paymentId, (charge) => {
    charge.refunds = { ...charge.refunds, 'by hand': 10_001 };
  });
  await pay(manager, 'checkPayment', { paymentId });
  const [shown] = (await readOrder(manager, orderId, 'refundedAmount payments { refunded refunds { amount effect reason lines { lineId } } }')).payments;
  expect(shown).toMatchObject({ refunded: 15_001, refunds: [{ amount: 5000 }, { amount: 10_001, effect: 'RETURN', lines: [] }] });
  const [{ id: lineId }] = (await readOrder(manager, orderId)).lines;
  const quote = `query ($input: RefundQuoteInput!) { refundQuote(input: $input) { quote { amount left } userErrors { code } } }`;
  expect((await manager.ok(quote, { input: { orderId, lines: [{ lineId, quantity: 1 }] } })).refundQuote.quote).toEqual({ amount: 12_500, left: 12_499 });
  expect((await refund(manager, { paymentId, lines: [{ lineId, quantity: 2 }] })).refund.amount).toBe(24_999);
});
