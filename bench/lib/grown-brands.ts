import type { Connection } from './dapur.ts';
import { connected } from './grown-rows.ts';
import type { Scope } from './scope.ts';

/** The size of a database. */
export interface Size {
  readonly brands: number;
  readonly orders: number;
}

/** Of all orders, the share that the measured brand has: it grows with the database. */
const SHARE = 10;
/** Of the orders of the measured brand, one in so many has a ticket; each has one line. */
const TICKETS = 20;
/** Orders in one statement. */
const CHUNK = 200_000;
/** The latest events of the measured outlet that are kept. */
const EVENTS = 200_000;

const BRANDS = `insert into tenant select (jsonb_populate_record(t, jsonb_build_object('id', uuidv7(), 'slug', 'grown-' || n, 'name', 'Brand ' || n))).*
  from tenant t, generate_series(1, $2::int) n where t.id = $1`;
const OUTLETS = `insert into outlet select (jsonb_populate_record(o, jsonb_build_object('id', uuidv7(), 'tenant_id', t.id))).*
  from outlet o, tenant t where o.id = $1 and t.slug like 'grown-%'`;
/** The outlets that take the orders of the other brands. */
const TAKERS = `create temporary table taker as select (row_number() over (order by t.slug) - 1)::int as nth, o.tenant_id, o.id as outlet_id
  from outlet o join tenant t on t.id = o.tenant_id where t.slug like 'grown-%'`;

/** An order without service charge, tax and discount. */
const PRICING = JSON.stringify({
  rules: {
    pricesIncludeTax: false,
    service: { rate: 0, taxable: false, basis: 'AFTER_DISCOUNTS' },
    taxes: [],
    delivery: { amount: 0 },
    packaging: { amount: 0 },
  },
  ...{ serviceChargeBase: 0, taxes: [], deliveryTax: 0, packagingTax: 0, discounts: [], notApplied: [], promotions: [], deductions: [], lines: [] },
});

const COLUMNS = `id, tenant_id, number, queue_number, business_date, status, payment_status, outlet_id, service_mode, channel, confirm_on, currency, token_secret, input_hash,
  prices_include_tax, subtotal, discount, service_charge, tax, total, paid_amount, pricing, placed_at, confirmed_at, preparing_at, ready_at, served_at, completed_at, updated_at`;
/** Orders of years: a thousand each day, the newest yesterday, in forty totals. \`$3\`: the first, \`$4\`: the last. */
const orders = (tenant: string, outlet: string, from: string): string => `with n as (
  select n, ${tenant} as tenant_id, ${outlet} as outlet_id, now() - interval '1 day' - interval '86 seconds' * n as at, 15000 + 500 * (n * 7919::bigint % 40) as price
  from generate_series($1::int, $2::int) n ${from}),
made as (insert into "order" (${COLUMNS})
  select uuidv7(), tenant_id, 'GROWN-' || n, n % 1000 + 1, current_date - 1 - (n / 1000), 'COMPLETED', 'PAID', outlet_id, 'TAKEAWAY', 'POS', 'PLACEMENT', 'IDR', '', '',
    false, price, 0, 0, 0, price, price, '${PRICING}', at, at, at, at, at, at, at from n returning id, tenant_id, outlet_id, total)
insert into payable (id, tenant_id, outlet_id, currency, total, paid) select id, tenant_id, outlet_id, 'IDR', total, total from made`;
const OF_OTHERS = orders('t.tenant_id', 't.outlet_id', 'join taker t on t.nth = n % (select count(*) from taker)');
const LINES = `insert into order_line (id, tenant_id, order_id, position, product_id, product_name, sku, quantity, unit_price, total, discount, service_charge, tax, modifiers)
  select uuidv7(), o.tenant_id, o.id, 0, $2, 'Dish', 'SKU', 1, o.total, o.total, 0, 0, 0, '[]' from "order" o where o.tenant_id = $1 and o.number like 'GROWN-%'`;
const TICKET_ROWS = `with made as (insert into kitchen_ticket (id, tenant_id, order_id, outlet_id, station_id, status, fired_at, preparing_at, ready_at, served_at, updated_at)
  select uuidv7(), o.tenant_id, o.id, o.outlet_id, $2, 'SERVED', placed_at, placed_at, placed_at, placed_at, placed_at from "order" o
  where o.tenant_id = $1 and o.number like 'GROWN-%' and o.queue_number % ${TICKETS} = 0 returning id, tenant_id, order_id)
insert into kitchen_ticket_item (id, tenant_id, ticket_id, line_id, position, name, quantity, modifiers, status)
  select uuidv7(), m.tenant_id, m.id, l.id, 0, 'Dish', 1, '[]', 'SERVED' from made m join order_line l on l.tenant_id = m.tenant_id and l.order_id = m.order_id`;
const STREAM = `with head as (insert into event_stream as s (tenant_id, stream_id, head) values ($1, $2, $3::int)
  on conflict (tenant_id, stream_id) do update set head = s.head + $3 returning head - $3 as before)
insert into event (tenant_id, stream_id, sequence, type, entity_id, data, occurred_at)
  select $1, $2, before + n, 'ORDER_CHANGED', $2, '{"orderId": "00000000-0000-7000-8000-000000000000", "status": "CONFIRMED"}', now() from head, generate_series(1, $3::int) n`;

/** Fills a database, in which the measured brand has its catalogue: rows are made by PostgreSQL itself, so that none travels. */
export async function growBrands(
  scope: Scope,
  { platformUrl, ownerUrl }: Connection,
  size: Size,
  of: { readonly tenantId: string; readonly outletId: string; readonly stationId: string; readonly productId: string },
): Promise<void> {
  const platform = await connected(scope, platformUrl, { synchronous_commit: 'off' });
  await platform.query(BRANDS, [of.tenantId, size.brands - 1]);
  await platform.query(OUTLETS, [of.outletId]);
  await platform.query(TAKERS);
  const own = Math.ceil(size.orders / SHARE);
  for (let from = 1; from <= own; from += CHUNK) {
    const text = orders(`'${of.tenantId}'::uuid`, `'${of.outletId}'::uuid`, '');
    await platform.query(text, [from, Math.min(from + CHUNK - 1, own)]);
  }
  for (let from = own + 1; from <= size.orders; from += CHUNK) await platform.query(OF_OTHERS, [from, Math.min(from + CHUNK - 1, size.orders)]);
  await platform.query(LINES, [of.tenantId, of.productId]);
  await platform.query(TICKET_ROWS, [of.tenantId, of.stationId]);
  await platform.query(STREAM, [of.tenantId, of.outletId, Math.min(EVENTS, own)]);
  await (await connected(scope, ownerUrl)).query('vacuum analyze');
}

/** What the rows are, for the report. */
export const GROWN = `The measured brand has one order in ${SHARE}, each with its debt and one line, and one in ${TICKETS} with a ticket; orders of other brands have their debt only. Rows are made inside PostgreSQL.`;
