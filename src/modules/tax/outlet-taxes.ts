import { type Context, tenantOf } from '../../kernel/request/context.ts';
import { perEntityManager } from '../../kernel/request/per-em.ts';
import { perVersion } from '../../kernel/request/per-version.ts';
import { currentTenant, localTime, type Outlet } from '../tenancy/index.ts';
import type { RegimeTerms } from './presets.ts';
import { type DatedRate, singleRate, type TaxTerms, termsOn } from './tax-terms.ts';
import type { Withholding } from './withholding.ts';

type Regimes = ReadonlyMap<string, RegimeTerms>;

interface RegimeRow {
  readonly regime: { readonly id: string; readonly defaultGroup: string; readonly withholding: Withholding };
  readonly rates: readonly DatedRate[];
}

/** The regimes of a tenant by id, kept per version. */
const regimesOf = perVersion(async (ctx: Context): Promise<Regimes> => {
  const rows = await ctx.em.execute<RegimeRow[]>(REGIMES, [tenantOf(ctx)]);
  return new Map(
    rows.map(({ regime: { id, defaultGroup, withholding }, rates }) => [id, { defaultGroup, rates, withholding: withholding.rate === 0 ? null : withholding }]),
  );
});

/** A regime of the tenant; null when there is none. `pricingVersion`: the tenant's, as this transaction sees it. */
export async function regimeTerms(ctx: Context, id: string, pricingVersion: number): Promise<RegimeTerms | null> {
  return (await regimesOf(ctx, pricingVersion)).get(id) ?? null;
}

/** The terms of an outlet's regime; null when it has none. */
export async function outletRegime(ctx: Context, outlet: Outlet, pricingVersion: number): Promise<RegimeTerms | null> {
  return outlet.taxRegimeId == null ? null : regimeTerms(ctx, outlet.taxRegimeId, pricingVersion);
}

/** The taxes of an outlet at an instant, by its local date: the rates of its regime that hold then; without a regime, its one rate. */
export async function outletTaxes(ctx: Context, outlet: Outlet, pricingVersion: number, at: Date): Promise<TaxTerms> {
  return taxesOn(outlet, await outletRegime(ctx, outlet, pricingVersion), localTime(at, outlet.timeZone).date);
}

/** What a business buyer may withhold at an outlet; null: nothing, or the outlet has no regime. */
export async function outletWithholding(ctx: Context, outlet: Outlet): Promise<Withholding | null> {
  const { pricingVersion } = await currentTenant(ctx);
  return (await outletRegime(ctx, outlet, pricingVersion))?.withholding ?? null;
}

/** The taxes of an outlet on a date. */
export function taxesOn(outlet: Outlet, regime: RegimeTerms | null, date: string): TaxTerms {
  return regime ? termsOn(regime.defaultGroup, regime.rates, date) : singleRate(outlet.taxName, outlet.taxRate);
}

/** The taxes of an outlet today, for display. The regimes are read once per request, however many outlets are shown. */
export async function taxesToday(ctx: Context, outlet: Outlet): Promise<TaxTerms> {
  const regime = outlet.taxRegimeId == null ? undefined : (await regimesHere(ctx)).get(outlet.taxRegimeId);
  return taxesOn(outlet, regime ?? null, localTime(ctx.services.clock.now(), outlet.timeZone).date);
}

const regimesHere = perEntityManager(async (ctx): Promise<Regimes> => regimesOf(ctx, (await currentTenant(ctx)).pricingVersion));

const REGIMES = `
select jsonb_build_object('id', r.id, 'defaultGroup', r.default_group,
  'withholding', jsonb_build_object('rate', r.withholding_rate, 'above', r.withholding_above)) as regime,
  coalesce(jsonb_agg(jsonb_build_object(
    'taxGroup', t.tax_group, 'name', t.name, 'rate', t.rate, 'baseNumerator', t.base_numerator, 'baseDenominator', t.base_denominator,
    'validFrom', t.valid_from, 'validUntil', t.valid_until, 'active', t.active
  )) filter (where t.id is not null), '[]') as rates
from tax_regime r left join tax_rate t on t.tenant_id = r.tenant_id and t.regime_id = r.id
where r.tenant_id = ? group by r.id`;
