import { describe, expect, it } from 'vitest';
import { addProduct, orderOf, PLACE_ORDER, useRestaurant } from '../kit/index.ts';
import { change, failure, itemOf, menuOf, refusal } from './menu-api.ts';

const PRODUCT = 'product { id }';
const GROUP = 'modifierGroup { id options { id name priceAdjustment } }';

const { app, restaurant } = useRestaurant();

const SUGAR = {
  name: 'Sugar',
  selectionType: 'SINGLE',
  minSelections: 1,
  options: [
    { name: 'Normal', priceAdjustment: 0 },
    { name: 'None', priceAdjustment: -12_000 },
  ],
};
const ICE = { name: 'Ice', selectionType: 'MULTIPLE', minSelections: 0, options: [{ name: 'Less', priceAdjustment: -3000 }] };

let drinks = 0;

/** A drink of 20,000 whose cheapest allowed choice costs 5,000. */
async function addDrink(more: object = {}) {
  const { owner, categoryId } = restaurant;
  drinks += 1;
  const group = (await change(owner, 'createModifierGroup', SUGAR, GROUP)).modifierGroup;
  const id = await addProduct(owner, {
    categoryId,
    sku: `DRINK-${drinks}`,
    name: 'Iced tea',
    price: 20_000,
    modifierGroupIds: [group.id],
    modifierGroups: [ICE],
    ...more,
  });
  return { id, group, none: group.options[1].id };
}

describe('a set-up that lets an allowed choice cost less than nothing is refused when it is made', () => {
  it('a promo price, naming product, group, option and amount', async () => {
    const { id } = await addDrink();
    expect(await failure(restaurant.owner, 'updateProduct', { id, promoPrice: 10_000 }, PRODUCT)).toEqual({
      code: 'INVALID_INPUT',
      field: ['promoPrice'],
      message: 'Iced tea would cost -5000 at the price 10000 with Sugar: None (-12000) and Ice: Less (-3000); a choice must not cost less than 0.',
      details: {
        productId: id,
        product: 'Iced tea',
        price: 10_000,
        choice: [
          { group: 'Sugar', option: 'None', units: 1, priceAdjustment: -12_000 },
          { group: 'Ice', option: 'Less', units: 1, priceAdjustment: -3000 },
        ],
        amount: -5000,
      },
    });
    await change(restaurant.owner, 'updateProduct', { id, promoPrice: 15_000 }, PRODUCT);
  });

  it('a price, of the product or of one outlet, and the end of a promo that comes back', async () => {
    const { owner, manager, outletId } = restaurant;
    const past = new Date(app.clock.now().getTime() - 1000).toISOString();
    const { id } = await addDrink({ promoPrice: 1000, promoEndsAt: past });
    expect(await refusal(owner, 'updateProduct', { id, price: 14_999 }, PRODUCT)).toBe('INVALID_INPUT price');
    expect(await refusal(manager, 'setProductOverride', { outletId, productId: id, price: 14_999 }, PRODUCT)).toBe('INVALID_INPUT price');
    expect(await refusal(owner, 'updateProduct', { id, promoEndsAt: null }, PRODUCT)).toBe('INVALID_INPUT promoEndsAt');
    await change(manager, 'setProductOverride', { outletId, productId: id, price: 15_000 }, PRODUCT);
    await change(owner, 'updateProduct', { id, price: 30_000, name: 'Iced tea' }, PRODUCT);
  });

  it('an option, changed or new, and the units that may be chosen; at every product that offers the group', async () => {
    const { owner } = restaurant;
    const { group, none } = await addDrink();
    const refused = (input: object) => failure(owner, 'updateModifierGroup', { id: group.id, ...input }, GROUP);
    expect(await refused({ options: [{ id: none, priceAdjustment: -18_000 }] })).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['options', '0', 'priceAdjustment'],
      details: { product: 'Iced tea', amount: -1000 },
    });
    expect(await refused({ options: [{ name: 'Honey' }, { name: 'Own cup', priceAdjustment: -17_001 }] })).toMatchObject({
      field: ['options', '1', 'priceAdjustment'],
    });
    const shots = { name: 'Shots', selectionType: 'QUANTITY', maxSelections: 2, options: [{ name: 'Less', priceAdjustment: -2000 }] };
    const { modifierGroup } = await change(owner, 'createModifierGroup', shots, GROUP);
    await addProduct(owner, { categoryId: restaurant.categoryId, sku: 'SHOT', name: 'Shot', price: 5000, modifierGroupIds: [modifierGroup.id] });
    expect(await failure(owner, 'updateModifierGroup', { id: modifierGroup.id, maxSelections: 3 }, GROUP)).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['maxSelections'],
      details: { amount: -1000, choice: [{ option: 'Less', units: 3 }] },
    });
  });

  it('a new product, and a group that a product is given', async () => {
    const { owner, categoryId } = restaurant;
    const { group } = await addDrink();
    const cheap = { categoryId, sku: 'CHEAP', name: 'Cheap', price: 11_999 };
    expect(await refusal(owner, 'createProduct', { ...cheap, modifierGroupIds: [group.id] }, PRODUCT)).toBe('INVALID_INPUT price');
    const id = await addProduct(owner, cheap);
    expect(await refusal(owner, 'updateProduct', { id, modifierGroupIds: [group.id] }, PRODUCT)).toBe('INVALID_INPUT modifierGroupIds');
  });

  it('of a lower price and a lower option at the same time one is refused', async () => {
    const { owner } = restaurant;
    for (let round = 0; round < 5; round += 1) {
      const { id, group, none } = await addDrink();
      const price = `mutation { updateProduct(input: { id: "${id}", price: 16000 }) { userErrors { code } } }`;
      const option = `mutation { updateModifierGroup(input: { id: "${group.id}", options: [{ id: "${none}", priceAdjustment: -16000 }] }) { userErrors { code } } }`;
      const answers = await Promise.all([owner.send(price), owner.send(option)]);
      expect(
        answers.map(({ data }) => Object.values<{ userErrors: object[] }>(data)[0]?.userErrors ?? null).sort((a, b) => (a?.length ?? 0) - (b?.length ?? 0)),
      ).toEqual([[], [{ code: 'INVALID_INPUT' }]]);
    }
  });
});

describe('rows of before that let a choice cost less than nothing', () => {
  it('may be changed for the better, and are told at ordering: the choice, or the item when no choice is left', async () => {
    const { owner, cashier, guest, outletId } = restaurant;
    const { id, group, none } = await addDrink();
    await app.sql('update product set price = 10000 where id = $1', [id]);
    await change(owner, 'updateProduct', { id, name: 'Iced tea, small', price: 11_000 }, PRODUCT);
    expect(itemOf(await menuOf(guest, outletId), `DRINK-${drinks}`)).toMatchObject({ available: true });
    const ordered = { input: orderOf(restaurant, {}, { lines: [{ productId: id, quantity: 1, modifiers: [{ optionId: none }] }] }) };
    expect(await cashier.failure(PLACE_ORDER, ordered)).toMatchObject({
      code: 'MODIFIER_RULE',
      field: ['lines', '0', 'modifiers'],
      details: { price: 11_000, unitPrice: -1000 },
    });
    await app.sql('update modifier_option set price_adjustment = -12000 where group_id = $1', [group.id]);
    await change(owner, 'updateProduct', { id, popular: true }, PRODUCT);
    expect(itemOf(await menuOf(guest, outletId), `DRINK-${drinks}`)).toMatchObject({ available: false, unavailableReason: 'NEGATIVE_PRICE' });
    expect(await cashier.failure(PLACE_ORDER, ordered)).toMatchObject({ code: 'PRODUCT_UNAVAILABLE', details: { reason: 'NEGATIVE_PRICE' } });
  });
});
