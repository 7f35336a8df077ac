import type { EntityManager } from '@mikro-orm/postgresql';
import type { Coroutine } from '../../../kernel/processor/job.ts';
import type { Services } from '../../../kernel/request/context.ts';
import { pictureAddress } from '../../../kernel/request/picture.ts';
import type { MenuRows } from './assemble-menu.ts';

/** A part of the rows of a menu: facts of the outlet, or some entries of one of its lists. */
interface MenuPart {
  readonly part: 'facts' | 'categories' | 'products' | 'links' | 'groups' | 'options' | 'stations';
  readonly entries: readonly Record<string, unknown>[];
}

/**
 * All rows of an outlet's menu, with its version. One statement, so that all rows are of one moment; in parts, so that a long
 * menu is processed piece by piece. Null: no such outlet.
 */
export async function readMenuParts(services: Services, tenantId: string, outletId: string): Promise<readonly MenuPart[] | null> {
  const parts = await reader(services, tenantId).execute<MenuPart[]>(MENU, [ENTRIES_OF_A_PART, tenantId, outletId]);
  return parts.length > 0 ? parts : null;
}

/** The rows of a menu from its parts. */
export function* menuRowsOf(services: Services, parts: readonly MenuPart[]): Coroutine<MenuRows> {
  const rows: Record<MenuPart['part'], Record<string, unknown>[]> = {
    facts: [],
    categories: [],
    products: [],
    links: [],
    groups: [],
    options: [],
    stations: [],
  };
  for (const { part, entries } of parts) {
    rows[part].push(...entries.map((entry) => entryOf(services, part, entry)));
    yield;
  }
  const { facts, ...lists } = rows;
  return { ...facts[0], ...lists } as unknown as MenuRows;
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

/** Never joins an open transaction: the rows are kept for other requests, which must not see uncommitted changes. */
function reader(services: Services, tenantId: string): EntityManager {
  const em = services.orm.em.fork();
  em.setFilterParams('tenant', { id: tenantId });
  return em;
}

function entryOf(services: Services, part: MenuPart['part'], entry: Record<string, unknown>): Record<string, unknown> {
  if (part === 'options') return reviveDates(entry, ['availableAt']);
  if (part !== 'products') return entry;
  const imageUrl = pictureAddress(services, entry.imageUrl as string | null);
  return { ...reviveDates(entry, ['promoStartsAt', 'promoEndsAt', 'availableAt']), imageUrl };
}

/** JSON has no dates: turns the named texts into dates. */
export function reviveDates<T extends object>(row: T, names: readonly (keyof T & string)[]): T {
  const dates = names.map((name) => [name, typeof row[name] === 'string' ? new Date(row[name]) : null]);
  return { ...row, ...Object.fromEntries(dates) };
}

const ENTRIES_OF_A_PART = 100;

const MENU = `
with here as (
  select o.tenant_id, o.id, t.menu_version + o.menu_version as version, t.currency, ?::int as size,
    case when t.status = 'SUSPENDED' then 'TENANT_SUSPENDED' when o.archived_at is not null then 'OUTLET_ARCHIVED' end as order_stop
  from outlet o join tenant t on t.id = o.tenant_id
  where o.tenant_id = ? and o.id = ?
)
select part, json_agg(entry order by number) as entries
from (
  select 'facts' as part, size, 1 as number, json_build_object('tenantId', tenant_id, 'outletId', id, 'version', version, 'currency', currency, 'orderingBlock', order_stop) as entry from here
  union all
  select 'categories', o.size, row_number() over (order by c.sort_order, c.id),
    json_build_object('id', c.id, 'name', c.name, 'description', c.description, 'sortOrder', c.sort_order)
  from here o join category c on c.tenant_id = o.tenant_id
  where c.active and c.archived_at is null
  union all
  select 'products', o.size, row_number() over (order by p.sort_order, p.id), json_build_object(
    'id', p.id, 'categoryId', p.category_id, 'sku', p.sku, 'name', p.name, 'description', p.description, 'imageUrl', p.image_url, 'popular', p.popular, 'soldBy', p.sold_by, 'measureStep', p.measure_step,
    'price', p.price, 'ownPrice', a.price, 'promoPrice', p.promo_price, 'promoStartsAt', p.promo_starts_at, 'promoEndsAt', p.promo_ends_at,
    'trackStock', p.track_stock, 'stockQuantity', a.stock_quantity, 'available', coalesce(a.available, true), 'availableAt', a.available_at,
    'stationCode', coalesce(p.station_code, c.station_code)
  )
  from here o join product p on p.tenant_id = o.tenant_id and (p.outlet_id is null or p.outlet_id = o.id)
  join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
  left join product_at_outlet a on a.tenant_id = p.tenant_id and a.outlet_id = o.id and a.product_id = p.id
  where p.archived_at is null and coalesce(a.active, p.active)
  union all
  select 'links', o.size, row_number() over (order by l.sort_order, l.id), json_build_object('productId', l.product_id, 'groupId', l.group_id)
  from here o join product_modifier_group l on l.tenant_id = o.tenant_id
  join product p on p.tenant_id = l.tenant_id and p.id = l.product_id and (p.outlet_id is null or p.outlet_id = o.id)
  union all
  select 'groups', o.size, row_number() over (), json_build_object(
    'id', g.id, 'name', g.name, 'selectionType', g.selection_type, 'minSelections', g.min_selections, 'maxSelections', g.max_selections
  )
  from here o join modifier_group g on g.tenant_id = o.tenant_id and g.archived_at is null
  union all
  select 'options', o.size, row_number() over (order by m.sort_order, m.id), json_build_object(
    'id', m.id, 'groupId', m.group_id, 'name', m.name, 'priceAdjustment', m.price_adjustment, 'isDefault', m.is_default,
    'available', coalesce(a.available, true), 'availableAt', a.available_at
  )
  from here o join modifier_option m on m.tenant_id = o.tenant_id and m.archived_at is null
  left join option_at_outlet a on a.tenant_id = m.tenant_id and a.outlet_id = o.id and a.option_id = m.id
  union all
  select 'stations', o.size, row_number() over (order by s.code), json_build_object('code', s.code, 'isDefault', s.is_default)
  from here o join kitchen_station s on s.tenant_id = o.tenant_id and s.outlet_id = o.id and s.archived_at is null
) _
group by part, (number - 1) / size
order by part, (number - 1) / size`;
