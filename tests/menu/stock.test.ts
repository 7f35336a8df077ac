import { expect, it } from 'vitest';
import { makeRestaurant, orderOf, PLACE_ORDER, placeOrder, useTestApp } from '../kit/index.ts';
import { change, itemOf, menuOf } from './menu-api.ts';

const app = useTestApp();

it('the last unit wanted by 20 clients is sold once, and then the menu says so', async () => {
  const restaurant = await makeRestaurant(app);
  const { cashier, kitchen, guest, outletId, products } = restaurant;
  await change(kitchen, 'adjustStock', { outletId, productId: products.CAKE, counted: 1 }, 'product { id }');
  const { version } = await menuOf(guest, outletId);
  const answers = await Promise.all(Array.from({ length: 20 }, () => cashier.send(PLACE_ORDER, { input: orderOf(restaurant, { CAKE: 1, COFFEE: 1 }) })));
  const payloads = answers.map(({ data }) => data.placeOrder);
  expect(payloads.filter(({ order }) => order !== null)).toHaveLength(1);
  const refused = payloads.flatMap(({ userErrors }) => userErrors);
  expect(refused).toHaveLength(19);
  for (const error of refused) expect(error).toMatchObject({ code: 'OUT_OF_STOCK', field: ['lines', '0', 'productId'], details: { available: 0 } });
  const menu = await menuOf(guest, outletId);
  expect(itemOf(menu, 'CAKE')).toMatchObject({ available: false });
  expect(menu.version).toBe(version + 1);
});

it('orders that take the same products in another order do not wait for each other for ever', async () => {
  const restaurant = await makeRestaurant(app);
  const { owner, categoryId, cashier } = restaurant;
  const { product } = await change(
    owner,
    'createProduct',
    { categoryId, sku: 'PIE', name: 'Pie', price: 1, trackStock: true, stockQuantity: 30 },
    'product { id }',
  );
  await change(owner, 'adjustStock', { outletId: restaurant.outletId, productId: restaurant.products.CAKE, counted: 30 }, 'product { id }');
  const [a, b] = [restaurant.products.CAKE, product.id].map((productId) => ({ productId, quantity: 1 }));
  const orders = Array.from({ length: 30 }, (_, index) => placeOrder(cashier, orderOf(restaurant, {}, { lines: index % 2 ? [a, b] : [b, a] })));
  expect(await Promise.all(orders)).toHaveLength(30);
  expect(itemOf(await menuOf(restaurant.guest, restaurant.outletId), 'PIE')).toMatchObject({ available: false });
});

it('names the first line that cannot be served, and what there is', async () => {
  const restaurant = await makeRestaurant(app);
  const productId = restaurant.products.CAKE;
  const lines = [3, 2, 1].map((quantity) => ({ productId, quantity }));
  const error = await restaurant.cashier.failure(PLACE_ORDER, { input: orderOf(restaurant, {}, { lines }) });
  expect(error).toMatchObject({ code: 'OUT_OF_STOCK', field: ['lines', '2', 'productId'], details: { available: 5 } });
  expect(await placeOrder(restaurant.cashier, orderOf(restaurant, { CAKE: 5 }))).toMatchObject({ status: 'CONFIRMED' });
});

it('a cancelled order gives its units back, and what was sold out is available again', async () => {
  const restaurant = await makeRestaurant(app);
  const { cashier, guest, outletId } = restaurant;
  const { id } = await placeOrder(cashier, orderOf(restaurant, { CAKE: 5 }));
  const soldOut = await menuOf(guest, outletId);
  expect(itemOf(soldOut, 'CAKE')?.available).toBe(false);
  await change(cashier, 'cancelOrder', { orderId: id, reason: 'changed their mind' }, 'order { status }');
  const after = await menuOf(guest, outletId);
  expect(itemOf(after, 'CAKE')?.available).toBe(true);
  expect(after.version).toBe(soldOut.version + 1);
});

it('a product that is taken off and sold out is announced as back when it is neither', async () => {
  const restaurant = await makeRestaurant(app);
  const { cashier, kitchen, outletId, products } = restaurant;
  const productId = products.CAKE;
  const setAvailable = (available: boolean) => change(kitchen, 'setAvailability', { outletId, productId, available }, 'menuVersion');
  const count = (counted: number) => change(kitchen, 'adjustStock', { outletId, productId, counted }, 'product { id }');
  const { id } = await placeOrder(cashier, orderOf(restaurant, { CAKE: 5 }));
  await setAvailable(false);
  await change(cashier, 'cancelOrder', { orderId: id, reason: 'changed their mind' }, 'order { status }');
  await count(0);
  await count(3);
  await count(0);
  await setAvailable(true);
  await count(2);
  const { outletEvents } = await cashier.ok('query ($id: ID!) { outletEvents(outletId: $id, after: 0) { events { type data } } }', { id: outletId });
  const availabilityEvents = outletEvents.events.filter(({ type }: { type: string }) => type === 'AVAILABILITY_CHANGED');
  // The sequence: sold, off, returned, counted three times, on, counted.
  expect(availabilityEvents.map(({ data }: { data: { available: boolean } }) => data.available)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
});
