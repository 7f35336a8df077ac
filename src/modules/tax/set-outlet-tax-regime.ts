import { auditChange, auditValues } from '../../kernel/request/audit-change.ts';
import type { Context } from '../../kernel/request/context.ts';
import { invalid } from '../../kernel/values/check.ts';
import { type Outlet, raiseOutletMenuVersion, reachableOutlet } from '../tenancy/index.ts';
import { lockReferencedTaxRegime } from './tax-regime.repository.ts';

export interface SetOutletTaxRegime {
  readonly outletId: string;
  /** Null: the outlet's own single rate. */
  readonly taxRegimeId?: string | null;
}

/** Sets the tax regime by which an outlet prices from now on. Regimes kept in memory stay right. */
export async function setOutletTaxRegime(ctx: Context, input: SetOutletTaxRegime): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  if (input.taxRegimeId === undefined) throw invalid(['taxRegimeId'], 'must be sent; null: no regime.');
  const before = auditValues(outlet, ['taxRegimeId']);
  outlet.taxRegimeId = input.taxRegimeId === null ? null : await lockReferencedTaxRegime(ctx, input.taxRegimeId, ['taxRegimeId']);
  await ctx.em.flush();
  const about = { action: 'TAX_CHANGED', outletId: outlet.id, entityType: 'Outlet', entityId: outlet.id } as const;
  await auditChange(ctx, about, before, auditValues(outlet, ['taxRegimeId']));
  await raiseOutletMenuVersion(ctx, outlet.id);
  return outlet;
}
