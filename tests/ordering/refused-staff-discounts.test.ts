import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { act, fingerprint, orderOf, placeOrder, type Restaurant, readOrder, refusal, useTestApp } from '../kit/index.ts';
import { addPercentage, change, expectConsistent, makeDiner, PRICED, refused } from './staff-price-api.ts';

const app = useTestApp({ sound: false });
let diner: Restaurant;
beforeAll(async () => {
  diner = await makeDiner(app);
});

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const lineOf = (order: any, name: string): any => order.lines.find(({ productName }: { productName: string }) => productName === name);
const threeLines = (restaurant = diner): Record<string, unknown> => orderOf(restaurant, { A: 2, B: 1, C: 1 });

describe('refused, with nothing changed', () => {
  const reason = 'Birthday';

  /** Expects each input to be refused with its code, without a change to any row. */
  async function refusals(name: 'discountOrder' | 'removeDiscount' | 'overridePrice', cases: readonly [object, string, string[], object?][]): Promise<void> {
    const before = await fingerprint(app);
    for (const [input, code, field, details] of cases) {
      const failure = await refused(diner.manager, name, input as Record<string, unknown>, { 'idempotency-key': randomUUID() });
      expect(failure, JSON.stringify(input)).toMatchObject({ code, field, ...(details && { details }) });
    }
    expect(await fingerprint(app)).toEqual(before);
  }

  test('rates, amounts, prices and reasons that cannot be', async () => {
    const { id: orderId, lines } = await placeOrder(diner.cashier, threeLines());
    const [{ id: lineId }] = lines;
    await refusals('discountOrder', [
      ...[0, -1, 10_001, 10_100].map((rate): [object, string, string[]] => [{ orderId, rate, reason }, 'INVALID_INPUT', ['rate']]),
      ...[0, -1].map((amount): [object, string, string[]] => [{ orderId, amount, reason }, 'INVALID_INPUT', ['amount']]),
      [{ orderId, amount: 115_501, reason }, 'INVALID_INPUT', ['amount'], { left: 115_500 }],
      [{ orderId, amount: 70_001, lineId, reason }, 'INVALID_INPUT', ['amount'], { left: 70_000 }],
      [{ orderId, reason }, 'INVALID_INPUT', ['rate']],
      [{ orderId, rate: 1000, amount: 1000, reason }, 'INVALID_INPUT', ['rate']],
      ...['', ' ab ', 'x'.repeat(201), 'nul\u0000'].map((text): [object, string, string[]] => [
        { orderId, rate: 1000, reason: text },
        'INVALID_INPUT',
        ['reason'],
      ]),
    ]);
    await refusals('overridePrice', [
      ...[-1, 1_000_000_000_001].map((unitPrice): [object, string, string[]] => [{ orderId, lineId, unitPrice, reason }, 'INVALID_INPUT', ['unitPrice']]),
      [{ orderId, lineId, unitPrice: 35_000, reason }, 'INVALID_INPUT', ['unitPrice']],
      ...['', ' ab ', 'x'.repeat(201)].map((text): [object, string, string[]] => [
        { orderId, lineId, unitPrice: 1, reason: text },
        'INVALID_INPUT',
        ['reason'],
      ]),
    ]);
  });

  test('orders, lines and discounts that are unknown, foreign or voided', async () => {
    const { id: orderId } = await placeOrder(diner.cashier, threeLines());
    const other = await placeOrder(diner.cashier, threeLines());
    const elsewhere = await makeDiner(app);
    const foreign = await placeOrder(elsewhere.cashier, threeLines(elsewhere));
    const discounted = await change(diner.manager, 'discountOrder', { orderId: other.id, rate: 1000, reason });
    const ids = ['', 'x', randomUUID()];
    const wrongOrders = [...ids, foreign.id];
    const wrongLines = [...ids, other.lines[0].id, foreign.lines[0].id];
    await refusals('discountOrder', [
      ...wrongOrders.map((id): [object, string, string[]] => [{ orderId: id, rate: 1000, reason }, 'NOT_FOUND', ['orderId']]),
      ...wrongLines.map((lineId): [object, string, string[]] => [{ orderId, lineId, rate: 1000, reason }, 'NOT_FOUND', ['lineId']]),
    ]);
    await refusals('overridePrice', [
      ...wrongOrders.map((id): [object, string, string[]] => [{ orderId: id, lineId: other.lines[0].id, unitPrice: 1, reason }, 'NOT_FOUND', ['orderId']]),
      ...wrongLines.map((lineId): [object, string, string[]] => [{ orderId, lineId, unitPrice: 1, reason }, 'NOT_FOUND', ['lineId']]),
    ]);
    await refusals('removeDiscount', [
      ...wrongOrders.map((id): [object, string, string[]] => [{ orderId: id, discountId: discounted.discounts[0].id }, 'NOT_FOUND', ['orderId']]),
      ...[...ids, discounted.discounts[0].id].map((discountId): [object, string, string[]] => [{ orderId, discountId }, 'NOT_FOUND', ['discountId']]),
    ]);
    await app.sql('update order_line set voided = true where id = $1', [other.lines[1].id]);
    await refusals('discountOrder', [[{ orderId: other.id, lineId: other.lines[1].id, rate: 1000, reason }, 'CONFLICT', ['lineId']]]);
    await refusals('overridePrice', [[{ orderId: other.id, lineId: other.lines[1].id, unitPrice: 1, reason }, 'CONFLICT', ['lineId']]]);
  });

  test('a voided line costs nothing any more', async () => {
    const placed = await placeOrder(diner.cashier, threeLines());
    await app.sql('update order_line set voided = true where id = $1', [lineOf(placed, 'B').id]);
    const order = await change(diner.manager, 'discountOrder', { orderId: placed.id, rate: 1000, reason });
    expect(order.totals).toMatchObject({ subtotal: 97_500, discount: 9750 });
    await expectConsistent(app, order.id);
  });

  test('a promotion’s discount is not staff’s to take back', async () => {
    const restaurant = await makeDiner(app);
    const promotion = await addPercentage(restaurant, 1000);
    const placed = await change(restaurant.cashier, 'placeOrder', threeLines(restaurant));
    expect(placed.discounts).toMatchObject([{ source: 'PROMOTION', promotionId: promotion }]);
    expect(await refused(restaurant.manager, 'removeDiscount', { orderId: placed.id, discountId: promotion })).toMatchObject({
      code: 'NOT_FOUND',
      field: ['discountId'],
    });
  });

  test('completed and cancelled orders, and stale versions', async () => {
    const completed = await placeOrder(diner.cashier, threeLines());
    await act(diner.cashier, 'payCash', { orderId: completed.id, tendered: 133_403 });
    await act(diner.cashier, 'serveOrder', { orderId: completed.id });
    await act(diner.cashier, 'completeOrder', { orderId: completed.id });
    const cancelled = await placeOrder(diner.cashier, threeLines());
    await act(diner.cashier, 'cancelOrder', { orderId: cancelled.id, reason: 'gone' });
    const open = await placeOrder(diner.cashier, threeLines());
    const kept = [completed, cancelled].map(({ id, lines }, index) => ({ id, lineId: lines[0].id, status: ['COMPLETED', 'CANCELLED'][index] }));
    await refusals('discountOrder', [
      ...kept.map(({ id, status }): [object, string, string[], object] => [{ orderId: id, rate: 1, reason }, 'INVALID_TRANSITION', ['orderId'], { status }]),
      [{ orderId: open.id, version: open.version - 1, rate: 1000, reason }, 'STALE_VERSION', ['version'], { version: open.version }],
    ]);
    await refusals('overridePrice', [
      ...kept.map(({ id, lineId }): [object, string, string[]] => [{ orderId: id, lineId, unitPrice: 1, reason }, 'INVALID_TRANSITION', ['orderId']]),
      [{ orderId: open.id, version: 99, lineId: open.lines[0].id, unitPrice: 1, reason }, 'STALE_VERSION', ['version']],
    ]);
    await refusals('removeDiscount', [
      ...kept.map(({ id }): [object, string, string[]] => [{ orderId: id, discountId: randomUUID() }, 'INVALID_TRANSITION', ['orderId']]),
      [{ orderId: open.id, version: 99, discountId: randomUUID() }, 'STALE_VERSION', ['version']],
    ]);
  });

  test('below what is paid', async () => {
    const { id: orderId, lines } = await placeOrder(diner.cashier, threeLines());
    await act(diner.cashier, 'payCash', { orderId, amount: 120_100, tendered: 120_100 });
    const details = { paidAmount: 120_100, total: 120_063 };
    await refusals('discountOrder', [[{ orderId, rate: 1000, reason }, 'ORDER_HAS_PAYMENTS', ['orderId'], details]]);
    await refusals('overridePrice', [
      [{ orderId, lineId: lines[0].id, unitPrice: 0, reason }, 'ORDER_HAS_PAYMENTS', ['orderId'], { paidAmount: 120_100, total: 52_553 }],
    ]);
    expect((await change(diner.manager, 'discountOrder', { orderId, rate: 900, reason })).totals.total).toBe(121_396);
  });

  test('what would cut another discount short', async () => {
    const { id: orderId, lines } = await placeOrder(diner.cashier, threeLines());
    await change(diner.manager, 'discountOrder', { orderId, amount: 100_000, reason });
    await refusals('discountOrder', [
      [{ orderId, lineId: lines[0].id, amount: 20_000, reason }, 'INVALID_INPUT', ['amount']],
      [{ orderId, lineId: lines[0].id, rate: 5000, reason }, 'INVALID_INPUT', ['rate']],
      [{ orderId, amount: 15_501, reason }, 'INVALID_INPUT', ['amount'], { left: 15_500 }],
    ]);
    await refusals('overridePrice', [[{ orderId, lineId: lines[0].id, unitPrice: 20_000, reason }, 'INVALID_INPUT', ['unitPrice']]]);
    await change(diner.manager, 'discountOrder', { orderId, amount: 15_500, reason });
    await refusals('discountOrder', [
      [{ orderId, amount: 1, reason }, 'INVALID_INPUT', ['amount'], { left: 0 }],
      [{ orderId, rate: 10_000, reason }, 'INVALID_INPUT', ['rate']],
    ]);
  });

  test('a total that is too large, and more than 20 discounts', async () => {
    const huge = await placeOrder(diner.cashier, orderOf(diner, { A: 999 }));
    const twice = await placeOrder(diner.cashier, orderOf(diner, { A: 999, B: 999 }));
    const [first, second] = twice.lines;
    await change(diner.manager, 'overridePrice', { orderId: twice.id, lineId: first.id, unitPrice: 800_000_000_000, reason });
    await refusals('overridePrice', [
      [{ orderId: huge.id, lineId: huge.lines[0].id, unitPrice: 1_000_000_000_000, reason }, 'LIMIT_EXCEEDED', ['unitPrice']],
      [{ orderId: twice.id, lineId: second.id, unitPrice: 800_000_000_000, reason }, 'LIMIT_EXCEEDED', ['unitPrice']],
    ]);
    const { id: orderId } = await placeOrder(diner.cashier, threeLines());
    for (let round = 0; round < 20; round += 1) await change(diner.manager, 'discountOrder', { orderId, amount: 10, reason });
    await refusals('discountOrder', [[{ orderId, amount: 10, reason }, 'LIMIT_EXCEEDED', ['orderId'], { max: 20 }]]);
    const { discounts } = await readOrder(diner.manager, orderId, PRICED);
    await change(diner.manager, 'removeDiscount', { orderId, discountId: discounts[7].id });
    expect((await change(diner.manager, 'discountOrder', { orderId, amount: 10, reason })).totals.discount).toBe(200);
  });

  test('an order of an outlet out of reach', async () => {
    const elsewhere = await makeDiner(app);
    const mine = await placeOrder(diner.cashier, threeLines());
    for (const client of [elsewhere.manager, elsewhere.owner]) {
      expect(await refused(client, 'discountOrder', { orderId: mine.id, rate: 1000, reason })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
    }
    expect(await refusal(elsewhere.cashier, 'cancelOrder', { orderId: mine.id, reason })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
