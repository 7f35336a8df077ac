const SELLS = '(p.outlet_id is null or p.outlet_id = $2) and coalesce(at.active, p.active)';
const PRICE = `case when p.promo_price is not null and coalesce(p.promo_starts_at <= now(), true) and coalesce(p.promo_ends_at > now(), true)
  then p.promo_price else coalesce(at.price, p.price) end`;
const AVAILABLE = `(coalesce(at.available or at.available_at <= now(), true) and (not p.track_stock or coalesce(at.stock_quantity, 0) > 0))`;
const OPTION_AVAILABLE = 'coalesce(at.available or at.available_at <= now(), true)';

const OPTIONS = `modifier_option o
  left join option_at_outlet at on at.tenant_id = o.tenant_id and at.outlet_id = $2 and at.option_id = o.id
  where o.tenant_id = $1 group by o.group_id`;
const GROUPS = `product_modifier_group link
  join modifier_group g on g.tenant_id = link.tenant_id and g.id = link.group_id
  join options on options.group_id = g.id
  where link.tenant_id = $1 group by link.product_id`;
const ITEMS = `product p
  left join product_at_outlet at on at.tenant_id = p.tenant_id and at.outlet_id = $2 and at.product_id = p.id
  left join groups on groups.product_id = p.id
  where p.tenant_id = $1 and ${SELLS} group by p.category_id`;
const SECTIONS = 'category c join items on items.category_id = c.id where c.tenant_id = $1 and c.active';
const MENU = 'outlet join tenant on tenant.id = outlet.tenant_id, sections where outlet.tenant_id = $1 and outlet.id = $2';

/** The menu with PostgreSQL's JSON functions. */
export function menuByObjects(ids: boolean): string {
  const when = (name: string, column: string): string => (ids ? `'${name}', ${column}, ` : '');
  return `
with options as (
  select o.group_id, json_agg(json_build_object(${when('optionId', 'o.id')}'name', o.name, 'priceAdjustment', o.price_adjustment, 'available', ${OPTION_AVAILABLE}) order by o.sort_order, o.id) as list
  from ${OPTIONS}
), groups as (
  select link.product_id, json_agg(json_build_object('name', g.name, 'minSelections', g.min_selections, 'maxSelections', g.max_selections, 'options', options.list) order by link.sort_order, link.id) as list
  from ${GROUPS}
), items as (
  select p.category_id, json_agg(json_build_object(${when('productId', 'p.id')}'name', p.name, 'price', ${PRICE}, 'available', ${AVAILABLE}, 'modifierGroups', coalesce(groups.list, '[]')) order by p.sort_order, p.id) as list
  from ${ITEMS}
), sections as (
  select json_agg(json_build_object('name', c.name, 'items', items.list) order by c.sort_order, c.id) as list
  from ${SECTIONS}
)
select json_build_object('data', json_build_object('menu', json_build_object('version', tenant.menu_version + outlet.menu_version, 'sections', sections.list)))::text as answer
from ${MENU}`;
}

/** The same menu, concatenated as text: the JSON functions copy their input at every level, this copies less. */
export function menuByText(ids: boolean): string {
  const when = (name: string, column: string): string => (ids ? `"${name}":"' || ${column} || '",` : '');
  return `
with options as (
  select o.group_id, string_agg('{${when('optionId', 'o.id')}"name":' || to_json(o.name) || ',"priceAdjustment":' || o.price_adjustment || ',"available":' || ${OPTION_AVAILABLE} || '}', ',' order by o.sort_order, o.id) as list
  from ${OPTIONS}
), groups as (
  select link.product_id, string_agg('{"name":' || to_json(g.name) || ',"minSelections":' || g.min_selections || ',"maxSelections":' || g.max_selections || ',"options":[' || options.list || ']}', ',' order by link.sort_order, link.id) as list
  from ${GROUPS}
), items as (
  select p.category_id, string_agg('{${when('productId', 'p.id')}"name":' || to_json(p.name) || ',"price":' || ${PRICE} || ',"available":' || ${AVAILABLE} || ',"modifierGroups":[' || coalesce(groups.list, '') || ']}', ',' order by p.sort_order, p.id) as list
  from ${ITEMS}
), sections as (
  select string_agg('{"name":' || to_json(c.name) || ',"items":[' || items.list || ']}', ',' order by c.sort_order, c.id) as list
  from ${SECTIONS}
)
select '{"data":{"menu":{"version":' || tenant.menu_version + outlet.menu_version || ',"sections":[' || sections.list || ']}}}' as answer
from ${MENU}`;
}
