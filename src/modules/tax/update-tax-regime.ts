import type { Context } from '../../kernel/request/context.ts';
import { notNull } from '../../kernel/values/check.ts';
import { raisePricingVersion } from '../tenancy/index.ts';
import { auditRegime, regimeAuditValues } from './audit-tax.ts';
import { checkDefaultGroup, checkRates, checkRegimeName, checkWithholding, type RateInput } from './regime-shape.ts';
import { TaxRate, type TaxRegime } from './tax-regime.entity.ts';
import { lockedTaxRegime, storeTaxRegime } from './tax-regime.repository.ts';
import type { Withholding } from './withholding.ts';

export interface UpdateTaxRegime {
  readonly id: string;
  readonly name?: string | null;
  readonly defaultGroup?: string | null;
  /** Null: none. */
  readonly withholding?: Withholding | null;
  /** All rates of the regime; they replace the present ones. */
  readonly rates?: readonly RateInput[] | null;
}

/** Changes a tax regime for everything that is priced from now on: orders keep their rates. */
export async function updateTaxRegime(ctx: Context, input: UpdateTaxRegime): Promise<TaxRegime> {
  for (const field of ['name', 'defaultGroup', 'rates'] as const) notNull(input[field], [field]);
  const regime = await lockedTaxRegime(ctx, input.id);
  const before = regime.rates.getItems();
  const factsBefore = regimeAuditValues(regime, before);
  const rates = input.rates ? checkRates(input.rates) : null;
  regime.defaultGroup = checkDefaultGroup(input.defaultGroup ?? regime.defaultGroup, rates ?? before);
  if (input.name != null) regime.name = checkRegimeName(input.name);
  if (input.withholding !== undefined) {
    const withholding = input.withholding && checkWithholding(input.withholding);
    Object.assign(regime, { withholdingRate: withholding?.rate ?? 0, withholdingAbove: withholding?.above ?? 0 });
  }
  if (rates) {
    for (const rate of before) ctx.em.remove(rate);
    for (const rate of rates) ctx.em.create(TaxRate, { ...rate, regime });
  }
  await storeTaxRegime(ctx, regime);
  await auditRegime(ctx, regime.id, factsBefore, regimeAuditValues(regime, rates ?? before));
  await raisePricingVersion(ctx);
  return regime;
}
