import type { Loaded } from '@mikro-orm/core';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { perEntityManager } from '../../../kernel/request/per-em.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { type FieldPath, notFound, RequestError } from '../../../kernel/values/errors.ts';
import { isId } from '../../../kernel/values/ids.ts';
import { KitchenStation, Outlet } from './outlet.entity.ts';
import { Tenant } from './tenant.entity.ts';

/** The outlet, if it is the tenant's and in the caller's reach; else null. */
export async function findOutlet(ctx: Context, outletId: string): Promise<Outlet | null> {
  tenantOf(ctx);
  if (!isId(outletId) || !reaches(ctx.session.outletIds, outletId.toLowerCase())) return null;
  return ctx.em.findOne(Outlet, { id: outletId });
}

/**
 * The outlet, for commands.
 * @throws NOT_FOUND at `field`
 */
export async function reachableOutlet(ctx: Context, outletId: string, field: FieldPath = ['outletId']): Promise<Outlet> {
  const outlet = await findOutlet(ctx, outletId);
  if (!outlet) throw notFound('Outlet', field);
  return outlet;
}

/**
 * The outlet, for list queries and subscriptions.
 * @throws RequestError NOT_FOUND
 */
export async function reachableOutletOrRequestError(ctx: Context, outletId: string): Promise<Outlet> {
  const outlet = await findOutlet(ctx, outletId);
  if (!outlet) throw new RequestError('NOT_FOUND', 'Outlet not found.');
  return outlet;
}

/** The station with its outlet, if both are in the caller's reach. */
export async function findStation(ctx: Context, stationId: string): Promise<Loaded<KitchenStation, 'outlet'> | null> {
  tenantOf(ctx);
  if (!isId(stationId) || !reaches(ctx.session.stationIds, stationId.toLowerCase())) return null;
  const station = await ctx.em.findOne(KitchenStation, { id: stationId }, { populate: ['outlet'] });
  return station && reaches(ctx.session.outletIds, station.outlet.id) ? station : null;
}

/** The tenant of the request; read once per entity manager. */
export const currentTenant = perEntityManager(async (ctx): Promise<Tenant> => ctx.em.findOneOrFail(Tenant, { id: tenantOf(ctx) }));

/** Makes commands that count what a brand has, or change its status, wait for each other, until the transaction ends. Reads and orders do not wait. */
export async function lockBrand(ctx: Context): Promise<void> {
  await ctx.em.execute('select 1 from tenant where id = ? for no key update', [tenantOf(ctx)]);
}
