import { expect, test } from 'vitest';
import { PLACE_ORDER, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();

// The first requests are interpreted, later ones compiled: both must fill in the default.
test('a line without a quantity is one unit, however often the document was used', async () => {
  const input = { outletId: restaurant.outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: restaurant.products.COFFEE }] };
  for (let use = 1; use <= 5; use += 1) {
    const { placeOrder } = await restaurant.cashier.ok(PLACE_ORDER, { input });
    expect(placeOrder.order.lines).toMatchObject([{ quantity: 1 }]);
  }
});
