import { afterCommit, type Context, tenantOf } from '../../../kernel/request/context.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { menuMemory } from './menu-memory.ts';

/** A change of a menu, for the subscribers of the outlet or the brand. */
export interface MenuChange {
  readonly type: 'MENU_CHANGED' | 'AVAILABILITY_CHANGED';
  readonly entityId: string;
  readonly data?: { readonly productId?: string; readonly optionId?: string; readonly available?: boolean };
}

/**
 * Raises the version of one outlet's menu and records the events. Call it after the change: it flushes pending changes first,
 * because the outlet's row stays locked until commit.
 * @returns the outlet's new version
 */
export async function outletMenuChanged(ctx: Context, outletId: string, changes: readonly MenuChange[]): Promise<number> {
  await ctx.em.flush();
  const [row] = await ctx.em.execute<{ version: number }[]>(
    `update outlet o set menu_version = o.menu_version + 1 from tenant t
     where t.id = o.tenant_id and o.tenant_id = ? and o.id = ? returning t.menu_version + o.menu_version as version`,
    [tenantOf(ctx), outletId],
  );
  const menuVersion = row?.version ?? 0;
  for (const { type, entityId, data } of changes) recordEvent(ctx, { streamId: outletId, type, entityId, data: { menuVersion, ...data } });
  forgetAtCommit(ctx, outletId);
  return menuVersion;
}

/** Raises the version of all outlets' menus and records the event in the tenant's own stream; see {@link outletMenuChanged}. */
export async function brandMenuChanged(ctx: Context, { type, entityId, data }: MenuChange): Promise<void> {
  const tenantId = tenantOf(ctx);
  await ctx.em.flush();
  const [row] = await ctx.em.execute<{ version: number }[]>(
    'update tenant set menu_version = menu_version + 1 where id = ? returning menu_version as version',
    [tenantId],
  );
  recordEvent(ctx, { streamId: tenantId, type, entityId, data: { catalogueVersion: row?.version ?? 0, ...data } });
  forgetAtCommit(ctx, null);
}

/** Records a change of one outlet's own catalogue, or (no outlet) of the brand's. */
export async function catalogueChanged(ctx: Context, outletId: string | null, change: MenuChange): Promise<void> {
  if (outletId === null) await brandMenuChanged(ctx, change);
  else await outletMenuChanged(ctx, outletId, [change]);
}

/** Reaction to `menu.changed`: data that menus show has changed, of an outlet or of the brand, and the version is raised already. */
export async function menuChanged(ctx: Context, { outletId }: { readonly outletId: string | null }): Promise<void> {
  const streamId = outletId ?? tenantOf(ctx);
  recordEvent(ctx, { streamId, type: 'MENU_CHANGED', entityId: streamId, data: {} });
  forgetAtCommit(ctx, outletId);
}

function forgetAtCommit(ctx: Context, outletId: string | null): void {
  const tenantId = tenantOf(ctx);
  afterCommit(ctx, () => menuMemory(ctx.services).forget(tenantId, outletId));
}

/** The version of an outlet's menu, as this transaction sees it. */
export async function menuVersionOf(ctx: Context, outletId: string): Promise<number> {
  const [row] = await ctx.em.execute<{ version: number }[]>(
    'select t.menu_version + o.menu_version as version from outlet o join tenant t on t.id = o.tenant_id where o.tenant_id = ? and o.id = ?',
    [tenantOf(ctx), outletId],
  );
  return row?.version ?? 0;
}
