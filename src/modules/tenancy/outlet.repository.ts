import { type Context, tenantOf } from '../../kernel/context.ts';
import { nodesOf } from '../../kernel/nodes.ts';
import { perEntityManager } from '../../kernel/per-em.ts';
import { KitchenStation, Outlet } from './outlet.entity.ts';

const MAX_OUTLETS = 1000;

/** The outlets that the caller reaches, by code; read once per entity manager. */
export const outletsInReach = perEntityManager((ctx): Promise<Outlet[]> => {
  tenantOf(ctx);
  const { outletIds } = ctx.session;
  return ctx.em.find(Outlet, outletIds === 'all' ? {} : { id: { $in: [...outletIds] } }, { orderBy: { code: 'asc' }, limit: MAX_OUTLETS });
});

/** Outlets by their ids, as far as the caller reaches. */
export const outletsById = nodesOf(Outlet);

/** An outlet's stations by code: what routing chooses from. */
export function stationsOf(ctx: Context, outletId: string): Promise<KitchenStation[]> {
  return ctx.em.find(KitchenStation, { outlet: outletId }, { orderBy: { code: 'asc' } });
}
