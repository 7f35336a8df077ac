/** Two brands behind a shared cache, one that minds Vary and one that knows answers by their address alone: they never mix. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CachingProxy, startCachingProxy } from '../kit/caching-proxy.ts';
import { makeRestaurant, type Restaurant, useRestaurant } from '../kit/index.ts';
import { withLargeMenu } from '../kit/large-menu.ts';
import { type Posted, read } from './post.ts';

const { app, restaurant } = useRestaurant({ environment: { COST_PER_MINUTE_CLIENT: '0', COST_PER_MINUTE_TENANT: '0' } });
let other: Restaurant;
const proxies: CachingProxy[] = [];
beforeAll(async () => {
  other = await makeRestaurant(app, { currency: 'USD' });
  await withLargeMenu(app, restaurant, 40);
  for (const mindsVary of [true, false]) proxies.push(await startCachingProxy(app.url, mindsVary));
});
afterAll(() => Promise.all(proxies.map((proxy) => proxy.stop())));

const MENU = 'query ($id: ID!) { menu(outletId: $id) { currency { code } sections { items { id sku price } } } }';
const PREFLIGHT = { 'apollo-require-preflight': '1' };
const pathOf = (outletId: string, parameters: Readonly<Record<string, string>>): string =>
  `/graphql?${new URLSearchParams({ query: MENU, variables: JSON.stringify({ id: outletId }), ...parameters })}`;
const ask = (url: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Posted> =>
  read(`${url}${path}`, { headers: { ...PREFLIGHT, ...headers } });
const cacheOf = ({ headers }: Posted): string | null => headers.get('x-cache');
const setPrice = (price: number): Promise<unknown> => restaurant.owner.call('updateProduct', { id: restaurant.products.WATER, price }, 'id');

/** Everybody who could ask, and for whose menu; in every order that matters, as each round asks all. */
const requests = (): { readonly name: string; readonly path: string; readonly headers: Readonly<Record<string, string>> }[] => {
  const brands = [restaurant, other];
  return brands.flatMap((caller) =>
    brands.flatMap((brand) => [
      { name: 'guest, tenant in the address', path: pathOf(brand.outletId, { tenant: caller.slug }), headers: {} },
      { name: 'guest, tenant by id', path: pathOf(brand.outletId, { tenant: caller.tenantId }), headers: {} },
      { name: 'guest, tenant in the header', path: pathOf(brand.outletId, {}), headers: { 'x-tenant-id': caller.slug } },
      { name: 'guest, tenant in both', path: pathOf(brand.outletId, { tenant: caller.slug }), headers: { 'x-tenant-id': caller.slug } },
      { name: 'staff', path: pathOf(brand.outletId, {}), headers: caller.cashier.headers },
      { name: 'guest of none', path: pathOf(brand.outletId, {}), headers: {} },
    ]),
  );
};

describe.each([
  ['that minds Vary', 0],
  ['that knows an answer by its address alone', 1],
] as const)('a cache %s', (_name, index) => {
  test('gives everybody what the server gives them, in any order', async () => {
    const { url } = proxies[index] as CachingProxy;
    const all = requests();
    const direct = await Promise.all(all.map(({ path, headers }) => ask(app.url, path, headers)));
    for (const round of [all, [...all].reverse(), all]) {
      for (const { name, path, headers } of round) {
        const answer = await ask(url, path, headers);
        const expected = direct[all.findIndex((one) => one.path === path && one.headers === headers)];
        expect([name, path, answer.status, answer.body]).toEqual([name, path, expected?.status, expected?.body]);
      }
    }
    const currencies = await Promise.all([restaurant, other].map(({ outletId, slug }) => ask(url, pathOf(outletId, { tenant: slug }))));
    expect(currencies.map((answer) => [cacheOf(answer), answer.body.data.menu.currency.code])).toEqual([
      ['HIT', 'IDR'],
      ['HIT', 'USD'],
    ]);
  });

  test('serves a menu without the server, and asks again when its time is over: 304 while nothing has changed', async () => {
    const proxy = proxies[index] as CachingProxy;
    const path = pathOf(restaurant.outletId, { tenant: restaurant.slug, round: `a${index}` });
    for (const expected of ['MISS', 'HIT', 'HIT']) expect(cacheOf(await ask(proxy.url, path))).toBe(expected);
    proxy.advance(11_000);
    expect(cacheOf(await ask(proxy.url, path))).toBe('REVALIDATED');
    expect(cacheOf(await ask(proxy.url, path))).toBe('HIT');

    await setPrice(6500 + index);
    proxy.advance(11_000);
    const changed = await ask(proxy.url, path);
    expect([cacheOf(changed), changed.text.includes(`"price":${6500 + index}`)]).toEqual(['MISS', true]);
    expect((await ask(proxy.url, path)).text).toBe(changed.text);
  });

  test('never serves an error again', async () => {
    const { url } = proxies[index] as CachingProxy;
    const wrong = [
      pathOf(restaurant.outletId, { tenant: 'nobody-has-this' }),
      pathOf('no-id', { tenant: restaurant.slug }),
      pathOf(other.outletId, { tenant: restaurant.slug }),
    ];
    for (const path of wrong) for (let round = 0; round < 2; round += 1) expect(cacheOf(await ask(url, path))).toBe('MISS');
    // A page that sends no header of ours must not spoil the menu for those who do.
    const path = pathOf(restaurant.outletId, { tenant: restaurant.slug, round: `b${index}` });
    expect((await read(`${url}${path}`)).status).toBe(400);
    expect((await ask(url, path)).status).toBe(200);
  });

  test('keeps compressed forms and the plain one apart, if it minds Vary', async () => {
    const { url } = proxies[0] as CachingProxy;
    const path = pathOf(restaurant.outletId, { tenant: restaurant.slug, round: `c${index}` });
    const answers = [];
    for (const encoding of ['br', 'gzip', 'identity', 'br', 'gzip', 'identity']) answers.push(await ask(url, path, { 'accept-encoding': encoding }));
    expect(answers.map(({ headers }) => headers.get('content-encoding'))).toEqual(['br', 'gzip', null, 'br', 'gzip', null]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.slice(3).map(cacheOf)).toEqual(['HIT', 'HIT', 'HIT']);
  });
});
