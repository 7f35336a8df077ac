import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { act, addUser, attempt, orderOf, placeOrder, type Restaurant, readOrder, subscribe, useTestApp } from '../kit/index.ts';
import { addPercentage, auditOf, change, DOCUMENTS, expectConsistent, makeDiner, PRICED, refused } from './staff-price-api.ts';

const app = useTestApp();
let diner: Restaurant;
beforeAll(async () => {
  diner = await makeDiner(app);
});

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const lineOf = (order: any, name: string): any => order.lines.find(({ productName }: { productName: string }) => productName === name);
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const amounts = (order: any, name: string): number[] => {
  const { total, discount, net, serviceCharge, tax, finalTotal } = lineOf(order, name);
  return [total, discount, net, serviceCharge, tax, finalTotal];
};
const threeLines = (restaurant = diner): Record<string, unknown> => orderOf(restaurant, { A: 2, B: 1, C: 1 });

describe('the arithmetic', () => {
  test('10 % off the whole of 2 × 35000 + 18000 + 27500, service 5 %, tax 10 %', async () => {
    const placed = await placeOrder(diner.cashier, threeLines());
    expect(placed.totals.total).toBe(133_403);
    const order = await change(diner.manager, 'discountOrder', { orderId: placed.id, version: placed.version, rate: 1000, reason: ' Birthday ' });
    expect(order.totals).toMatchObject({
      ...{ subtotal: 115_500, discount: 11_550, serviceChargeBase: 103_950, serviceCharge: 5198, tax: 10_915, total: 120_063 },
      taxes: [{ name: 'Tax', rate: 1000, base: 109_148, amount: 10_915 }],
    });
    expect(amounts(order, 'A')).toEqual([70_000, 7000, 63_000, 3150, 6615, 72_765]);
    expect(amounts(order, 'B')).toEqual([18_000, 1800, 16_200, 810, 1701, 18_711]);
    expect(amounts(order, 'C')).toEqual([27_500, 2750, 24_750, 1238, 2599, 28_587]);
    const lines = [7000, 1800, 2750].map((amount, line) => ({ line, amount }));
    expect(order.discounts).toEqual([{ source: 'MANUAL', id: order.discounts[0].id, promotionId: null, name: 'Birthday', code: null, amount: 11_550, lines }]);
    expect(order).toMatchObject({ version: placed.version + 1, dueAmount: 120_063, paymentStatus: 'UNPAID', status: placed.status });
    await expectConsistent(app, order.id);
  });

  test('a promotion, a discount of a line, one of the order, another price, and the discount taken back', async () => {
    const restaurant = await makeDiner(app);
    const promotion = await addPercentage(restaurant, 1000);
    const { manager } = restaurant;
    const placed = await change(restaurant.cashier, 'placeOrder', threeLines(restaurant));
    // 115500 − 10 % = 103950: A 63000, B 16200, C 24750.
    expect(placed.totals).toMatchObject({ discount: 11_550, total: 120_063 });
    const orderId = placed.id;

    // B: 16200 − 5000 = 11200; net 98950, service 4947.5 ↑, tax 10 % of 103898.
    const cheaper = await change(manager, 'discountOrder', { orderId, lineId: lineOf(placed, 'B').id, amount: 5000, reason: 'Cold' });
    expect(cheaper.totals).toMatchObject({ discount: 16_550, serviceChargeBase: 98_950, serviceCharge: 4948, tax: 10_390, total: 114_288 });
    expect(amounts(cheaper, 'B')).toEqual([18_000, 6800, 11_200, 560, 1176, 12_936]);

    // 10 % of the remaining 98950: 9895 = A 6300 + B 1120 + C 2475.
    const regular = await change(manager, 'discountOrder', { orderId, version: cheaper.version, rate: 1000, reason: 'Regular guest' });
    expect(regular.totals).toMatchObject({ discount: 26_445, serviceChargeBase: 89_055, serviceCharge: 4453, tax: 9351, total: 102_859 });
    expect([amounts(regular, 'A'), amounts(regular, 'B'), amounts(regular, 'C')]).toEqual([
      [70_000, 13_300, 56_700, 2835, 5954, 65_489],
      [18_000, 7920, 10_080, 504, 1058, 11_642],
      [27_500, 5225, 22_275, 1114, 2339, 25_728],
    ]);
    expect(regular.discounts.map(({ source, name, amount }: Record<string, unknown>) => [source, name, amount])).toEqual([
      ['PROMOTION', 'Happy hour', 11_550],
      ['MANUAL', 'Cold', 5000],
      ['MANUAL', 'Regular guest', 9895],
    ]);

    // A at 30000: 60000 + 18000 + 27500 = 105500; promotion 10550; B − 5000; 10 % of 89950 = 8995; net 80955.
    const lower = await change(manager, 'overridePrice', { orderId, lineId: lineOf(placed, 'A').id, unitPrice: 30_000, reason: 'Smaller cut' });
    expect(lower.totals).toMatchObject({ subtotal: 105_500, discount: 24_545, serviceChargeBase: 80_955, serviceCharge: 4048, tax: 8500, total: 93_503 });
    expect(lineOf(lower, 'A')).toMatchObject({ unitPrice: 30_000, menuPrice: 35_000 });
    expect([amounts(lower, 'A'), amounts(lower, 'B'), amounts(lower, 'C')]).toEqual([
      [60_000, 11_400, 48_600, 2430, 5103, 56_133],
      [18_000, 7920, 10_080, 504, 1058, 11_642],
      [27_500, 5225, 22_275, 1114, 2339, 25_728],
    ]);

    // Without the 5000 for B: 10 % of 94950 = 9495; net 85455.
    const cold = lower.discounts.find(({ name }: { name: string }) => name === 'Cold');
    const warm = await change(manager, 'removeDiscount', { orderId, version: lower.version, discountId: cold.id });
    expect(warm.totals).toMatchObject({ subtotal: 105_500, discount: 20_045, serviceCharge: 4273, tax: 8973, total: 98_701 });
    expect(amounts(warm, 'B')).toEqual([18_000, 3420, 14_580, 729, 1531, 16_840]);
    expect(warm.discounts).toHaveLength(2);

    // The discount and revenue of the promotion's use are updated too.
    const uses = await app.sql('select discount::text, revenue::text from promotion_use where order_id = $1 and promotion_id = $2', [orderId, promotion]);
    expect(uses).toEqual([{ discount: '10550', revenue: '98701' }]);
    await expectConsistent(app, orderId);
    expect((await readOrder(manager, orderId, PRICED)).totals).toEqual(warm.totals);
  });

  test('prices that include tax', async () => {
    const restaurant = await makeDiner(app, { outlet: { pricesIncludeTax: true } });
    const placed = await placeOrder(restaurant.cashier, threeLines(restaurant));
    const order = await change(restaurant.manager, 'discountOrder', { orderId: placed.id, amount: 15_500, reason: 'Round bill' });
    // 100000 / (1.05 × 1.1) = 86580.1; service 5 % = 4329; tax the rest.
    expect(order.totals).toMatchObject({ subtotal: 115_500, discount: 15_500, serviceCharge: 4329, tax: 9091, total: 100_000, taxes: [{ base: 90_909 }] });
    expect([lineOf(order, 'A'), lineOf(order, 'B'), lineOf(order, 'C')].map(({ discount, serviceCharge, tax }) => [discount, serviceCharge, tax])).toEqual([
      [9394, 2624, 5510],
      [2416, 674, 1417],
      [3690, 1031, 2164],
    ]);
    await expectConsistent(app, order.id);
  });

  test('a price above the menu’s, and back to it', async () => {
    const placed = await placeOrder(diner.cashier, threeLines());
    const lineId = lineOf(placed, 'C').id;
    const dearer = await change(diner.manager, 'overridePrice', { orderId: placed.id, lineId, unitPrice: 50_000, reason: 'Truffle extra' });
    expect(dearer.totals).toMatchObject({ subtotal: 138_000, serviceCharge: 6900, tax: 14_490, total: 159_390 });
    expect(lineOf(dearer, 'C')).toMatchObject({ unitPrice: 50_000, menuPrice: 27_500, total: 50_000, finalTotal: 57_750 });
    const again = await change(diner.manager, 'overridePrice', { orderId: placed.id, lineId, unitPrice: 60_000, reason: 'More truffle' });
    expect(lineOf(again, 'C')).toMatchObject({ unitPrice: 60_000, menuPrice: 27_500 });
    const back = await change(diner.manager, 'overridePrice', { orderId: placed.id, lineId, unitPrice: 27_500, reason: 'No truffle' });
    expect(lineOf(back, 'C')).toMatchObject({ unitPrice: 27_500, menuPrice: null });
    expect(back.totals.total).toBe(133_403);
    expect((await auditOf(app, placed.id)).map(({ before, after }) => [before?.unitPrice, after?.unitPrice, after?.menuPrice])).toEqual([
      [27_500, 50_000, 27_500],
      [50_000, 60_000, 27_500],
      [60_000, 27_500, 27_500],
    ]);
  });

  test('rates, menu and promotions of today change nothing', async () => {
    const restaurant = await makeDiner(app);
    const placed = await placeOrder(restaurant.cashier, threeLines(restaurant));
    const { owner, outletId, products } = restaurant;
    await owner.ok('mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { userErrors { code } } }', {
      input: { id: outletId, serviceChargeRate: 1000, taxRate: 2000, pricesIncludeTax: true },
    });
    await owner.ok('mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { userErrors { code } } }', {
      input: { id: products.A, price: 99_000 },
    });
    await addPercentage(restaurant, 5000);
    const order = await change(restaurant.manager, 'discountOrder', { orderId: placed.id, rate: 1000, reason: 'Birthday' });
    expect(order.totals).toMatchObject({ pricesIncludeTax: false, serviceChargeRate: 500, discount: 11_550, total: 120_063 });
  });

  test('promotions stay: a minimum purchase is not checked again, one that takes nothing off comes back', async () => {
    const restaurant = await makeDiner(app);
    const { manager } = restaurant;
    await addPercentage(restaurant, 1000, 100_000);
    const placed = await change(restaurant.cashier, 'placeOrder', threeLines(restaurant));
    const orderId = placed.id;
    for (const name of ['A', 'B', 'C'])
      await change(manager, 'overridePrice', { orderId, lineId: lineOf(placed, name).id, unitPrice: 0, reason: 'On the house' });
    const free = await readOrder(manager, orderId, PRICED);
    expect(free).toMatchObject({ totals: { subtotal: 0, discount: 0, total: 0 }, appliedPromotions: [], paymentStatus: 'PAID' });
    expect(await app.sql('select discount::text, revenue::text from promotion_use where order_id = $1', [orderId])).toEqual([{ discount: '0', revenue: '0' }]);
    const some = await change(manager, 'overridePrice', { orderId, lineId: lineOf(placed, 'B').id, unitPrice: 18_000, reason: 'But this' });
    expect(some).toMatchObject({ totals: { subtotal: 18_000, discount: 1800 }, paymentStatus: 'UNPAID' });
    expect(some.appliedPromotions[0].amount).toBe(1800);
  });
});

describe('effects of a discount', () => {
  test('a discount of all that is due pays the order, and fires one that waits for its money', async () => {
    const input = { ...threeLines(), channel: 'QR' };
    const placed = await change(diner.cashier, 'placeOrder', input);
    expect(placed).toMatchObject({ status: 'PENDING', tickets: [] });
    const order = await change(diner.manager, 'discountOrder', { orderId: placed.id, rate: 10_000, reason: 'Complaint' });
    expect(order).toMatchObject({
      status: 'CONFIRMED',
      paymentStatus: 'PAID',
      dueAmount: 0,
      totals: { discount: 115_500, serviceCharge: 0, tax: 0, total: 0 },
    });
    expect((await readOrder(diner.cashier, order.id)).tickets).not.toEqual([]);
    await act(diner.cashier, 'serveOrder', { orderId: order.id });
    expect((await act(diner.cashier, 'completeOrder', { orderId: order.id })).status).toBe('COMPLETED');
    await expectConsistent(app, order.id);
  });

  test('one down to what is paid already settles it; taking it back asks for the rest', async () => {
    const placed = await placeOrder(diner.cashier, { ...threeLines(), channel: 'QR' });
    await act(diner.cashier, 'payCash', { orderId: placed.id, amount: 115_500, tendered: 115_500 });
    // 100000 + 5 % = 105000, + 10 % = 115500.
    const order = await change(diner.manager, 'discountOrder', { orderId: placed.id, amount: 15_500, reason: 'Goodwill' });
    expect(order).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', dueAmount: 0, paidAmount: 115_500, totals: { total: 115_500 } });
    expect(await attempt(diner.cashier, 'payCash', { orderId: placed.id, tendered: 1000 })).toMatchObject({ code: 'ALREADY_PAID' });
    const back = await change(diner.manager, 'removeDiscount', { orderId: placed.id, discountId: order.discounts[0].id });
    expect(back).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PARTIALLY_PAID', dueAmount: 17_903 });
    const { result } = await attempt(diner.cashier, 'payCash', { orderId: placed.id, amount: 17_903, tendered: 20_000 });
    expect(result).toMatchObject({ amount: 17_903 });
    await expectConsistent(app, order.id);
  });

  test('subscribers of the outlet hear of it', async () => {
    const placed = await placeOrder(diner.cashier, threeLines());
    const feed = subscribe(diner.cashier, 'subscription ($id: ID!) { orderChanged(orderId: $id) { version totals { total } } }', { id: placed.id });
    expect(await feed.next()).toMatchObject({ totals: { total: 133_403 } });
    await change(diner.manager, 'discountOrder', { orderId: placed.id, rate: 1000, reason: 'Birthday' });
    expect(await feed.next()).toEqual({ version: placed.version + 1, totals: { total: 120_063 } });
    feed.stop();
  });

  test('the same Idempotency-Key gives one discount', async () => {
    const placed = await placeOrder(diner.cashier, threeLines());
    const key = { 'idempotency-key': randomUUID() };
    const input = { orderId: placed.id, version: placed.version, rate: 1000, reason: 'Birthday' };
    const first = await change(diner.manager, 'discountOrder', input, key);
    const answer = await diner.manager.send(DOCUMENTS.discountOrder, { input }, key);
    expect(answer).toMatchObject({ data: { discountOrder: { order: first, userErrors: [] } }, extensions: { idempotentReplay: true } });
    expect(await refused(diner.manager, 'discountOrder', { ...input, rate: 2000 }, key)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await auditOf(app, placed.id)).toHaveLength(1);
  });
});

test('below MANAGER each of them needs an approval', async () => {
  await addUser(diner.owner, { username: 'boss', role: 'MANAGER', outletId: diner.outletId, pin: '7391' });
  const approval = { username: 'boss', pin: '7391' };
  const { id: orderId, lines } = await placeOrder(diner.cashier, threeLines());
  const { discounts } = await change(diner.manager, 'discountOrder', { orderId, amount: 10, reason: 'Goodwill' });
  const inputs = {
    discountOrder: { orderId, amount: 1000, reason: 'Goodwill' },
    removeDiscount: { orderId, discountId: discounts[0].id },
    overridePrice: { orderId, lineId: lines[0].id, unitPrice: 1000, reason: 'Last day' },
  };
  for (const [name, input] of Object.entries(inputs) as [keyof typeof inputs, object][]) {
    expect(await refused(diner.cashier, name, { ...input })).toMatchObject({ code: 'APPROVAL_REQUIRED', field: ['approval'] });
    await change(diner.cashier, name, { ...input, approval });
  }
  const approvers = (await auditOf(app, orderId)).map(({ action, username, approver }) => [action, username, approver]);
  expect(approvers).toEqual([
    ['ORDER_DISCOUNTED', 'manager', null],
    ['ORDER_DISCOUNTED', 'cashier', 'boss'],
    ['DISCOUNT_REMOVED', 'cashier', 'boss'],
    ['PRICE_OVERRIDDEN', 'cashier', 'boss'],
  ]);
});
