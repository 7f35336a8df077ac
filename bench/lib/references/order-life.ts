import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { OrderInput } from '../order-catalogue.ts';
import { bareFastify, listen, settings } from './listen.ts';
import * as sql from './order-life-statements.ts';
import { inTransaction, placeOrder, priceOrder, type Run } from './order-transactions.ts';
import { APPEND } from './place-order-statements.ts';

/** Hand-written transactions with the effects of an order's life, behind bare Fastify; one route for each step. */
const { url, tenantId, cashierId, poolSize } = await settings<{ url: string; tenantId: string; cashierId: string; poolSize: number }>();
const pool = new pg.Pool({ connectionString: url, max: poolSize });

interface OrderRow {
  readonly id: string;
  readonly outlet_id: string;
  readonly status: string;
  readonly payment_status: string;
  readonly number: string;
  readonly queue_number: number;
}
interface TicketRow {
  readonly id: string;
  readonly status: string;
  readonly station_id: string;
}

async function lockOrder(run: Run, orderId: string): Promise<OrderRow> {
  const [order] = await run<OrderRow>('lock-order', sql.LOCK_ORDER, [tenantId, orderId]);
  if (!order) throw new Error('NOT_FOUND');
  return order;
}

async function append(run: Run, outletId: string, events: readonly object[], now: Date): Promise<void> {
  await run('append', APPEND, [tenantId, outletId, events.length, JSON.stringify(events), now]);
}

function orderChanged(order: OrderRow, changes: Partial<OrderRow>): object {
  const { id, status, payment_status, number, queue_number } = { ...order, ...changes };
  return { type: 'ORDER_CHANGED', entityId: id, data: { orderId: id, number, status, queueNumber: queue_number, paymentStatus: payment_status } };
}

function ticketChanged(orderId: string, ticket: TicketRow, status: string): object {
  return { type: 'TICKET_CHANGED', entityId: ticket.id, data: { orderId, status, stationId: ticket.station_id } };
}

async function bump(run: Run, ticketId: string, to: 'PREPARING' | 'READY'): Promise<object> {
  const now = new Date();
  const [found] = await run<{ order_id: string }>('order-of-ticket', sql.ORDER_OF_TICKET, [tenantId, ticketId]);
  const order = await lockOrder(run, found?.order_id ?? '');
  const tickets = await run<TicketRow>('lock-tickets', sql.LOCK_TICKETS, [tenantId, order.id]);
  const ticket = tickets.find(({ id }) => id === ticketId) as TicketRow;
  const others = tickets.filter(({ id }) => id !== ticketId);
  const status = to === 'READY' && others.every((other) => other.status === 'READY') ? 'READY' : 'PREPARING';
  await run('bump', sql.BUMP, [tenantId, ticketId, to, now]);
  const events = [ticketChanged(order.id, ticket, to)];
  if (order.status !== status) {
    await run('advance', sql.ADVANCE, [tenantId, order.id, status, now]);
    events.unshift(orderChanged(order, { status }));
  }
  await append(run, order.outlet_id, events, now);
  return { ticket: { id: ticketId, status: to }, userErrors: [] };
}

async function payCash(run: Run, orderId: string, tendered: number): Promise<object> {
  const now = new Date();
  const [payable] = await run<{ total: string; paid: string; outlet_id: string }>('lock-payable', sql.LOCK_PAYABLE, [tenantId, orderId]);
  const amount = Number(payable?.total) - Number(payable?.paid);
  if (!payable || amount <= 0 || tendered < amount) throw new Error('AMOUNT_MISMATCH');
  await run('outlet-cash', sql.OUTLET_CASH, [tenantId, payable.outlet_id]);
  await run('open-shift', sql.OPEN_SHIFT, [tenantId, payable.outlet_id, cashierId]);
  const order = await lockOrder(run, orderId);
  const id = newId();
  await run('pay', sql.PAY, [id, tenantId, orderId, payable.outlet_id, amount, tendered, tendered - amount, cashierId, now]);
  const paid = { type: 'PAYMENT_CHANGED', entityId: id, data: { orderId, amount, status: 'PAID', refunded: 0 } };
  await append(run, payable.outlet_id, [paid, orderChanged(order, { payment_status: 'PAID' })], now);
  return { payment: { status: 'PAID', change: tendered - amount }, order: { id: orderId, status: order.status }, userErrors: [] };
}

async function completeOrder(run: Run, orderId: string): Promise<object> {
  const now = new Date();
  await run('lock-payable', sql.LOCK_PAYABLE, [tenantId, orderId]);
  const order = await lockOrder(run, orderId);
  if (order.status !== 'READY' || order.payment_status !== 'PAID') throw new Error('INVALID_TRANSITION');
  await run('open-refunds', sql.OPEN_REFUNDS, [tenantId, orderId]);
  await run('advance', sql.ADVANCE, [tenantId, orderId, 'COMPLETED', now]);
  const tickets = await run<TicketRow>('lock-tickets', sql.LOCK_TICKETS, [tenantId, orderId]);
  await run('serve-tickets', sql.SERVE_TICKETS, [tenantId, orderId, now]);
  await append(run, order.outlet_id, [...tickets.map((ticket) => ticketChanged(orderId, ticket, 'SERVED')), orderChanged(order, { status: 'COMPLETED' })], now);
  return { order: { id: orderId, status: 'COMPLETED' }, userErrors: [] };
}

interface Input extends OrderInput {
  readonly ticketId: string;
  readonly to: 'PREPARING' | 'READY';
  readonly orderId: string;
  readonly tendered: number;
}

const steps: Readonly<Record<string, (run: Run, input: Input) => Promise<object>>> = {
  priceOrder: async (run, input) => ({ quote: { totals: (await priceOrder(run, tenantId, input)).totals }, userErrors: [] }),
  placeOrder: async (run, input) => ({ order: await placeOrder(run, tenantId, cashierId, input), userErrors: [] }),
  bumpTicket: (run, { ticketId, to }) => bump(run, ticketId, to),
  payCash: (run, { orderId, tendered }) => payCash(run, orderId, tendered),
  completeOrder: (run, { orderId }) => completeOrder(run, orderId),
};

const app = bareFastify();
app.post<{ Body: { operationName: string; variables: { input: Input } } }>('/graphql', async ({ body }) => {
  const step = steps[body.operationName];
  if (!step) throw new Error(`There is no ${body.operationName}.`);
  return { data: { [body.operationName]: await inTransaction(pool, tenantId, true, (run) => step(run, body.variables.input)) } };
});
await listen(app);
