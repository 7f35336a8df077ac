import { describe, expect, it } from 'vitest';
import { addOutlet, addProduct, addStation, type Client, makeRestaurant, orderOf, PLACE_ORDER, type Restaurant, useTestApp } from '../kit/index.ts';
import { change, type Item, itemOf, menuOf, setAvailability } from './menu-api.ts';

const MINUTE = 60_000;

const app = useTestApp();

const inFuture = (milliseconds: number): string => new Date(app.clock.now().getTime() + milliseconds).toISOString();

/** Creates a product with one group; returns its menu item, and its options by name. */
async function addDish(
  { owner, guest, outletId, categoryId }: Restaurant,
  group: object,
): Promise<{ id: string; item: () => Promise<Item>; options: Record<string, string> }> {
  const id = await addProduct(owner, { categoryId, sku: 'DISH', name: 'Dish', price: 20_000, modifierGroups: [{ name: 'Choice', ...group }] });
  const item = async () => itemOf(await menuOf(guest, outletId), 'DISH') as Item;
  const options = Object.fromEntries(((await item()).modifierGroups[0]?.options ?? []).map(({ name, optionId }) => [name, optionId]));
  return { id, item, options };
}

async function refusedOrder(client: Client, restaurant: Restaurant, line: object, outletId = restaurant.outletId) {
  return client.failure(PLACE_ORDER, { input: orderOf(restaurant, {}, { outletId, lines: [{ quantity: 1, ...line }] }) });
}

describe('an item whose options are not enough says so', () => {
  const KINDS = [
    { kind: 'SINGLE', group: { selectionType: 'SINGLE', minSelections: 1, options: [{ name: 'A' }, { name: 'B' }] }, off: ['A', 'B'] },
    { kind: 'MULTIPLE', group: { selectionType: 'MULTIPLE', minSelections: 2, maxSelections: 2, options: [{ name: 'A' }, { name: 'B' }] }, off: ['A'] },
    { kind: 'QUANTITY', group: { selectionType: 'QUANTITY', minSelections: 2, maxSelections: 4, options: [{ name: 'A' }, { name: 'B' }] }, off: ['B', 'A'] },
    { kind: 'TEXT', group: { selectionType: 'TEXT', minSelections: 1, options: [{ name: 'A' }] }, off: ['A'] },
  ];
  it.each(KINDS)('of a $kind group', async ({ group, off }) => {
    const restaurant = await makeRestaurant(app);
    const { kitchen, cashier, outletId } = restaurant;
    const { id, item, options } = await addDish(restaurant, group);
    const until = inFuture(MINUTE);
    for (const [index, name] of off.entries()) {
      expect(await item()).toMatchObject({ available: true, unavailableReason: null });
      await setAvailability(kitchen, { outletId, optionId: options[name], available: false, ...(index === 0 && { until }) });
    }
    const availableAt = off.length === 1 || group.selectionType !== 'MULTIPLE' ? until : null;
    expect(await item()).toMatchObject({ available: false, unavailableReason: 'OPTIONS_UNAVAILABLE', availableAt });
    expect(await refusedOrder(cashier, restaurant, { productId: id })).toMatchObject({
      code: 'PRODUCT_UNAVAILABLE',
      field: ['lines', '0', 'productId'],
      message: expect.stringContaining('Choice'),
      details: { reason: 'OPTIONS_UNAVAILABLE', group: 'Choice', availableAt },
    });
    app.clock.advance(MINUTE + 1000);
    expect(await item()).toMatchObject({ available: true, unavailableReason: null, availableAt: null });
  });

  it('but not of a group from which nothing must be chosen', async () => {
    const restaurant = await makeRestaurant(app);
    const { item, options } = await addDish(restaurant, { selectionType: 'SINGLE', minSelections: 0, options: [{ name: 'A' }] });
    await setAvailability(restaurant.kitchen, { outletId: restaurant.outletId, optionId: options.A, available: false });
    expect(await item()).toMatchObject({ available: true, unavailableReason: null });
  });
});

describe('an item says why it cannot be ordered, and so does the refused order', () => {
  it('when staff took it off, and when its stock is used up', async () => {
    const restaurant = await makeRestaurant(app);
    const { kitchen, cashier, guest, outletId, products } = restaurant;
    const until = inFuture(MINUTE);
    await setAvailability(kitchen, { outletId, productId: products.SOUP, available: false, until });
    await change(kitchen, 'adjustStock', { outletId, productId: products.CAKE, counted: 0 }, 'product { id }');
    const menu = await menuOf(guest, outletId);
    expect(itemOf(menu, 'SOUP')).toMatchObject({ available: false, unavailableReason: 'TAKEN_OFF', availableAt: until });
    expect(itemOf(menu, 'CAKE')).toMatchObject({ available: false, unavailableReason: 'SOLD_OUT', availableAt: null });
    const off = { code: 'PRODUCT_UNAVAILABLE', details: { reason: 'TAKEN_OFF', availableAt: until } };
    expect(await refusedOrder(cashier, restaurant, { productId: products.SOUP })).toMatchObject(off);
    expect(await refusedOrder(cashier, restaurant, { productId: products.CAKE })).toMatchObject({ code: 'OUT_OF_STOCK', details: { available: 0 } });
  });

  it('in the catalogue too: what is not on the menu there is NOT_SOLD', async () => {
    const { owner, kitchen, outletId, products, categoryId } = await makeRestaurant(app);
    const second = await addOutlet(owner, { code: 'TWO' });
    const elsewhere = await addProduct(owner, { categoryId, outletId, sku: 'OWN', name: 'Own', price: 1 });
    const atOutlet = async (id: string | undefined, outlet: string) => {
      const read = 'query ($id: ID!, $outlet: ID!) { product(id: $id) { atOutlet(outletId: $outlet) { active available unavailableReason } } }';
      return (await owner.ok(read, { id, outlet })).product.atOutlet;
    };
    expect(await atOutlet(elsewhere, second)).toEqual({ active: false, available: false, unavailableReason: 'NOT_SOLD' });
    expect(await atOutlet(products.SOUP, second)).toEqual({ active: true, available: false, unavailableReason: 'UNROUTED' });
    expect(await atOutlet(products.SOUP, outletId)).toEqual({ active: true, available: true, unavailableReason: null });
    await setAvailability(kitchen, { outletId, productId: products.SOUP, available: false });
    expect(await atOutlet(products.SOUP, outletId)).toEqual({ active: true, available: false, unavailableReason: 'TAKEN_OFF' });
    await change(owner, 'updateCategory', { id: categoryId, active: false }, 'category { id }');
    expect(await atOutlet(products.COFFEE, outletId)).toEqual({ active: false, available: false, unavailableReason: 'NOT_SOLD' });
  });

  it('the event of something that comes back is true as well: not available while its options are off', async () => {
    const restaurant = await makeRestaurant(app);
    const { kitchen, manager, outletId } = restaurant;
    const { id, options } = await addDish(restaurant, { selectionType: 'SINGLE', minSelections: 1, options: [{ name: 'A' }] });
    await setAvailability(kitchen, { outletId, productId: id, available: false });
    await setAvailability(kitchen, { outletId, optionId: options.A, available: false });
    await setAvailability(kitchen, { outletId, productId: id, available: true });
    const { outletEvents } = await manager.ok('query ($id: ID!) { outletEvents(outletId: $id, first: 500) { events { type entityId data } } }', {
      id: outletId,
    });
    const eventData = outletEvents.events.filter(({ entityId }: { entityId: string }) => entityId === id).map(({ data }: { data: object }) => data);
    expect(eventData.at(-1)).toMatchObject({ productId: id, available: false });
  });
});

describe('a new outlet', () => {
  it('says UNROUTED with the remedy until it has a station; its first station is the default', async () => {
    const restaurant = await makeRestaurant(app);
    const { owner, guest, products } = restaurant;
    const outletId = await addOutlet(owner, { code: 'NEW' });
    const before = await menuOf(guest, outletId);
    expect(itemOf(before, 'COFFEE')).toMatchObject({ available: false, unavailableReason: 'UNROUTED', availableAt: null });
    expect(itemOf(before, 'WATER')).toMatchObject({ available: true });
    const unrouted = {
      code: 'UNROUTED_ITEM',
      field: ['lines', '0', 'productId'],
      message: expect.stringMatching(/Coffee.*createStation\(isDefault: true\).*NONE/),
      details: { reason: 'UNROUTED', stationCode: null },
    };
    expect(await refusedOrder(owner, restaurant, { productId: products.COFFEE }, outletId)).toMatchObject(unrouted);
    const quote = 'query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { currency { code } } userErrors { code field message details } } }';
    expect(await guest.failure(quote, { input: orderOf(restaurant, { COFFEE: 1 }, { outletId }) })).toMatchObject(unrouted);
    await addStation(owner, outletId, 'PASS', false);
    const after = await menuOf(guest, outletId);
    expect(after.version).toBeGreaterThan(before.version);
    expect(itemOf(after, 'COFFEE')).toMatchObject({ available: true });
    expect(itemOf(after, 'SOUP')).toMatchObject({ available: true });
    await owner.ok(PLACE_ORDER, { input: orderOf(restaurant, { COFFEE: 1, SOUP: 1 }, { outletId }) });
  });

  it('has one default station, however many are made at once', async () => {
    const { owner } = await makeRestaurant(app);
    const outletId = await addOutlet(owner, { code: 'RACE' });
    await Promise.all(['A', 'B', 'C', 'D'].map((code) => addStation(owner, outletId, code, false)));
    const stations = await app.sql<{ is_default: boolean }>('select is_default from kitchen_station where outlet_id = $1', [outletId]);
    expect(stations.map(({ is_default }) => is_default).sort()).toEqual([false, false, false, true]);
  });

  it('follows the routing: a station that is no longer the default, a category and a product that name another', async () => {
    const restaurant = await makeRestaurant(app);
    const { owner, guest, outletId, stations, products, categoryId } = restaurant;
    const seen = async () => {
      const menu = await menuOf(guest, outletId);
      return [menu.version, itemOf(menu, 'COFFEE')?.unavailableReason];
    };
    const [version] = await seen();
    await change(owner, 'updateStation', { id: stations.BAR, isDefault: false }, 'station { id }');
    expect(await seen()).toEqual([Number(version) + 1, 'UNROUTED']);
    await change(owner, 'updateStation', { id: stations.BAR, name: 'Coffee bar' }, 'station { id }');
    expect(await seen()).toEqual([Number(version) + 1, 'UNROUTED']);
    await change(owner, 'updateCategory', { id: categoryId, stationCode: 'BAR' }, 'category { id }');
    expect(await seen()).toEqual([Number(version) + 2, null]);
    await change(owner, 'updateProduct', { id: products.COFFEE, stationCode: 'GRILL' }, 'product { id }');
    expect(await seen()).toEqual([Number(version) + 3, 'UNROUTED']);
    await addStation(owner, outletId, 'GRILL', false);
    expect(await seen()).toEqual([Number(version) + 4, null]);
  });
});
