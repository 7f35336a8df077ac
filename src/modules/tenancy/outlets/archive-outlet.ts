import { setArchived } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { raiseOutletMenuVersion } from '../model/menu-version.ts';
import { Outlet } from '../model/outlet.entity.ts';
import { outletEvent } from '../model/outlet-event.ts';
import { reachableOutlet } from '../model/reach.ts';

/** Archives an outlet: it takes no orders any more. Its open orders are finished, paid and refunded as before. */
export function archiveOutlet(ctx: Context, { id }: { readonly id: string }): Promise<Outlet> {
  return switchOutlet(ctx, id, true);
}

/** Opens an archived outlet again, as it was. */
export function unarchiveOutlet(ctx: Context, { id }: { readonly id: string }): Promise<Outlet> {
  return switchOutlet(ctx, id, false);
}

async function switchOutlet(ctx: Context, id: string, archived: boolean): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, id, ['id']);
  await lockRow(ctx, Outlet, outlet.id);
  await ctx.em.refreshOrFail(outlet);
  const changed = await setArchived(ctx, outlet, archived, { entityType: 'Outlet', outletId: outlet.id });
  if (!changed) return outlet;
  recordEvent(ctx, outletEvent(outlet));
  await raiseOutletMenuVersion(ctx, outlet.id);
  return outlet;
}
