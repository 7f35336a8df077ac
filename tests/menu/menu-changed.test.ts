import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOutlet, makeClient, startTestApp, subscribe, type TestApp, useRestaurant } from '../kit/index.ts';
import { change, itemOf, type Menu, menuOf, setAvailability } from './menu-api.ts';

const MENU_CHANGED = 'subscription ($outletId: ID!) { menuChanged(outletId: $outletId) { version sections { items { sku price available } } } }';

const { app, restaurant } = useRestaurant();
let other: TestApp;
beforeAll(async () => {
  other = await startTestApp({ database: app.database });
});
afterAll(async () => {
  await other.stop();
});

function setPrice(outletId: string, price: number | null): Promise<unknown> {
  return change(restaurant.manager, 'setProductOverride', { outletId, productId: restaurant.products.COFFEE, price }, 'product { id }');
}

describe('menuChanged', () => {
  it('sends the menu as it is, then every change, on both nodes', async () => {
    const { guest, owner, outletId, products } = restaurant;
    const far = makeClient(other.url, guest.headers);
    const second = await addOutlet(owner, { code: 'TWO' });
    const feeds = [
      subscribe(guest, MENU_CHANGED, { outletId }),
      subscribe(far, MENU_CHANGED, { outletId }),
      subscribe(far, MENU_CHANGED, { outletId: second }),
    ];
    const { version } = await menuOf(guest, outletId);
    for (const feed of feeds.slice(0, 2)) expect((await feed.next()).version).toBe(version);
    await feeds[2]?.next();
    await setPrice(outletId, 1234);
    for (const feed of feeds.slice(0, 2)) {
      const menu: Menu = await feed.next(1500);
      expect(menu.version).toBe(version + 1);
      expect(itemOf(menu, 'COFFEE')?.price).toBe(1234);
    }
    await change(owner, 'updateProduct', { id: products.SOUP, price: 77 }, 'product { id }');
    for (const feed of feeds) expect(itemOf(await feed.next(1500), 'SOUP')?.price).toBe(77);
    expect(feeds.map(({ received }) => received.length)).toEqual([3, 3, 2]);
    for (const feed of feeds) feed.stop();
  });

  it('sends a burst as few messages, the last of them as it is', async () => {
    const { guest, outletId } = restaurant;
    const feed = subscribe(guest, MENU_CHANGED, { outletId });
    await feed.next();
    await Promise.all(Array.from({ length: 20 }, (_, index) => setPrice(outletId, 2000 + index)));
    const { version } = await menuOf(guest, outletId);
    const last = await feed.until((menu: Menu) => menu.version === version);
    expect(itemOf(last, 'COFFEE')?.price).toBe(itemOf(await menuOf(guest, outletId), 'COFFEE')?.price);
    expect(feed.received.length).toBeLessThanOrEqual(21);
    feed.stop();
  });

  it('tells that a product has returned by itself', async () => {
    const { guest, kitchen, outletId, products } = restaurant;
    const feed = subscribe(guest, MENU_CHANGED, { outletId });
    await feed.next();
    await setAvailability(kitchen, { outletId, productId: products.SOUP, available: false, until: new Date(app.clock.now().getTime() + 700).toISOString() });
    expect(itemOf(await feed.next(), 'SOUP')?.available).toBe(false);
    expect(itemOf(await feed.next(3000), 'SOUP')?.available).toBe(true);
    feed.stop();
  });

  it('begins with the current menu after a time without subscribers', async () => {
    const { guest, outletId } = restaurant;
    for (const price of [31, 32, 33]) {
      await setPrice(outletId, price);
      const feed = subscribe(makeClient(other.url, guest.headers), MENU_CHANGED, { outletId });
      expect(itemOf(await feed.next(), 'COFFEE')?.price).toBe(price);
      feed.stop();
    }
  });

  it('refuses an outlet that is not there or out of reach', async () => {
    const { guest, manager, owner } = restaurant;
    const beyond = await addOutlet(owner, { code: 'FAR' });
    for (const [client, outletId] of [
      [guest, '01900000-0000-7000-8000-00000000abcd'],
      [guest, 'nonsense'],
      [manager, beyond],
    ] as const) {
      const feed = subscribe(client, MENU_CHANGED, { outletId });
      expect(await feed.next()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
      expect(await feed.ended).toBeNull();
    }
  });
});

describe('another node', () => {
  it('answers with a change within a second', async () => {
    const { guest, outletId } = restaurant;
    const far = makeClient(other.url, guest.headers);
    for (const price of [41, 42, 43]) {
      await menuOf(far, outletId);
      await setPrice(outletId, price);
      await expect.poll(async () => itemOf(await menuOf(far, outletId), 'COFFEE')?.price, { interval: 20, timeout: 1000 }).toBe(price);
    }
  });
});
