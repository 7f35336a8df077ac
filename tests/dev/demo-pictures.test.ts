import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, cloneDatabase, makeClient, signedIn, startTestApp, type TestApp, type TestDatabase } from '../kit/index.ts';

const PUBLIC = 'https://pay.example.com/dapur';

let database: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  database = await cloneDatabase({ empty: true });
  app = await startTestApp({ database, environment: { DEMO: 'on' } });
});
afterAll(() => app.stop());

interface Pictured {
  readonly sku: string;
  readonly name: string;
  readonly imageUrl: string | null;
}

/** What a kiosk shows at all outlets of a brand. */
async function menuOf(url: string, slug: string): Promise<Pictured[]> {
  const guest = makeClient(url, { 'x-tenant-id': slug });
  const { outlets } = await guest.ok('{ outlets { id } }');
  const menus = await Promise.all(
    outlets.map(({ id }: { id: string }) => guest.ok('query ($id: ID!) { menu(outletId: $id) { sections { items { sku name imageUrl } } } }', { id })),
  );
  return menus.flatMap(({ menu }) => menu.sections.flatMap(({ items }: { items: Pictured[] }) => items));
}

const PRODUCTS = '{ categories { id imageUrl products { id sku name imageUrl } } }';

function ownerOf(url: string): Promise<Client> {
  return signedIn(url, 'kopi-senja', 'owner', 'dapur-demo');
}

describe('every demo product', () => {
  test('has a picture of its own that this server draws, small, cacheable and harmless', async () => {
    const products = [...(await menuOf(app.url, 'kopi-senja')), ...(await menuOf(app.url, 'bunna-house'))];
    const drawn = new Map<string, string>();
    for (const { sku, name, imageUrl } of products) {
      const response = await fetch(imageUrl ?? '');
      const svg = await response.text();
      expect([sku, response.status, response.headers.get('content-type')]).toEqual([sku, 200, 'image/svg+xml']);
      expect(response.headers.get('cache-control')).toBe('public, max-age=86400');
      expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(svg).toContain(`<title>${name.replaceAll('&', '&amp;')}</title>`);
      expect(svg.length).toBeLessThan(2000);
      drawn.set(svg.replace(/<title>.*<\/title>/, ''), sku);
    }
    expect(drawn.size).toBe(new Set(products.map(({ sku }) => sku)).size);
  });

  test('shows the same picture to staff, in the catalogue', async () => {
    const { categories } = await (await ownerOf(app.url)).ok(PRODUCTS);
    const inMenu = new Map((await menuOf(app.url, 'kopi-senja')).map(({ sku, imageUrl }) => [sku, imageUrl]));
    for (const { sku, imageUrl } of categories.flatMap(({ products }: { products: Pictured[] }) => products))
      expect([sku, imageUrl]).toEqual([sku, inMenu.get(sku)]);
  });

  test('that is unknown has none', async () => {
    for (const path of ['/demo/kopi-senja/XXX.svg', '/demo/nobody/LAT.svg', '/demo/kopi-senja/LAT.png', '/demo/kopi-senja/..%2f..%2fpackage.json']) {
      expect([path, (await fetch(app.url + path)).status]).toEqual([path, 404]);
    }
  });
});

test('pictures are found after the server has moved to another port, and at PUBLIC_URL', async () => {
  const moved = await startTestApp({ database });
  const known = await startTestApp({ database, environment: { PUBLIC_URL: `${PUBLIC}/` } });
  try {
    expect(moved.url).not.toBe(app.url);
    const [first] = await menuOf(moved.url, 'kopi-senja');
    expect(first?.imageUrl).toMatch(new RegExp(`^${moved.url}/demo/kopi-senja/[A-Z]+\\.svg$`));
    expect((await fetch(first?.imageUrl ?? '')).status).toBe(200);
    expect((await menuOf(known.url, 'kopi-senja'))[0]?.imageUrl).toMatch(new RegExp(`^${PUBLIC}/demo/kopi-senja/`));
  } finally {
    await Promise.all([moved.stop(), known.stop()]);
  }
});

test('a picture’s address that a client sends back as it was read moves with the server, and one elsewhere stays', async () => {
  const owner = await ownerOf(app.url);
  const { categories } = await owner.ok(PRODUCTS);
  const [category] = categories;
  const [product, other] = category.products;
  const save = (name: string, input: object): Promise<unknown> =>
    owner.ok(`mutation ($input: Update${name}Input!) { update${name}(input: $input) { userErrors { message } } }`, { input });
  await save('Product', { id: product.id, imageUrl: product.imageUrl });
  await save('Product', { id: other.id, imageUrl: 'https://cdn.example.com/espresso.webp' });
  await save('Category', { id: category.id, imageUrl: product.imageUrl });
  const moved = await startTestApp({ database });
  try {
    const [now] = (await (await ownerOf(moved.url)).ok(PRODUCTS)).categories;
    expect(now.imageUrl).toBe(product.imageUrl.replace(app.url, moved.url));
    const of = (sku: string): unknown => now.products.find((one: Pictured) => one.sku === sku).imageUrl;
    expect([of(product.sku), of(other.sku)]).toEqual([product.imageUrl.replace(app.url, moved.url), 'https://cdn.example.com/espresso.webp']);
  } finally {
    await moved.stop();
  }
});

test('in production nothing is drawn', async () => {
  const production = await startTestApp({ environment: { NODE_ENV: 'production' } });
  try {
    expect((await fetch(`${production.url}/demo/kopi-senja/LAT.svg`)).status).toBe(404);
  } finally {
    await production.stop();
  }
});
