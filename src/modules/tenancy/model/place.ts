import { type Archivable, isArchived } from '../../../kernel/request/archive.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { isId } from '../../../kernel/values/ids.ts';
import { Outlet } from './outlet.entity.ts';
import type { TenantStatus } from './tenant.entity.ts';

/** Everything that an order needs of the place where it is placed. */
export interface Place {
  readonly outlet: Outlet;
  /** The tenant's currency. */
  readonly currency: string;
  /** The tenant's country, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Version of the tenant's promotions and tax regimes. */
  readonly pricingVersion: number;
  /** Stations in use. */
  readonly stations: readonly { readonly id: string; readonly code: string; readonly isDefault: boolean }[];
  /** Why the outlet takes no orders at all; null: it takes orders. */
  readonly orderingBlock: OrderingBlock | null;
}

/** Why an outlet takes no new orders from any caller: it is archived, or its brand is suspended. */
export type OrderingBlock = 'OUTLET_ARCHIVED' | 'TENANT_SUSPENDED';

/**
 * An outlet in the caller's reach with its currency and stations, in one statement.
 * @throws NOT_FOUND at `outletId`
 */
export async function reachablePlace(ctx: Context, outletId: string): Promise<Place> {
  const place = await findPlace(ctx, outletId);
  if (!place) throw notFound('Outlet', ['outletId']);
  return place;
}

/** The same; null: there is no such outlet in the caller's reach. */
export async function findPlace(ctx: Context, outletId: string): Promise<Place | null> {
  const tenantId = tenantOf(ctx);
  const rows = isId(outletId) && reaches(ctx.session.outletIds, outletId.toLowerCase()) ? await ctx.em.execute<PlaceRow[]>(PLACE, [tenantId, outletId]) : [];
  const [row] = rows;
  if (!row) return null;
  const { place_currency: currency, place_country: country, place_pricing_version: pricingVersion, place_stations: stations, ...others } = row;
  const { place_tenant_status: status, ...columns } = others;
  const outlet = ctx.em.map(Outlet, columns);
  return { outlet, currency, country, pricingVersion, stations, orderingBlock: orderingBlockOf(outlet, status) };
}

/** Why an outlet takes no orders at all; null: it takes orders. */
export function orderingBlockOf(outlet: Archivable, status: TenantStatus): OrderingBlock | null {
  if (status === 'SUSPENDED') return 'TENANT_SUSPENDED';
  return isArchived(outlet) ? 'OUTLET_ARCHIVED' : null;
}

type PlaceRow = Record<string, unknown> & {
  place_currency: string;
  place_country: string;
  place_pricing_version: number;
  place_stations: Place['stations'];
  place_tenant_status: TenantStatus;
};

const PLACE = `
select o.*, t.currency as place_currency, t.country as place_country, t.pricing_version as place_pricing_version, t.status as place_tenant_status,
  (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'isDefault', s.is_default) order by s.code), '[]')
   from kitchen_station s where s.tenant_id = o.tenant_id and s.outlet_id = o.id and s.archived_at is null) as place_stations
from outlet o join tenant t on t.id = o.tenant_id
where o.tenant_id = ? and o.id = ?`;
