import { type Context, tenantOf } from '../../kernel/context.ts';
import { notFound } from '../../kernel/failure.ts';
import { isId } from '../../kernel/ids.ts';
import { reaches } from '../../kernel/session.ts';
import { Outlet } from './outlet.entity.ts';

/** All that an order needs to know of where it is placed. */
export interface Place {
  readonly outlet: Outlet;
  /** The tenant's. */
  readonly currency: string;
  /** The tenant's, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Of the tenant's promotions and tax regimes. */
  readonly pricingVersion: number;
  readonly stations: readonly { readonly id: string; readonly code: string; readonly isDefault: boolean }[];
}

/** An outlet in the caller's reach with its currency and stations, in one statement; NOT_FOUND at `outletId`. */
export async function reachablePlace(ctx: Context, outletId: string): Promise<Place> {
  const tenantId = tenantOf(ctx);
  const rows = isId(outletId) && reaches(ctx.session.outletIds, outletId.toLowerCase()) ? await ctx.em.execute<PlaceRow[]>(PLACE, [tenantId, outletId]) : [];
  const [row] = rows;
  if (!row) throw notFound('Outlet', ['outletId']);
  const { place_currency: currency, place_country: country, place_pricing_version: pricingVersion, place_stations: stations, ...outlet } = row;
  return { outlet: ctx.em.map(Outlet, outlet), currency, country, pricingVersion, stations };
}

type PlaceRow = Record<string, unknown> & { place_currency: string; place_country: string; place_pricing_version: number; place_stations: Place['stations'] };

const PLACE = `
select o.*, t.currency as place_currency, t.country as place_country, t.pricing_version as place_pricing_version,
  (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'isDefault', s.is_default) order by s.code), '[]')
   from kitchen_station s where s.tenant_id = o.tenant_id and s.outlet_id = o.id) as place_stations
from outlet o join tenant t on t.id = o.tenant_id
where o.tenant_id = ? and o.id = ?`;
