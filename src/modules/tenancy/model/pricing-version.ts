import { type Context, tenantOf } from '../../../kernel/request/context.ts';

/** Raised with every change of promotions and tax regimes, in the same transaction: see kernel/per-version. */
export async function raisePricingVersion(ctx: Context): Promise<void> {
  await ctx.em.flush();
  await ctx.em.execute('update tenant set pricing_version = pricing_version + 1 where id = ?', [tenantOf(ctx)]);
}
