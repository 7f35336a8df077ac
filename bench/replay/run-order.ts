import { v5 as uuidv5 } from 'uuid';
import type { MenuIds } from './build-menu.ts';
import type { Restaurant } from './build-tenant.ts';
import { productKey } from './catalogue.ts';
import type { FileLine, FileOrder } from './parse-orders.ts';
import type { Plan } from './plan.ts';

interface Ticket {
  readonly id: string;
  readonly status: 'QUEUED' | 'PREPARING' | 'READY' | 'SERVED' | 'VOIDED';
}
interface OrderState {
  readonly status: 'PENDING' | 'CONFIRMED' | 'PREPARING' | 'READY' | 'SERVED' | 'COMPLETED' | 'CANCELLED';
  readonly dueAmount: number;
  readonly tickets: readonly Ticket[];
}
const ORDER = 'order { status dueAmount tickets { id status } }';

/** Namespace of the orders' UUIDs; any fixed UUID would do. */
const NAMESPACE = '3f2b7a5e-6c1d-5e0a-9b4f-7d8c2e1a0b36';

/** An order of the file has the same id in every run, so that a run can be repeated or resumed. */
export function orderId(plan: Plan, order: FileOrder): string {
  return uuidv5(`${plan.slug}/${order.number}`, NAMESPACE);
}

/**
 * Takes one order from placing to completion, from any state. Every step has its own idempotency key, so a step whose
 * answer was lost is repeated without a second effect.
 * Every tenth order is a delivery and needs a manual confirmation. Returns false when an earlier run had completed the
 * order.
 */
export async function runOrder({ cashier, kitchen, outletId }: Restaurant, plan: Plan, menu: MenuIds, order: FileOrder): Promise<boolean> {
  const id = orderId(plan, order);
  const delivery = order.number % 10 === 0;
  const input = {
    id,
    outletId,
    channel: delivery ? 'DELIVERY' : 'POS',
    serviceMode: delivery ? 'DELIVERY' : order.number % 2 === 0 ? 'DINE_IN' : 'TAKEAWAY',
    lines: order.lines.map((line) => lineInput(menu, line)),
  };
  const step = async (field: 'confirmOrder' | 'serveOrder' | 'completeOrder'): Promise<OrderState> =>
    (await cashier.command<{ order: OrderState }>(field, ORDER, { orderId: id }, `${id}:${field}`)).data.order;

  let state = (await cashier.command<{ order: OrderState }>('placeOrder', ORDER, input, `${id}:placeOrder`)).data.order;
  if (state.status === 'COMPLETED') return false;
  if (state.status === 'PENDING') state = await step('confirmOrder');
  if (state.tickets.length === 0) throw new Error(`Order ${order.number} has no kitchen ticket.`);
  for (const ticket of state.tickets) {
    for (const to of missingSteps(ticket)) await kitchen.command('bumpTicket', 'ticket { status version }', { ticketId: ticket.id, to }, `${ticket.id}:${to}`);
  }
  if (['CONFIRMED', 'PREPARING', 'READY'].includes(state.status)) state = await step('serveOrder');
  if (state.dueAmount > 0) {
    const tendered = Math.ceil(state.dueAmount / plan.banknote) * plan.banknote;
    await cashier.command('payCash', 'payment { status change } order { dueAmount }', { orderId: id, tendered }, `${id}:payCash`);
  }
  await step('completeOrder');
  return true;
}

const steps = ['PREPARING', 'READY'] as const;

function missingSteps({ status }: Ticket): readonly (typeof steps)[number][] {
  if (status === 'QUEUED') return steps;
  return status === 'PREPARING' ? ['READY'] : [];
}

function lineInput(menu: MenuIds, line: FileLine): object {
  const product = menu.get(productKey(line));
  if (!product) throw new Error(`${productKey(line)} is not on the menu.`);
  const units = Map.groupBy(line.options, (option) => option);
  const modifiers = [...units].map(([option, times]) => ({ optionId: product.options.get(option), quantity: times.length }));
  return { productId: product.productId, quantity: line.quantity, modifiers };
}
