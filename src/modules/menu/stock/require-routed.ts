import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';

/** A station that gets no new tickets any more. */
export interface ArchivedStation {
  readonly outletId: string;
  readonly code: string;
  readonly wasDefault: boolean;
}

/** Reaction to `station.archived`: refuses it while products of the outlet would have no station. */
export async function requireRouted(ctx: Context, { outletId, code, wasDefault }: ArchivedStation): Promise<void> {
  const [found] = await ctx.em.execute<{ products: number; name: string | null }[]>(UNROUTED, [tenantOf(ctx), outletId, outletId, wasDefault, code]);
  if (!found?.products) return;
  const { products, name } = found;
  const what = products === 1 ? name : `${products} products, among them ${name},`;
  throw new UserFailure('CONFLICT', `${what} would have no station: make another the default first, with updateStation(isDefault: true) or createStation.`, {
    field: ['id'],
    details: { products, product: name },
  });
}

const UNROUTED = `
with routed as (
  select p.tenant_id, p.name, coalesce(p.station_code, c.station_code) as code
  from product p join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
  where p.tenant_id = ? and p.archived_at is null and c.archived_at is null and (p.outlet_id is null or p.outlet_id = ?)
)
select count(*)::int as products, min(r.name) as name from routed r
where r.code is distinct from 'NONE' and not exists (
  select from kitchen_station s
  where s.tenant_id = r.tenant_id and s.outlet_id = ? and s.archived_at is null and (s.is_default or s.code = r.code)
) and (? or r.code = ?)`;
