import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  act,
  addOutlet,
  addProduct,
  addStation,
  type Client,
  documentOf,
  fingerprint,
  makeRestaurant,
  orderOf,
  placeOrder,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500, cashRoundingStep: 100 } });
let cashier: Client;
/** Id of an order of 2 × 35 000, 18 000 and 27 500 with service 5 % and tax 10 %: 133 403. */
let orderId: string;
let lineIds: [string, string, string];
beforeAll(async () => {
  ({ cashier } = restaurant);
  const order = await placed();
  orderId = order.id;
  lineIds = order.lines.map(({ id }: { id: string }) => id);
});

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function placed(outletId = restaurant.outletId): Promise<any> {
  const product = async (price: number): Promise<string> => {
    const sku = randomUUID().slice(0, 8);
    return addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku, name: sku, price });
  };
  const lines = [
    { productId: await product(35_000), quantity: 2 },
    { productId: await product(18_000), quantity: 1 },
    { productId: await product(27_500), quantity: 1 },
  ];
  return placeOrder(restaurant.owner, orderOf(restaurant, {}, { outletId, lines }));
}

const QUOTE = `query ($input: SplitQuoteInput!) { splitQuote(input: $input) {
  quote { currency { code } total parts { amount lines { lineId quantity amount } fees } } userErrors { code field message details } } }`;

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function split(input: Record<string, unknown>, client = cashier): Promise<any> {
  return (await client.ok(QUOTE, { input: { orderId, ...input } })).splitQuote.quote;
}

test('evenly', async () => {
  const parts = [44_468, 44_468, 44_467].map((amount) => ({ amount, lines: [], fees: null }));
  expect(await split({ ways: 3 })).toEqual({ currency: { code: 'IDR' }, total: 133_403, parts });
  expect((await split({ ways: 50 })).parts).toHaveLength(50);
});

test('by items', async () => {
  const [a, b, c] = lineIds;
  const { parts } = await split({ groups: [{ lines: [{ lineId: a, quantity: 2 }] }, { lines: [{ lineId: b }, { lineId: c }] }] });
  expect(parts).toEqual([
    { amount: 80_850, lines: [{ lineId: a, quantity: 2, amount: 80_850 }], fees: 0 },
    {
      amount: 52_553,
      lines: [
        { lineId: b, quantity: 1, amount: 20_790 },
        { lineId: c, quantity: 1, amount: 31_763 },
      ],
      fees: 0,
    },
  ]);
  const each = await split({ groups: [a, a, b, c].map((lineId) => ({ lines: [{ lineId }] })) });
  expect(each.parts.map(({ amount }: { amount: number }) => amount)).toEqual([40_425, 40_425, 20_790, 31_763]);
});

test('fees go with the items', async () => {
  const outletId = await addOutlet(restaurant.platform, { code: 'BAG', taxRate: 1000, serviceChargeRate: 500, packagingFee: 12_000 });
  await addStation(restaurant.platform, outletId, 'BAR', true);
  const order = await placed(outletId);
  const [a, b, c] = order.lines.map(({ id }: { id: string }) => id);
  const groups = [{ lines: [{ lineId: a, quantity: 2 }] }, { lines: [{ lineId: b }, { lineId: c }] }];
  const { total, parts } = await split({ orderId: order.id, groups }, restaurant.owner);
  expect(total).toBe(145_403);
  expect(parts.map(({ amount, fees }: { amount: number; fees: number }) => [amount, fees])).toEqual([
    [88_123, 7273],
    [57_280, 4727],
  ]);
});

test('by amounts, and what is paid so: only the leg that leaves nothing due is rounded', async () => {
  const { id } = await placed();
  const { parts } = await split({ orderId: id, amounts: [100_000] });
  expect(parts.map(({ amount }: { amount: number }) => amount)).toEqual([100_000, 33_403]);
  const pay = async (input: object): Promise<unknown> => (await cashier.ok(documentOf('payCash'), { input: { orderId: id, ...input } })).payCash;
  expect(await pay({ amount: 100_000, tendered: 100_000 })).toMatchObject({
    ...{ payment: { amount: 100_000, rounding: 0, change: 0 }, order: { dueAmount: 33_403, paymentStatus: 'PARTIALLY_PAID' } },
  });
  expect(await pay({ amount: 33_403, tendered: 50_000 })).toMatchObject({
    payment: { amount: 33_403, rounding: -3, tendered: 50_000, change: 16_600 },
    order: { paidAmount: 133_403, dueAmount: 0, paymentStatus: 'PAID', totals: { total: 133_403 } },
  });
});

test('what is refused names its field, and nothing is written', async () => {
  const before = await fingerprint(app);
  await split({ ways: 2 });
  const [a, b, c] = lineIds;
  const all = [{ lines: [{ lineId: a, quantity: 2 }] }, { lines: [{ lineId: b }, { lineId: c }] }];
  for (const [input, code, field, details] of [
    [{ ways: 1 }, 'INVALID_INPUT', 'ways', null],
    [{ ways: 0 }, 'INVALID_INPUT', 'ways', null],
    [{ ways: 51 }, 'INVALID_INPUT', 'ways', null],
    [{}, 'INVALID_INPUT', 'ways', null],
    [{ ways: 2, groups: all }, 'INVALID_INPUT', 'ways', null],
    [{ ways: 2, amounts: [5] }, 'INVALID_INPUT', 'ways', null],
    [{ amounts: [] }, 'INVALID_INPUT', 'amounts', null],
    [{ amounts: [100_000, 0] }, 'INVALID_INPUT', 'amounts.1', null],
    [{ amounts: [100_000, 33_404] }, 'AMOUNT_MISMATCH', 'amounts.1', { left: 33_403 }],
    [{ amounts: Array.from({ length: 50 }, () => 1) }, 'LIMIT_EXCEEDED', 'amounts', { max: 49 }],
    [{ groups: [] }, 'INVALID_INPUT', 'groups', null],
    [{ groups: all.slice(0, 1) }, 'INVALID_INPUT', 'groups', null],
    [{ groups: [...all, { lines: [] }] }, 'INVALID_INPUT', 'groups.2.lines', null],
    [{ groups: [{ lines: [{ lineId: a, quantity: 2 }] }, { lines: [{ lineId: b }] }] }, 'INVALID_INPUT', 'groups', { missing: [{ lineId: c, quantity: 1 }] }],
    [{ groups: [...all, { lines: [{ lineId: a }] }] }, 'INVALID_INPUT', 'groups.2.lines.0.quantity', { left: 0 }],
    [{ groups: [{ lines: [{ lineId: a, quantity: 0 }] }, ...all] }, 'INVALID_INPUT', 'groups.0.lines.0.quantity', null],
    [{ groups: [...all, { lines: [{ lineId: randomUUID() }] }] }, 'NOT_FOUND', 'groups.2.lines.0.lineId', null],
    [{ orderId: randomUUID(), ways: 2 }, 'NOT_FOUND', 'orderId', null],
  ] as const) {
    const refused = await cashier.failure(QUOTE, { input: { orderId, ...input } });
    expect({ ...refused, field: refused.field?.join('.') }).toMatchObject({ code, field, details });
  }
  expect(await fingerprint(app)).toEqual(before);
});

test('orders of others, and orders that are called off', async () => {
  const other = await makeRestaurant(app);
  expect(await other.owner.failure(QUOTE, { input: { orderId, ways: 2 } })).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
  expect(await restaurant.kitchen.requestError(QUOTE, { input: { orderId, ways: 2 } })).toBe('FORBIDDEN');
  expect(await restaurant.guest.requestError(QUOTE, { input: { orderId, ways: 2 } })).toBe('UNAUTHENTICATED');
  const { id } = await placed();
  await act(cashier, 'cancelOrder', { orderId: id, reason: 'Changed their mind' });
  expect((await split({ orderId: id, ways: 2 })).total).toBe(133_403);
});

test('the letter case of an id does not count', async () => {
  const groupsOf = (ids: readonly string[]): Record<string, unknown> => ({
    groups: ids.map((lineId, index) => ({ lines: [{ lineId, quantity: index === 0 ? 2 : 1 }] })),
  });
  expect(await split(groupsOf(lineIds.map((id) => id.toUpperCase())))).toEqual(await split(groupsOf(lineIds)));
});
