import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRestaurant, orderOf, placeOrder, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';

let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  app = await startTestApp();
  restaurant = await makeRestaurant(app, { outlet: { taxRate: 1000, serviceChargeRate: 500 } });
});
afterAll(() => app.stop());

test('an order is priced, numbered and fired', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2, SOUP: 1, WATER: 1 }));
  expect(order).toMatchObject({ queueNumber: 1, status: 'CONFIRMED', totals: { subtotal: 75000, serviceCharge: 3750, tax: 7875, total: 86625 } });
  expect(order.tickets.map((ticket: { station: { code: string } }) => ticket.station.code).sort()).toEqual(['BAR', 'KITCHEN']);
});
