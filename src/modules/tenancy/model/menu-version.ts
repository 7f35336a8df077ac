import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    /** What outlets sell, or what guests see of it, has changed; outletId null: at all outlets of the tenant. */
    'menu.changed': { readonly outletId: string | null };
  }
}

/** Raises the brand's part of every outlet's menu version. */
export async function raiseTenantMenuVersion(ctx: Context): Promise<void> {
  await ctx.em.execute('update tenant set menu_version = menu_version + 1 where id = ?', [tenantOf(ctx)]);
  await emit(ctx, 'menu.changed', { outletId: null });
}

/** Raises an outlet's own part of its menu version. */
export async function raiseOutletMenuVersion(ctx: Context, outletId: string): Promise<void> {
  await ctx.em.execute('update outlet set menu_version = menu_version + 1 where tenant_id = ? and id = ?', [tenantOf(ctx), outletId]);
  await emit(ctx, 'menu.changed', { outletId });
}
