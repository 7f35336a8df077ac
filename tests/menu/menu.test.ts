import { beforeAll, describe, expect, it } from 'vitest';
import { addOutlet, addProduct, makeClient, makeRestaurant, type Restaurant, useTestApp } from '../kit/index.ts';
import { change, itemOf, menuOf } from './menu-api.ts';

const MINUTE = 60_000;

const app = useTestApp();

function inFuture(milliseconds: number): string {
  return new Date(app.clock.now().getTime() + milliseconds).toISOString();
}

const MILK = {
  name: 'Milk',
  selectionType: 'SINGLE',
  minSelections: 1,
  options: [
    { name: 'Dairy', isDefault: true },
    { name: 'Oat', priceAdjustment: 4000 },
  ],
};

describe('the menu', () => {
  let restaurant: Restaurant;
  let outletId: string;
  beforeAll(async () => {
    restaurant = await makeRestaurant(app);
    ({ outletId } = restaurant);
  });

  it('is read by guests, with what goes with each item', async () => {
    const { categoryId } = restaurant;
    await addProduct(restaurant.owner, { categoryId, sku: 'LATTE', name: 'Latte', price: 30000, popular: true, sortOrder: -1, modifierGroups: [MILK] });
    const menu = await menuOf(restaurant.guest, outletId);
    expect(menu).toMatchObject({ currency: { code: 'IDR', fractionDigits: 0 } });
    expect(menu.sections.map(({ name }) => name)).toEqual(['Menu']);
    expect(menu.sections[0]?.items.map(({ sku }) => sku)).toEqual(['LATTE', 'COFFEE', 'SOUP', 'WATER', 'CAKE']);
    expect(itemOf(menu, 'LATTE')).toMatchObject({
      price: 30000,
      basePrice: 30000,
      available: true,
      availableAt: null,
      popular: true,
      modifierGroups: [
        {
          name: 'Milk',
          selectionType: 'SINGLE',
          minSelections: 1,
          maxSelections: 1,
          options: [
            { name: 'Dairy', priceAdjustment: 0, isDefault: true, available: true },
            { name: 'Oat', priceAdjustment: 4000, isDefault: false },
          ],
        },
      ],
    });
  });

  it('gives one item by its product, and null for what is not there', async () => {
    const one = 'query ($outletId: ID!, $productId: ID!) { menuItem(outletId: $outletId, productId: $productId) { sku } }';
    const random = '01900000-0000-7000-8000-00000000abcd';
    const { guest, products } = restaurant;
    expect(await guest.ok(one, { outletId, productId: products.SOUP })).toEqual({ menuItem: { sku: 'SOUP' } });
    expect(await guest.ok(one, { outletId: outletId.toUpperCase(), productId: products.SOUP?.toUpperCase() })).toEqual({ menuItem: { sku: 'SOUP' } });
    for (const variables of [
      { outletId, productId: random },
      { outletId: random, productId: products.SOUP },
      { outletId: 'nonsense', productId: 'nonsense' },
    ])
      expect(await guest.ok(one, variables)).toEqual({ menuItem: null });
    expect(await guest.ok('query ($outletId: ID!) { menu(outletId: $outletId) { version } }', { outletId: random })).toEqual({ menu: null });
  });

  it("is not there for another brand's guests, nor for staff out of whose reach the outlet is", async () => {
    const other = await makeRestaurant(app);
    const query = 'query ($outletId: ID!) { menu(outletId: $outletId) { version } }';
    expect(await other.guest.ok(query, { outletId })).toEqual({ menu: null });
    const second = await addOutlet(restaurant.owner, { code: 'FAR' });
    expect(await restaurant.manager.ok(query, { outletId: second })).toEqual({ menu: null });
    expect((await restaurant.guest.ok(query, { outletId: second })).menu).not.toBeNull();
    expect(await makeClient(app.url).requestError(query, { outletId })).toBe('BAD_USER_INPUT');
  });

  it('has the same ids each time, and other ids at each outlet', async () => {
    const idsOf = async (outlet: string): Promise<string[]> =>
      (await menuOf(restaurant.guest, outlet)).sections.flatMap(({ id, items }) => [
        id,
        ...items.flatMap((item) => [item.id, ...item.modifierGroups.flatMap((group) => [group.id, ...group.options.map((option) => option.id)])]),
      ]);
    const second = await addOutlet(restaurant.owner, { code: 'TWO' });
    const [first, again, other] = [await idsOf(outletId), await idsOf(outletId), await idsOf(second)];
    expect(again).toEqual(first);
    expect(new Set([...first, ...other]).size).toBe(first.length + other.length);
  });

  it('leaves out products of other outlets, inactive ones, and sections without items', async () => {
    const { owner, guest, categoryId } = restaurant;
    const second = await addOutlet(owner, { code: 'OWN' });
    await addProduct(owner, { categoryId, outletId: second, sku: 'ONLY-THERE', name: 'Only there', price: 1 });
    expect(itemOf(await menuOf(guest, second), 'ONLY-THERE')).toBeDefined();
    expect(itemOf(await menuOf(guest, outletId), 'ONLY-THERE')).toBeUndefined();
    const { category } = await change(owner, 'createCategory', { name: 'Season', sortOrder: -5 }, 'category { id }');
    const pie = await addProduct(owner, { categoryId: category.id, sku: 'PIE', name: 'Pie', price: 1 });
    expect((await menuOf(guest, outletId)).sections.map(({ name }) => name)).toEqual(['Season', 'Menu']);
    await change(owner, 'updateProduct', { id: pie, active: false }, 'product { id }');
    expect((await menuOf(guest, outletId)).sections.map(({ name }) => name)).toEqual(['Menu']);
    await change(owner, 'updateProduct', { id: pie, active: true }, 'product { id }');
    await change(owner, 'updateCategory', { id: category.id, active: false }, 'category { id active }');
    expect((await menuOf(guest, outletId)).sections.map(({ name }) => name)).toEqual(['Menu']);
  });
});

describe('prices', () => {
  it('follow a promo from its start to its end, without a new version', async () => {
    const { owner, guest, outletId, products } = await makeRestaurant(app);
    await change(
      owner,
      'updateProduct',
      { id: products.COFFEE, promoPrice: 12000, promoStartsAt: inFuture(MINUTE), promoEndsAt: inFuture(2 * MINUTE) },
      'product { id }',
    );
    const before = await menuOf(guest, outletId);
    expect(itemOf(before, 'COFFEE')).toMatchObject({ price: 20000, basePrice: 20000 });
    app.clock.advance(MINUTE + 1000);
    expect(itemOf(await menuOf(guest, outletId), 'COFFEE')).toMatchObject({ price: 12000, basePrice: 20000 });
    app.clock.advance(MINUTE);
    const after = await menuOf(guest, outletId);
    expect(itemOf(after, 'COFFEE')).toMatchObject({ price: 20000 });
    expect(after.version).toBe(before.version);
  });

  it("are the outlet's own where it has one, until null clears it", async () => {
    const { owner, manager, guest, outletId, products } = await makeRestaurant(app);
    const second = await addOutlet(owner, { code: 'TWO' });
    const override = (values: object) =>
      change(
        manager,
        'setProductOverride',
        { outletId, productId: products.COFFEE, ...values },
        `product { price atOutlet(outletId: "${outletId}") { price available } }`,
      );
    expect((await override({ price: 25000 })).product).toEqual({ price: 20000, atOutlet: { price: 25000, available: true } });
    expect(itemOf(await menuOf(guest, outletId), 'COFFEE')).toMatchObject({ price: 25000, basePrice: 25000 });
    expect(itemOf(await menuOf(guest, second), 'COFFEE')).toMatchObject({ price: 20000 });
    expect((await override({ active: false })).product.atOutlet).toEqual({ price: 25000, available: false });
    expect(itemOf(await menuOf(guest, outletId), 'COFFEE')).toBeUndefined();
    expect((await override({ price: null })).product.atOutlet).toEqual({ price: 20000, available: false });
    expect((await override({ active: null })).product.atOutlet).toEqual({ price: 20000, available: true });
    expect(itemOf(await menuOf(guest, outletId), 'COFFEE')).toMatchObject({ price: 20000 });
  });
});
