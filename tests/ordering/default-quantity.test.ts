import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRestaurant, PLACE_ORDER, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';

let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  app = await startTestApp();
  restaurant = await makeRestaurant(app);
});
afterAll(() => app.stop());

// The document is interpreted at first and compiled once it has come back: both must fill in the default.
test('a line without a quantity is one unit, however often the document was used', async () => {
  const input = { outletId: restaurant.outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: restaurant.products.COFFEE }] };
  for (let use = 1; use <= 5; use += 1) {
    const { placeOrder } = await restaurant.cashier.ok(PLACE_ORDER, { input });
    expect(placeOrder.order.lines).toMatchObject([{ quantity: 1 }]);
  }
});
