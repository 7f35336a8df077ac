import { apiOf, type Caller, inParallel, mutate } from '../lib/api.ts';
import type { Dapur } from '../lib/dapur.ts';
import { type OrderCatalogue, openForOrders } from '../lib/order-catalogue.ts';
import { employ, openRestaurant, type Restaurant } from '../lib/restaurant.ts';

/** An outlet at work, with what stands in it. */
export interface Place {
  readonly tenantId: string;
  readonly outletId: string;
  readonly catalogue: OrderCatalogue;
  /** Signed-in cashier with an open shift. */
  readonly till: Caller;
  /** Device tokens. */
  readonly kiosk: Caller;
  readonly display: Caller;
  readonly board: Caller;
}

const WIDTH = 4;
const FLOAT = 500_000;

/** Opens this many outlets, spread evenly over the brands. */
export async function openTown(dapur: Dapur, { brands, outlets }: { readonly brands: number; readonly outlets: number }): Promise<readonly Place[]> {
  const numbers = Array.from({ length: brands }, (_, index) => index + 1);
  const opened = await inParallel(numbers, WIDTH, (number) => openBrand(dapur, `bench-service-${number}`, outlets / brands));
  // Neighbours in the list belong to different brands, as neighbours in a street do.
  return Array.from({ length: outlets }, (_, index) => opened[index % brands]?.[Math.floor(index / brands)] as Place);
}

async function openBrand(dapur: Dapur, slug: string, outlets: number): Promise<readonly Place[]> {
  const restaurant = await openRestaurant(apiOf(dapur.port), slug);
  const { outletIds, products } = await openForOrders(restaurant, outlets);
  const places: Place[] = [];
  for (const [index, outletId] of outletIds.entries()) {
    const till = await employ(restaurant, 'CASHIER', [outletId], `cashier-${index + 1}`);
    await mutate(restaurant.api, 'openShift', 'shift { id }', { outletId, float: FLOAT }, till);
    const device = (kind: string): Promise<Caller> => installDevice(restaurant, outletId, kind);
    const devices = { kiosk: await device('KIOSK'), display: await device('KITCHEN_DISPLAY'), board: await device('ORDER_BOARD') };
    places.push({ tenantId: restaurant.tenantId, outletId, catalogue: { outletIds: [outletId], products }, till, ...devices });
  }
  return places;
}

async function installDevice({ api, admin, tenantId }: Restaurant, outletId: string, kind: string): Promise<Caller> {
  const { token } = await mutate<{ token: string }>(api, 'createDevice', 'token', { outletId, kind, name: kind }, admin);
  return { token, tenant: tenantId };
}
