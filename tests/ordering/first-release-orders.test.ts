import { describe, expect, test } from 'vitest';
import { act, orderOf, placeOrder, type Restaurant, readOrder, useTestApp } from '../kit/index.ts';
import { auditOf, change, expectConsistent, makeDiner, PRICED } from './staff-price-api.ts';

const app = useTestApp();

/** An order as the first release stored it: its pricing contained one rate and the taxes, nothing else. */
async function oldOrder(restaurant: Restaurant, more: Record<string, unknown> = {}): Promise<{ id: string; lines: { id: string; productName: string }[] }> {
  const placed = await placeOrder(restaurant.cashier, orderOf(restaurant, { A: 2, B: 1, C: 1 }, more));
  await app.sql(
    `update "order" set pricing = jsonb_build_object(
       'rules', jsonb_build_object('pricesIncludeTax', prices_include_tax, 'taxName', 'Tax', 'taxRate', 1000, 'serviceChargeRate', 500),
       'taxes', pricing->'taxes', 'appliedPromotions', '[]'::jsonb) where id = $1`,
    [placed.id],
  );
  return placed;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const lineOf = (order: any, name: string): any => order.lines.find(({ productName }: { productName: string }) => productName === name);

describe('an order of the first release', () => {
  test('shows every field', async () => {
    const restaurant = await makeDiner(app);
    const { id } = await oldOrder(restaurant);
    const [row] = await app.sql<{ keys: string[] }>('select array(select jsonb_object_keys(pricing) order by 1) as keys from "order" where id = $1', [id]);
    expect(row?.keys).toEqual(['appliedPromotions', 'rules', 'taxes']);
    const order = await readOrder(restaurant.manager, id, `${PRICED} notAppliedPromotions { code } totals { deliveryTax packagingTax } cashRounding { total }`);
    expect(order).toMatchObject({
      totals: {
        ...{ pricesIncludeTax: false, subtotal: 115_500, discount: 0, serviceChargeRate: 500, serviceChargeBase: 115_500, serviceCharge: 5775 },
        ...{ tax: 12_128, taxes: [{ name: 'Tax', rate: 1000, base: 121_275, amount: 12_128 }], delivery: 0, packaging: 0, tip: 0, total: 133_403 },
        ...{ deliveryTax: 0, packagingTax: 0 },
      },
      ...{ appliedPromotions: [], discounts: [], notAppliedPromotions: [] },
    });
    expect(lineOf(order, 'A')).toMatchObject({
      menuPrice: null,
      net: 70_000,
      serviceCharge: 3500,
      tax: 7350,
      taxName: 'Tax',
      taxRate: 1000,
      finalTotal: 80_850,
    });
    const tracking = await restaurant.guest.ok(
      'query ($token: String!) { orderByToken(token: $token) { totals { total serviceChargeBase taxes { base } } discounts { id } lines { total } } }',
      { token: (await readOrder(restaurant.manager, id)).token },
    );
    expect(tracking.orderByToken).toMatchObject({ totals: { total: 133_403, serviceChargeBase: 115_500, taxes: [{ base: 121_275 }] }, discounts: [] });
  });

  test('is discounted, priced by hand, and paid, by the rates that it was placed with', async () => {
    const restaurant = await makeDiner(app);
    const { manager, owner, outletId } = restaurant;
    const placed = await oldOrder(restaurant);
    await owner.ok('mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { userErrors { code } } }', {
      input: { id: outletId, serviceChargeRate: 0, taxRate: 2000 },
    });
    const orderId = placed.id;
    // Same figures as for an order of today: see staff-discounts.test.ts.
    const discounted = await change(manager, 'discountOrder', { orderId, rate: 1000, reason: 'Birthday' });
    expect(discounted.totals).toMatchObject({ discount: 11_550, serviceChargeBase: 103_950, serviceCharge: 5198, tax: 10_915, total: 120_063 });
    expect(lineOf(discounted, 'C')).toMatchObject({ discount: 2750, serviceCharge: 1238, tax: 2599, taxName: 'Tax', taxRate: 1000, finalTotal: 28_587 });
    const back = await change(manager, 'removeDiscount', { orderId, discountId: discounted.discounts[0].id });
    expect(back.totals).toMatchObject({ discount: 0, serviceCharge: 5775, tax: 12_128, total: 133_403 });
    const dearer = await change(manager, 'overridePrice', { orderId, lineId: lineOf(placed, 'C').id, unitPrice: 50_000, reason: 'Truffle extra' });
    expect(dearer.totals).toMatchObject({ subtotal: 138_000, serviceCharge: 6900, tax: 14_490, total: 159_390 });
    await act(restaurant.cashier, 'payCash', { orderId, tendered: 159_390 });
    await act(restaurant.cashier, 'serveOrder', { orderId });
    expect((await act(restaurant.cashier, 'completeOrder', { orderId })).status).toBe('COMPLETED');
    expect(await auditOf(app, orderId)).toHaveLength(3);
    await expectConsistent(app, orderId);
  });

  test('with prices that include tax', async () => {
    const restaurant = await makeDiner(app, { outlet: { pricesIncludeTax: true } });
    const today = await placeOrder(restaurant.cashier, orderOf(restaurant, { A: 2, B: 1, C: 1 }));
    const { id: orderId } = await oldOrder(restaurant);
    const shown = await readOrder(restaurant.manager, orderId, PRICED);
    expect(shown.totals).toEqual((await readOrder(restaurant.manager, today.id, PRICED)).totals);
    expect(shown.totals).toMatchObject({ pricesIncludeTax: true, serviceCharge: 5000, tax: 10_500, total: 115_500 });
    const order = await change(restaurant.manager, 'discountOrder', { orderId, amount: 15_500, reason: 'Round bill' });
    expect(order.totals).toMatchObject({ discount: 15_500, serviceCharge: 4329, tax: 9091, total: 100_000 });
    await expectConsistent(app, orderId);
  });
});
