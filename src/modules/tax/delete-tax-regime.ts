import type { Context } from '../../kernel/request/context.ts';
import type { WithId } from '../../kernel/request/nodes.ts';
import { UserFailure } from '../../kernel/values/errors.ts';
import { Outlet, raisePricingVersion } from '../tenancy/index.ts';
import { auditRegime, regimeAuditValues } from './audit-tax.ts';
import { TaxRate, TaxRegime } from './tax-regime.entity.ts';
import { lockedTaxRegime } from './tax-regime.repository.ts';

export interface DeleteTaxRegime {
  readonly id: string;
}

/** Deletes a tax regime that no outlet uses. */
export async function deleteTaxRegime(ctx: Context, input: DeleteTaxRegime): Promise<WithId> {
  const regime = await lockedTaxRegime(ctx, input.id);
  const { id } = regime;
  const outlets = await ctx.em.count(Outlet, { taxRegimeId: id });
  if (outlets > 0) throw new UserFailure('CONFLICT', 'Outlets have this tax regime; give them another first.', { field: ['id'], details: { outlets } });
  await ctx.em.nativeDelete(TaxRate, { regime: id });
  await ctx.em.nativeDelete(TaxRegime, { id });
  await auditRegime(ctx, id, regimeAuditValues(regime, regime.rates.getItems()), null);
  await raisePricingVersion(ctx);
  return { id };
}
