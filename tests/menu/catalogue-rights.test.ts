import { beforeAll, describe, expect, it } from 'vitest';
import { addOutlet, makeRestaurant, useRestaurant } from '../kit/index.ts';
import { change, itemOf, menuOf, refusal, requestErrorOf } from './menu-api.ts';

const { app, restaurant } = useRestaurant();
let second: string;
beforeAll(async () => {
  second = await addOutlet(restaurant.owner, { code: 'TWO' });
});

const ID = 'product { id }';

describe('who may change what', () => {
  it("a MANAGER changes products of own outlets, not the brand's", async () => {
    const { manager, categoryId, outletId, products } = restaurant;
    const product = { categoryId, sku: 'MINE', name: 'Mine', price: 100 };
    expect(await requestErrorOf(manager, 'createProduct', product, ID)).toBe('FORBIDDEN');
    expect(await requestErrorOf(manager, 'updateProduct', { id: products.COFFEE, price: 1 }, ID)).toBe('FORBIDDEN');
    expect(await requestErrorOf(manager, 'createCategory', { name: 'No' }, 'category { id }')).toBe('FORBIDDEN');
    expect(
      await requestErrorOf(manager, 'createModifierGroup', { name: 'No', selectionType: 'SINGLE', options: [{ name: 'x' }] }, 'modifierGroup { id }'),
    ).toBe('FORBIDDEN');
    expect(await refusal(manager, 'createProduct', { ...product, outletId: second }, ID)).toBe('NOT_FOUND outletId');
    expect(await refusal(manager, 'setProductOverride', { outletId: second, productId: products.COFFEE, price: 1 }, ID)).toBe('NOT_FOUND outletId');
    const group = { name: 'Size', selectionType: 'SINGLE', options: [{ name: 'S' }, { name: 'L' }] };
    const made = await change(
      manager,
      'createProduct',
      { ...product, outletId, modifierGroups: [group] },
      'product { id outlet { id } modifierGroups { id } }',
    );
    expect(made.product.outlet).toEqual({ id: outletId });
    const { id, modifierGroups } = made.product;
    expect((await change(manager, 'updateProduct', { id, name: 'Ours' }, 'product { name }')).product.name).toBe('Ours');
    expect((await change(manager, 'updateModifierGroup', { id: modifierGroups[0].id, name: 'Cup' }, 'modifierGroup { name }')).modifierGroup.name).toBe('Cup');
    expect(itemOf(await menuOf(restaurant.guest, second), 'MINE')).toBeUndefined();
  });

  it('products of an outlet out of reach are as if there were none', async () => {
    const { owner, manager, categoryId } = restaurant;
    const group = { name: 'Size', selectionType: 'SINGLE', options: [{ name: 'S' }] };
    const there = await change(
      owner,
      'createProduct',
      { categoryId, outletId: second, sku: 'THERE', name: 'There', price: 1, modifierGroups: [group] },
      'product { id modifierGroups { id } }',
    );
    const { id, modifierGroups } = there.product;
    expect(await manager.ok('query ($id: ID!) { product(id: $id) { sku } }', { id })).toEqual({ product: null });
    expect(await refusal(manager, 'updateProduct', { id, price: 2 }, ID)).toBe('NOT_FOUND id');
    expect(await refusal(manager, 'updateModifierGroup', { id: modifierGroups[0].id, name: 'x' }, 'modifierGroup { id }')).toBe('NOT_FOUND id');
    const { categories } = await manager.ok('{ categories { products { sku } } }');
    expect(JSON.stringify(categories)).not.toContain('THERE');
    expect((await owner.ok('query ($id: ID!) { product(id: $id) { sku } }', { id })).product).toEqual({ sku: 'THERE' });
    const atOutlet = `query ($id: ID!) { product(id: $id) { atOutlet(outletId: "${second}") { price } } }`;
    expect(await manager.requestError(atOutlet, { id: restaurant.products.COFFEE })).toBe('NOT_FOUND');
  });

  it("another brand's ids are as random ones, in every field", async () => {
    const other = await makeRestaurant(app);
    const { owner, products, categoryId, outletId } = other;
    const foreign = restaurant.products.COFFEE;
    const product = { sku: 'X', name: 'X', price: 1 };
    expect(await refusal(owner, 'updateProduct', { id: foreign, price: 1 }, ID)).toBe('NOT_FOUND id');
    expect(await refusal(owner, 'updateProduct', { id: products.COFFEE, categoryId: restaurant.categoryId }, ID)).toBe('NOT_FOUND categoryId');
    expect(await refusal(owner, 'updateCategory', { id: restaurant.categoryId, name: 'x' }, 'category { id }')).toBe('NOT_FOUND id');
    expect(await refusal(owner, 'createProduct', { ...product, categoryId: restaurant.categoryId }, ID)).toBe('NOT_FOUND categoryId');
    expect(await refusal(owner, 'createProduct', { ...product, categoryId, outletId: restaurant.outletId }, ID)).toBe('NOT_FOUND outletId');
    expect(await refusal(owner, 'adjustStock', { outletId, productId: restaurant.products.CAKE, delta: 1 }, ID)).toBe('NOT_FOUND productId');
    expect(await refusal(owner, 'setAvailability', { outletId: restaurant.outletId, productId: products.COFFEE, available: false }, 'menuVersion')).toBe(
      'NOT_FOUND outletId',
    );
    expect(await owner.ok('query ($id: ID!) { product(id: $id) { sku } }', { id: foreign })).toEqual({ product: null });
  });

  it('staff below MANAGER and guests change nothing in the catalogue, and guests read nothing of it', async () => {
    const { cashier, kitchen, guest, categoryId, outletId, products } = restaurant;
    const product = { categoryId, outletId, sku: 'NO', name: 'No', price: 1 };
    for (const client of [cashier, kitchen]) {
      expect(await requestErrorOf(client, 'createProduct', product, ID)).toBe('FORBIDDEN');
      expect(await requestErrorOf(client, 'setProductOverride', { outletId, productId: products.COFFEE, price: 1 }, ID)).toBe('FORBIDDEN');
      expect((await client.ok('{ categories { name } }')).categories).toHaveLength(1);
    }
    expect(await guest.requestError('{ categories { name } }')).toBe('UNAUTHENTICATED');
    expect(await requestErrorOf(guest, 'adjustStock', { outletId, productId: products.CAKE, delta: 1 }, ID)).toBe('UNAUTHENTICATED');
  });
});
