import { beforeAll, describe, expect, it } from 'vitest';
import { addOutlet, addProduct, makeRestaurant, useRestaurant } from '../kit/index.ts';
import { change, itemOf, menuOf, refusal, statementsOf } from './menu-api.ts';

const { app, restaurant } = useRestaurant();
let second: string;
beforeAll(async () => {
  second = await addOutlet(restaurant.owner, { code: 'TWO' });
});

const ID = 'product { id }';

describe('products', () => {
  it('names the field of each value that is wrong', async () => {
    const { owner, categoryId, outletId } = restaurant;
    const { modifierGroup } = await change(
      owner,
      'createModifierGroup',
      { name: 'Shared', selectionType: 'SINGLE', options: [{ name: 'x' }] },
      'modifierGroup { id }',
    );
    const refused = (input: object) => refusal(owner, 'createProduct', { categoryId, sku: 'NEW', name: 'New', price: 100, ...input }, ID);
    const group = { name: 'G', selectionType: 'SINGLE', options: [{ name: 'x' }] };
    const cases: [object, string][] = [
      [{ sku: 'COFFEE' }, 'CONFLICT sku'],
      [{ sku: ' ' }, 'INVALID_INPUT sku'],
      [{ sku: 'x'.repeat(65) }, 'INVALID_INPUT sku'],
      [{ name: '' }, 'INVALID_INPUT name'],
      [{ name: 'x'.repeat(121) }, 'INVALID_INPUT name'],
      [{ price: -1 }, 'INVALID_INPUT price'],
      [{ price: 1_000_000_000_001 }, 'INVALID_INPUT price'],
      [{ promoPrice: 101 }, 'INVALID_INPUT promoPrice'],
      [{ promoPrice: 90, promoStartsAt: '2026-01-02T00:00:00Z', promoEndsAt: '2026-01-01T00:00:00Z' }, 'INVALID_INPUT promoEndsAt'],
      [{ imageUrl: 'javascript:alert(1)' }, 'INVALID_INPUT imageUrl'],
      [{ stationCode: 'the bar' }, 'INVALID_INPUT stationCode'],
      [{ stockQuantity: 1 }, 'INVALID_INPUT stockQuantity'],
      [{ trackStock: true, stockQuantity: -1 }, 'INVALID_INPUT stockQuantity'],
      [{ sortOrder: 1_000_001 }, 'INVALID_INPUT sortOrder'],
      [{ categoryId: outletId }, 'NOT_FOUND categoryId'],
      [{ categoryId: 'nonsense' }, 'NOT_FOUND categoryId'],
      [{ modifierGroupIds: [modifierGroup.id, outletId] }, 'NOT_FOUND modifierGroupIds.1'],
      [{ modifierGroupIds: [modifierGroup.id, modifierGroup.id] }, 'INVALID_INPUT modifierGroupIds.1'],
      [{ modifierGroups: [group, { ...group, minSelections: 2 }] }, 'INVALID_INPUT modifierGroups.1.minSelections'],
      [{ modifierGroups: [{ ...group, options: [] }] }, 'INVALID_INPUT modifierGroups.0.options'],
      [{ modifierGroups: Array.from({ length: 21 }, () => group) }, 'LIMIT_EXCEEDED modifierGroups'],
    ];
    for (const [input, expected] of cases) expect([input, await refused(input)]).toEqual([input, expected]);
    expect(itemOf(await menuOf(restaurant.guest, outletId), 'NEW')).toBeUndefined();
  });

  it('change only in what is sent; null clears, and not what cannot be empty', async () => {
    const { owner, categoryId } = restaurant;
    const id = await addProduct(owner, {
      categoryId,
      sku: 'TEA',
      name: 'Tea',
      price: 100,
      description: 'Green',
      promoPrice: 50,
      stationCode: 'BAR',
      imageUrl: 'https://example.com/tea.jpg',
    });
    const fields = 'product { name description price promoPrice stationCode imageUrl active popular trackStock category { id } }';
    const { product } = await change(owner, 'updateProduct', { id, description: null, promoPrice: null, popular: true }, fields);
    expect(product).toEqual({
      name: 'Tea',
      description: null,
      price: 100,
      promoPrice: null,
      stationCode: 'BAR',
      imageUrl: 'https://example.com/tea.jpg',
      active: true,
      popular: true,
      trackStock: false,
      category: { id: categoryId },
    });
    for (const field of ['name', 'price', 'active', 'popular', 'trackStock', 'categoryId', 'sortOrder'])
      expect(await refusal(owner, 'updateProduct', { id, [field]: null }, ID)).toBe(`INVALID_INPUT ${field}`);
    const moved = await change(owner, 'createCategory', { name: 'Teas' }, 'category { id }');
    const { product: there } = await change(owner, 'updateProduct', { id, categoryId: moved.category.id }, 'product { category { name } }');
    expect(there.category.name).toBe('Teas');
    await change(owner, 'updateCategory', { id: moved.category.id, active: false }, 'category { id }');
  });

  it('open with the same stock at each outlet that sells them; later outlets have none', async () => {
    const { owner, categoryId, outletId } = restaurant;
    const id = await addProduct(owner, { categoryId, sku: 'BUN', name: 'Bun', price: 1, trackStock: true, stockQuantity: 12 });
    const third = await addOutlet(owner, { code: 'LATE' });
    const { product } = await owner.ok(
      `query ($id: ID!) { product(id: $id) { one: atOutlet(outletId: "${outletId}") { stockQuantity available } two: atOutlet(outletId: "${second}") { stockQuantity } late: atOutlet(outletId: "${third}") { stockQuantity available } } }`,
      { id },
    );
    expect(product).toEqual({ one: { stockQuantity: 12, available: true }, two: { stockQuantity: 12 }, late: { stockQuantity: 0, available: false } });
  });
});

describe('modifier groups', () => {
  it('change in their options: by id, or added behind; shared groups change everywhere', async () => {
    const { owner, categoryId, guest, outletId } = restaurant;
    const fields = 'modifierGroup { id name maxSelections options { id name priceAdjustment isDefault } }';
    const options = [{ name: 'Cheese', priceAdjustment: 100 }, { name: 'Egg' }];
    const made = await change(owner, 'createModifierGroup', { name: 'Toppings', selectionType: 'MULTIPLE', maxSelections: 2, options }, fields);
    const { id } = made.modifierGroup;
    for (const sku of ['TOAST', 'NOODLES']) await addProduct(owner, { categoryId, sku, name: sku, price: 1000, modifierGroupIds: [id] });
    const egg = made.modifierGroup.options[1].id;
    const changed = await change(
      owner,
      'updateModifierGroup',
      { id, maxSelections: 3, options: [{ id: egg, priceAdjustment: 200, isDefault: true }, { name: 'Chili' }] },
      fields,
    );
    expect(changed.modifierGroup).toMatchObject({
      name: 'Toppings',
      maxSelections: 3,
      options: [
        { name: 'Cheese', priceAdjustment: 100 },
        { id: egg, name: 'Egg', priceAdjustment: 200, isDefault: true },
        { name: 'Chili', priceAdjustment: 0 },
      ],
    });
    const menu = await menuOf(guest, outletId);
    for (const sku of ['TOAST', 'NOODLES']) expect(itemOf(menu, sku)?.modifierGroups[0]?.options.map(({ name }) => name)).toEqual(['Cheese', 'Egg', 'Chili']);
    const refused = (input: object) => refusal(owner, 'updateModifierGroup', { id, ...input }, fields);
    expect(await refused({ maxSelections: 4 })).toBe('INVALID_INPUT maxSelections');
    expect(await refused({ options: [{ id: egg, name: ' ' }] })).toBe('INVALID_INPUT options.0.name');
    expect(await refused({ options: [{ name: 'Fine' }, { priceAdjustment: 1 }] })).toBe('INVALID_INPUT options.1.name');
    expect(await refused({ options: [{ id: outletId, name: 'x' }] })).toBe('NOT_FOUND options.0.id');
  });

  it('of a product are replaced by name, its own stay', async () => {
    const { owner, categoryId } = restaurant;
    const shared = await Promise.all(
      ['A', 'B', 'C'].map(
        async (name) =>
          (await change(owner, 'createModifierGroup', { name, selectionType: 'SINGLE', options: [{ name: 'x' }] }, 'modifierGroup { id }')).modifierGroup.id,
      ),
    );
    const own = { name: 'Own', selectionType: 'TEXT', options: [{ name: 'Wish' }] };
    const id = await addProduct(owner, { categoryId, sku: 'STEW', name: 'Stew', price: 1, modifierGroupIds: shared.slice(0, 2), modifierGroups: [own] });
    const groups = async (modifierGroupIds: unknown) => {
      const { product } = await change(owner, 'updateProduct', { id, modifierGroupIds }, ID);
      const answer = await owner.ok('query ($id: ID!) { product(id: $id) { modifierGroups { name } } }', { id: product.id });
      return answer.product.modifierGroups.map(({ name }: { name: string }) => name);
    };
    expect(await groups([shared[2], shared[1]])).toEqual(['C', 'B', 'Own']);
    expect(await groups([])).toEqual(['Own']);
    expect(await groups([shared[0]])).toEqual(['A', 'Own']);
  });
});

describe('reading the catalogue', () => {
  it('takes a constant number of statements, for any number of rows', async () => {
    const { owner, categoryId, outletId } = await makeRestaurant(app);
    const query = `{ categories { name products { name currency { code } outlet { name } category { name } modifierGroups { name options { name } } atOutlet(outletId: "${outletId}") { price stockQuantity } } } }`;
    const groups = [{ name: 'G', selectionType: 'SINGLE', options: [{ name: 'x' }, { name: 'y' }] }];
    await addProduct(owner, { categoryId, outletId, sku: 'FIRST', name: 'First', price: 1, modifierGroups: groups });
    const few = await statementsOf(app, () => owner.ok(query));
    for (let index = 0; index < 5; index += 1) {
      const { category } = await change(owner, 'createCategory', { name: `Category ${index}` }, 'category { id }');
      for (let each = 0; each < 4; each += 1) {
        await addProduct(owner, {
          categoryId: category.id,
          ...(each % 2 && { outletId }),
          sku: `${index}-${each}`,
          name: `P${each}`,
          price: 1,
          sortOrder: -each,
          modifierGroups: groups,
        });
      }
    }
    expect(await statementsOf(app, () => owner.ok(query))).toBe(few);
    const { categories } = await owner.ok('{ categories { products { name } } }');
    expect(categories[3].products.map(({ name }: { name: string }) => name)).toEqual(['P3', 'P2', 'P1', 'P0']);
  });
});
