import { archivedIs, isArchived } from '../../kernel/archive.ts';
import { type Context, tenantOf } from '../../kernel/context.ts';
import { perEntityManager } from '../../kernel/per-em.ts';
import { KitchenStation, Outlet } from './outlet.entity.ts';

const MAX_OUTLETS = 1000;

/** The outlets that the caller reaches, by code; read once per entity manager. */
export const outletsInReach = perEntityManager((ctx): Promise<Outlet[]> => {
  tenantOf(ctx);
  const { outletIds } = ctx.session;
  return ctx.em.find(Outlet, outletIds === 'all' ? {} : { id: { $in: [...outletIds] } }, { orderBy: { code: 'asc' }, limit: MAX_OUTLETS });
});

/** Outlets in the caller's reach that are in use, or those that are archived. */
export async function findOutlets(ctx: Context, { archived }: { readonly archived: boolean | null }): Promise<Outlet[]> {
  return (await outletsInReach(ctx)).filter((outlet) => isArchived(outlet) === (archived ?? false));
}

/** An outlet's stations in use, by code. */
export function stationsOf(ctx: Context, outletId: string): Promise<KitchenStation[]> {
  return ctx.em.find(KitchenStation, { outlet: outletId, ...archivedIs(false) }, { orderBy: { code: 'asc' } });
}
