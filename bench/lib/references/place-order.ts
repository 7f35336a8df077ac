import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { OrderInput } from '../order-catalogue.ts';
import { bareFastify, listen, settings } from './listen.ts';
import { COUNTER, EVENTS, LINES, OPTIONS, ORDER, OUTLET, PRODUCTS, STOCK, TICKETS } from './place-order-statements.ts';
import { type OptionRow, type OutletRow, type ProductRow, priced } from './price-order.ts';

/** A hand-written transaction with the effects of placeOrder, behind bare Fastify. */
const { url, tenantId, cashierId, poolSize, prepared } = await settings<{
  url: string;
  tenantId: string;
  cashierId: string;
  poolSize: number;
  prepared: boolean;
}>();
const pool = new pg.Pool({ connectionString: url, max: poolSize });
const BEGIN = `begin; select set_config('app.tenant_id', '${tenantId}', true)`;

async function placeOrder(db: pg.PoolClient, input: OrderInput): Promise<object> {
  const run = async <R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> =>
    (await db.query<R>({ ...(prepared && { name }), text, values })).rows;
  const { outletId, serviceMode, channel } = input;
  const productIds = input.lines.map((line) => line.productId);
  const now = new Date();

  await db.query(BEGIN);
  const [outlet] = await run<OutletRow>('outlet', OUTLET, [tenantId, outletId]);
  if (!outlet) throw new Error('NOT_FOUND');
  const products = await run<ProductRow>('products', PRODUCTS, [tenantId, outletId, productIds]);
  const options = await run<OptionRow>('options', OPTIONS, [tenantId, outletId, productIds]);
  const { lines, totals, tickets } = priced(input, outlet, products, options);

  const id = newId();
  const secret = randomBytes(24).toString('base64url');
  const inputHash = createHash('sha256').update(JSON.stringify(input)).digest('base64url');
  const pricing = JSON.stringify({ serviceChargeRate: outlet.service_charge_rate, taxRate: outlet.tax_rate, ...totals });
  const head = [id, tenantId, outletId, outlet.currency, totals.total, outlet.business_date, serviceMode, channel, cashierId, secret, inputHash];
  await run('order', ORDER, [...head, outlet.prices_include_tax, totals.subtotal, totals.serviceCharge, totals.tax, pricing, now]);
  await run('lines', LINES, [tenantId, id, JSON.stringify(lines)]);
  const items = JSON.stringify(tickets.flatMap((ticket) => ticket.items));
  await run('tickets', TICKETS, [tenantId, outletId, id, now, JSON.stringify(tickets), items]);

  // From here on, other orders of the outlet may wait for this one's locks.
  const counted = lines.filter((line) => line.stock_taken);
  if (counted.length > 0) {
    const wanted = [counted.map((line) => line.product_id), counted.map((line) => line.quantity)];
    const taken = await run('stock', STOCK, [tenantId, outletId, ...wanted]);
    if (taken.length < counted.length) throw new Error('OUT_OF_STOCK');
  }
  const [counter] = await run<{ last: number }>('counter', COUNTER, [tenantId, outletId, outlet.business_date]);
  const queueNumber = counter?.last ?? 0;
  const number = `ORD-${outlet.business_date.replaceAll('-', '')}-${outlet.code}${String(queueNumber).padStart(4, '0')}`;
  const placed = { type: 'ORDER_PLACED', entityId: id, data: { status: 'CONFIRMED', queueNumber, total: totals.total } };
  const fired = tickets.map((ticket) => ({ type: 'TICKET_FIRED', entityId: ticket.id, data: { orderId: id, stationId: ticket.station_id } }));
  await run('events', EVENTS, [tenantId, outletId, 1 + fired.length, JSON.stringify([placed, ...fired]), now, id, number, queueNumber]);
  await db.query('commit');
  return { id, number, queueNumber, status: 'CONFIRMED', version: 1, totals: { total: totals.total } };
}

const app = bareFastify();
app.post<{ Body: { variables: { input: OrderInput } } }>('/graphql', async ({ body }) => {
  const db = await pool.connect();
  try {
    const order = await placeOrder(db, body.variables.input);
    return { data: { placeOrder: { order, userErrors: [] } } };
  } catch (error) {
    await db.query('rollback');
    throw error;
  } finally {
    db.release();
  }
});
await listen(app);
