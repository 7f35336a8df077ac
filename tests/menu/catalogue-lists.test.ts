import { beforeAll, describe, expect, test } from 'vitest';
import { addOutlet, addProduct, type Client, placeOrder, useRestaurant } from '../kit/index.ts';
import { change, itemOf, menuOf, setAvailability } from './menu-api.ts';

const PRODUCTS = `query ($filter: ProductFilter, $orderBy: ProductOrder, $first: Int, $after: String) {
  products(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { totalCount nodes { id sku } pageInfo { endCursor hasNextPage } } }`;
const GROUPS = `query ($filter: ModifierGroupFilter, $orderBy: ModifierGroupOrder) {
  modifierGroups(filter: $filter, orderBy: $orderBy, first: 100) { totalCount nodes { id name } } }`;

const { restaurant: ours } = useRestaurant();
let second: string;
beforeAll(async () => {
  second = await addOutlet(ours.owner, { code: 'TWO' });
  const { owner, categoryId, outletId } = ours;
  await addProduct(owner, { categoryId, sku: 'AK-01', name: 'Äpfelkuchen mit Sahne', price: 25_000, popular: true });
  await addProduct(owner, { categoryId, sku: 'HERE', name: 'Only here', price: 1, outletId });
  await addProduct(owner, { categoryId, sku: 'THERE', name: 'Only there', price: 2, outletId: second });
});

async function found(filter: object, { client = ours.owner, orderBy }: { readonly client?: Client; readonly orderBy?: object } = {}): Promise<string[]> {
  const { products } = await client.ok(PRODUCTS, { filter, orderBy, first: 100 });
  expect(products.totalCount).toBe(products.nodes.length);
  return products.nodes.map(({ sku }: { sku: string }) => sku);
}
async function groupsFound(filter: object, client = ours.owner): Promise<string[]> {
  const { modifierGroups } = await client.ok(GROUPS, { filter });
  expect(modifierGroups.totalCount).toBe(modifierGroups.nodes.length);
  return modifierGroups.nodes.map(({ name }: { name: string }) => name);
}

describe('the list of products', () => {
  test('has the brand’s and own ones of outlets in reach, by name or price', async () => {
    expect(await found({})).toEqual(['AK-01', 'CAKE', 'COFFEE', 'HERE', 'THERE', 'SOUP', 'WATER']);
    expect(await found({}, { client: ours.cashier })).toEqual(['AK-01', 'CAKE', 'COFFEE', 'HERE', 'SOUP', 'WATER']);
    expect(await found({}, { orderBy: { key: 'PRICE', direction: 'DESC' } })).toEqual(['SOUP', 'AK-01', 'COFFEE', 'CAKE', 'WATER', 'THERE', 'HERE']);
    expect(await found({}, { orderBy: { key: 'CREATED_AT' } })).toEqual(['COFFEE', 'SOUP', 'WATER', 'CAKE', 'AK-01', 'HERE', 'THERE']);
    expect(await ours.guest.requestError(PRODUCTS)).toBe('UNAUTHENTICATED');
  });

  test('is filtered by text, SKU, category, outlet, stock and switches, each beside the others', async () => {
    const { outletId, categoryId } = ours;
    expect(await found({ search: 'apfel sah' })).toEqual(['AK-01']);
    expect(await found({ search: 'ak 01' })).toEqual(['AK-01']);
    expect(await found({ search: 'kuchen' })).toEqual([]);
    expect([await found({ sku: 'CAKE' }), await found({ sku: 'cake' }), await found({ sku: 'CAK' })]).toEqual([['CAKE'], [], []]);
    expect(await found({ outletId: second })).toEqual(['AK-01', 'CAKE', 'COFFEE', 'THERE', 'SOUP', 'WATER']);
    expect(await found({ outletId, search: 'only' })).toEqual(['HERE']);
    expect([await found({ trackStock: true }), await found({ popular: true })]).toEqual([['CAKE'], ['AK-01']]);
    expect(await found({ categoryId, popular: false, trackStock: false, search: 'c' })).toEqual(['COFFEE']);
    expect([await found({ categoryId: outletId }), await found({ categoryId: 'x' })]).toEqual([[], []]);
    expect(await ours.cashier.requestError(PRODUCTS, { filter: { outletId: second } })).toBe('NOT_FOUND');
    const id = await addProduct(ours.owner, { categoryId, sku: 'OFF', name: 'Off', price: 1 });
    await change(ours.owner, 'updateProduct', { id, active: false, name: 'Switched' }, 'product { id }');
    expect([await found({ active: false }), await found({ search: 'off' }), await found({ search: 'switch' })]).toEqual([['OFF'], ['OFF'], ['OFF']]);
  });

  test('says what can be ordered at an outlet now as its menu does', async () => {
    const { owner, kitchen, outletId, products, cashier } = ours;
    await setAvailability(kitchen, { outletId, productId: products.SOUP, available: false });
    await placeOrder(cashier, { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: products.CAKE, quantity: 5 }] });
    const menu = await menuOf(ours.guest, outletId);
    const available = await found({ availableAtOutletId: outletId });
    const unavailable = await found({ unavailableAtOutletId: outletId });
    expect([available, unavailable]).toEqual([
      ['AK-01', 'COFFEE', 'HERE', 'WATER'],
      ['CAKE', 'THERE', 'SOUP', 'OFF'],
    ]);
    for (const sku of available) expect(itemOf(menu, sku)?.available, sku).toBe(true);
    for (const sku of unavailable) expect(itemOf(menu, sku)?.available ?? false, sku).toBe(false);
    // The second outlet has no station, so it sells nothing that a kitchen makes.
    expect(await found({ availableAtOutletId: second })).toEqual(['WATER']);
    expect(await ours.cashier.requestError(PRODUCTS, { filter: { availableAtOutletId: second } })).toBe('NOT_FOUND');
    expect(await owner.requestError(PRODUCTS, { filter: { unavailableAtOutletId: 'x' } })).toBe('NOT_FOUND');
  });

  test('leaves archived products out, and shows them when they are asked for', async () => {
    const id = await addProduct(ours.owner, { categoryId: ours.categoryId, sku: 'OLD', name: 'Old', price: 1 });
    await change(ours.owner, 'archiveProduct', { id }, 'product { id }');
    expect([await found({ sku: 'OLD' }), await found({ archived: true })]).toEqual([[], ['OLD']]);
  });

  test.each(['NAME', 'PRICE', 'CREATED_AT'])('is read page by page by %s, also where values are equal', async (key) => {
    for (const direction of ['ASC', 'DESC']) {
      const orderBy = { key, direction };
      const read: string[] = [];
      for (let after: string | null = null; ; ) {
        const { products } = await ours.owner.ok(PRODUCTS, { orderBy, first: 2, after });
        read.push(...products.nodes.map(({ sku }: { sku: string }) => sku));
        if (!products.pageInfo.hasNextPage) break;
        after = products.pageInfo.endCursor;
      }
      expect(read).toEqual(await found({}, { orderBy }));
    }
  });

  test.each([
    ['PRICE', 'cheap'],
    ['PRICE', null],
    ['CREATED_AT', 'yesterday'],
    ['NAME', 'a\u0000b'],
  ])('refuses a cursor that was made up: by %s after %j', async (key, value) => {
    const { products } = await ours.owner.ok(PRODUCTS, { orderBy: { key }, first: 1 });
    const keys = JSON.parse(Buffer.from(products.pageInfo.endCursor, 'base64url').toString('utf8'));
    const forged = Buffer.from(JSON.stringify([keys[0], value, keys[2]])).toString('base64url');
    expect(await ours.owner.requestError(PRODUCTS, { orderBy: { key }, after: forged })).toBe('BAD_USER_INPUT');
  });
});

describe('the list of modifier groups', () => {
  test('has groups that no product offers, and own ones of products in reach', async () => {
    const { owner, categoryId, outletId } = ours;
    const group = (name: string) => ({ name, selectionType: 'SINGLE', options: [{ name: 'One' }] });
    const { modifierGroup } = await change(owner, 'createModifierGroup', group('Unused size'), 'modifierGroup { id }');
    await addProduct(owner, { categoryId, sku: 'G1', name: 'G1', price: 1, outletId, modifierGroups: [group('Own here')] });
    await addProduct(owner, { categoryId, sku: 'G2', name: 'G2', price: 1, outletId: second, modifierGroups: [group('Own there')] });
    await addProduct(owner, { categoryId, sku: 'G3', name: 'G3', price: 1, modifierGroups: [group('Own of all')] });
    expect(await groupsFound({})).toEqual(['Own here', 'Own of all', 'Own there', 'Unused size']);
    expect(await groupsFound({}, ours.cashier)).toEqual(['Own here', 'Own of all', 'Unused size']);
    expect(await groupsFound({ shared: true })).toEqual(['Unused size']);
    expect(await groupsFound({ shared: false, search: 'the' })).toEqual(['Own there']);
    await change(owner, 'updateModifierGroup', { id: modifierGroup.id, name: 'Cup' }, 'modifierGroup { id }');
    expect([await groupsFound({ search: 'size' }), await groupsFound({ search: 'cup' })]).toEqual([[], ['Cup']]);
    await change(owner, 'archiveModifierGroup', { id: modifierGroup.id }, 'modifierGroup { id }');
    expect([await groupsFound({ shared: true }), await groupsFound({ archived: true })]).toEqual([[], ['Cup']]);
  });
});

describe('the list of categories', () => {
  test('has those in use, by whether menus show them, and archived ones when they are asked for', async () => {
    const { owner } = ours;
    const make = async (name: string): Promise<string> => (await change(owner, 'createCategory', { name, sortOrder: 9 }, 'category { id }')).category.id;
    await change(owner, 'updateCategory', { id: await make('Hidden'), active: false }, 'category { id }');
    await change(owner, 'archiveCategory', { id: await make('Old') }, 'category { id }');
    const names = async (args: string): Promise<string[]> =>
      (await owner.ok(`{ categories${args} { name } }`)).categories.map(({ name }: { name: string }) => name);
    expect(await names('')).toEqual(['Menu', 'Hidden']);
    expect(await names('(active: true)')).toEqual(['Menu']);
    expect(await names('(active: false)')).toEqual(['Hidden']);
    expect(await names('(archived: true)')).toEqual(['Old']);
    expect(await names('(archived: null)')).toEqual(['Menu', 'Hidden']);
  });
});
