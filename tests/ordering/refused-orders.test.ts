import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addProduct, fingerprint, makeRestaurant, orderOf, type Restaurant, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let other: Restaurant;
/** Options of the product LATTE, and one of another product, by name. */
let options: Record<string, string>;
let latte: string;
beforeAll(async () => {
  other = await makeRestaurant(app);
  const { platform, cashier, categoryId } = restaurant;
  latte = await addProduct(platform, {
    categoryId,
    sku: 'LATTE',
    name: 'Latte',
    price: 25000,
    modifierGroups: [
      { name: 'Size', selectionType: 'SINGLE', minSelections: 1, maxSelections: 1, options: [{ name: 'Small' }, { name: 'Large', priceAdjustment: 5000 }] },
      { name: 'Syrup', selectionType: 'MULTIPLE', maxSelections: 2, options: [{ name: 'Vanilla' }, { name: 'Hazel' }, { name: 'Caramel' }] },
      { name: 'Shots', selectionType: 'QUANTITY', maxSelections: 3, options: [{ name: 'Shot', priceAdjustment: 4000 }] },
      { name: 'Name on the cup', selectionType: 'TEXT', options: [{ name: 'Text' }] },
    ],
  });
  const cocoa = await addProduct(platform, {
    categoryId,
    sku: 'COCOA',
    name: 'Cocoa',
    price: 22000,
    modifierGroups: [{ name: 'Top', selectionType: 'SINGLE', options: [{ name: 'Cream' }] }],
  });
  options = {};
  for (const id of [latte, cocoa]) {
    const { product } = await cashier.ok('query ($id: ID!) { product(id: $id) { modifierGroups { options { id name } } } }', { id });
    for (const group of product.modifierGroups) for (const option of group.options) options[option.name] = option.id;
  }
});

let before: Readonly<Record<string, string>>;
beforeEach(async () => {
  before = await fingerprint(app);
});

/** Expects the order to be refused at the field, without a change to any row. */
async function refused(input: Record<string, unknown>, code: string, field: string[], details?: object): Promise<void> {
  const error = await refusal(restaurant.cashier, 'placeOrder', input, { 'idempotency-key': randomUUID() });
  expect(error).toMatchObject({ code, field, ...(details && { details }) });
  expect(error.message).not.toBe('');
  expect(await fingerprint(app)).toEqual(before);
}

function lines(...lineInputs: Record<string, unknown>[]): Record<string, unknown> {
  return orderOf(restaurant, {}, { lines: lineInputs });
}

describe('a line', () => {
  const line = (more: Record<string, unknown>): Record<string, unknown> => lines({ productId: restaurant.products.WATER, quantity: 1 }, more);
  const at = (...rest: string[]): string[] => ['lines', '1', ...rest];

  test('of an unknown product', async () => {
    await refused(line({ productId: randomUUID(), quantity: 1 }), 'NOT_FOUND', at('productId'));
    await refused(line({ productId: 'coffee', quantity: 1 }), 'NOT_FOUND', at('productId'));
  });

  test("of another brand's product is as unknown as any", async () => {
    await refused(line({ productId: other.products.COFFEE, quantity: 1 }), 'NOT_FOUND', at('productId'));
  });

  test.each([0, -1, 1000, 1_000_000])('of quantity %i', (quantity) =>
    refused(line({ productId: restaurant.products.COFFEE, quantity }), 'INVALID_INPUT', at('quantity')),
  );

  test('of more than there is', () => refused(line({ productId: restaurant.products.CAKE, quantity: 6 }), 'OUT_OF_STOCK', at('productId'), { available: 5 }));

  test('with notes that are too long', () =>
    refused(line({ productId: restaurant.products.COFFEE, quantity: 1, notes: 'x'.repeat(201) }), 'INVALID_INPUT', at('notes')));
});

describe('modifiers', () => {
  const small = (): Record<string, unknown> => ({ optionId: options.Small });
  const chosen = (...modifiers: Record<string, unknown>[]): Record<string, unknown> => lines({ productId: latte, quantity: 1, modifiers });
  const group = ['lines', '0', 'modifiers'];

  test('too few', () => refused(chosen(), 'MODIFIER_RULE', group, { group: 'Size', min: 1 }));
  test('too many', () => refused(chosen(small(), { optionId: options.Large }), 'MODIFIER_RULE', group, { group: 'Size', max: 1 }));
  test('too many of several', () =>
    refused(chosen(small(), ...['Vanilla', 'Hazel', 'Caramel'].map((name) => ({ optionId: options[name] }))), 'MODIFIER_RULE', group));
  test('too many units', () => refused(chosen(small(), { optionId: options.Shot, quantity: 4 }), 'MODIFIER_RULE', group));
  test('an option twice', () => refused(chosen(small(), small()), 'MODIFIER_RULE', [...group, '1', 'optionId']));
  test('two units of one that counts none', () => refused(chosen({ ...small(), quantity: 2 }), 'MODIFIER_RULE', [...group, '0', 'quantity']));
  test('no units', () => refused(chosen(small(), { optionId: options.Shot, quantity: 0 }), 'MODIFIER_RULE', [...group, '1', 'quantity']));
  test('an option of another product', () => refused(chosen(small(), { optionId: options.Cream }), 'MODIFIER_RULE', [...group, '1', 'optionId']));
  test('an unknown option', () => refused(chosen(small(), { optionId: randomUUID() }), 'MODIFIER_RULE', [...group, '1', 'optionId']));
  test('a text where none belongs', () => refused(chosen({ ...small(), text: 'Hi' }), 'MODIFIER_RULE', [...group, '0', 'text']));
  test('no text where one belongs', () => refused(chosen(small(), { optionId: options.Text }), 'MODIFIER_RULE', [...group, '1', 'text']));
  test('more than a list may hold', () =>
    refused(chosen(small(), ...Array.from({ length: 250 }, () => ({ optionId: options.Shot }))), 'LIMIT_EXCEEDED', group, { max: 250 }));
});

describe('what is off', () => {
  const setAvailability = (input: Record<string, unknown>): Promise<unknown> =>
    restaurant.manager.ok('mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { code } } }', {
      input: { outletId: restaurant.outletId, ...input },
    });

  test('a sold-out product', async () => {
    await setAvailability({ productId: latte, available: false });
    before = await fingerprint(app);
    await refused(lines({ productId: latte, quantity: 1, modifiers: [{ optionId: options.Small }] }), 'PRODUCT_UNAVAILABLE', ['lines', '0', 'productId']);
    await setAvailability({ productId: latte, available: true });
  });

  test('a sold-out option', async () => {
    await setAvailability({ optionId: options.Small, available: false });
    before = await fingerprint(app);
    await refused(lines({ productId: latte, quantity: 1, modifiers: [{ optionId: options.Small }] }), 'PRODUCT_UNAVAILABLE', [
      'lines',
      '0',
      'modifiers',
      '0',
      'optionId',
    ]);
    await setAvailability({ optionId: options.Small, available: true });
  });

  test('a product that was taken off the menu', async () => {
    const { manager, outletId, products } = restaurant;
    const override = (active: boolean | null): Promise<unknown> =>
      manager.ok('mutation ($input: SetProductOverrideInput!) { setProductOverride(input: $input) { userErrors { code } } }', {
        input: { outletId, productId: products.SOUP, active },
      });
    await override(false);
    before = await fingerprint(app);
    await refused(orderOf(restaurant, { SOUP: 1 }), 'PRODUCT_UNAVAILABLE', ['lines', '0', 'productId']);
    await override(null);
  });
});

describe('an order', () => {
  test('of no lines', () => refused(lines(), 'INVALID_INPUT', ['lines']));
  test('of 300 lines', () =>
    refused(lines(...Array.from({ length: 300 }, () => ({ productId: restaurant.products.WATER, quantity: 1 }))), 'LIMIT_EXCEEDED', ['lines'], {
      max: 250,
    }));
  test('with an id that is none', () => refused(orderOf(restaurant, { COFFEE: 1 }, { id: 'seventeen' }), 'INVALID_INPUT', ['id']));
  test.each([
    ['customerName', 101],
    ['customerPhone', 41],
    ['tableName', 41],
    ['notes', 501],
  ])('with a %s of %i characters', (field, length) => refused(orderOf(restaurant, { COFFEE: 1 }, { [field]: 'x'.repeat(length) }), 'INVALID_INPUT', [field]));
  test('with a NUL character', () => refused(orderOf(restaurant, { COFFEE: 1 }, { customerName: 'a\0b' }), 'INVALID_INPUT', ['customerName']));
  test('of more codes than a list may hold', () =>
    refused(orderOf(restaurant, { COFFEE: 1 }, { promotionCodes: Array.from({ length: 21 }, (_, i) => `C${i}`) }), 'LIMIT_EXCEEDED', ['promotionCodes']));
  test('at an outlet that is unknown, or of another brand', async () => {
    await refused(orderOf(restaurant, { COFFEE: 1 }, { outletId: randomUUID() }), 'NOT_FOUND', ['outletId']);
    await refused(orderOf(restaurant, { COFFEE: 1 }, { outletId: other.outletId }), 'NOT_FOUND', ['outletId']);
  });
  test('of a total beyond all bills', async () => {
    const productId = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: 'GOLD', name: 'Gold', price: 999_999_999_999 });
    before = await fingerprint(app);
    await refused(lines(...Array.from({ length: 250 }, () => ({ productId, quantity: 999 }))), 'LIMIT_EXCEEDED', ['lines']);
  });
});
