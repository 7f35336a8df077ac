import { expect, test } from 'vitest';
import { addOutlet, addProduct, addStation, orderOf, placeOrder, readOrder, refusal, TICKET_FIELDS, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();

/** Items of each ticket, by station code. */
function itemsByStation(order: { tickets: { station: { code: string }; items: { name: string; quantity: number }[] }[] }): Record<string, string[]> {
  return Object.fromEntries(order.tickets.map(({ station, items }) => [station.code, items.map(({ name, quantity }) => `${quantity} ${name}`)]));
}

async function addCategory(stationCode: string | null): Promise<string> {
  const data = await restaurant.platform.ok(
    'mutation ($input: CreateCategoryInput!) { createCategory(input: $input) { category { id } userErrors { code } } }',
    {
      input: { name: 'Routed', stationCode },
    },
  );
  return data.createCategory.category.id;
}

async function product(sku: string, categoryId: string, stationCode?: string): Promise<{ productId: string; quantity: number }> {
  return { productId: await addProduct(restaurant.platform, { categoryId, sku, name: sku, price: 1000, stationCode }), quantity: 1 };
}

test('a product goes to its station, else its category’s, else the default', async () => {
  const cooked = await addCategory('KITCHEN');
  const bottled = await addCategory('NONE');
  const lines = [
    await product('own', cooked, 'BAR'),
    await product('category', cooked),
    await product('default', restaurant.categoryId),
    await product('none', cooked, 'NONE'),
    await product('bottle', bottled),
    await product('opened', bottled, 'BAR'),
  ];
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, {}, { lines }));
  expect(itemsByStation(order)).toEqual({ BAR: ['1 own', '1 default', '1 opened'], KITCHEN: ['1 category'] });
});

test('a station that the outlet does not have: its default; without one: refused', async () => {
  const { platform, owner, categoryId } = restaurant;
  const lines = [await product('grilled', categoryId, 'GRILL')];
  const pass = await addOutlet(platform, { code: 'PASS' });
  await addStation(platform, pass, 'PASS', true);
  expect(itemsByStation(await placeOrder(owner, orderOf(restaurant, {}, { lines, outletId: pass })))).toEqual({ PASS: ['1 grilled'] });
  const grill = await addOutlet(platform, { code: 'GRILL' });
  const station = await addStation(platform, grill, 'GRILL', true);
  const noDefault = 'mutation ($id: ID!) { updateStation(input: { id: $id, isDefault: false }) { userErrors { code } } }';
  await platform.ok(noDefault, { id: station });
  expect(itemsByStation(await placeOrder(owner, orderOf(restaurant, {}, { lines, outletId: grill })))).toEqual({ GRILL: ['1 grilled'] });
  const other = { ...orderOf(restaurant, { COFFEE: 1 }), outletId: grill };
  expect(await refusal(owner, 'placeOrder', other)).toMatchObject({ code: 'UNROUTED_ITEM', field: ['lines', '0', 'productId'] });
});

test('one ticket per station, with what the cook needs to know', async () => {
  const { cashier, kitchen, products, stations } = restaurant;
  const lines = [
    { productId: products.SOUP, quantity: 2, notes: 'no salt' },
    { productId: products.COFFEE },
    { productId: products.SOUP, quantity: 1 },
    { productId: products.WATER },
  ];
  const { id } = await placeOrder(cashier, orderOf(restaurant, {}, { lines, serviceMode: 'DINE_IN', tableName: '12', customerName: 'Guest' }));
  const order = await readOrder(cashier, id);
  expect(itemsByStation(order)).toEqual({ KITCHEN: ['2 Soup', '1 Soup'], BAR: ['1 Coffee'] });
  const { kitchenTickets } = await kitchen.ok(
    `query ($stationId: ID!) { kitchenTickets(stationId: $stationId) { ${TICKET_FIELDS} queueNumber serviceMode tableName customerName firedAt } }`,
    { stationId: stations.KITCHEN },
  );
  expect(kitchenTickets.at(-1)).toMatchObject({
    orderId: id,
    status: 'QUEUED',
    version: 1,
    queueNumber: order.queueNumber,
    serviceMode: 'DINE_IN',
    tableName: '12',
    customerName: 'Guest',
    items: [
      { name: 'Soup', quantity: 2, notes: 'no salt', modifiers: [], lineId: order.lines[0].id },
      { name: 'Soup', quantity: 1, notes: null, lineId: order.lines[2].id },
    ],
  });
});

test('modifiers are on the ticket, without prices', async () => {
  const { platform, cashier, categoryId } = restaurant;
  const productId = await addProduct(platform, {
    categoryId,
    sku: 'LATTE',
    name: 'Latte',
    price: 25000,
    modifierGroups: [
      { name: 'Shots', selectionType: 'QUANTITY', maxSelections: 3, options: [{ name: 'Shot', priceAdjustment: 4000 }] },
      { name: 'Name', selectionType: 'TEXT', options: [{ name: 'On the cup' }] },
    ],
  });
  const data = await cashier.ok('query ($id: ID!) { product(id: $id) { modifierGroups { options { id } } } }', { id: productId });
  const [shot, text] = data.product.modifierGroups.map((group: { options: { id: string }[] }) => group.options[0]?.id);
  const modifiers = [
    { optionId: text, text: 'Guest' },
    { optionId: shot, quantity: 2 },
  ];
  const { id } = await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId, quantity: 1, modifiers }] }));
  const order = await readOrder(cashier, id, `tickets { ${TICKET_FIELDS} } lines { unitPrice }`);
  expect(order.lines[0].unitPrice).toBe(33000);
  expect(order.tickets[0].items[0].modifiers).toEqual([
    { name: 'Shot', quantity: 2, text: null },
    { name: 'On the cup', quantity: 1, text: 'Guest' },
  ]);
});
