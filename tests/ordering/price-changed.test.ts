import { beforeAll, expect, test } from 'vitest';
import { orderOf, placeOrder, refusal, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500 } });
beforeAll(async () => {
  // The soup costs 33 000 since the client read the menu.
  await restaurant.owner.ok('mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { userErrors { code } } }', {
    input: { id: restaurant.products.SOUP, price: 33_000 },
  });
});

const refused = (more: object): Promise<{ code: string; field: readonly string[] | null; message: string; details: Record<string, unknown> | null }> =>
  refusal(restaurant.cashier, 'placeOrder', orderOf(restaurant, { COFFEE: 1, SOUP: 2, WATER: 1 }, more as Record<string, unknown>));
const SHOWN = [{ unitPrice: 20_000 }, { unitPrice: 30_000, total: 60_000 }, { total: 5000 }];

// Subtotal 91 000, service 4550, tax 9555.
const totals = { subtotal: 91_000, discount: 0, serviceCharge: 4550, tax: 9555, delivery: 0, packaging: 0, tip: 0, total: 105_105 };

test('a total that is not the expected one comes with its parts and the price of each unit', async () => {
  expect(await refused({ expectedTotal: 98_175 })).toEqual({
    code: 'PRICE_CHANGED',
    field: ['expectedTotal'],
    message: 'The total is 105105, not 98175.',
    details: { total: 105_105, totals, unitPrices: [20_000, 33_000, 5000] },
  });
});

test('and names the lines that differ, when the client says what it showed of them', async () => {
  const lines = [{ index: 1, what: 'unitPrice', expected: 30_000, actual: 33_000 }];
  expect(await refused({ expectedTotal: 98_175, expectedLines: SHOWN })).toEqual({
    code: 'PRICE_CHANGED',
    field: ['expectedTotal'],
    message: 'The total is 105105, not 98175. Soup: a unit costs 33000, not 30000.',
    details: { total: 105_105, totals, unitPrices: [20_000, 33_000, 5000], lines },
  });
  // Also without an expected total, by the totals of lines.
  expect(await refused({ expectedLines: SHOWN })).toMatchObject({ code: 'PRICE_CHANGED', field: ['expectedLines', '1', 'unitPrice'], details: { lines } });
  const byTotal = [{ total: 20_000 }, { total: 60_000 }, {}];
  expect(await refused({ expectedLines: byTotal })).toMatchObject({
    field: ['expectedLines', '1', 'total'],
    message: 'Soup: the line comes to 66000, not 60000.',
    details: { lines: [{ index: 1, what: 'total', expected: 60_000, actual: 66_000 }] },
  });
});

test('a total that differs while every line is right is told by its parts', async () => {
  const right = [{ unitPrice: 20_000 }, { unitPrice: 33_000 }, { unitPrice: 5000 }];
  expect(await refused({ expectedTotal: 95_550, expectedLines: right })).toMatchObject({
    field: ['expectedTotal'],
    details: { total: 105_105, totals, lines: [] },
  });
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 2, WATER: 1 }, { expectedTotal: 105_105, expectedLines: right }));
  expect(order.totals.total).toBe(105_105);
});

test('what is expected of lines is expected of each of them', async () => {
  for (const expectedLines of [[], [{}], [{}, {}, {}, {}]]) expect((await refused({ expectedLines })).field).toEqual(['expectedLines']);
  expect(await refused({ expectedLines: [{}] })).toMatchObject({ code: 'INVALID_INPUT', message: 'expectedLines needs 3 entries, one for each line.' });
});
