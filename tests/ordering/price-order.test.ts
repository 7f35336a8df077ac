import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addOutlet, addProduct, addStation, fingerprint, mutationOf, orderOf, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ currency: 'ETB' });

const TOTALS = `totals { pricesIncludeTax subtotal discount serviceCharge tax taxes { name rate base amount } delivery packaging tip total }`;
const PRICE = `query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { currency { code fractionDigits }
  lines { productId name quantity unitPrice total discount } ${TOTALS} appliedPromotions { name } notAppliedPromotions { name code reason message } }
  userErrors { code field message details } } }`;
const PLACE = mutationOf('placeOrder', `id currency { code fractionDigits } lines { productId productName quantity unitPrice total discount } ${TOTALS}`);

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function quote(input: Record<string, unknown>, client = restaurant.guest): Promise<any> {
  return (await client.ok(PRICE, { input })).priceOrder.quote;
}

/** An outlet with its own rules, and products at these prices; returns the input of an order of these products. */
async function menuOf(outlet: Record<string, unknown>, ...lines: [price: number, quantity: number][]): Promise<Record<string, unknown>> {
  const { platform, categoryId } = restaurant;
  const code = `O${randomUUID().slice(0, 6).toUpperCase()}`;
  const outletId = await addOutlet(platform, { code, ...outlet });
  await addStation(platform, outletId, 'BAR', true);
  const priced = lines.map(async ([price, quantity], index) => ({
    productId: await addProduct(platform, { categoryId, sku: `${code}-${index}`, name: `Product ${index}`, price }),
    quantity,
  }));
  return { outletId, serviceMode: 'DINE_IN', channel: 'POS', lines: await Promise.all(priced) };
}

/** Expects quote and order of the same basket to be equal; returns the quote. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function priced(input: Record<string, unknown>): Promise<any> {
  const quoted = await quote(input);
  const { order } = (await restaurant.owner.ok(PLACE, { input: { ...input, expectedTotal: quoted.totals.total } })).placeOrder;
  expect(order.totals).toEqual(quoted.totals);
  expect(order.currency).toEqual(quoted.currency);
  expect(order.lines.map(({ productName: name, ...line }: { productName: string }) => ({ name, ...line }))).toEqual(quoted.lines);
  const rows = await app.sql<{ service: string; tax: string }>('select sum(service_charge) as service, sum(tax) as tax from order_line where order_id = $1', [
    order.id,
  ]);
  expect(rows).toEqual([{ service: String(order.totals.serviceCharge), tax: String(order.totals.tax) }]);
  return quoted;
}

const nothing = { discount: 0, delivery: 0, packaging: 0, tip: 0 };

test('exclusive, service 5 %, tax 10 %', async () => {
  const input = await menuOf({ serviceChargeRate: 500, taxRate: 1000 }, [35000, 2], [18000, 1], [27500, 1]);
  const quoted = await priced(input);
  expect(quoted.totals).toEqual({
    ...nothing,
    pricesIncludeTax: false,
    subtotal: 115500,
    serviceCharge: 5775,
    tax: 12128,
    taxes: [{ name: 'Tax', rate: 1000, base: 121275, amount: 12128 }],
    total: 133403,
  });
  expect(quoted.lines).toMatchObject([
    { name: 'Product 0', quantity: 2, unitPrice: 35000, total: 70000, discount: 0 },
    { name: 'Product 1', quantity: 1, unitPrice: 18000, total: 18000 },
    { name: 'Product 2', quantity: 1, unitPrice: 27500, total: 27500 },
  ]);
});

test('inclusive, service 5 %, tax 10 %: a guest pays what the menu says', async () => {
  const input = await menuOf({ pricesIncludeTax: true, serviceChargeRate: 500, taxRate: 1000 }, [98000, 1]);
  expect((await priced(input)).totals).toEqual({
    ...nothing,
    pricesIncludeTax: true,
    subtotal: 98000,
    serviceCharge: 4242,
    tax: 8910,
    taxes: [{ name: 'Tax', rate: 1000, base: 89090, amount: 8910 }],
    total: 98000,
  });
});

test('ETB in santim: service 10 %, VAT 15 %, exclusive and inclusive', async () => {
  const exclusive = await priced(await menuOf({ serviceChargeRate: 1000, taxRate: 1500, taxName: 'VAT' }, [18550, 2], [9575, 1]));
  expect(exclusive.currency).toEqual({ code: 'ETB', fractionDigits: 2 });
  expect(exclusive.totals).toMatchObject({ subtotal: 46675, serviceCharge: 4668, tax: 7701, total: 59044, taxes: [{ name: 'VAT', base: 51343 }] });
  const inclusive = await priced(await menuOf({ pricesIncludeTax: true, taxRate: 1500 }, [25000, 1]));
  expect(inclusive.totals).toMatchObject({ subtotal: 25000, serviceCharge: 0, tax: 3261, total: 25000, taxes: [{ base: 21739 }] });
});

test('an outlet without rates', async () => {
  expect((await priced(await menuOf({}, [3335, 3]))).totals).toMatchObject({ subtotal: 10005, serviceCharge: 0, tax: 0, taxes: [], total: 10005 });
});

test('prices of the outlet, with modifiers', async () => {
  const { platform, manager, categoryId, outletId } = restaurant;
  const productId = await addProduct(platform, {
    categoryId,
    sku: 'LATTE',
    name: 'Latte',
    price: 5000,
    modifierGroups: [{ name: 'Shots', selectionType: 'QUANTITY', maxSelections: 5, options: [{ name: 'Shot', priceAdjustment: 700 }] }],
  });
  const { product } = await manager.ok('query ($id: ID!) { product(id: $id) { modifierGroups { options { id } } } }', { id: productId });
  await manager.ok('mutation ($input: SetProductOverrideInput!) { setProductOverride(input: $input) { userErrors { code } } }', {
    input: { outletId, productId, price: 4500 },
  });
  const modifiers = [{ optionId: product.modifierGroups[0].options[0].id, quantity: 3 }];
  const quoted = await priced(orderOf(restaurant, {}, { lines: [{ productId, quantity: 2, modifiers }] }));
  expect(quoted.lines).toEqual([{ productId, name: 'Latte', quantity: 2, unitPrice: 6600, total: 13200, discount: 0 }]);
});

test('codes that no promotion has are told, not refused', async () => {
  const quoted = await quote(orderOf(restaurant, { COFFEE: 1 }, { promotionCodes: ['lucky', ' LUCKY', 'seven'] }));
  expect(quoted).toMatchObject({ appliedPromotions: [], totals: { discount: 0, total: 20000 } });
  expect(quoted.notAppliedPromotions.map(({ code, reason }: { code: string; reason: string }) => [code, reason])).toEqual([
    ['LUCKY', 'UNKNOWN_CODE'],
    ['SEVEN', 'UNKNOWN_CODE'],
  ]);
});

test('a quote is refused as the order would be, and writes nothing', async () => {
  const before = await fingerprint(app);
  const { products } = restaurant;
  await quote(orderOf(restaurant, { COFFEE: 1, CAKE: 5 }));
  for (const [input, code] of [
    [orderOf(restaurant, { CAKE: 6 }), 'OUT_OF_STOCK'],
    [orderOf(restaurant, {}), 'INVALID_INPUT'],
    [orderOf(restaurant, { COFFEE: 0 }), 'INVALID_INPUT'],
    [orderOf(restaurant, {}, { lines: [{ productId: randomUUID() }] }), 'NOT_FOUND'],
    [orderOf(restaurant, {}, { lines: [{ productId: products.COFFEE, modifiers: [{ optionId: randomUUID() }] }] }), 'MODIFIER_RULE'],
    [orderOf(restaurant, { COFFEE: 1 }, { outletId: randomUUID() }), 'NOT_FOUND'],
  ] as const) {
    const refused = await refusal(restaurant.cashier, 'placeOrder', input);
    expect(refused.code).toBe(code);
    expect(await restaurant.guest.failure(PRICE, { input })).toEqual(refused);
  }
  expect(await fingerprint(app)).toEqual(before);
});

test('a phone number that an order could not keep is refused in the quote already', async () => {
  for (const customerPhone of ['0'.repeat(41), '08\0']) {
    const input = orderOf(restaurant, { COFFEE: 1 }, { customerPhone });
    const refused = { code: 'INVALID_INPUT', field: ['customerPhone'] };
    expect(await restaurant.cashier.failure(PRICE, { input })).toMatchObject(refused);
    expect(await restaurant.cashier.failure(PLACE, { input })).toMatchObject(refused);
  }
});
