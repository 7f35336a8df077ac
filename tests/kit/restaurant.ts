import { randomBytes } from 'node:crypto';
import type { TestApp } from './app.ts';
import { type Client, makeClient, PASSWORD, signedIn } from './client.ts';
import { copyRestaurant } from './copy-restaurant.ts';
import { mutationOf } from './mutations.ts';

/** Ids of a brand that was created through the public API. */
export interface RestaurantIds {
  readonly slug: string;
  readonly tenantId: string;
  readonly outletId: string;
  /** By code: BAR (default) and KITCHEN. */
  readonly stations: Readonly<Record<string, string>>;
  readonly categoryId: string;
  /** By SKU: COFFEE 20000, SOUP 30000 (kitchen), WATER 5000 (route NONE), CAKE 15000 (stock 5). */
  readonly products: Readonly<Record<string, string>>;
}

/** A brand of the test, with its clients. */
export interface Restaurant extends RestaurantIds {
  readonly platform: Client;
  readonly guest: Client;
  readonly owner: Client;
  readonly manager: Client;
  readonly cashier: Client;
  readonly kitchen: Client;
}

export interface RestaurantOptions {
  readonly currency?: string;
  /** Settings of the outlet, named as in createOutlet. */
  readonly outlet?: Readonly<Record<string, unknown>>;
}

let number = 0;

/** A slug that no brand has. It comes after those before in lists by name. */
export function newSlug(): string {
  number += 1;
  return `brand-${String(number).padStart(5, '0')}-${randomBytes(3).toString('hex')}`;
}

/** Slug of the restaurant in the template: it comes first. */
const TEMPLATE_SLUG = 'brand-00000-first';

const STAFF = { owner: 'TENANT_OWNER', manager: 'MANAGER', cashier: 'CASHIER', kitchen: 'KITCHEN' } as const;

/** A brand whose users are signed in: the one of the template or, where that is taken or the options want another, a copy of it. */
export async function makeRestaurant(app: TestApp, options: RestaurantOptions = {}): Promise<Restaurant> {
  const isUsual = options.currency === undefined && options.outlet === undefined;
  const ids = (isUsual ? app.database.takeRestaurant() : null) ?? (await copyRestaurant(app.database.superuser, options));
  const staff = (username: keyof typeof STAFF): Promise<Client> => signedIn(app.url, ids.slug, username, PASSWORD);
  // One after the other: some test servers limit simultaneous requests per address.
  const admin = await signedIn(app.url, null, 'admin', PASSWORD);
  const [owner, manager, cashier, kitchen] = [await staff('owner'), await staff('manager'), await staff('cashier'), await staff('kitchen')];
  const guest = makeClient(app.url, { 'x-tenant-id': ids.slug });
  return { ...ids, platform: admin.as({ 'x-tenant-id': ids.slug }), guest, owner, manager, cashier, kitchen };
}

/** Creates the brand of the template through the API: a tenant with an outlet, two stations, four products and a user of each role. */
export async function buildRestaurant(url: string): Promise<RestaurantIds> {
  const admin = await signedIn(url, null, 'admin', PASSWORD);
  const slug = TEMPLATE_SLUG;
  const brand = { name: slug, slug, currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta' };
  const { id: tenantId } = await admin.call('createTenant', brand, 'id');
  const platform = admin.as({ 'x-tenant-id': slug });
  const outletId = await addOutlet(platform, { code: 'ONE' });
  const stations = { BAR: await addStation(platform, outletId, 'BAR', true), KITCHEN: await addStation(platform, outletId, 'KITCHEN', false) };
  const { id: categoryId } = await platform.call('createCategory', { name: 'Menu' }, 'id');
  const products = {
    COFFEE: await addProduct(platform, { categoryId, sku: 'COFFEE', name: 'Coffee', price: 20000 }),
    SOUP: await addProduct(platform, { categoryId, sku: 'SOUP', name: 'Soup', price: 30000, stationCode: 'KITCHEN' }),
    WATER: await addProduct(platform, { categoryId, sku: 'WATER', name: 'Water', price: 5000, stationCode: 'NONE' }),
    CAKE: await addProduct(platform, { categoryId, sku: 'CAKE', name: 'Cake', price: 15000, trackStock: true, stockQuantity: 5 }),
  };
  for (const [username, role] of Object.entries(STAFF)) await addUser(platform, { username, role, outletId, accessibleOutletIds: [outletId] });
  return { slug, tenantId, outletId, stations, categoryId, products };
}

export async function addOutlet(client: Client, input: Readonly<Record<string, unknown>>): Promise<string> {
  return (await client.call('createOutlet', { name: `Outlet ${input.code}`, ...input }, 'id')).id;
}

export async function addStation(client: Client, outletId: string, code: string, isDefault: boolean): Promise<string> {
  return (await client.call('createStation', { outletId, code, name: code, isDefault }, 'id')).id;
}

export async function addProduct(client: Client, input: Readonly<Record<string, unknown>>): Promise<string> {
  return (await client.call('createProduct', input, 'id')).id;
}

export async function addUser(client: Client, input: Readonly<Record<string, unknown>>): Promise<string> {
  return (await client.call('createUser', { name: String(input.username), password: PASSWORD, ...input }, 'id')).id;
}

/** Creates a device of the outlet; returns its id, and a client with its token. */
export async function addDevice(client: Client, input: Readonly<Record<string, unknown>>): Promise<{ id: string; client: Client }> {
  const data = await client.ok(mutationOf('createDevice', 'id', 'token'), {
    input: { name: 'Device', ...input },
  });
  return { id: data.createDevice.device.id, client: makeClient(client.url, { authorization: `Bearer ${data.createDevice.token}` }) };
}

export const ORDER_FIELDS = `id number queueNumber status paymentStatus version dueAmount paidAmount token totals { subtotal serviceCharge tax total }
  lines { id productName quantity unitPrice total } tickets { id status version station { code } items { id name quantity status } }`;
export const PLACE_ORDER = mutationOf('placeOrder', ORDER_FIELDS);

/** Input of placeOrder, with products by SKU. */
export function orderOf(
  restaurant: Restaurant,
  quantities: Readonly<Record<string, number>>,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const lines = Object.entries(quantities).map(([sku, quantity]) => ({ productId: restaurant.products[sku], quantity }));
  return { outletId: restaurant.outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines, ...more };
}

/** Places an order; must succeed. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function placeOrder(client: Client, input: Readonly<Record<string, unknown>>): Promise<any> {
  return (await client.ok(PLACE_ORDER, { input })).placeOrder.order;
}

/** Fields that guests and customers see of their own orders. */
export const OWN_FIELDS = `id number queueNumber status paymentStatus channel serviceMode tableName customerName dueAmount token totals { total }
  lines { id productName quantity unitPrice total }`;
export const PLACE_OWN = mutationOf('placeOrder', OWN_FIELDS);

/** Input of placeOrder with the QR code of a table. */
export function atTable(restaurant: Restaurant, tableToken: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return orderOf(restaurant, { COFFEE: 1 }, { serviceMode: 'DINE_IN', channel: 'QR', tableToken, ...more });
}

/** Places an order as a guest or a customer; must succeed. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function placeOwn(client: Client, input: Readonly<Record<string, unknown>>): Promise<any> {
  return (await client.ok(PLACE_OWN, { input })).placeOrder.order;
}

/** Adds a table; returns its id and the token of its QR code. */
export async function addTable(client: Client, input: Readonly<Record<string, unknown>>): Promise<{ id: string; token: string; url: string | null }> {
  const document = mutationOf('createDiningTable', 'id', 'token url');
  const { table, token, url } = (await client.ok(document, { input })).createDiningTable;
  return { id: table.id, token, url };
}
