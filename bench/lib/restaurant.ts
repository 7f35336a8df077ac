import { type Api, type Caller, inParallel, mutate } from './api.ts';

/** The platform user of a new demo database. */
const ADMIN = { username: 'admin', password: 'dapur-demo' };
/** Password of the bench's users, in a database that is deleted afterwards. */
const PASSWORD = 'bench-password';
const WIDTH = 8;

/** A tenant of a measurement, with the platform user that created it. */
export interface Restaurant {
  readonly api: Api;
  readonly tenantId: string;
  readonly slug: string;
  readonly admin: Caller;
}

export async function signIn(api: Api, username: string, password: string, tenant?: string): Promise<string> {
  const selection = 'session { accessToken }';
  const { session } = await mutate<{ session: { accessToken: string } }>(api, 'signIn', selection, { username, password }, { ...(tenant && { tenant }) });
  return session.accessToken;
}

export async function openRestaurant(api: Api, slug: string): Promise<Restaurant> {
  const token = await signIn(api, ADMIN.username, ADMIN.password);
  const input = { name: slug, slug, currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta' };
  const { tenant } = await mutate<{ tenant: { id: string } }>(api, 'createTenant', 'tenant { id }', input, { token });
  return { api, tenantId: tenant.id, slug, admin: { token, tenant: tenant.id } };
}

/** Creates an outlet with 5 % service charge, 10 % tax and two stations: BAR (default) and KITCHEN. */
export async function openOutlet({ api, admin }: Restaurant, number: number): Promise<{ id: string; bar: string; kitchen: string }> {
  const input = { name: `Outlet ${number}`, code: `B${number}`, taxRate: 1000, serviceChargeRate: 500 };
  const { outlet } = await mutate<{ outlet: { id: string } }>(api, 'createOutlet', 'outlet { id }', input, admin);
  const station = async (code: string, isDefault: boolean): Promise<string> => {
    const place = { outletId: outlet.id, name: code, code, isDefault };
    return (await mutate<{ station: { id: string } }>(api, 'createStation', 'station { id }', place, admin)).station.id;
  };
  return { id: outlet.id, bar: await station('BAR', true), kitchen: await station('KITCHEN', false) };
}

/** Creates categories with their products; returns the products in order. */
export async function addProducts<T>(restaurant: Restaurant, categories: readonly (readonly object[])[], selection: string): Promise<T[]> {
  const { api, admin } = restaurant;
  const made = await inParallel(categories, WIDTH, async (products, index) => {
    const input = { name: `Category ${index + 1}`, sortOrder: index };
    const { category } = await mutate<{ category: { id: string } }>(api, 'createCategory', 'category { id }', input, admin);
    return products.map((product) => ({ ...product, categoryId: category.id }));
  });
  return inParallel(
    made.flat(),
    WIDTH,
    async (input) => (await mutate<{ product: T }>(api, 'createProduct', `product { ${selection} }`, input, admin)).product,
  );
}

/** Creates a user of all the given outlets and signs it in. */
export async function employ(
  restaurant: Restaurant,
  role: 'CASHIER' | 'KITCHEN',
  outletIds: readonly string[],
  username = role.toLowerCase(),
): Promise<Caller & { readonly userId: string }> {
  const { api, admin, tenantId } = restaurant;
  const input = { username, password: PASSWORD, name: role, role, outletId: outletIds[0], accessibleOutletIds: outletIds };
  const { user } = await mutate<{ user: { id: string } }>(api, 'createUser', 'user { id }', input, admin);
  return { userId: user.id, token: await signIn(api, username, PASSWORD, tenantId), tenant: tenantId };
}
