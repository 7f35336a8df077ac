import { describe, expect, it } from 'vitest';
import { addOutlet, addProduct, addStation, makeRestaurant, useTestApp } from '../kit/index.ts';
import { change, itemOf, menuOf, refusal, setAvailability } from './menu-api.ts';

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

describe('availability', () => {
  it('86 takes a product off at one outlet until its return time', async () => {
    const { owner, kitchen, guest, outletId, products } = await makeRestaurant(app);
    const second = await addOutlet(owner, { code: 'TWO' });
    await addStation(owner, second, 'PASS', true);
    const { version } = await menuOf(guest, outletId);
    const until = inFuture(MINUTE);
    const off = { outletId, productId: products.SOUP, available: false, until };
    expect(await setAvailability(kitchen, off)).toMatchObject({ menuVersion: version + 1 });
    expect(itemOf(await menuOf(guest, outletId), 'SOUP')).toMatchObject({ available: false, availableAt: until });
    expect(itemOf(await menuOf(guest, second), 'SOUP')).toMatchObject({ available: true });
    expect(await setAvailability(kitchen, off)).toMatchObject({ menuVersion: version + 1 });
    app.clock.advance(MINUTE + 1000);
    expect(itemOf(await menuOf(guest, outletId), 'SOUP')).toMatchObject({ available: true, availableAt: null });
  });

  it('86 for some minutes counts them by the clock of the server', async () => {
    const { kitchen, guest, outletId, products } = await makeRestaurant(app);
    for (const minutes of [1, 10_080]) {
      const before = app.clock.now().getTime();
      await setAvailability(kitchen, { outletId, productId: products.SOUP, available: false, minutes });
      const returnsAt = Date.parse(itemOf(await menuOf(guest, outletId), 'SOUP')?.availableAt ?? '');
      expect(returnsAt).toBeGreaterThanOrEqual(before + minutes * MINUTE);
      expect(returnsAt).toBeLessThanOrEqual(app.clock.now().getTime() + minutes * MINUTE);
    }
    await setAvailability(kitchen, { outletId, productId: products.SOUP, available: false, minutes: 1 });
    app.clock.advance(MINUTE + 1000);
    expect(itemOf(await menuOf(guest, outletId), 'SOUP')).toMatchObject({ available: true, availableAt: null });
  });

  it('a tablet whose clock is an hour slow hears the time of the server, and that minutes do', async () => {
    const { kitchen, outletId, products } = await makeRestaurant(app);
    const document = 'mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { code field message details } } }';
    const input = { outletId, productId: products.SOUP, available: false, until: inFuture(-30 * MINUTE) };
    const { message, field } = await kitchen.failure(document, { input });
    expect(field).toEqual(['until']);
    const [, serverTime] = /^until must be in the future: the server's time is (\S+Z)\. A device with a wrong clock sends minutes\.$/.exec(message) ?? [];
    expect(Math.abs(Date.parse(serverTime ?? '') - app.clock.now().getTime())).toBeLessThan(MINUTE);
  });

  it('86 without a return time lasts until staff bring it back; options too', async () => {
    const { owner, kitchen, guest, outletId, categoryId } = await makeRestaurant(app);
    const productId = await addProduct(owner, { categoryId, sku: 'LATTE', name: 'Latte', price: 30000, modifierGroups: [MILK] });
    const optionOf = async () => itemOf(await menuOf(guest, outletId), 'LATTE')?.modifierGroups[0]?.options[1];
    const optionId = (await optionOf())?.optionId;
    await setAvailability(kitchen, { outletId, optionId, available: false, until: inFuture(MINUTE) });
    expect(await optionOf()).toMatchObject({ name: 'Oat', available: false });
    app.clock.advance(MINUTE + 1000);
    expect(await optionOf()).toMatchObject({ available: true });
    await setAvailability(kitchen, { outletId, productId, available: false });
    app.clock.advance(5 * MINUTE);
    expect(itemOf(await menuOf(guest, outletId), 'LATTE')).toMatchObject({ available: false, availableAt: null });
    await setAvailability(kitchen, { outletId, productId, available: true });
    expect(itemOf(await menuOf(guest, outletId), 'LATTE')).toMatchObject({ available: true });
  });

  it('refuses what makes no sense, naming the field', async () => {
    const { owner, kitchen, outletId, products } = await makeRestaurant(app);
    const second = await addOutlet(owner, { code: 'TWO' });
    const refused = (input: object) => refusal(kitchen, 'setAvailability', { outletId, available: false, ...input }, 'menuVersion');
    const productId = products.SOUP;
    expect(await refused({})).toBe('INVALID_INPUT productId');
    expect(await refused({ productId, optionId: productId })).toBe('INVALID_INPUT productId');
    expect(await refused({ productId, until: inFuture(-1000) })).toBe('INVALID_INPUT until');
    expect(await refused({ productId, until: inFuture(MINUTE), minutes: 5 })).toBe('INVALID_INPUT minutes');
    for (const minutes of [0, -5, 10_081]) expect(await refused({ productId, minutes })).toBe('INVALID_INPUT minutes');
    expect(await refused({ productId, available: true, minutes: 5 })).toBe('INVALID_INPUT minutes');
    expect(await refused({ productId, available: true, until: inFuture(MINUTE) })).toBe('INVALID_INPUT until');
    expect(await refused({ productId: outletId })).toBe('NOT_FOUND productId');
    expect(await refused({ optionId: productId })).toBe('NOT_FOUND optionId');
    expect(await refused({ productId, outletId: second })).toBe('NOT_FOUND outletId');
  });

  it('follows stock: the version rises only between none and some', async () => {
    const { kitchen, guest, outletId, products } = await makeRestaurant(app);
    const productId = products.CAKE;
    const fields = `product { atOutlet(outletId: "${outletId}") { available stockQuantity } }`;
    const adjust = async (input: object) => (await change(kitchen, 'adjustStock', { outletId, productId, ...input }, fields)).product.atOutlet;
    const refused = (input: object) => refusal(kitchen, 'adjustStock', { outletId, productId, ...input }, fields);
    const { version } = await menuOf(guest, outletId);
    expect(await adjust({ delta: -4, reason: 'dropped' })).toEqual({ available: true, stockQuantity: 1 });
    expect((await menuOf(guest, outletId)).version).toBe(version);
    expect(await refused({ delta: -2 })).toBe('INVALID_INPUT delta');
    expect(await adjust({ delta: -1 })).toEqual({ available: false, stockQuantity: 0 });
    const soldOut = await menuOf(guest, outletId);
    expect(itemOf(soldOut, 'CAKE')).toMatchObject({ available: false, availableAt: null });
    expect(soldOut.version).toBe(version + 1);
    expect(await adjust({ counted: 7 })).toEqual({ available: true, stockQuantity: 7 });
    expect(await adjust({ counted: 8 })).toEqual({ available: true, stockQuantity: 8 });
    expect((await menuOf(guest, outletId)).version).toBe(version + 2);
    expect(await refused({})).toBe('INVALID_INPUT delta');
    expect(await refused({ delta: 1, counted: 1 })).toBe('INVALID_INPUT delta');
    expect(await refused({ counted: -1 })).toBe('INVALID_INPUT counted');
    expect(await refused({ delta: 1_000_000_000 })).toBe('INVALID_INPUT delta');
    expect(await refused({ productId: products.SOUP, delta: 1 })).toBe('INVALID_INPUT productId');
  });
});

describe('freshness', () => {
  it('a change is in the very next answer, while others read', async () => {
    const { manager, owner, guest, outletId, products, categoryId } = await makeRestaurant(app);
    let reading = true;
    const readers = Promise.all(
      Array.from({ length: 3 }, async () => {
        for (let last = 0; reading; ) {
          const { version } = await menuOf(guest, outletId);
          expect(version).toBeGreaterThanOrEqual(last - 1);
          last = version;
        }
      }),
    );
    for (let round = 1; round <= 8; round += 1) {
      await change(manager, 'setProductOverride', { outletId, productId: products.COFFEE, price: round }, 'product { id }');
      expect(itemOf(await menuOf(guest, outletId), 'COFFEE')?.price).toBe(round);
      await change(owner, 'updateCategory', { id: categoryId, name: `Round ${round}` }, 'category { id }');
      expect((await menuOf(guest, outletId)).sections[0]?.name).toBe(`Round ${round}`);
    }
    reading = false;
    await readers;
  });

  it("an outlet's own facts on its menu are fresh too", async () => {
    const { owner, guest, outletId } = await makeRestaurant(app);
    const nameOf = async () => (await guest.ok('query ($outletId: ID!) { menu(outletId: $outletId) { outlet { name } } }', { outletId })).menu.outlet.name;
    for (const name of ['First name', 'Second name']) {
      await change(owner, 'updateOutlet', { id: outletId, name }, 'outlet { name }');
      expect([await nameOf(), await nameOf()]).toEqual([name, name]);
    }
  });

  it('a command that fails changes nothing, the version included', async () => {
    const { owner, guest, outletId, products } = await makeRestaurant(app);
    const before = await menuOf(guest, outletId);
    expect(await refusal(owner, 'updateProduct', { id: products.COFFEE, name: 'Changed', promoPrice: 999_999 }, 'product { id }')).toBe(
      'INVALID_INPUT promoPrice',
    );
    expect(await menuOf(guest, outletId)).toEqual(before);
  });
});
