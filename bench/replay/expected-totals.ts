import pg from 'pg';
import type { FileOrder } from './parse-orders.ts';
import type { Plan } from './plan.ts';
import { orderId } from './run-order.ts';
import type { Totals } from './stored.ts';

/** Expected totals by order id, computed without the server's arithmetic; `source` says how. */
export interface ExpectedTotals {
  readonly source: string;
  readonly byOrder: ReadonlyMap<string, Totals>;
}

/** Rounds half up: PostgreSQL rounds numeric away from zero, and no amount here is negative. */
const TOTALS = `
with line as (
  select l.order_id, sum(l.unit_price::numeric * l.quantity) as subtotal
  from order_line l join "order" o on o.tenant_id = l.tenant_id and o.id = l.order_id
  where o.outlet_id = $1 and not l.voided
  group by l.order_id
),
served as (select order_id, subtotal, round(subtotal * $2::numeric / 10000) as service from line),
taxed as (select order_id, subtotal, service, round((subtotal + service) * $3::numeric / 10000) as tax from served)
select order_id as id, subtotal::float8 as subtotal, service::float8 as service, tax::float8 as tax, (subtotal + service + tax)::float8 as total from taxed`;

/** Totals from one SQL statement over the stored order lines, on a connection that sees all tenants. */
export async function totalsBySql(databaseUrl: string, plan: Plan, outletId: string): Promise<ExpectedTotals> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; subtotal: number; service: number; tax: number; total: number }>(TOTALS, [
      outletId,
      plan.serviceChargeRate,
      plan.taxRate,
    ]);
    const byOrder = rows.map(({ id, subtotal, service, tax, total }) => [id, { subtotal, serviceCharge: service, tax, total }] as const);
    return { source: 'an SQL statement over the stored lines', byOrder: new Map(byOrder) };
  } finally {
    await client.end();
  }
}

/** Totals from the file alone, for a server without a database connection. */
export function totalsByFile(plan: Plan, orders: readonly FileOrder[]): ExpectedTotals {
  const percent = (amount: bigint, rate: number): bigint => (amount * BigInt(rate) + 5000n) / 10000n;
  const totals = (order: FileOrder): Totals => {
    const subtotal = BigInt(order.totalCents) * BigInt(plan.perCent);
    const service = percent(subtotal, plan.serviceChargeRate);
    const tax = percent(subtotal + service, plan.taxRate);
    return { subtotal: Number(subtotal), serviceCharge: Number(service), tax: Number(tax), total: Number(subtotal + service + tax) };
  };
  return { source: 'the file, as no --database-url was given', byOrder: new Map(orders.map((order) => [orderId(plan, order), totals(order)])) };
}
