import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, addProduct, makeRestaurant, orderOf, placeOrder, type Restaurant, readOrder, startTestApp, type TestApp } from '../kit/index.ts';

const RECORD = `mutation ($input: RecordWithholdingInput!) { recordWithholding(input: $input) {
  payment { method provider status amount rounding tendered change providerReference } order { total: totals { total tax } paidAmount dueAmount paymentStatus }
  userErrors { code field message details } } }`;

let app: TestApp;
let restaurant: Restaurant;
let catering: string;
beforeAll(async () => {
  app = await startTestApp();
  restaurant = await makeRestaurant(app, { currency: 'ETB', outlet: { taxName: 'VAT', taxRate: 1500 } });
  catering = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: 'CATERING', name: 'Catering', price: 4_500_000 });
});
afterAll(() => app.stop());

const invoiced = async (): Promise<string> =>
  (await placeOrder(restaurant.cashier, orderOf(restaurant, {}, { lines: [{ productId: catering }], channel: 'POS' }))).id;

test('3 % of the amount without VAT is withheld; the rest is paid', async () => {
  const orderId = await invoiced();
  const withheld = await restaurant.cashier.ok(RECORD, { input: { orderId, amount: 135_000, certificateNumber: ' WH-2026/0042 ' } });
  expect(withheld.recordWithholding).toMatchObject({
    payment: {
      method: 'WITHHOLDING',
      provider: 'withholding',
      status: 'PAID',
      amount: 135_000,
      rounding: 0,
      tendered: null,
      providerReference: 'WH-2026/0042',
    },
    order: { total: { total: 5_175_000, tax: 675_000 }, paidAmount: 135_000, dueAmount: 5_040_000, paymentStatus: 'PARTIALLY_PAID' },
  });
  await act(restaurant.cashier, 'payCash', { orderId, tendered: 5_040_000 });
  expect(await readOrder(restaurant.cashier, orderId, 'paymentStatus payments { method amount }')).toMatchObject({
    paymentStatus: 'PAID',
    payments: [
      { method: 'WITHHOLDING', amount: 135_000 },
      { method: 'CASH', amount: 5_040_000 },
    ],
  });
});

test('more than is due, nothing, and no certificate number are refused', async () => {
  const orderId = await invoiced();
  const refused = async (input: object): Promise<unknown> =>
    restaurant.cashier.failure(RECORD, { input: { orderId, amount: 1, certificateNumber: 'A', ...input } });
  expect(await refused({ amount: 5_175_001 })).toMatchObject({ code: 'AMOUNT_MISMATCH', field: ['amount'] });
  expect(await refused({ amount: 0 })).toMatchObject({ code: 'INVALID_INPUT', field: ['amount'] });
  expect(await refused({ certificateNumber: '  ' })).toMatchObject({ code: 'INVALID_INPUT', field: ['certificateNumber'] });
  expect(await readOrder(restaurant.cashier, orderId, 'paidAmount payments { id }')).toMatchObject({ paidAmount: 0, payments: [] });
});
