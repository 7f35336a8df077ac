import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { act, addProduct, type Client, mutationOf, orderOf, readOrder, useRestaurant } from '../kit/index.ts';
import { refund, refundRefused } from '../payments/refund-api.ts';
import { run } from '../payments/shift-api.ts';

const { restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500 } });
/** Salmon: 150 000 per kilogram, in steps of 5 g, with a sauce for 5 000; service 5 %, tax 10 %. */
let salmon: string;
let sauce: string;
beforeAll(async () => {
  const made = await restaurant.owner.ok(
    `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
    product { id modifierGroups { options { id } } } userErrors { code field message } } }`,
    {
      input: {
        categoryId: restaurant.categoryId,
        ...{ sku: 'SALMON', name: 'Salmon', price: 150_000, soldBy: 'KG', measureStep: '0.005', stationCode: 'KITCHEN' },
        modifierGroups: [{ name: 'Sauce', selectionType: 'QUANTITY', minSelections: 0, maxSelections: 3, options: [{ name: 'Dill', priceAdjustment: 5000 }] }],
      },
    },
  );
  salmon = made.createProduct.product.id;
  sauce = made.createProduct.product.modifierGroups[0].options[0].id;
});

const ERRORS = 'userErrors { code field message details }';
const LINE = 'quantity measure measureUnit measurePrice unitPrice total discount';
const PLACE = mutationOf(
  'placeOrder',
  `id token totals { subtotal serviceCharge tax total } lines { id ${LINE} modifiers { name quantity priceAdjustment } } tickets { items { name quantity measure measureUnit } }`,
);
const QUOTE = `query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { total } lines { ${LINE} } } ${ERRORS} } }`;

type Input = Readonly<Record<string, unknown>>;
const portion = (measure: unknown, more: Input = {}): Input => ({ productId: salmon, measure, ...more });
const ordered = (...lines: readonly Input[]): Input => orderOf(restaurant, {}, { lines });
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const place = async (client: Client, ...lines: readonly Input[]): Promise<any> => (await client.ok(PLACE, { input: ordered(...lines) })).placeOrder.order;

test('345 g of salmon at 150 000 a kilogram cost 51 750: in the quote, on the order, on the ticket and for the guest who follows it', async () => {
  const { cashier, guest } = restaurant;
  const line = { quantity: 1, measure: '0.345', measureUnit: 'KG', measurePrice: 150_000, unitPrice: 51_750, total: 51_750, discount: 0 };
  const quoted = await guest.ok(QUOTE, { input: { ...ordered(portion('0.345')), channel: 'API' } });
  expect(quoted.priceOrder.quote).toEqual({ totals: { total: 59_772 }, lines: [line] });
  const order = await place(cashier, portion('0.345'));
  expect(order).toMatchObject({ totals: { subtotal: 51_750, serviceCharge: 2588, tax: 5434, total: 59_772 }, lines: [line] });
  expect(order.tickets).toEqual([{ items: [{ name: 'Salmon', quantity: 1, measure: '0.345', measureUnit: 'KG' }] }]);
  const track = 'query ($token: String!) { orderByToken(token: $token) { lines { quantity measure measureUnit unitPrice total } } }';
  const { measurePrice: _, discount: __, ...seen } = line;
  expect((await guest.ok(track, { token: order.token })).orderByToken.lines).toEqual([seen]);
});

test('pieces say that they are pieces, beside what is measured', async () => {
  const order = await place(restaurant.cashier, { productId: restaurant.products.COFFEE, quantity: 2 }, portion('1'));
  expect(order.lines).toMatchObject([
    { quantity: 2, measure: null, measureUnit: 'PIECE', measurePrice: null, unitPrice: 20_000, total: 40_000 },
    { quantity: 1, measure: '1', measureUnit: 'KG', total: 150_000 },
  ]);
});

test('a measure is the same as text, as a number and written into the document, with and without zeros at its end', async () => {
  const { guest, outletId } = restaurant;
  const inline = (measure: string): string =>
    `{ priceOrder(input: { outletId: "${outletId}", serviceMode: TAKEAWAY, lines: [{ productId: "${salmon}", measure: ${measure} }] }) { quote { lines { measure total } } ${ERRORS} } }`;
  const expected = { measure: '1.5', total: 225_000 };
  for (const measure of ['"1.5"', '"1.500"', '1.5', '1.50']) expect((await guest.ok(inline(measure))).priceOrder.quote.lines).toEqual([expected]);
  for (const measure of ['1.5', '1.500', 1.5]) {
    const { priceOrder } = await guest.ok(QUOTE, { input: { ...ordered(portion(measure)), channel: 'API' } });
    expect(priceOrder.quote.lines).toMatchObject([expected]);
  }
});

test('the same order sent again with its measure as a number is the same order', async () => {
  const { cashier } = restaurant;
  const id = randomUUID();
  const first = (await cashier.ok(PLACE, { input: { ...ordered(portion('0.345')), id } })).placeOrder.order;
  expect((await cashier.ok(PLACE, { input: { ...ordered(portion(0.345)), id } })).placeOrder.order.id).toBe(first.id);
  expect(await cashier.failure(PLACE, { input: { ...ordered(portion(0.35)), id } })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: ['id'] });
});

test('modifiers are added once to a line of any measure', async () => {
  const { lines } = await place(restaurant.cashier, portion('0.345', { modifiers: [{ optionId: sauce, quantity: 2 }] }));
  expect(lines).toMatchObject([{ unitPrice: 61_750, total: 61_750, modifiers: [{ name: 'Dill', quantity: 2, priceAdjustment: 5000 }] }]);
});

describe('what cannot be measured is refused at its line, with the value and what would do', () => {
  const refused = async (line: Input): Promise<object> => {
    const { code, field, message, details } = await restaurant.cashier.failure(PLACE, { input: ordered(line) });
    return { code, field: field?.join('.'), message, details };
  };
  const KG = { soldBy: 'KG', measureStep: '0.005' };

  test.each([
    ['0.347', 'measure must be a multiple of 0.005, not 0.347; nearest are 0.345 and 0.35 KG.', ['0.345', '0.35']],
    ['0.003', 'measure must be a multiple of 0.005, not 0.003; nearest is 0.005 KG.', ['0.005']],
    ['0', 'measure must be from 0.005 to 999, not 0; nearest is 0.005 KG.', ['0.005']],
    ['-1', 'measure must be from 0.005 to 999, not -1; nearest is 0.005 KG.', ['0.005']],
    ['999.005', 'measure must be from 0.005 to 999, not 999.005; nearest is 999 KG.', ['999']],
  ])('%s kg', async (measure, message, nearest) => {
    expect(await refused(portion(measure))).toEqual({ code: 'INVALID_INPUT', field: 'lines.0.measure', message, details: { ...KG, nearest } });
  });

  test('no measure, more than one unit, and a measure of a product that is sold by pieces', async () => {
    expect(await refused({ productId: salmon })).toEqual({
      code: 'INVALID_INPUT',
      field: 'lines.0.measure',
      message: 'measure is needed: Salmon is sold by KG, in multiples of 0.005.',
      details: KG,
    });
    expect(await refused(portion('0.345', { quantity: 2 }))).toMatchObject({ code: 'INVALID_INPUT', field: 'lines.0.quantity' });
    expect(await refused({ productId: restaurant.products.COFFEE, measure: '1' })).toMatchObject({ code: 'INVALID_INPUT', field: 'lines.0.measure' });
  });

  test('more than three places, and what floating-point arithmetic has made', async () => {
    for (const measure of ['0.3456', 0.1 + 0.2, '1,5', 'much', true, {}]) {
      expect(await restaurant.cashier.requestError(PLACE, { input: ordered(portion(measure)) })).toBe('BAD_USER_INPUT');
    }
  });
});

describe('a measured line that is sold', () => {
  const priced = `order { totals { total } lines { ${LINE} menuPrice } } ${ERRORS}`;

  test('is discounted and given another price as a whole', async () => {
    const { manager } = restaurant;
    const { id, lines } = await place(manager, portion('0.345'));
    const lineId = lines[0].id;
    const discount = `mutation ($input: DiscountOrderInput!) { discountOrder(input: $input) { ${priced} } }`;
    const { discountOrder } = await manager.ok(discount, { input: { orderId: id, lineId, rate: 1000, reason: 'Goodwill' } });
    expect(discountOrder.order.lines).toMatchObject([{ unitPrice: 51_750, discount: 5175 }]);
    const override = `mutation ($input: OverridePriceInput!) { overridePrice(input: $input) { ${priced} } }`;
    const { overridePrice } = await manager.ok(override, { input: { orderId: id, lineId, unitPrice: 50_000, reason: 'Tail piece' } });
    expect(overridePrice.order.lines).toMatchObject([
      { quantity: 1, measure: '0.345', measurePrice: 150_000, unitPrice: 50_000, menuPrice: 51_750, total: 50_000, discount: 5000 },
    ]);
  });

  test('keeps its price and unit when the menu sells it by another', async () => {
    const productId = await addProduct(restaurant.owner, { categoryId: restaurant.categoryId, sku: 'HAM', name: 'Ham', price: 90, soldBy: 'G' });
    const { id } = await place(restaurant.cashier, { productId, measure: '250' });
    const update = mutationOf('updateProduct', 'soldBy measureStep');
    const { updateProduct } = await restaurant.owner.ok(update, { input: { id: productId, soldBy: 'PIECE', price: 20_000 } });
    expect(updateProduct.product).toEqual({ soldBy: 'PIECE', measureStep: null });
    expect((await readOrder(restaurant.cashier, id, `lines { ${LINE} }`)).lines).toMatchObject([
      { measure: '250', measureUnit: 'G', measurePrice: 90, total: 22_500 },
    ]);
    expect((await place(restaurant.cashier, { productId, quantity: 2 })).lines).toMatchObject([{ measure: null, measureUnit: 'PIECE', total: 40_000 }]);
  });

  test('is given back as a whole, or an amount of its price', async () => {
    const { manager, cashier, outletId } = restaurant;
    await run(manager, 'openShift', { outletId, float: 1_000_000 });
    const { id, lines } = await place(cashier, portion('0.345'));
    const [{ id: lineId }] = lines;
    const paymentId = (await act(cashier, 'payCash', { orderId: id, tendered: 100_000 })).id;
    expect(await refundRefused(manager, { paymentId, lines: [{ lineId, quantity: 2 }] })).toMatchObject({ code: 'REFUND_EXCEEDS_PAID', details: { left: 1 } });
    expect((await refund(manager, { paymentId, lines: [{ lineId, amount: 9772 }] })).refund.lines).toMatchObject([{ quantity: 0, amount: 9772 }]);
    expect((await refund(manager, { paymentId, lines: [{ lineId, quantity: 1 }] })).refund.lines).toMatchObject([{ quantity: 1, amount: 50_000 }]);
  });

  test('is taken over by one guest when the bill is split by items', async () => {
    const { id, lines } = await place(restaurant.cashier, portion('0.345'), portion('0.5'));
    const groups = lines.map((line: { id: string }) => ({ lines: [{ lineId: line.id }] }));
    const split = `query ($input: SplitQuoteInput!) { splitQuote(input: $input) { quote { parts { amount lines { quantity } } } ${ERRORS} } }`;
    const { quote } = (await restaurant.cashier.ok(split, { input: { orderId: id, groups } })).splitQuote;
    expect(quote.parts).toEqual([
      { amount: 59_772, lines: [{ quantity: 1 }] },
      { amount: 86_625, lines: [{ quantity: 1 }] },
    ]);
  });
});
