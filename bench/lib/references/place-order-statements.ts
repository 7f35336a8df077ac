/** $1 tenant, $2 outlet. */
export const OUTLET = `
select o.code, o.tax_rate, o.service_charge_rate, o.prices_include_tax, t.currency,
  to_char((now() at time zone o.time_zone - make_interval(hours => o.day_starts_at))::date, 'YYYY-MM-DD') as business_date,
  (select json_agg(json_build_object('id', s.id, 'code', s.code, 'isDefault', s.is_default)) from kitchen_station s where s.tenant_id = $1 and s.outlet_id = $2) as stations
from outlet o join tenant t on t.id = o.tenant_id
where o.tenant_id = $1 and o.id = $2`;

/** $1 tenant, $2 outlet, $3 product ids. Products as this outlet sells them, with their stock. */
export const PRODUCTS = `
select p.id, p.name, p.sku, p.track_stock, coalesce(p.station_code, c.station_code) as station_code,
  coalesce(at.active, p.active) and c.active and coalesce(at.available or at.available_at <= now(), true) as sold,
  (case when p.promo_price is not null and coalesce(p.promo_starts_at <= now(), true) and coalesce(p.promo_ends_at > now(), true)
    then p.promo_price else coalesce(at.price, p.price) end)::float8 as price
from product p
join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
left join product_at_outlet at on at.tenant_id = p.tenant_id and at.outlet_id = $2 and at.product_id = p.id
where p.tenant_id = $1 and p.id = any($3::uuid[]) and (p.outlet_id is null or p.outlet_id = $2)`;

/** $1 tenant, $2 outlet, $3 product ids. Modifier groups of the products with all options. */
export const OPTIONS = `
select link.product_id, g.id as group_id, g.min_selections, g.max_selections, o.id, o.name, o.price_adjustment::float8 as price_adjustment,
  coalesce(at.available or at.available_at <= now(), true) as available
from product_modifier_group link
join modifier_group g on g.tenant_id = link.tenant_id and g.id = link.group_id
join modifier_option o on o.tenant_id = g.tenant_id and o.group_id = g.id
left join option_at_outlet at on at.tenant_id = o.tenant_id and at.outlet_id = $2 and at.option_id = o.id
where link.tenant_id = $1 and link.product_id = any($3::uuid[])`;

/** $1 tenant, $2 outlet, $3 product ids, $4 quantities. Locks rows in the order of product ids; takes stock only where there is enough. */
export const STOCK = `
with wanted as (select * from unnest($3::uuid[], $4::int[]) as w (product_id, quantity)),
locked as (
  select at.id, wanted.quantity from product_at_outlet at join wanted using (product_id)
  where at.tenant_id = $1 and at.outlet_id = $2 order by at.product_id for update of at
)
update product_at_outlet at set stock_quantity = at.stock_quantity - locked.quantity
from locked where at.id = locked.id and at.stock_quantity >= locked.quantity
returning at.product_id`;

/** The order and its payable. */
export const ORDER = `
with payable as (
  insert into payable (id, tenant_id, outlet_id, currency, total) values ($1, $2, $3, $4, $5)
)
insert into "order" (id, tenant_id, outlet_id, currency, total, status, business_date, service_mode, channel, confirm_on, cashier_id, token_secret,
  input_hash, prices_include_tax, subtotal, discount, service_charge, tax, pricing, placed_at, confirmed_at, updated_at)
values ($1, $2, $3, $4, $5, 'CONFIRMED', $6, $7, $8, 'PLACEMENT', $9, $10, $11, $12, $13, 0, $14, $15, $16, $17, $17, $17)`;

/** $1 tenant, $2 order, $3 lines as JSON. */
export const LINES = `
insert into order_line (id, tenant_id, order_id, position, product_id, product_name, sku, quantity, unit_price, total, discount, service_charge, tax,
  modifiers, station_id, stock_taken)
select l.id, $1, $2, l.position, l.product_id, l.product_name, l.sku, l.quantity, l.unit_price, l.total, 0, l.service_charge, l.tax, l.modifiers, l.station_id, l.stock_taken
from jsonb_to_recordset($3::jsonb) as l (id uuid, position int, product_id uuid, product_name text, sku text, quantity int, unit_price bigint, total bigint,
  service_charge bigint, tax bigint, modifiers jsonb, station_id uuid, stock_taken boolean)`;

/** $1 tenant, $2 outlet, $3 business date. The next queue number; without gaps, so the row stays locked until commit. */
export const COUNTER = `
insert into queue_counter as q (tenant_id, outlet_id, business_date, last) values ($1, $2, $3, 1)
on conflict (tenant_id, outlet_id, business_date) do update set last = q.last + 1
returning last`;

/** $1 tenant, $2 outlet, $3 order, $4 now, $5 tickets, $6 items, both as JSON. */
export const TICKETS = `
with tickets as (
  insert into kitchen_ticket (id, tenant_id, order_id, outlet_id, station_id, fired_at, updated_at)
  select t.id, $1, $3, $2, t.station_id, $4, $4 from jsonb_to_recordset($5::jsonb) as t (id uuid, station_id uuid)
)
insert into kitchen_ticket_item (id, tenant_id, ticket_id, line_id, position, name, quantity, modifiers)
select i.id, $1, i.ticket_id, i.line_id, i.position, i.name, i.quantity, i.modifiers
from jsonb_to_recordset($6::jsonb) as i (id uuid, ticket_id uuid, line_id uuid, position int, name text, quantity int, modifiers jsonb)`;

/** $1 tenant, $2 outlet, $3 how many: takes the outlet's next sequences. */
const STREAM = `stream as (
  insert into event_stream as s (tenant_id, stream_id, head) values ($1, $2, $3)
  on conflict (tenant_id, stream_id) do update set head = s.head + excluded.head
  returning head
)`;
/** $4 events as JSON, $5 now. */
const INSERT_EVENTS = `
insert into event (tenant_id, stream_id, sequence, type, entity_id, data, occurred_at)
select $1, $2, stream.head - $3 + e.ordinality, e.value->>'type', (e.value->>'entityId')::uuid, e.value->'data', $5
from stream, jsonb_array_elements($4::jsonb) with ordinality e`;

/** $1 tenant, $2 outlet, $3 how many, $4 events as JSON, $5 now. */
export const APPEND = `with ${STREAM} ${INSERT_EVENTS}`;

/** The same, with $6 order, $7 number, $8 queue number: sets the order's number, which was not known at its insert. */
export const EVENTS = `
with numbered as (
  update "order" set number = $7, queue_number = $8 where tenant_id = $1 and id = $6
), ${STREAM} ${INSERT_EVENTS}`;
