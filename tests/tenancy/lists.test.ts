import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDevice, addOutlet, addStation, type Client, PASSWORD, signedIn, useRestaurant } from '../kit/index.ts';
import { change } from '../menu/menu-api.ts';

const TENANTS = `query ($filter: TenantFilter, $orderBy: TenantOrder, $first: Int, $after: String) {
  tenants(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { totalCount nodes { slug status outlets { id } } pageInfo { endCursor hasNextPage } } }`;

const { app, restaurant: ours } = useRestaurant();
let second: string;
let admin: Client;
beforeAll(async () => {
  second = await addOutlet(ours.owner, { code: 'TWO', name: 'Kémang Raya' });
  admin = await signedIn(app.url, null, 'admin', PASSWORD);
});

describe('the list of tenants', () => {
  /** A word that occurs only in the brands of this test. */
  const word = `w${randomUUID().slice(0, 8)}`;
  const slugs = async (filter: object, more: object = {}): Promise<string[]> => {
    const { tenants } = await admin.ok(TENANTS, { filter, first: 100, ...more });
    expect(tenants.totalCount).toBe(tenants.nodes.length);
    return tenants.nodes.map(({ slug }: { slug: string }) => slug);
  };
  const make = async (slug: string, name: string, country: string): Promise<string> => {
    const input = { slug: `${slug}-${word}`, name, country, currency: 'IDR', timeZone: 'Asia/Jakarta' };
    return (await change(admin, 'createTenant', input, 'tenant { id }')).tenant.id;
  };
  let suspended: string;
  beforeAll(async () => {
    suspended = await make('zulu', `Álpha ${word}`, 'ID');
    await make('mike', `Bravo ${word}`, 'ET');
    await make('alfa', `zebra ${word}`, 'ID');
    await change(admin, 'suspendTenant', { tenantId: suspended }, 'tenant { id }');
  });

  test('is the platform’s alone', async () => {
    expect(await ours.owner.requestError(TENANTS)).toBe('FORBIDDEN');
    expect(await ours.guest.requestError(TENANTS)).toBe('UNAUTHENTICATED');
    // The header with a tenant does not narrow the list.
    expect((await ours.platform.ok(TENANTS, { filter: { search: word } })).tenants.totalCount).toBe(3);
  });

  test('is sorted, filtered, searched and read page by page', async () => {
    const of = (...names: string[]): string[] => names.map((name) => `${name}-${word}`);
    expect(await slugs({ search: word })).toEqual(of('zulu', 'mike', 'alfa'));
    expect(await slugs({ search: word }, { orderBy: { key: 'CREATED_AT', direction: 'DESC' } })).toEqual(of('alfa', 'mike', 'zulu'));
    expect(await slugs({ search: `${word} zeb` })).toEqual(of('alfa'));
    expect(await slugs({ search: `alp ${word}` })).toEqual(of('zulu'));
    expect(await slugs({ search: `ulu ${word}` })).toEqual([]);
    expect(await slugs({ search: word, country: 'ID' })).toEqual(of('zulu', 'alfa'));
    expect(await slugs({ search: word, status: 'SUSPENDED' })).toEqual(of('zulu'));
    const { tenants } = await admin.ok(TENANTS, { filter: { search: word }, first: 2 });
    expect(tenants.nodes).toEqual([
      { slug: `zulu-${word}`, status: 'SUSPENDED', outlets: [] },
      { slug: `mike-${word}`, status: 'ACTIVE', outlets: [] },
    ]);
    const rest = await admin.ok(TENANTS, { filter: { search: word }, first: 2, after: tenants.pageInfo.endCursor });
    expect(rest.tenants.nodes).toMatchObject([{ slug: `alfa-${word}` }]);
  });

  test('finds a brand by the name that it has now', async () => {
    await change(ours.owner, 'updateTenant', { name: `Renamed ${word}x` }, 'tenant { id }');
    expect(await slugs({ search: `renamed ${word}x` })).toEqual([ours.slug]);
  });
});

describe('the lists of outlets and stations', () => {
  const codes = async (client: Client, args: string, field = 'outlets'): Promise<string[]> =>
    (await client.ok(`{ ${field}${args} { code } }`))[field].map(({ code }: { code: string }) => code);

  test('outlets are searched by beginnings of words of name and code; archived ones are asked for', async () => {
    const { owner, guest, cashier } = ours;
    expect([await codes(owner, ''), await codes(guest, ''), await codes(cashier, '')]).toEqual([['ONE', 'TWO'], ['ONE', 'TWO'], ['ONE']]);
    expect([await codes(owner, '(search: "kem ra")'), await codes(owner, '(search: "tw")'), await codes(owner, '(search: "aya")')]).toEqual([
      ['TWO'],
      ['TWO'],
      [],
    ]);
    const id = await addOutlet(owner, { code: 'OLD' });
    await change(owner, 'archiveOutlet', { id }, 'outlet { id }');
    expect([await codes(owner, '(archived: true)'), await codes(cashier, '(archived: true)')]).toEqual([['OLD'], []]);
    const { tenant } = await owner.ok('{ tenant { outlets { code } } }');
    expect(tenant.outlets).toEqual([{ code: 'ONE' }, { code: 'TWO' }]);
  });

  test('stations are those in reach, of all outlets or of one; archived ones are asked for', async () => {
    const { owner, cashier, outletId, stations } = ours;
    await addStation(owner, second, 'GRILL', true);
    const old = await addStation(owner, second, 'OLD', false);
    await change(owner, 'archiveStation', { id: old }, 'station { id }');
    expect(await codes(owner, '', 'stations')).toEqual(['BAR', 'GRILL', 'KITCHEN']);
    expect(await codes(owner, `(outletId: "${second}")`, 'stations')).toEqual(['GRILL']);
    expect(await codes(owner, '(archived: true)', 'stations')).toEqual(['OLD']);
    expect(await codes(cashier, '', 'stations')).toEqual(['BAR', 'KITCHEN']);
    expect(await cashier.requestError(`{ stations(outletId: "${second}") { code } }`)).toBe('NOT_FOUND');
    const display = await addDevice(owner, { outletId, kind: 'KITCHEN_DISPLAY', stationIds: [stations.BAR] });
    expect(await codes(display.client, '', 'stations')).toEqual(['BAR']);
    expect(await ours.guest.requestError('{ stations { code } }')).toBe('UNAUTHENTICATED');
  });
});
