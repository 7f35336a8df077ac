import pg from 'pg';
import type { Connection } from './dapur.ts';
import type { Scope } from './scope.ts';

/** A database with as many rows as an installation has after a while. They are made by PostgreSQL: no request would come to an end. */
export interface GrownRows {
  readonly tenants: number;
  readonly events: number;
  readonly orders: number;
}

const BRANDS = `insert into tenant (id, slug, name, currency, country, time_zone, created_at, updated_at)
select uuidv7(), 'grown-' || n, 'Brand ' || n, 'IDR', 'ID', 'Asia/Jakarta', now(), now() from generate_series(1, $1::int) n`;
const STREAMS = `insert into event_stream (tenant_id, stream_id, head) select id, id, $1::int from tenant where slug like 'grown-%'`;
/** As they come: the oldest first, none of them beyond its time. */
const EVENTS = `insert into event (tenant_id, stream_id, sequence, type, entity_id, data, occurred_at)
select s.tenant_id, s.stream_id, nth, 'ORDER_CHANGED', s.stream_id, '{"orderId": "00000000-0000-7000-8000-000000000000", "status": "CONFIRMED"}',
  now() - interval '71 hours' * ($1::int - nth) / $1::int from generate_series(1, $1::int) nth, event_stream s join tenant t on t.id = s.tenant_id where t.slug like 'grown-%' order by nth`;
/** Forty different totals, as a short menu has them: thousands of orders share each. */
const ORDERS = `insert into "order" (id, tenant_id, status, payment_status, outlet_id, service_mode, channel, confirm_on, currency, token_secret, input_hash,
  prices_include_tax, subtotal, discount, service_charge, tax, total, pricing, placed_at, updated_at)
select uuidv7(), $1, 'COMPLETED', 'PAID', $2, 'TAKEAWAY', 'POS', 'PLACE', 'IDR', '', '', false, price, 0, 0, 0, price, '{}', placed, placed
from (select 15000 + 500 * (n * 7919::bigint % 40) as price, now() - interval '30 seconds' * n as placed from generate_series(1, $3::int) n) o`;

/** Fills the database, in which the tenant and the outlet of the orders exist already. */
export async function growRows(
  scope: Scope,
  { platformUrl, ownerUrl }: Connection,
  { tenants, events, orders }: GrownRows,
  of: { readonly tenantId: string; readonly outletId: string },
): Promise<void> {
  const platform = await connected(scope, platformUrl);
  await platform.query(BRANDS, [tenants]);
  await platform.query('analyze');
  await platform.query(STREAMS, [events]);
  await platform.query(EVENTS, [events]);
  await platform.query(ORDERS, [of.tenantId, of.outletId, orders]);
  await (await connected(scope, ownerUrl)).query('vacuum analyze');
}

/** A connection that is closed with the scope; with the settings of a session. */
export async function connected(scope: Scope, url: string, settings: Readonly<Record<string, string>> = {}): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  await client.connect();
  scope.defer(() => client.end());
  return client;
}
