import { type Context, tenantOf } from '../../kernel/context.ts';
import { perVersion } from '../../kernel/per-version.ts';
import { localTime, type Outlet } from '../tenancy/index.ts';
import { type DatedRate, singleRate, type TaxTerms, termsOn } from './tax-terms.ts';

interface RegimeRates {
  readonly id: string;
  readonly defaultGroup: string;
  readonly rates: readonly DatedRate[];
}

/** The regimes of a tenant by id, kept per version. */
const regimesOf = perVersion(async (ctx: Context) => {
  const rows = await ctx.em.execute<RegimeRates[]>(REGIMES, [tenantOf(ctx)]);
  return new Map(rows.map((regime) => [regime.id, regime]));
});

/**
 * The taxes of an outlet at an instant, by its local date: its regime's rates that hold then, or, without a regime, its
 * one rate. `pricingVersion`: the tenant's, as this transaction sees it.
 */
export async function outletTaxes(ctx: Context, outlet: Outlet, pricingVersion: number, at: Date): Promise<TaxTerms> {
  const regime = outlet.taxRegimeId == null ? undefined : (await regimesOf(ctx, pricingVersion)).get(outlet.taxRegimeId);
  if (!regime) return singleRate(outlet.taxName, outlet.taxRate);
  return termsOn(regime.defaultGroup, regime.rates, localTime(at, outlet.timeZone).date);
}

const REGIMES = `
select r.id, r.default_group as "defaultGroup", coalesce(jsonb_agg(jsonb_build_object(
  'taxGroup', t.tax_group, 'name', t.name, 'rate', t.rate, 'baseNumerator', t.base_numerator, 'baseDenominator', t.base_denominator,
  'validFrom', t.valid_from, 'validUntil', t.valid_until, 'active', t.active
)) filter (where t.id is not null), '[]') as rates
from tax_regime r left join tax_rate t on t.tenant_id = r.tenant_id and t.regime_id = r.id
where r.tenant_id = ? group by r.id, r.default_group`;
