import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { partyOf } from '../../../kernel/request/party.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { isId, Outlet, reachableOutletOrRequestError } from '../../tenancy/index.ts';
import type { Menu, MenuItem } from './assemble-menu.ts';
import { menuMemory } from './menu-memory.ts';
import { watchMenu } from './watch-menu.ts';

/** The menu of an outlet in the caller's reach; null: there is none. */
export async function readMenu(ctx: Context, outletId: string): Promise<Menu | null> {
  const tenantId = tenantOf(ctx);
  const id = outletId.toLowerCase();
  return isId(id) && reaches(ctx.session.outletIds, id) ? menuMemory(ctx.services).read(tenantId, id, partyOf(ctx)) : null;
}

/** One product on the menu of an outlet; null: it is not on the menu. */
export async function menuItemAt(ctx: Context, outletId: string, productId: string): Promise<MenuItem | null> {
  return (await readMenu(ctx, outletId))?.itemOf.get(productId.toLowerCase()) ?? null;
}

/** The menu of an outlet, now and after every change. */
export async function followMenu(ctx: Context, outletId: string): Promise<AsyncIterableIterator<Menu>> {
  const outlet = await reachableOutletOrRequestError(ctx, outletId);
  return watchMenu(ctx.services, tenantOf(ctx), outlet.id);
}

/** The outlet of a menu. The outlets of several menus are read in one statement. */
export function outletOfMenu(ctx: Context, menu: Menu): Promise<Outlet> {
  return ctx.em.getReference(Outlet, menu.outletId, { wrapped: true }).loadOrFail();
}
