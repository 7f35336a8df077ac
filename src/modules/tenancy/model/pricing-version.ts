import { type Context, tenantOf } from '../../../kernel/request/context.ts';

/** Raises the version of promotions and tax regimes. Every change of them calls it in the same transaction: see kernel/request/per-version.ts. */
export async function raisePricingVersion(ctx: Context): Promise<void> {
  await ctx.em.flush();
  await ctx.em.execute('update tenant set pricing_version = pricing_version + 1 where id = ?', [tenantOf(ctx)]);
}
