import { beforeAll, describe, expect, it } from 'vitest';
import { addOutlet, addProduct, makeRestaurant, useRestaurant } from '../kit/index.ts';
import { change, setAvailability, statementsOf } from './menu-api.ts';

const QUOTE = `query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { lines { productId name unitPrice total } } userErrors { code field message details } } }`;

const { app, restaurant } = useRestaurant();
let ramen: string;
let options: Record<string, string>;
beforeAll(async () => {
  const { owner, categoryId } = restaurant;
  const modifierGroups = [
    { name: 'Size', selectionType: 'SINGLE', minSelections: 1, options: [{ name: 'S' }, { name: 'L', priceAdjustment: 5000 }] },
    {
      name: 'Egg',
      selectionType: 'QUANTITY',
      maxSelections: 3,
      options: [
        { name: 'EGG', priceAdjustment: 3000 },
        { name: 'LESS', priceAdjustment: -10000 },
      ],
    },
    { name: 'Wish', selectionType: 'TEXT', options: [{ name: 'WISH' }] },
  ];
  ramen = await addProduct(owner, { categoryId, sku: 'RAMEN', name: 'Ramen', price: 40000, modifierGroups });
  const { product } = await owner.ok('query ($id: ID!) { product(id: $id) { modifierGroups { options { id name } } } }', { id: ramen });
  const all: { id: string; name: string }[] = product.modifierGroups.flatMap((group: { options: unknown[] }) => group.options);
  options = Object.fromEntries(all.map(({ id, name }) => [name, id]));
});

function input(lines: readonly object[]): Record<string, unknown> {
  return { input: { outletId: restaurant.outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: lines.map((line) => ({ quantity: 1, ...line })) } };
}

async function refused(lines: readonly object[], client = restaurant.guest): Promise<string> {
  const { code, field } = await client.failure(QUOTE, input(lines));
  return `${code} ${field?.join('.')}`;
}

function bowl(...modifiers: readonly (object | string)[]): object {
  return { productId: ramen, modifiers: modifiers.map((each) => (typeof each === 'string' ? { optionId: options[each] } : each)) };
}

describe('what can be sold', () => {
  it('is priced with its modifiers, in the order of the lines', async () => {
    const lines = [
      { productId: restaurant.products.SOUP, quantity: 2 },
      bowl('L', { optionId: options.EGG, quantity: 2 }, { optionId: options.WISH, text: 'no leek' }),
      bowl('S'),
    ];
    const { priceOrder } = await restaurant.guest.ok(QUOTE, input(lines));
    expect(priceOrder.quote.lines.map(({ name, unitPrice }: { name: string; unitPrice: number }) => [name, unitPrice])).toEqual([
      ['Soup', 30000],
      ['Ramen', 51000],
      ['Ramen', 40000],
    ]);
  });

  it('is refused with the field that is wrong', async () => {
    const { products, owner, categoryId } = restaurant;
    const soup = { productId: products.SOUP };
    const other = await makeRestaurant(app);
    const random = '01900000-0000-7000-8000-00000000abcd';
    const second = await addOutlet(owner, { code: 'TWO' });
    const elsewhere = await addProduct(owner, { categoryId, outletId: second, sku: 'ELSEWHERE', name: 'Elsewhere', price: 1 });
    expect(await refused([soup, { productId: random }])).toBe('NOT_FOUND lines.1.productId');
    expect(await refused([soup, { productId: 'nonsense' }])).toBe('NOT_FOUND lines.1.productId');
    expect(await refused([soup, { productId: other.products.SOUP }])).toBe('NOT_FOUND lines.1.productId');
    expect(await refused([{ productId: elsewhere }])).toBe('PRODUCT_UNAVAILABLE lines.0.productId');
    expect(await refused([{ productId: elsewhere }], restaurant.cashier)).toBe('NOT_FOUND lines.0.productId');
    expect(await refused([bowl()])).toBe('MODIFIER_RULE lines.0.modifiers');
    expect(await refused([soup, bowl('S', 'L')])).toBe('MODIFIER_RULE lines.1.modifiers');
    expect(await refused([bowl('S', { optionId: options.EGG, quantity: 4 })])).toBe('MODIFIER_RULE lines.0.modifiers');
    expect(await refused([bowl('S', { optionId: random })])).toBe('MODIFIER_RULE lines.0.modifiers.1.optionId');
    expect(await refused([{ ...soup, modifiers: [{ optionId: options.S }] }])).toBe('MODIFIER_RULE lines.0.modifiers.0.optionId');
    expect(await refused([bowl('S', { optionId: options.EGG, quantity: 0 })])).toBe('MODIFIER_RULE lines.0.modifiers.1.quantity');
    expect(await refused([bowl('S', { optionId: options.WISH })])).toBe('MODIFIER_RULE lines.0.modifiers.1.text');
  });

  it('excludes what was taken off, until it is brought back', async () => {
    const { kitchen, owner, outletId, products, categoryId } = restaurant;
    const soup = { productId: products.SOUP };
    await setAvailability(kitchen, { outletId, productId: products.SOUP, available: false });
    expect(await refused([soup])).toBe('PRODUCT_UNAVAILABLE lines.0.productId');
    await setAvailability(kitchen, { outletId, productId: products.SOUP, available: true });
    await setAvailability(kitchen, { outletId, optionId: options.L, available: false });
    expect(await refused([soup, bowl('L')])).toBe('PRODUCT_UNAVAILABLE lines.1.modifiers.0.optionId');
    await setAvailability(kitchen, { outletId, optionId: options.L, available: true });
    await change(owner, 'updateCategory', { id: categoryId, active: false }, 'category { id }');
    expect(await refused([soup])).toBe('PRODUCT_UNAVAILABLE lines.0.productId');
    await change(owner, 'updateCategory', { id: categoryId, active: true }, 'category { id }');
    await restaurant.guest.ok(QUOTE, input([soup, bowl('L')]));
  });

  it('is read with a constant number of statements, for any number of lines', async () => {
    const { guest, products } = restaurant;
    const one = await statementsOf(app, () => guest.ok(QUOTE, input([bowl('S')])));
    const lines = Array.from({ length: 60 }, (_, index) => [bowl('L'), { productId: products.SOUP }, { productId: products.WATER }][index % 3] ?? {});
    expect(await statementsOf(app, () => guest.ok(QUOTE, input(lines)))).toBe(one);
  });
});
