import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { act, addOutlet, addProduct, orderOf, PLACE_ORDER, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';
import { change, failure, itemOf, menuOf, refusal, requestErrorOf, setAvailability } from './menu-api.ts';

const PRODUCT = 'product { id archivedAt }';
const CATEGORY = 'category { id archivedAt products { sku } }';
const GROUP = 'modifierGroup { id archivedAt options { id name } }';

const { restaurant } = useRestaurant();

const sku = (): string => `SKU-${randomUUID().slice(0, 8)}`;

async function dish(more: object = {}): Promise<{ id: string; sku: string }> {
  const code = sku();
  return { id: await addProduct(restaurant.owner, { categoryId: restaurant.categoryId, sku: code, name: 'Dish', price: 20_000, ...more }), sku: code };
}

async function addCategory(name: string): Promise<string> {
  return (await change(restaurant.owner, 'createCategory', { name }, 'category { id }')).category.id;
}

async function log(entityId: string): Promise<{ action: string; after: Record<string, unknown> }[]> {
  const read = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [ARCHIVED, UNARCHIVED] }) { nodes { action entityType before after } } }';
  return (await restaurant.owner.ok(read, { id: entityId })).auditLog.nodes;
}

const item = async (code: string) => itemOf(await menuOf(restaurant.guest, restaurant.outletId), code);
const orderFor = (productId: string, modifiers: object[] = []) => ({ input: orderOf(restaurant, {}, { lines: [{ productId, quantity: 1, modifiers }] }) });

describe('an archived product', () => {
  it('leaves menus and cannot be ordered; orders keep it, and it comes back as it was', async () => {
    const { owner, cashier, outletId } = restaurant;
    const { id, sku: code } = await dish({ trackStock: true, stockQuantity: 3 });
    const order = await placeOrder(cashier, orderFor(id).input);
    const { version } = await menuOf(restaurant.guest, outletId);
    expect((await change(owner, 'archiveProduct', { id }, PRODUCT)).product.archivedAt).not.toBeNull();
    expect((await menuOf(restaurant.guest, outletId)).version).toBe(version + 1);
    expect(await item(code)).toBeUndefined();
    expect(await cashier.failure(PLACE_ORDER, orderFor(id))).toMatchObject({ code: 'PRODUCT_UNAVAILABLE', details: { reason: 'NOT_SOLD' } });
    const read = await readOrder(cashier, order.id, 'status lines { productName product { id archivedAt } }');
    expect(read.lines).toEqual([{ productName: 'Dish', product: { id, archivedAt: expect.any(String) } }]);
    await act(cashier, 'cancelOrder', { orderId: order.id, reason: 'Changed their mind' });
    await change(owner, 'unarchiveProduct', { id }, PRODUCT);
    expect(await item(code)).toMatchObject({ available: true });
    const stock = await owner.ok(`{ product(id: "${id}") { archivedAt atOutlet(outletId: "${outletId}") { stockQuantity } } }`);
    expect(stock.product).toEqual({ archivedAt: null, atOutlet: { stockQuantity: 3 } });
    expect((await log(id)).map(({ action }) => action)).toEqual(['UNARCHIVED', 'ARCHIVED']);
  });

  it('is archived once: the same again changes nothing and is in no log', async () => {
    const { owner, guest, outletId } = restaurant;
    const { id } = await dish();
    const first = (await change(owner, 'archiveProduct', { id }, PRODUCT)).product;
    const { version } = await menuOf(guest, outletId);
    const both = await Promise.all([change(owner, 'archiveProduct', { id }, PRODUCT), change(owner, 'archiveProduct', { id }, PRODUCT)]);
    expect(both.map(({ product }) => product)).toEqual([first, first]);
    expect((await menuOf(guest, outletId)).version).toBe(version);
    expect(await log(id)).toHaveLength(1);
    const key = { 'idempotency-key': randomUUID() };
    const document = 'mutation ($id: ID!) { unarchiveProduct(input: { id: $id }) { product { id archivedAt } userErrors { code } } }';
    const answers = await Promise.all([1, 2].map(() => owner.send(document, { id }, key)));
    expect(answers.map(({ data }) => data.unarchiveProduct.product)).toEqual([
      { id, archivedAt: null },
      { id, archivedAt: null },
    ]);
    expect(await log(id)).toHaveLength(2);
  });

  it('keeps its SKU, and the refusal says that an archived one has it', async () => {
    const { owner, categoryId } = restaurant;
    const { id, sku: code } = await dish();
    await change(owner, 'archiveProduct', { id }, PRODUCT);
    expect(await failure(owner, 'createProduct', { categoryId, sku: code, name: 'Again', price: 1 }, PRODUCT)).toMatchObject({
      code: 'CONFLICT',
      field: ['sku'],
      message: expect.stringContaining('archived'),
      details: { archived: true },
    });
  });

  it('leaves promotions that name it as they are', async () => {
    const { owner } = restaurant;
    const { id } = await dish();
    const terms = { name: 'Ten', type: 'PERCENTAGE', rate: 1000, productIds: [id] };
    const { promotion } = await change(owner, 'createPromotion', terms, 'promotion { id }');
    await change(owner, 'archiveProduct', { id }, PRODUCT);
    const read = await owner.ok(`{ promotion(id: "${promotion.id}") { active productIds } }`);
    expect(read.promotion).toEqual({ active: true, productIds: [id] });
    await change(owner, 'updatePromotion', { id: promotion.id, rate: 2000 }, 'promotion { id }');
  });

  it('is a manager’s to archive only if it is an own one of the outlet', async () => {
    const { manager, outletId } = restaurant;
    const shared = await dish();
    expect(await requestErrorOf(manager, 'archiveProduct', { id: shared.id }, PRODUCT)).toBe('FORBIDDEN');
    const own = await dish({ outletId });
    await change(manager, 'archiveProduct', { id: own.id }, PRODUCT);
    expect(await item(own.sku)).toBeUndefined();
    await change(manager, 'unarchiveProduct', { id: own.id }, PRODUCT);
    const elsewhere = await dish({ outletId: await addOutlet(restaurant.owner, { code: sku().slice(-8) }) });
    expect(await refusal(manager, 'archiveProduct', { id: elsewhere.id }, PRODUCT)).toBe('NOT_FOUND id');
  });

  it('comes back only while its options let no choice cost less than nothing', async () => {
    const { owner } = restaurant;
    const options = [{ name: 'Normal' }, { name: 'Less', priceAdjustment: -5000 }];
    const { modifierGroup } = await change(owner, 'createModifierGroup', { name: 'Size', selectionType: 'SINGLE', options }, GROUP);
    const { id } = await dish({ modifierGroupIds: [modifierGroup.id] });
    await change(owner, 'archiveProduct', { id }, PRODUCT);
    const less = modifierGroup.options[1].id;
    await change(owner, 'updateModifierGroup', { id: modifierGroup.id, options: [{ id: less, priceAdjustment: -20_001 }] }, GROUP);
    expect(await failure(owner, 'unarchiveProduct', { id }, PRODUCT)).toMatchObject({ code: 'INVALID_INPUT', field: ['id'], details: { amount: -1 } });
  });
});

describe('an archived category', () => {
  it('needs to know what becomes of its products', async () => {
    const { owner } = restaurant;
    const id = await addCategory('Old');
    const { sku: code, id: productId } = await dish({ categoryId: id });
    expect(await failure(owner, 'archiveCategory', { id }, CATEGORY)).toMatchObject({ code: 'CONFLICT', field: ['id'], details: { products: 1 } });
    const target = await addCategory('New');
    expect(await refusal(owner, 'archiveCategory', { id, moveProductsTo: target, archiveProducts: true }, CATEGORY)).toBe('INVALID_INPUT archiveProducts');
    expect(await refusal(owner, 'archiveCategory', { id, moveProductsTo: id }, CATEGORY)).toBe('INVALID_INPUT moveProductsTo');
    expect(await refusal(owner, 'archiveCategory', { id, moveProductsTo: randomUUID() }, CATEGORY)).toBe('NOT_FOUND moveProductsTo');
    await change(owner, 'archiveCategory', { id, moveProductsTo: target }, CATEGORY);
    expect((await menuOf(restaurant.guest, restaurant.outletId)).sections.map(({ name }) => name)).toContain('New');
    expect(await item(code)).toMatchObject({ productId, available: true });
    expect(await log(id)).toMatchObject([{ action: 'ARCHIVED', after: { products: 1, movedTo: target } }]);
    expect(await failure(owner, 'archiveCategory', { id: target, moveProductsTo: id }, CATEGORY)).toMatchObject({
      code: 'CONFLICT',
      field: ['moveProductsTo'],
    });
  });

  it('takes its products with it if that is said, and comes back without them', async () => {
    const { owner } = restaurant;
    const id = await addCategory('Seasonal');
    const first = await dish({ categoryId: id });
    const second = await dish({ categoryId: id });
    const terms = { name: 'Season', type: 'PERCENTAGE', rate: 1000, categoryIds: [id] };
    const { promotion } = await change(owner, 'createPromotion', terms, 'promotion { id }');
    await change(owner, 'archiveCategory', { id, archiveProducts: true }, CATEGORY);
    expect((await owner.ok(`{ promotion(id: "${promotion.id}") { active categoryIds } }`)).promotion).toEqual({ active: true, categoryIds: [id] });
    expect([await item(first.sku), await item(second.sku)]).toEqual([undefined, undefined]);
    const { categories } = await owner.ok('{ categories { id } }');
    expect(categories.map((category: { id: string }) => category.id)).not.toContain(id);
    for (const { id: productId } of [first, second]) expect(await log(productId)).toMatchObject([{ action: 'ARCHIVED' }]);
    expect(await refusal(owner, 'unarchiveProduct', { id: first.id }, PRODUCT)).toBe('CONFLICT id');
    expect(await failure(owner, 'createProduct', { categoryId: id, sku: sku(), name: 'New', price: 1 }, PRODUCT)).toMatchObject({
      code: 'CONFLICT',
      field: ['categoryId'],
    });
    const { category } = await change(
      owner,
      'unarchiveCategory',
      { id },
      'category { archivedAt products { sku } archived: products(archived: true) { sku } }',
    );
    expect(category).toMatchObject({ archivedAt: null, products: [], archived: [{ sku: first.sku }, { sku: second.sku }] });
    await change(owner, 'unarchiveProduct', { id: first.id }, PRODUCT);
    expect(await item(first.sku)).toMatchObject({ available: true });
  });

  it('gets no product while it is archived, in any order of simultaneous commands', async () => {
    const { owner } = restaurant;
    for (let round = 0; round < 4; round += 1) {
      const id = await addCategory(`Race ${round}`);
      const [archived, made] = await Promise.all([
        owner.send('mutation ($id: ID!) { archiveCategory(input: { id: $id }) { category { id } userErrors { code } } }', { id }),
        owner.send('mutation ($input: CreateProductInput!) { createProduct(input: $input) { product { id } userErrors { code } } }', {
          input: { categoryId: id, sku: sku(), name: 'Quick', price: 1 },
        }),
      ]);
      const errors = [archived.data.archiveCategory, made.data.createProduct].flatMap(({ userErrors }) => userErrors);
      expect(errors).toEqual([{ code: 'CONFLICT' }]);
    }
  });
});

describe('archived groups and options', () => {
  const SIZE = { name: 'Size', selectionType: 'SINGLE', minSelections: 1, options: [{ name: 'Small' }, { name: 'Large', priceAdjustment: 5000 }] };

  it('a group is asked no more, even if it was required; unarchived, it is asked again', async () => {
    const { owner, cashier } = restaurant;
    const { modifierGroup } = await change(owner, 'createModifierGroup', SIZE, GROUP);
    const { id, sku: code } = await dish({ modifierGroupIds: [modifierGroup.id] });
    await change(owner, 'archiveModifierGroup', { id: modifierGroup.id }, GROUP);
    expect((await item(code))?.modifierGroups).toEqual([]);
    await placeOrder(cashier, orderFor(id).input);
    expect((await owner.ok(`{ product(id: "${id}") { modifierGroups { id } } }`)).product.modifierGroups).toEqual([]);
    expect(await refusal(owner, 'updateProduct', { id, modifierGroupIds: [modifierGroup.id] }, PRODUCT)).toBe('CONFLICT modifierGroupIds.0');
    await change(owner, 'unarchiveModifierGroup', { id: modifierGroup.id }, GROUP);
    expect((await item(code))?.modifierGroups).toMatchObject([{ name: 'Size' }]);
    expect(await cashier.failure(PLACE_ORDER, orderFor(id))).toMatchObject({ code: 'MODIFIER_RULE' });
  });

  it('an option cannot be chosen any more; the last one of a required group leaves its items unavailable', async () => {
    const { owner, cashier, manager, outletId } = restaurant;
    const { id, sku: code } = await dish({ outletId, modifierGroups: [SIZE] });
    const [group] = (await owner.ok(`{ product(id: "${id}") { modifierGroups { id options { id name } } } }`)).product.modifierGroups;
    const [small, large] = group.options.map((option: { id: string }) => option.id);
    const { modifierGroup } = await change(manager, 'archiveModifierOption', { id: small }, GROUP);
    expect(modifierGroup).toMatchObject({ id: group.id, options: [{ name: 'Large' }] });
    expect((await item(code))?.modifierGroups[0]?.options.map(({ name }) => name)).toEqual(['Large']);
    expect(await cashier.failure(PLACE_ORDER, orderFor(id, [{ optionId: small }]))).toMatchObject({ code: 'MODIFIER_RULE' });
    await change(manager, 'archiveModifierOption', { id: large }, GROUP);
    expect(await item(code)).toMatchObject({ available: false, unavailableReason: 'OPTIONS_UNAVAILABLE', availableAt: null });
    await change(manager, 'updateModifierGroup', { id: group.id, name: 'Cup' }, GROUP);
    const read = await owner.ok(`{ product(id: "${id}") { modifierGroups { name options { id } archived: options(archived: true) { name } } } }`);
    expect(read.product.modifierGroups).toEqual([{ name: 'Cup', options: [], archived: [{ name: 'Small' }, { name: 'Large' }] }]);
    await change(manager, 'unarchiveModifierOption', { id: small }, GROUP);
    expect(await item(code)).toMatchObject({ available: true });
    expect(await log(small)).toMatchObject([{ action: 'UNARCHIVED', entityType: 'ModifierOption' }, { action: 'ARCHIVED' }]);
  });

  it('an option comes back only if no choice gets cheaper than nothing by it, and a TEXT group has one at a time', async () => {
    const { owner } = restaurant;
    const { modifierGroup } = await change(
      owner,
      'createModifierGroup',
      { ...SIZE, options: [{ name: 'Normal' }, { name: 'Less', priceAdjustment: -15_000 }] },
      GROUP,
    );
    const less = modifierGroup.options[1].id;
    const { id } = await dish({ modifierGroupIds: [modifierGroup.id] });
    await change(owner, 'archiveModifierOption', { id: less }, GROUP);
    await change(owner, 'updateProduct', { id, price: 10_000 }, PRODUCT);
    expect(await failure(owner, 'unarchiveModifierOption', { id: less }, GROUP)).toMatchObject({ code: 'INVALID_INPUT', details: { amount: -5000 } });
    const text = { name: 'Wish', selectionType: 'TEXT', options: [{ name: 'Wish' }] };
    const wish = (await change(owner, 'createModifierGroup', text, GROUP)).modifierGroup;
    await change(owner, 'archiveModifierOption', { id: wish.options[0].id }, GROUP);
    await change(owner, 'updateModifierGroup', { id: wish.id, options: [{ name: 'Message' }] }, GROUP);
    expect(await failure(owner, 'unarchiveModifierOption', { id: wish.options[0].id }, GROUP)).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { max: 1 } });
  });

  it('what is taken off does not come back by being unarchived', async () => {
    const { owner, kitchen, outletId } = restaurant;
    const { id, sku: code } = await dish();
    await setAvailability(kitchen, { outletId, productId: id, available: false });
    await change(owner, 'archiveProduct', { id }, PRODUCT);
    await change(owner, 'unarchiveProduct', { id }, PRODUCT);
    expect(await item(code)).toMatchObject({ available: false, unavailableReason: 'TAKEN_OFF' });
  });
});
