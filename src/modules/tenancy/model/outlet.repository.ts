import type { FilterQuery } from '@mikro-orm/postgresql';
import { matchesSearch } from '../../../kernel/lists/search.ts';
import { archivedFilter, isArchived } from '../../../kernel/request/archive.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { nodesOf } from '../../../kernel/request/nodes.ts';
import { perEntityManager } from '../../../kernel/request/per-em.ts';
import { KitchenStation, Outlet } from './outlet.entity.ts';
import { reachableOutletOrRequestError } from './reach.ts';

const MAX_OUTLETS = 1000;

/** The outlets that the caller reaches, by code; read once per entity manager. */
export const outletsInReach = perEntityManager((ctx): Promise<Outlet[]> => {
  tenantOf(ctx);
  const { outletIds } = ctx.session;
  return ctx.em.find(Outlet, outletIds === 'all' ? {} : { id: { $in: [...outletIds] } }, { orderBy: { code: 'asc' }, limit: MAX_OUTLETS });
});

/** Outlets by their ids, only those in the caller's reach. */
export const outletsById = nodesOf(Outlet);

/** Outlets in the caller's reach, in use or archived, whose name or code matches the search. */
export async function findOutlets(
  ctx: Context,
  { archived, search }: { readonly archived: boolean | null; readonly search: string | null },
): Promise<Outlet[]> {
  const outlets = await outletsInReach(ctx);
  return outlets.filter((outlet) => isArchived(outlet) === (archived ?? false) && matchesSearch([outlet.name, outlet.code], search));
}

const MAX_STATIONS = 1000;

export interface StationFilter {
  readonly outletId: string | null;
  readonly archived: boolean | null;
}

/**
 * Stations in the caller's reach, by code.
 * @throws RequestError NOT_FOUND for an unknown outlet
 */
export async function findStations(ctx: Context, { outletId, archived }: StationFilter): Promise<KitchenStation[]> {
  tenantOf(ctx);
  const { outletIds, stationIds } = ctx.session;
  const where: FilterQuery<KitchenStation>[] = [archivedFilter(archived)];
  if (outletId !== null) where.push({ outlet: (await reachableOutletOrRequestError(ctx, outletId)).id });
  if (outletIds !== 'all') where.push({ outlet: { $in: [...outletIds] } });
  if (stationIds !== 'all') where.push({ id: { $in: [...stationIds] } });
  return ctx.em.find(KitchenStation, { $and: where }, { orderBy: { code: 'asc', id: 'asc' }, limit: MAX_STATIONS });
}

/** An outlet's stations in use, by code. */
export function stationsOf(ctx: Context, outletId: string): Promise<KitchenStation[]> {
  return ctx.em.find(KitchenStation, { outlet: outletId, ...archivedFilter(false) }, { orderBy: { code: 'asc' } });
}
