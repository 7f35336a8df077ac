import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  addDevice,
  addOutlet,
  addProduct,
  addStation,
  addUser,
  type Client,
  fingerprint,
  makeRestaurant,
  orderOf,
  PASSWORD,
  placeOrder,
  recordStatements,
  signedIn,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500 } });
let cashier: Client;
/** Id of the worked order: 2 × 35 000, 50 000 and 30 000 with 20 % up to 25 000 off, service 5 % and tax 10 %. */
let orderId: string;
let lineIds: string[];
beforeAll(async () => {
  ({ cashier } = restaurant);
  await addPromotion();
  const order = await placed(restaurant.outletId, [35_000, 2], [50_000, 1], [30_000, 1]);
  expect(order.totals).toEqual({ subtotal: 150_000, serviceCharge: 6250, tax: 13_125, total: 144_375 });
  orderId = order.id;
  lineIds = order.lines.map(({ id }: { id: string }) => id);
});

/** 20 % off everything, at most 25 000. */
async function addPromotion(): Promise<void> {
  const input = { name: 'A fifth', type: 'PERCENTAGE', rate: 2000, maximumDiscount: 25_000 };
  await restaurant.owner.ok('mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { userErrors { code field message details } } }', {
    input,
  });
}

/** An order of new products at these prices. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function placed(outletId: string, ...wanted: [price: number, quantity: number][]): Promise<any> {
  const lines = await Promise.all(
    wanted.map(async ([price, quantity]) => {
      const sku = randomUUID().slice(0, 8);
      return { productId: await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku, name: sku, price }), quantity };
    }),
  );
  return placeOrder(restaurant.owner, orderOf(restaurant, {}, { outletId, lines }));
}

const QUOTE = `query ($input: RefundQuoteInput!) { refundQuote(input: $input) { quote { currency { code } amount net serviceCharge tax taxes { name rate amount }
  lines { lineId quantity amount net serviceCharge tax taxName taxRate } fees { fee amount net tax taxName taxRate } left }
  userErrors { code field message details } } }`;

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function quote(input: Record<string, unknown>, client = cashier): Promise<any> {
  return (await client.ok(QUOTE, { input: { orderId, ...input } })).refundQuote.quote;
}

test('one of two units, and both', async () => {
  const [lineId] = lineIds;
  const one = await quote({ lines: [{ lineId, quantity: 1 }] });
  expect(one).toMatchObject({ currency: { code: 'IDR' }, amount: 33_688, left: 110_687, fees: [] });
  const both = await quote({ lines: [{ lineId, quantity: 2 }] });
  const parts = { amount: 67_375, net: 58_333, serviceCharge: 2917, tax: 6125 };
  expect(both).toEqual({
    ...{ currency: { code: 'IDR' }, ...parts, taxes: [{ name: 'Tax', rate: 1000, amount: 6125 }] },
    ...{ lines: [{ lineId, quantity: 2, ...parts, taxName: 'Tax', taxRate: 1000 }], fees: [], left: 77_000 },
  });
});

test('all lines are the total, and so is the amount of the order', async () => {
  const lines = await quote({ lines: lineIds.map((lineId, index) => ({ lineId, quantity: index === 0 ? 2 : 1 })) });
  expect(lines).toMatchObject({ amount: 144_375, net: 125_000, serviceCharge: 6250, tax: 13_125, left: 0 });
  expect(lines.lines.map(({ amount }: { amount: number }) => amount)).toEqual([67_375, 48_125, 28_875]);
  const amount = await quote({ amount: 144_375 });
  expect({ ...amount, lines: null }).toEqual({ ...lines, lines: null });
  expect(amount.lines.map(({ quantity, amount: of }: { quantity: number; amount: number }) => [quantity, of])).toEqual([
    [0, 67_375],
    [0, 48_125],
    [0, 28_875],
  ]);
});

test('a part of a price beside units of another line', async () => {
  const [first, second] = lineIds;
  const lines = [
    { lineId: second, amount: 1000 },
    { lineId: first, quantity: 1 },
  ];
  const quoted = await quote({ lines });
  expect(quoted.lines).toMatchObject([
    { lineId: second, quantity: 0, amount: 1000, net: 866, serviceCharge: 43, tax: 91 },
    { lineId: first, quantity: 1, amount: 33_688 },
  ]);
  expect(quoted).toMatchObject({ amount: 34_688, left: 109_687 });
});

test('the rates that an order was priced with count, not today’s', async () => {
  const outletId = await addOutlet(restaurant.platform, { code: 'LATER', taxRate: 1000 });
  await addStation(restaurant.platform, outletId, 'BAR', true);
  const order = await placed(outletId, [10_000, 1]);
  const input = { orderId: order.id, lines: [{ lineId: order.lines[0].id, quantity: 1 }] };
  const before = await quote(input, restaurant.owner);
  expect(before).toMatchObject({ amount: 8800, taxes: [{ amount: 800 }] });
  await restaurant.owner.ok('mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { userErrors { code } } }', {
    input: { id: outletId, taxRate: 0, pricesIncludeTax: true },
  });
  expect(await quote(input, restaurant.owner)).toEqual(before);
});

test('fees, and prices with tax', async () => {
  const outletId = await addOutlet(restaurant.platform, {
    ...{ code: 'BAG', taxRate: 1000, serviceChargeRate: 500, pricesIncludeTax: true, packagingFee: 2200, packagingFeeTaxable: true },
  });
  await addStation(restaurant.platform, outletId, 'BAR', true);
  // 98 000 after the discount.
  const order = await placed(outletId, [122_500, 1]);
  const [{ id: lineId }] = order.lines;
  const all = await quote({ orderId: order.id, lines: [{ lineId, quantity: 1 }], fees: ['PACKAGING'] }, restaurant.owner);
  expect(all).toMatchObject({ amount: 100_200, net: 86_848, serviceCharge: 4242, tax: 9110, left: 0, taxes: [{ name: 'Tax', rate: 1000, amount: 9110 }] });
  expect(all.lines).toMatchObject([{ amount: 98_000, net: 84_848, serviceCharge: 4242, tax: 8910 }]);
  expect(all.fees).toEqual([{ fee: 'PACKAGING', amount: 2200, net: 2000, tax: 200, taxName: 'Tax', taxRate: 1000 }]);
  expect(await restaurant.owner.failure(QUOTE, { input: { orderId: order.id, fees: ['DELIVERY'] } })).toMatchObject({
    ...{ code: 'REFUND_EXCEEDS_PAID', field: ['fees', '0'], details: { left: 0 } },
  });
});

test('what is refused names its field, and nothing is written', async () => {
  const before = await fingerprint(app);
  await quote({ amount: 1 });
  const [lineId = '', other = ''] = lineIds;
  for (const [input, code, field, details] of [
    [{ lines: [{ lineId, quantity: 3 }] }, 'REFUND_EXCEEDS_PAID', 'lines.0.quantity', { left: 2 }],
    [
      {
        lines: [
          { lineId: other, quantity: 1 },
          { lineId, amount: 67_376 },
        ],
      },
      'REFUND_EXCEEDS_PAID',
      'lines.1.amount',
      { left: 67_375 },
    ],
    [{ amount: 144_376 }, 'REFUND_EXCEEDS_PAID', 'amount', { left: 144_375 }],
    [{ fees: ['TIP'] }, 'REFUND_EXCEEDS_PAID', 'fees.0', { left: 0 }],
    [{ lines: [{ lineId, quantity: 0 }] }, 'INVALID_INPUT', 'lines.0.quantity', null],
    [{ lines: [{ lineId, quantity: -1 }] }, 'INVALID_INPUT', 'lines.0.quantity', null],
    [{ lines: [{ lineId, amount: 0 }] }, 'INVALID_INPUT', 'lines.0.amount', null],
    [{ amount: 0 }, 'INVALID_INPUT', 'amount', null],
    [{ amount: -5 }, 'INVALID_INPUT', 'amount', null],
    [{ lines: [{ lineId, quantity: 1, amount: 5 }] }, 'INVALID_INPUT', 'lines.0.quantity', null],
    [{ lines: [{ lineId }] }, 'INVALID_INPUT', 'lines.0.quantity', null],
    [{ lines: [{ lineId, quantity: 1 }], amount: 5 }, 'INVALID_INPUT', 'amount', null],
    [{ fees: ['TIP'], amount: 5 }, 'INVALID_INPUT', 'amount', null],
    [{}, 'INVALID_INPUT', 'lines', null],
    [{ lines: null, fees: [] }, 'INVALID_INPUT', 'lines', null],
    [{ lines: [1, 1].map((quantity) => ({ lineId, quantity })) }, 'INVALID_INPUT', 'lines.1.lineId', null],
    [{ fees: ['TIP', 'TIP'] }, 'INVALID_INPUT', 'fees.1', null],
    [{ lines: [{ lineId: randomUUID(), quantity: 1 }] }, 'NOT_FOUND', 'lines.0.lineId', null],
    [{ orderId: randomUUID(), amount: 5 }, 'NOT_FOUND', 'orderId', null],
    [{ orderId: 'nonsense', amount: 5 }, 'NOT_FOUND', 'orderId', null],
    [{ lines: Array.from({ length: 251 }, () => ({ lineId, quantity: 1 })) }, 'LIMIT_EXCEEDED', 'lines', { max: 250 }],
  ] as const) {
    const refused = await cashier.failure(QUOTE, { input: { orderId, ...input } });
    expect({ ...refused, field: refused.field?.join('.') }).toMatchObject({ code, field, details });
  }
  expect(await fingerprint(app)).toEqual(before);
});

test('orders of others, lines of other orders', async () => {
  const other = await makeRestaurant(app);
  expect(await other.owner.failure(QUOTE, { input: { orderId, amount: 5 } })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
  const [lineId] = lineIds;
  const second = await placed(restaurant.outletId, [20_000, 1]);
  expect(await cashier.failure(QUOTE, { input: { orderId: second.id, lines: [{ lineId, quantity: 1 }] } })).toMatchObject({
    ...{ code: 'NOT_FOUND', field: ['lines', '0', 'lineId'] },
  });
  const outletId = await addOutlet(restaurant.platform, { code: 'FAR' });
  await addUser(restaurant.platform, { username: 'far', role: 'CASHIER', outletId, accessibleOutletIds: [outletId] });
  const far = await signedIn(app.url, restaurant.slug, 'far', PASSWORD);
  expect(await far.failure(QUOTE, { input: { orderId, amount: 5 } })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
});

test('an order of another brand with the same id', async () => {
  const other = await makeRestaurant(app);
  await placeOrder(other.cashier, orderOf(other, { COFFEE: 3 }, { id: orderId }));
  expect(await quote({ amount: 144_375 })).toMatchObject({ left: 0, lines: lineIds.map((lineId) => ({ lineId })) });
  expect(await quote({ amount: 60_000 }, other.cashier)).toMatchObject({ amount: 60_000, left: 0, lines: [{ amount: 60_000 }] });
});

test('a till asks, a kiosk does not', async () => {
  const device = (kind: string): Promise<{ client: Client }> => addDevice(restaurant.manager, { outletId: restaurant.outletId, kind });
  expect((await quote({ amount: 144_375 }, (await device('POS')).client)).left).toBe(0);
  const kiosk = (await device('KIOSK')).client;
  expect(await kiosk.requestError(QUOTE, { input: { orderId, amount: 5 } })).toBe('FORBIDDEN');
  expect(await restaurant.guest.requestError(QUOTE, { input: { orderId, amount: 5 } })).toBe('UNAUTHENTICATED');
});

test('two quotes and the order in one request say the same', async () => {
  const document = `query ($id: ID!, $whole: RefundQuoteInput!, $part: RefundQuoteInput!) {
    order(id: $id) { totals { total } lines { finalTotal } }
    whole: refundQuote(input: $whole) { quote { amount lines { amount } } userErrors { code } }
    part: refundQuote(input: $part) { quote { amount left } userErrors { code } } }`;
  const data = await cashier.ok(document, {
    id: orderId,
    whole: { orderId, amount: 144_375 },
    part: { orderId, lines: [{ lineId: lineIds[2], quantity: 1 }] },
  });
  expect(data.whole.quote.lines.map(({ amount }: { amount: number }) => amount)).toEqual(
    data.order.lines.map(({ finalTotal }: { finalTotal: number }) => finalTotal),
  );
  expect(data.part.quote).toEqual({ amount: 28_875, left: 115_500 });
});

test('the order and its lines are read in one statement: amounts of one moment', async () => {
  await quote({ amount: 5 });
  const { statements } = await recordStatements(app, () => quote({ amount: 5 }));
  expect(statements.filter((statement) => /\bfrom "?order/.test(statement))).toHaveLength(1);
  expect(statements.some((statement) => /for update/i.test(statement))).toBe(false);
});

test('the letter case of an id does not count', async () => {
  const [lineId = ''] = lineIds;
  expect(await quote({ lines: [{ lineId: lineId.toUpperCase(), quantity: 1 }] })).toEqual(await quote({ lines: [{ lineId, quantity: 1 }] }));
  const twice = [lineId, lineId.toUpperCase()].map((id) => ({ lineId: id, quantity: 1 }));
  expect(await cashier.failure(QUOTE, { input: { orderId, lines: twice } })).toMatchObject({ code: 'INVALID_INPUT', field: ['lines', '1', 'lineId'] });
});
