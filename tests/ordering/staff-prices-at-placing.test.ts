import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../src/kernel/request/command.ts';
import { addDevice, addOutlet, addUser, type Client, fingerprint, orderOf, PASSWORD, type Restaurant, useTestApp } from '../kit/index.ts';
import { addPercentage, auditOf, change, DOCUMENTS, expectConsistent, makeDiner, refused } from './staff-price-api.ts';

const app = useTestApp();
let diner: Restaurant;
let kiosk: Client;
let till: Client;
beforeAll(async () => {
  diner = await makeDiner(app);
  await addUser(diner.owner, { username: 'boss', role: 'MANAGER', outletId: diner.outletId, pin: '7391' });
  kiosk = (await addDevice(diner.owner, { outletId: diner.outletId, kind: 'KIOSK' })).client;
  till = (await addDevice(diner.owner, { outletId: diner.outletId, kind: 'POS' })).client;
});

const QUOTE = `query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote {
  lines { quantity unitPrice total discount net serviceCharge tax taxName taxRate finalTotal }
  totals { pricesIncludeTax subtotal discount serviceChargeRate serviceChargeBase serviceCharge tax taxes { name rate base amount } delivery packaging tip total }
  discounts { source name code amount lines { line amount } } } userErrors { code field message details } } }`;
const approval = { username: 'boss', pin: '7391' };
const reason = 'Regular guest';

/** 2 × A at 30000 instead of 35000, B, C; 5000 off B, 10 % off the order. */
function byHand(more: Record<string, unknown> = {}): Record<string, unknown> {
  const { products } = diner;
  const lines = [
    { productId: products.A, quantity: 2, priceOverride: { unitPrice: 30_000, reason: 'Smaller cut' } },
    { productId: products.B, quantity: 1 },
    { productId: products.C, quantity: 1 },
  ];
  return orderOf(
    diner,
    {},
    {
      lines,
      discounts: [
        { line: 1, amount: 5000, reason: 'Cold' },
        { rate: 1000, reason },
      ],
      ...more,
    },
  );
}

test('a quote shows what it would cost, and the order costs it', async () => {
  const { priceOrder } = await diner.cashier.ok(QUOTE, { input: byHand() });
  // 105500 − 5000 = 100500, − 10 % = 90450; service 4522.5 ↑; tax 10 % of 94973.
  expect(priceOrder.quote.totals).toMatchObject({ subtotal: 105_500, discount: 15_050, serviceCharge: 4523, tax: 9497, total: 104_470 });
  expect(priceOrder.quote.discounts).toEqual([
    { source: 'MANUAL', name: 'Cold', code: null, amount: 5000, lines: [{ line: 1, amount: 5000 }] },
    { source: 'MANUAL', name: reason, code: null, amount: 10_050, lines: [6000, 1300, 2750].map((amount, line) => ({ line, amount })) },
  ]);
  const order = await change(diner.manager, 'placeOrder', byHand({ expectedTotal: 104_470 }));
  expect(order.totals).toEqual(priceOrder.quote.totals);
  const shown = order.lines.map(({ id: _, productName: __, menuPrice: ___, ...line }: Record<string, unknown>) => line);
  expect(shown).toEqual(priceOrder.quote.lines);
  expect(order.lines.map(({ menuPrice }: { menuPrice: number | null }) => menuPrice)).toEqual([35_000, null, null]);
  expect(order.discounts.map(({ id: _, promotionId: __, ...discount }: Record<string, unknown>) => discount)).toEqual(priceOrder.quote.discounts);
  await expectConsistent(app, order.id);
  // A discount from the placing can be removed later.
  const [cold] = order.discounts;
  const without = await change(diner.manager, 'removeDiscount', { orderId: order.id, discountId: cold.id });
  expect(without.totals.discount).toBe(10_550);
});

test('promotions are chosen by the prices that staff set', async () => {
  const restaurant = await makeDiner(app);
  await addPercentage(restaurant, 1000, 40_000);
  const placed = async (unitPrice: number): Promise<number> => {
    const lines = [{ productId: restaurant.products.A, priceOverride: { unitPrice, reason } }];
    return (await change(restaurant.manager, 'placeOrder', orderOf(restaurant, {}, { lines }))).totals.discount;
  };
  expect([await placed(39_999), await placed(40_000)]).toEqual([0, 4000]);
});

test('everything is written down, with who approved it', async () => {
  const order = await change(diner.cashier, 'placeOrder', byHand({ approval }));
  const [a, b] = order.lines;
  const [cold, regular] = order.discounts;
  const who = { actor: 'CASHIER', username: 'cashier', approver: 'boss' };
  const total = order.totals.total;
  const entries = (await auditOf(app, order.id)).toSorted((x, y) => String(x.reason).localeCompare(String(y.reason)));
  expect(entries).toEqual([
    { ...who, action: 'ORDER_DISCOUNTED', reason: 'Cold', before: null, after: { total, discountId: cold.id, lineId: b.id, rate: null, amount: 5000 } },
    { ...who, action: 'ORDER_DISCOUNTED', reason, before: null, after: { total, discountId: regular.id, lineId: null, rate: 1000, amount: 10_050 } },
    {
      ...{ ...who, action: 'PRICE_OVERRIDDEN', reason: 'Smaller cut' },
      before: { lineId: a.id, unitPrice: 35_000 },
      after: { total, lineId: a.id, unitPrice: 30_000, menuPrice: 35_000 },
    },
  ]);
});

test('the menu’s own price is no price by hand', async () => {
  const lines = [{ productId: diner.products.A, priceOverride: { unitPrice: 35_000, reason } }];
  const order = await change(diner.manager, 'placeOrder', orderOf(diner, {}, { lines }));
  expect(order.lines).toMatchObject([{ unitPrice: 35_000, menuPrice: null }]);
  expect(await auditOf(app, order.id)).toEqual([]);
});

describe('who may', () => {
  test('ask what it would cost: staff at a till, without an approval; nothing is written', async () => {
    const before = await fingerprint(app);
    for (const client of [diner.cashier, till, diner.manager, diner.owner, diner.platform]) {
      expect((await client.ok(QUOTE, { input: byHand() })).priceOrder.quote.totals.total).toBe(104_470);
    }
    const plain = { ...byHand(), discounts: [] };
    for (const client of [diner.guest, kiosk, diner.kitchen]) {
      expect(await client.requestError(QUOTE, { input: byHand() })).toBe('FORBIDDEN');
      expect(await client.requestError(QUOTE, { input: plain })).toBe('FORBIDDEN');
      expect(await client.requestError(QUOTE, { input: orderOf(diner, { A: 1 }, { discounts: [{ rate: 1000, reason }] }) })).toBe('FORBIDDEN');
      expect(
        (await client.ok(QUOTE, { input: orderOf(diner, { A: 1 }, { discounts: [], ...(client === kiosk && { channel: 'KIOSK' }) }) })).priceOrder.quote.totals
          .total,
      ).toBe(40_425);
    }
    expect(await fingerprint(app)).toEqual(before);
  });

  test('place it', async () => {
    for (const client of [diner.manager, diner.owner, diner.platform]) expect((await change(client, 'placeOrder', byHand())).totals.total).toBe(104_470);
    const before = await fingerprint(app);
    for (const client of [diner.cashier, till]) {
      expect(await refused(client, 'placeOrder', byHand())).toMatchObject({ code: 'APPROVAL_REQUIRED', field: ['approval'] });
      expect(await refused(client, 'placeOrder', byHand({ approval: { ...approval, pin: '7392' } }))).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    for (const client of [kiosk, diner.kitchen]) {
      for (const more of [{}, { approval }, { approval: { username: 'boss', pin: '0000' } }]) {
        expect(await client.requestError(DOCUMENTS.placeOrder, { input: byHand({ channel: 'KIOSK', ...more }) })).toBe('FORBIDDEN');
      }
    }
    expect(await fingerprint(app)).toEqual(before);
    for (const client of [diner.cashier, till]) expect((await change(client, 'placeOrder', byHand({ approval }))).totals.total).toBe(104_470);
    const second = await addOutlet(diner.owner, { code: 'TWO' });
    await addUser(diner.owner, { username: 'elsewhere', role: 'MANAGER', outletId: second });
    const elsewhere = byHand({ approval: { username: 'elsewhere', password: PASSWORD } });
    expect(await refused(diner.cashier, 'placeOrder', elsewhere)).toMatchObject({ code: 'APPROVAL_REQUIRED', field: ['approval'] });
    // An order without manual discounts or prices needs no approval.
    expect((await change(diner.cashier, 'placeOrder', orderOf(diner, { A: 1 }, { discounts: [] }))).totals.total).toBe(40_425);
  });
});

describe('repeats', () => {
  test('the same id gives the same order, with any approver now', async () => {
    const id = randomUUID();
    const order = await change(diner.cashier, 'placeOrder', byHand({ id, approval }));
    for (const again of [approval, { username: 'boss', pin: '1111' }, { username: 'manager', password: PASSWORD }, null]) {
      expect(await change(diner.cashier, 'placeOrder', byHand({ id, approval: again }))).toEqual(order);
    }
    const other = byHand({ id, approval, discounts: [{ rate: 9999, reason }] });
    expect(await refused(diner.cashier, 'placeOrder', other)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: ['id'] });
    expect(await auditOf(app, id)).toHaveLength(3);
  });

  test('so does the same key; a wrong PIN does not use it up', async () => {
    const key = { 'idempotency-key': randomUUID() };
    expect(await refused(diner.cashier, 'placeOrder', byHand({ approval: { username: 'boss', pin: '7390' } }), key)).toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    const order = await change(diner.cashier, 'placeOrder', byHand({ approval }), key);
    for (const again of [approval, { username: 'boss', pin: '1111' }]) {
      const answer = await diner.cashier.send(DOCUMENTS.placeOrder, { input: byHand({ approval: again }) }, key);
      expect(answer).toMatchObject({ data: { placeOrder: { order: { id: order.id }, userErrors: [] } }, extensions: { idempotentReplay: true } });
    }
    const wrong = await refused(diner.cashier, 'placeOrder', byHand({ approval, discounts: [{ rate: 9999, reason }] }), key);
    expect(wrong.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await auditOf(app, order.id)).toHaveLength(3);
  });

  test('what is remembered of the input does not depend on PIN or password', async () => {
    const key = randomUUID();
    const input = byHand({ approval });
    const order = await change(diner.cashier, 'placeOrder', input, { 'idempotency-key': key });
    const [row] = await app.sql<{ fingerprint: string; input_hash: string }>(
      'select k.fingerprint, o.input_hash from idempotency_key k join "order" o on o.id = k.result_id where k.key = $1',
      [key],
    );
    // With the defaults of the schema filled in.
    const { approval: _, ...rest } = input;
    const lines = (rest.lines as object[]).map((line) => ({ modifiers: [], ...line }));
    const hash = fingerprintOf({ ...rest, lines, promotionCodes: [] });
    expect(row).toEqual({ fingerprint: hash, input_hash: hash });
    expect(order.totals.total).toBe(104_470);
  });
});

test('what cannot be is refused as in a quote, naming the field', async () => {
  const before = await fingerprint(app);
  const line = { productId: diner.products.A, quantity: 2 };
  const override = (priceOverride: object): object => ({ lines: [{ ...line, priceOverride }] });
  const discount = (...discounts: object[]): object => ({ discounts: discounts.map((one) => ({ reason, ...one })) });
  const cases: [object, string, string[], object?][] = [
    [override({ unitPrice: -1, reason }), 'INVALID_INPUT', ['lines', '0', 'priceOverride', 'unitPrice']],
    [override({ unitPrice: 1_000_000_000_001, reason }), 'INVALID_INPUT', ['lines', '0', 'priceOverride', 'unitPrice']],
    [override({ unitPrice: 1, reason: ' x ' }), 'INVALID_INPUT', ['lines', '0', 'priceOverride', 'reason']],
    [discount({ rate: 10_001 }), 'INVALID_INPUT', ['discounts', '0', 'rate']],
    [discount({ rate: 1 }, { rate: 0 }), 'INVALID_INPUT', ['discounts', '1', 'rate']],
    [discount({ amount: 0 }), 'INVALID_INPUT', ['discounts', '0', 'amount']],
    [discount({ amount: 70_001 }), 'INVALID_INPUT', ['discounts', '0', 'amount'], { left: 70_000 }],
    [discount({ amount: 60_000 }, { amount: 20_000, line: 0 }), 'INVALID_INPUT', ['discounts', '0', 'amount'], { left: 50_000 }],
    [discount({ amount: 70_000 }, { rate: 1000 }), 'INVALID_INPUT', ['discounts', '1', 'rate']],
    [discount({}), 'INVALID_INPUT', ['discounts', '0', 'rate']],
    [discount({ rate: 1000, amount: 1000 }), 'INVALID_INPUT', ['discounts', '0', 'rate']],
    [discount({ rate: 1000, reason: '' }), 'INVALID_INPUT', ['discounts', '0', 'reason']],
    [discount({ rate: 1000, line: 1 }), 'INVALID_INPUT', ['discounts', '0', 'line']],
    [discount({ rate: 1000, line: -1 }), 'INVALID_INPUT', ['discounts', '0', 'line']],
    [discount(...Array.from({ length: 21 }, () => ({ amount: 1 }))), 'LIMIT_EXCEEDED', ['discounts'], { max: 20 }],
    [
      {
        lines: [
          { ...line, quantity: 999, priceOverride: { unitPrice: 1_000_000_000_000, reason } },
          { ...line, quantity: 999, priceOverride: { unitPrice: 1_000_000_000_000, reason } },
        ],
      },
      'LIMIT_EXCEEDED',
      ['lines'],
    ],
  ];
  for (const [more, code, field, details] of cases) {
    const input = orderOf(diner, {}, { lines: [line], ...more });
    const failure = await refused(diner.manager, 'placeOrder', input, { 'idempotency-key': randomUUID() });
    expect(failure, JSON.stringify(more)).toMatchObject({ code, field, ...(details && { details }) });
    expect(await diner.manager.failure(QUOTE, { input })).toEqual(failure);
  }
  expect(await fingerprint(app)).toEqual(before);
});
