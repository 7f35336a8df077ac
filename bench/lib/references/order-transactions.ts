import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { v7 as newId } from 'uuid';
import type { OrderInput } from '../order-catalogue.ts';
import { COUNTER, EVENTS, LINES, OPTIONS, ORDER, OUTLET, PRODUCTS, STOCK, TICKETS } from './place-order-statements.ts';
import { type OptionRow, type OutletRow, type PricedOrder, type ProductRow, priced } from './price-order.ts';

/** Runs a named statement of an open transaction. */
export type Run = <R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) => Promise<R[]>;

/** Runs `work` in a transaction of the tenant, on a connection of its own. */
export async function inTransaction<T>(pool: pg.Pool, tenantId: string, prepared: boolean, work: (run: Run) => Promise<T>): Promise<T> {
  const db = await pool.connect();
  const run: Run = async <R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) =>
    (await db.query<R>({ ...(prepared && { name }), text, values })).rows;
  try {
    await db.query(`begin; select set_config('app.tenant_id', '${tenantId}', true)`);
    const result = await work(run);
    await db.query('commit');
    return result;
  } catch (error) {
    await db.query('rollback');
    throw error;
  } finally {
    db.release();
  }
}

/** What the statements of a price are about. */
type Wanted = Pick<OrderInput, 'outletId' | 'lines'>;

/** Reads what an order needs, and prices it. */
export async function priceOrder(run: Run, tenantId: string, input: Wanted): Promise<PricedOrder & { readonly outlet: OutletRow }> {
  const productIds = input.lines.map((line) => line.productId);
  const [outlet] = await run<OutletRow>('outlet', OUTLET, [tenantId, input.outletId]);
  if (!outlet) throw new Error('NOT_FOUND');
  const products = await run<ProductRow>('products', PRODUCTS, [tenantId, input.outletId, productIds]);
  const options = await run<OptionRow>('options', OPTIONS, [tenantId, input.outletId, productIds]);
  return { outlet, ...priced(input, outlet, products, options) };
}

/** The effects of placeOrder at a till: the order is confirmed and fired with it. */
export async function placeOrder(run: Run, tenantId: string, cashierId: string, input: OrderInput) {
  const { outletId, serviceMode, channel } = input;
  const now = new Date();
  const { outlet, lines, totals, tickets } = await priceOrder(run, tenantId, input);

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
  return {
    id,
    number,
    queueNumber,
    status: 'CONFIRMED',
    version: 1,
    dueAmount: totals.total,
    tickets: tickets.map((ticket) => ({ id: ticket.id })),
    totals: { total: totals.total },
  };
}
