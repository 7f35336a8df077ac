import type { Context } from '../../kernel/request/context.ts';
import { checkInteger, checkOptionalText, invalid } from '../../kernel/values/check.ts';
import { UserFailure } from '../../kernel/values/errors.ts';
import type { BasisPoints } from '../../kernel/values/money.ts';
import { currentTenant, raisePricingVersion } from '../tenancy/index.ts';
import { auditRegime, regimeAuditValues } from './audit-tax.ts';
import { presets, presetTerms, type RegimeTerms, type TaxPresetCode } from './presets.ts';
import { checkDefaultGroup, checkRates, checkRegimeName, checkWithholding, type RateInput } from './regime-shape.ts';
import { TaxRate, TaxRegime } from './tax-regime.entity.ts';
import { MAX_REGIMES, storeTaxRegime } from './tax-regime.repository.ts';
import type { Withholding } from './withholding.ts';

export interface CreateTaxRegime {
  readonly name?: string | null;
  readonly preset?: TaxPresetCode | null;
  readonly region?: string | null;
  readonly restaurantTaxRate?: BasisPoints | null;
  readonly defaultGroup?: string | null;
  readonly rates?: readonly RateInput[] | null;
  /** Undefined: the preset's; null: none. */
  readonly withholding?: Withholding | null;
}

/** Creates a tax regime: by hand, from a preset, or from a preset with more rates after it. */
export async function createTaxRegime(ctx: Context, input: CreateTaxRegime): Promise<TaxRegime> {
  const preset = await presetOf(ctx, input);
  const rates = checkRates(input.rates ?? [], preset?.rates);
  const defaultGroup = input.defaultGroup ?? preset?.defaultGroup;
  if (defaultGroup === undefined) throw invalid(['defaultGroup'], 'is needed without a preset.');
  const withholding = input.withholding ? checkWithholding(input.withholding) : input.withholding === null ? null : (preset?.withholding ?? null);
  const fields = { name: nameOf(input), defaultGroup: checkDefaultGroup(defaultGroup, rates), preset: input.preset ?? null };
  // First: concurrent creations of regimes wait here, so that the limit holds.
  await raisePricingVersion(ctx);
  await requireRoom(ctx);
  const regime = ctx.em.create(TaxRegime, { ...fields, withholdingRate: withholding?.rate ?? 0, withholdingAbove: withholding?.above ?? 0 });
  for (const rate of rates) ctx.em.create(TaxRate, { ...rate, regime });
  await storeTaxRegime(ctx, regime);
  await auditRegime(ctx, regime.id, null, regimeAuditValues(regime, rates));
  return regime;
}

async function presetOf(ctx: Context, { preset, region, restaurantTaxRate }: CreateTaxRegime): Promise<RegimeTerms | null> {
  if (preset == null && region != null) throw invalid(['region'], 'is only for a preset.');
  if (restaurantTaxRate == null) return preset == null ? null : presetTerms(preset, (await currentTenant(ctx)).currency);
  const regional = preset == null ? null : presets[preset].regional;
  if (preset == null || regional === null) throw invalid(['restaurantTaxRate'], 'is only for a preset whose cities set a rate.');
  return presetTerms(preset, (await currentTenant(ctx)).currency, checkInteger(restaurantTaxRate, ['restaurantTaxRate'], 0, regional.maxRate));
}

function nameOf({ name, preset, region }: CreateTaxRegime): string {
  if (name != null) return checkRegimeName(name);
  if (preset == null) throw invalid(['name'], 'is needed without a preset.');
  const where = checkOptionalText(region, ['region'], { max: 80 });
  return where == null ? presets[preset].name : `${presets[preset].name} ${where}`;
}

async function requireRoom(ctx: Context): Promise<void> {
  if ((await ctx.em.count(TaxRegime)) >= MAX_REGIMES)
    throw new UserFailure('LIMIT_EXCEEDED', `A brand has at most ${MAX_REGIMES} tax regimes.`, { details: { max: MAX_REGIMES } });
}
