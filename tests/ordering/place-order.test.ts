import { expect, test } from 'vitest';
import { act, addDevice, addProduct, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant({ outlet: { taxRate: 1000, serviceChargeRate: 500 } });

test('an order is priced, numbered and fired', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2, SOUP: 1, WATER: 1 }));
  expect(order).toMatchObject({
    queueNumber: 1,
    status: 'CONFIRMED',
    paymentStatus: 'UNPAID',
    version: 1,
    paidAmount: 0,
    dueAmount: 86625,
    totals: { subtotal: 75000, serviceCharge: 3750, tax: 7875, total: 86625 },
  });
  const { businessDate } = await readOrder(restaurant.cashier, order.id, 'businessDate');
  expect(order.number).toBe(`ORD-${businessDate.replaceAll('-', '')}-ONE0001`);
  expect(order.lines.map((line: { productName: string }) => line.productName)).toEqual(['Coffee', 'Soup', 'Water']);
  expect(order.tickets.map((ticket: { station: { code: string } }) => ticket.station.code).sort()).toEqual(['BAR', 'KITCHEN']);
});

test('what a client says of itself is kept, trimmed; who took the order is known', async () => {
  const details = { customerName: '  Guest One ', customerPhone: ' 0812 ', tableName: ' 7 ', notes: ' no rush ', menuVersion: 3 };
  const { id } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { ...details, serviceMode: 'DINE_IN' }));
  const fields =
    'customerName customerPhone tableName notes menuVersion serviceMode channel cashier { username } outlet { id } currency { code fractionDigits }';
  expect(await readOrder(restaurant.owner, id, fields)).toEqual({
    customerName: 'Guest One',
    customerPhone: '0812',
    tableName: '7',
    notes: 'no rush',
    menuVersion: 3,
    serviceMode: 'DINE_IN',
    channel: 'POS',
    cashier: { username: 'cashier' },
    outlet: { id: restaurant.outletId },
    currency: { code: 'IDR', fractionDigits: 0 },
  });
});

test('words of any script are kept; half a character is refused', async () => {
  const words = 'ሰላም ☕ 🍜';
  const lines = [{ productId: restaurant.products.COFFEE, notes: words }];
  const { id } = await placeOrder(restaurant.cashier, orderOf(restaurant, {}, { lines, notes: 'a\ufffd' }));
  const fields = 'notes lines { notes } tickets { items { notes } }';
  expect(await readOrder(restaurant.cashier, id, fields)).toEqual({
    notes: 'a\ufffd',
    lines: [{ notes: words }],
    tickets: [{ items: [{ notes: words }] }],
  });
  expect(await refusal(restaurant.cashier, 'placeOrder', orderOf(restaurant, {}, { lines, notes: 'a\ud83c' }))).toMatchObject({
    code: 'INVALID_INPUT',
    field: ['notes'],
  });
});

test('a till that is a device has no cashier', async () => {
  const { client } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
  const order = await placeOrder(client, orderOf(restaurant, { COFFEE: 1 }));
  expect(await readOrder(client, order.id, 'cashier { id }')).toEqual({ cashier: null });
});

test('a menu version is recorded, never a reason to refuse', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { menuVersion: 999 }));
  expect((await readOrder(restaurant.cashier, order.id, 'menuVersion')).menuVersion).toBe(999);
});

test('an order keeps what it was sold as', async () => {
  const { platform, cashier, categoryId, outletId } = restaurant;
  const productId = await addProduct(platform, {
    categoryId,
    sku: 'TEA',
    name: 'Tea',
    price: 10000,
    modifierGroups: [{ name: 'Size', selectionType: 'SINGLE', options: [{ name: 'Large', priceAdjustment: 3000 }] }],
  });
  const product = await cashier.ok('query ($id: ID!) { product(id: $id) { modifierGroups { id options { id } } } }', { id: productId });
  const [group] = product.product.modifierGroups;
  const optionId = group.options[0].id;
  const placed = await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId, quantity: 2, modifiers: [{ optionId }], notes: 'hot' }] }));
  const fields =
    'number lines { productName quantity unitPrice total discount notes modifiers { name quantity priceAdjustment text } } totals { total taxes { name rate base amount } }';
  const before = await readOrder(cashier, placed.id, fields);
  expect(before.lines).toEqual([
    {
      productName: 'Tea',
      quantity: 2,
      unitPrice: 13000,
      total: 26000,
      discount: 0,
      notes: 'hot',
      modifiers: [{ name: 'Large', quantity: 1, priceAdjustment: 3000, text: null }],
    },
  ]);
  const errors = 'userErrors { code field message details }';
  await platform.ok(`mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { ${errors} } }`, {
    input: { id: productId, name: 'Chai', price: 99000 },
  });
  await platform.ok(`mutation ($input: UpdateModifierGroupInput!) { updateModifierGroup(input: $input) { ${errors} } }`, {
    input: { id: group.id, options: [{ id: optionId, name: 'Huge', priceAdjustment: 9000 }] },
  });
  await platform.ok(`mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { ${errors} } }`, { input: { id: outletId, taxRate: 1100 } });
  expect(await readOrder(cashier, placed.id, fields)).toEqual(before);
  await platform.ok(`mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { ${errors} } }`, { input: { id: outletId, taxRate: 1000 } });
});

test('the total that the client showed is compared with the actual total', async () => {
  const input = orderOf(restaurant, { COFFEE: 1 }, { expectedTotal: 23100 });
  await placeOrder(restaurant.cashier, input);
  expect(await refusal(restaurant.cashier, 'placeOrder', { ...input, expectedTotal: 23000 })).toMatchObject({
    code: 'PRICE_CHANGED',
    field: ['expectedTotal'],
    details: { total: 23100 },
  });
});

test('a code that no promotion has is refused', async () => {
  expect(await refusal(restaurant.cashier, 'placeOrder', orderOf(restaurant, { COFFEE: 1 }, { promotionCodes: ['lucky'] }))).toMatchObject({
    code: 'PROMOTION_NOT_APPLICABLE',
    field: ['promotionCodes', '0'],
    details: { reason: 'UNKNOWN_CODE' },
  });
});

test('queue numbers are 1, 2, 3 … without gaps, also when orders fail among them', async () => {
  const other = await makeOutletTwo();
  const good = orderOf(restaurant, { WATER: 1 }, { outletId: other });
  const bad = { ...good, lines: [{ productId: restaurant.products.COFFEE, quantity: 1 }] };
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) => (index % 5 === 4 ? refusal(restaurant.owner, 'placeOrder', bad) : act(restaurant.owner, 'placeOrder', good))),
  );
  const orders = results.filter((result) => 'queueNumber' in result);
  expect(orders.map((order) => order.queueNumber).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(new Set(orders.map((order) => order.number)).size).toBe(40);
  expect(results.filter((result) => 'code' in result).every((result) => result.code === 'UNROUTED_ITEM')).toBe(true);
});

/** An outlet without stations: it sells only products that no kitchen makes. */
async function makeOutletTwo(): Promise<string> {
  const data = await restaurant.platform.ok('mutation { createOutlet(input: { name: "Two", code: "TWO" }) { outlet { id } userErrors { code } } }');
  return data.createOutlet.outlet.id;
}

test('what no station of the outlet makes is not sold there', async () => {
  const { outlets } = await restaurant.owner.ok('{ outlets { id code } }');
  const two = outlets.find(({ code }: { code: string }) => code === 'TWO');
  for (const sku of ['COFFEE', 'SOUP']) {
    expect(await refusal(restaurant.owner, 'placeOrder', orderOf(restaurant, { WATER: 1, [sku]: 1 }, { outletId: two.id }))).toMatchObject({
      code: 'UNROUTED_ITEM',
      field: ['lines', '1', 'productId'],
    });
  }
});

test('an order without anything to cook is ready at once', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { WATER: 3 }));
  expect(order).toMatchObject({ status: 'READY', tickets: [] });
  const { servedAt, ...times } = await readOrder(restaurant.cashier, order.id, 'confirmedAt preparingAt readyAt servedAt');
  expect(Object.values(times)).not.toContain(null);
  expect(servedAt).toBeNull();
});
