import type { EntityManager } from '@mikro-orm/postgresql';
import type { Services } from '../../kernel/context.ts';
import type { MenuRows } from './assemble-menu.ts';
import { pictureAddress } from './picture.ts';

type Nested = MenuRows & {
  readonly products: readonly Record<string, unknown>[];
  readonly options: readonly Record<string, unknown>[];
};

/** Everything an outlet's menu is made of, with its version: one statement, so that all of it is of one moment. Null: no such outlet. */
export async function readMenuRows(services: Services, tenantId: string, outletId: string): Promise<MenuRows | null> {
  const [row] = await reader(services, tenantId).execute<{ menu: Nested }[]>(MENU, [tenantId, outletId]);
  if (!row) return null;
  const { menu } = row;
  return {
    ...menu,
    products: menu.products.map((product) => ({
      ...withInstants(product, ['promoStartsAt', 'promoEndsAt', 'availableAt']),
      imageUrl: pictureAddress(services, product.imageUrl),
    })),
    options: menu.options.map((option) => withInstants(option, ['availableAt'])),
  };
}

/** The version of an outlet's menu now; null: no such outlet. */
export async function readMenuVersion(services: Services, tenantId: string, outletId: string): Promise<number | null> {
  const [row] = await reader(services, tenantId).execute<{ version: number }[]>(
    'select t.menu_version + o.menu_version as version from outlet o join tenant t on t.id = o.tenant_id where o.tenant_id = ? and o.id = ?',
    [tenantId, outletId],
  );
  return row?.version ?? null;
}

/** The versions of many outlets' menus, of all tenants, in one statement of the platform role. */
export async function readMenuVersions(services: Services, outletIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await services.platformOrm.em
    .fork()
    .execute<{ id: string; version: number }[]>(
      'select o.id, t.menu_version + o.menu_version as version from outlet o join tenant t on t.id = o.tenant_id where o.id = any(array[?]::uuid[])',
      [[...outletIds]],
    );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** Never joins an open transaction: what is read here is kept for others, who must not see what may be rolled back. */
function reader(services: Services, tenantId: string): EntityManager {
  const em = services.orm.em.fork();
  em.setFilterParams('tenant', { id: tenantId });
  return em;
}

/** JSON has no instants: the named texts become dates. */
export function withInstants<T extends object>(row: T, names: readonly (keyof T & string)[]): T {
  const dates = names.map((name) => [name, typeof row[name] === 'string' ? new Date(row[name]) : null]);
  return { ...row, ...Object.fromEntries(dates) };
}

const MENU = `
select json_build_object(
  'tenantId', o.tenant_id,
  'outletId', o.id,
  'version', t.menu_version + o.menu_version,
  'currency', t.currency,
  'orderStop', case when t.status = 'SUSPENDED' then 'TENANT_SUSPENDED' when o.archived_at is not null then 'OUTLET_ARCHIVED' end,
  'categories', (
    select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'description', c.description, 'sortOrder', c.sort_order) order by c.sort_order, c.id), '[]')
    from category c where c.tenant_id = o.tenant_id and c.active and c.archived_at is null
  ),
  'products', (
    select coalesce(json_agg(json_build_object(
      'id', p.id, 'categoryId', p.category_id, 'sku', p.sku, 'name', p.name, 'description', p.description, 'imageUrl', p.image_url, 'popular', p.popular, 'soldBy', p.sold_by, 'measureStep', p.measure_step,
      'price', p.price, 'ownPrice', a.price, 'promoPrice', p.promo_price, 'promoStartsAt', p.promo_starts_at, 'promoEndsAt', p.promo_ends_at,
      'trackStock', p.track_stock, 'stockQuantity', a.stock_quantity, 'available', coalesce(a.available, true), 'availableAt', a.available_at,
      'stationCode', coalesce(p.station_code, c.station_code)
    ) order by p.sort_order, p.id), '[]')
    from product p join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
    left join product_at_outlet a on a.tenant_id = p.tenant_id and a.outlet_id = o.id and a.product_id = p.id
    where p.tenant_id = o.tenant_id and p.archived_at is null and (p.outlet_id is null or p.outlet_id = o.id) and coalesce(a.active, p.active)
  ),
  'links', (
    select coalesce(json_agg(json_build_object('productId', l.product_id, 'groupId', l.group_id) order by l.sort_order, l.id), '[]')
    from product_modifier_group l join product p on p.tenant_id = l.tenant_id and p.id = l.product_id
    where l.tenant_id = o.tenant_id and (p.outlet_id is null or p.outlet_id = o.id)
  ),
  'groups', (
    select coalesce(json_agg(json_build_object(
      'id', g.id, 'name', g.name, 'selectionType', g.selection_type, 'minSelections', g.min_selections, 'maxSelections', g.max_selections
    )), '[]')
    from modifier_group g where g.tenant_id = o.tenant_id and g.archived_at is null
  ),
  'options', (
    select coalesce(json_agg(json_build_object(
      'id', m.id, 'groupId', m.group_id, 'name', m.name, 'priceAdjustment', m.price_adjustment, 'isDefault', m.is_default,
      'available', coalesce(a.available, true), 'availableAt', a.available_at
    ) order by m.sort_order, m.id), '[]')
    from modifier_option m left join option_at_outlet a on a.tenant_id = m.tenant_id and a.outlet_id = o.id and a.option_id = m.id
    where m.tenant_id = o.tenant_id and m.archived_at is null
  ),
  'stations', (
    select coalesce(json_agg(json_build_object('code', s.code, 'isDefault', s.is_default)), '[]')
    from kitchen_station s where s.tenant_id = o.tenant_id and s.outlet_id = o.id and s.archived_at is null
  )
) as menu
from outlet o join tenant t on t.id = o.tenant_id
where o.tenant_id = ? and o.id = ?`;
