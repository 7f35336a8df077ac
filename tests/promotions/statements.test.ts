import { expect, test } from 'vitest';
import { addProduct, type Client, makeRestaurant, orderOf, type Restaurant, recordStatements, useTestApp } from '../kit/index.ts';
import { place, promote, run } from './promotion-api.ts';

const MANY = 30;
const QUOTE = 'query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { total discount } } userErrors { code message } } }';
const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id totals { total discount } } userErrors { code message } } }';

const app = useTestApp();

interface Counts {
  readonly quote: number;
  readonly place: number;
  readonly discount: number;
}

/** Number of statements of a quote and of an order with so many lines, with a warm cache. */
async function countsOf(restaurant: Restaurant, lines: number, more: Record<string, unknown> = {}): Promise<Counts> {
  const { cashier } = restaurant;
  const input = orderOf(
    restaurant,
    {},
    {
      lines: Object.values(restaurant.products)
        .slice(0, lines)
        .map((productId) => ({ productId })),
      ...more,
    },
  );
  await cashier.ok(QUOTE, { input });
  const quoted = await recordStatements(app, () => cashier.ok(QUOTE, { input }));
  const placed = await recordStatements(app, () => cashier.ok(PLACE, { input }));
  const { discount } = placed.result.placeOrder.order.totals;
  expect(discount).toBe(quoted.result.priceOrder.quote.totals.discount);
  return { quote: quoted.statements.length, place: placed.statements.length, discount };
}

async function makeShop(): Promise<Restaurant> {
  const restaurant = await makeRestaurant(app);
  const { owner, categoryId } = restaurant;
  const ids = await Promise.all(
    Array.from({ length: MANY }, (_, index) => addProduct(owner, { categoryId, sku: `P${index}`, name: `P${index}`, price: 10_000, stationCode: 'NONE' })),
  );
  return { ...restaurant, products: Object.fromEntries(ids.map((id, index) => [`P${index}`, id])) };
}

test('promotions that nothing limits cost no statement, however many of them and of lines', async () => {
  const shop = await makeShop();
  const without = await countsOf(shop, 1);
  expect(without.discount).toBe(0);
  for (let index = 0; index < 20; index += 1)
    await promote(shop.owner, { name: `P${index}`, rate: 100 + index, hours: [{ day: 1 + (index % 7), opens: '00:00', closes: '24:00' }] });
  await promote(shop.owner, { name: 'Always', rate: 500 });
  for (const lines of [1, 2, MANY]) {
    const { discount, ...counts } = await countsOf(shop, lines);
    expect(discount).toBeGreaterThan(0);
    expect(counts).toEqual({ quote: without.quote, place: without.place });
  }
});

test('limits and codes cost one statement to read and one to count, however many', async () => {
  const shop = await makeShop();
  const customerPhone = '081234567890';
  const without = await countsOf(shop, 1, { customerPhone });
  await promote(shop.owner, { name: 'Limited', rate: 100, usageLimit: 100, usageLimitPerCustomer: 100 });
  const one = await countsOf(shop, 1, { customerPhone });
  expect(one).toMatchObject({ quote: without.quote + 1, place: without.place + 2 });
  const codes: string[] = [];
  for (let index = 0; index < 15; index += 1) {
    const { id } = await promote(shop.owner, { name: `Code ${index}`, rate: 100, code: `CODE-${index}`, usageLimit: 100 });
    codes.push((await run(shop.owner, 'addPromotionCode', { promotionId: id, code: `MORE-${index}`, usageLimit: 50 })).code);
    await promote(shop.owner, { name: `Limited ${index}`, rate: 100, usageLimit: 100, usageLimitPerCustomer: 3 });
  }
  for (const lines of [1, MANY]) {
    const { discount, ...counts } = await countsOf(shop, lines, { customerPhone, promotionCodes: codes });
    expect(discount).toBeGreaterThan(lines * 2000);
    expect(counts).toEqual({ quote: one.quote, place: one.place });
  }
});

test('limited promotions that do not run here and now are not read', async () => {
  const shop = await makeShop();
  const { quote, place } = await countsOf(shop, 1);
  const tomorrow = new Date(app.clock.now().getTime() + 86_400_000).toISOString();
  await promote(shop.owner, { name: 'Tomorrow', usageLimit: 5, startsAt: tomorrow });
  await promote(shop.owner, { name: 'Elsewhere', usageLimit: 5, channels: ['KIOSK'] });
  expect(await countsOf(shop, 1)).toEqual({ quote, place, discount: 0 });
});

test('a list of promotions with codes and figures', async () => {
  const shop = await makeShop();
  const { owner, cashier } = shop;
  const document = `query ($first: Int) { promotions(first: $first) { totalCount nodes {
    id name currency { code } used codes(first: 5) { totalCount nodes { code used } } statistics { uses discountGiven revenue averageDiscount }
    today: statistics(from: "2020-01-01T00:00:00Z", until: "2090-01-01T00:00:00Z") { uses } } } }`;
  for (let index = 0; index < 12; index += 1) {
    await promote(owner, { name: `P${index}`, code: `L-${index}`, usageLimit: 10 });
    await place(cashier, orderOf(shop, { P1: 1 }, { promotionCodes: [`L-${index}`] }));
  }
  const counted = async (client: Client, first: number): Promise<{ statements: readonly string[]; nodes: { statistics: unknown; codes: unknown }[] }> => {
    await client.ok('{ me { id } }');
    const { statements, result } = await recordStatements(app, () => client.ok(document, { first }));
    return { statements, nodes: result.promotions.nodes };
  };
  const [one, many] = [await counted(owner, 1), await counted(owner, 12)];
  expect(many.nodes).toHaveLength(12);
  for (const node of many.nodes) expect(node).toMatchObject({ statistics: { uses: 1, discountGiven: 1000, revenue: 9000, averageDiscount: 1000 } });
  expect(many.statements).toHaveLength(one.statements.length);
});

test('making a promotion of many products', async () => {
  const shop = await makeShop();
  const ids = Object.values(shop.products);
  const made = async (productIds: string[]): Promise<number> =>
    (
      await recordStatements(app, () =>
        promote(shop.owner, { name: 'Of many', active: false, productIds, categoryIds: [shop.categoryId], outletIds: [shop.outletId] }),
      )
    ).statements.length;
  await made(ids.slice(0, 1));
  expect(await made(ids)).toBe(await made(ids.slice(0, 1)));
});
