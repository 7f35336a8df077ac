import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeCharge } from '../../src/modules/payments/gateways/demo.ts';
import { act, addOutlet, addUser, makeRestaurant, orderOf, PASSWORD, placeOrder, type Restaurant, signedIn, startTestApp, type TestApp } from '../kit/index.ts';
import { pay } from './payment-api.ts';

const PAYMENTS = `query ($filter: PaymentFilterInput, $first: Int, $after: String) { payments(filter: $filter, first: $first, after: $after) {
  nodes { id orderId status method provider amount } pageInfo { hasNextPage endCursor } totalCount } }`;

let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  app = await startTestApp();
  restaurant = await makeRestaurant(app);
});
afterAll(() => app.stop());

test('payments are listed newest first, by what waits for a decision, by method, page by page, of outlets in reach only', async () => {
  const { cashier, manager, owner, slug, tenantId } = restaurant;
  const order = () => placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  const [one, two] = [await order(), await order()];
  const { id: cash } = await act(cashier, 'payCash', { orderId: one.id, tendered: 20_000 });
  const { payment } = await pay(cashier, 'startPayment', { orderId: two.id, method: 'QRIS' });
  await changeCharge(app.services, tenantId, payment.id, (charge) => Object.assign(charge, { status: 'PAID', captured: 1 }));
  await pay(cashier, 'checkPayment', { paymentId: payment.id });

  const all = (await manager.ok(PAYMENTS)).payments;
  expect(all).toMatchObject({
    totalCount: 2,
    nodes: [
      { id: payment.id, orderId: two.id, status: 'UNDER_REVIEW' },
      { id: cash, orderId: one.id, status: 'PAID', provider: 'cash' },
    ],
  });
  const ids = async (filter: object) => (await manager.ok(PAYMENTS, { filter })).payments.nodes.map(({ id }: { id: string }) => id);
  expect(await ids({ status: ['UNDER_REVIEW', 'PAID_LATE'] })).toEqual([payment.id]);
  expect(await ids({ method: ['CASH'], provider: 'cash', outletId: restaurant.outletId })).toEqual([cash]);
  expect(await ids({ hasCredit: true })).toEqual([]);
  const { nodes, pageInfo } = (await manager.ok(PAYMENTS, { first: 1 })).payments;
  expect((await manager.ok(PAYMENTS, { first: 1, after: pageInfo.endCursor })).payments.nodes).toEqual([all.nodes[1]]);
  expect(nodes).toEqual([all.nodes[0]]);

  await pay(manager, 'reviewPayment', { paymentId: payment.id, decision: 'CREDIT', reason: 'Paid one rupiah by mistake.' });
  expect(await ids({ hasCredit: true })).toEqual([payment.id]);
  const LOG = 'query ($id: ID!) { auditLog(filter: { entityId: $id }) { nodes { action reason before after } } }';
  expect((await manager.ok(LOG, { id: payment.id })).auditLog.nodes).toEqual([
    {
      ...{ action: 'PAYMENT_REVIEWED', reason: 'Paid one rupiah by mistake.', before: { status: 'UNDER_REVIEW', amount: 20_000, refunded: 0 } },
      after: expect.objectContaining({ decision: 'CREDIT' }),
    },
  ]);

  const elsewhere = await addOutlet(owner, { code: 'TWO' });
  await addUser(owner, { username: 'elsewhere', role: 'CASHIER', outletId: elsewhere, accessibleOutletIds: [elsewhere] });
  const stranger = await signedIn(app.url, slug, 'elsewhere', PASSWORD);
  expect((await stranger.ok(PAYMENTS)).payments).toMatchObject({ nodes: [], totalCount: 0 });
  expect(await stranger.ok('query ($id: ID!) { payment(id: $id) { id } }', { id: cash })).toEqual({ payment: null });
  expect(await cashier.ok('query ($id: ID!) { payment(id: $id) { id amount } }', { id: cash })).toEqual({ payment: { id: cash, amount: 20_000 } });
});
