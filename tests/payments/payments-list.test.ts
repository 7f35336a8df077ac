import { expect, test } from 'vitest';
import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import { act, addOutlet, addUser, makeRestaurant, orderOf, PASSWORD, placeOrder, signedIn, useRestaurant } from '../kit/index.ts';
import { pay } from './payment-api.ts';

const PAYMENTS = `query ($filter: PaymentFilter, $orderBy: PaymentOrder, $first: Int, $after: String) {
  payments(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
  nodes { id orderId status method provider amount } pageInfo { hasNextPage endCursor } totalCount } }`;

const { app, restaurant } = useRestaurant();

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

test('payments are found by order, by time and by amount, and sorted by either, each with cursors of its own', async () => {
  const ours = await makeRestaurant(app);
  const { cashier } = ours;
  const ids: string[] = [];
  const { id: orderId } = await placeOrder(cashier, orderOf(ours, { SOUP: 1 }));
  const { id: other } = await placeOrder(cashier, orderOf(ours, { SOUP: 1 }));
  for (const [order, amount] of [
    [orderId, 5000],
    [other, 20_000],
    [orderId, 5000],
    [orderId, 9000],
  ])
    ids.push((await act(cashier, 'payCash', { orderId: order, amount, tendered: amount })).id);
  const list = async (variables: Readonly<Record<string, unknown>>): Promise<number[]> => {
    const { nodes, totalCount } = (await cashier.ok(PAYMENTS, variables)).payments;
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ id }: { id: string }) => ids.indexOf(id));
  };
  expect(await list({ filter: { orderId } })).toEqual([3, 2, 0]);
  expect(await list({ filter: { orderId: 'none' } })).toEqual([]);
  expect(await list({ filter: { amount: { min: 5001 } } })).toEqual([3, 1]);
  expect(await list({ filter: { amount: { min: 5000, max: 9000 }, orderId } })).toEqual([3, 2, 0]);
  expect(await list({ filter: { amount: { max: 4999 } } })).toEqual([]);
  const CREATED = 'query ($id: ID!) { payment(id: $id) { createdAt } }';
  const { createdAt } = (await cashier.ok(CREATED, { id: ids[2] })).payment;
  expect(await list({ filter: { createdAt: { from: createdAt } } })).toEqual([3, 2]);
  expect(await list({ filter: { createdAt: { until: createdAt } } })).toEqual([1, 0]);

  const byAmount = { key: 'AMOUNT', direction: 'DESC' };
  const equals = ids.indexOf([ids[0], ids[2]].sort()[0] as string) === 0 ? [0, 2] : [2, 0];
  expect(await list({ orderBy: { key: 'CREATED_AT', direction: 'ASC' } })).toEqual([0, 1, 2, 3]);
  expect(await list({ orderBy: { key: 'AMOUNT', direction: 'ASC' } })).toEqual([...equals, 3, 1]);
  expect(await list({ orderBy: { key: 'AMOUNT' } })).toEqual([1, 3, ...equals.toReversed()]);
  const paged: number[] = [];
  let after: string | null = null;
  do {
    const page: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } = (
      await cashier.ok(PAYMENTS, { orderBy: byAmount, first: 1, after })
    ).payments;
    paged.push(...page.nodes.map(({ id }) => ids.indexOf(id)));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  expect(paged).toEqual([1, 3, ...equals.toReversed()]);
  const { endCursor } = (await cashier.ok(PAYMENTS, { orderBy: byAmount, first: 1 })).payments.pageInfo;
  const { errors } = await cashier.send(PAYMENTS, { after: endCursor });
  expect(errors?.[0]?.message).toBe('after is a cursor of a list that is sorted by amount DESC: begin without after when the order changes.');
});
