import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { currentTenant, Outlet, raisePricingVersion, type Tenant } from '../tenancy/index.ts';
import { auditRegime, regimeFacts } from './audit-tax.ts';
import { TaxRate, TaxRegime } from './tax-regime.entity.ts';
import { lockedTaxRegime } from './tax-regime.repository.ts';

export interface DeleteTaxRegime {
  readonly id: string;
}

/** Deletes a tax regime that no outlet has. Returns the brand, which is what remains for a repeated request to read. */
export async function deleteTaxRegime(ctx: Context, input: DeleteTaxRegime): Promise<Tenant> {
  const regime = await lockedTaxRegime(ctx, input.id);
  const { id } = regime;
  const outlets = await ctx.em.count(Outlet, { taxRegimeId: id });
  if (outlets > 0) throw new Failure('CONFLICT', 'Outlets have this tax regime; give them another first.', { field: ['id'], details: { outlets } });
  await ctx.em.nativeDelete(TaxRate, { regime: id });
  await ctx.em.nativeDelete(TaxRegime, { id });
  await auditRegime(ctx, id, regimeFacts(regime, regime.rates.getItems()), null);
  await raisePricingVersion(ctx);
  return currentTenant(ctx);
}
