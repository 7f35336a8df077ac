import { loader } from '../../../kernel/request/per-em.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { Shift } from '../model/shift.entity.ts';

/** Open shifts of outlets in the caller's reach, by the device or user that has the drawer. */
export const openShifts = loader(async (ctx, drawerIds) => {
  const found = await ctx.em.find(Shift, { drawerId: { $in: [...drawerIds] }, closedAt: null }, { orderBy: { openedAt: 'asc', id: 'asc' } });
  const byDrawer = Map.groupBy(
    found.filter(({ outlet }) => reaches(ctx.session.outletIds, outlet.id)),
    ({ drawerId }) => drawerId,
  );
  return drawerIds.map((id) => byDrawer.get(id) ?? []);
});
