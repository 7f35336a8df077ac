import { beforeAll, expect, test } from 'vitest';
import { act, addProduct, attempt, type CommandName, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
/** A product that costs nothing: its order can be completed and cancelled without a payment. */
let free: string;
beforeAll(async () => {
  free = await addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: 'FREE', name: 'Free', price: 0 });
});

type State = 'PENDING' | 'CONFIRMED' | 'PREPARING' | 'READY' | 'SERVED' | 'COMPLETED' | 'CANCELLED';
const TIMES = 'status placedAt confirmedAt preparingAt readyAt servedAt completedAt cancelledAt';

/** An order that commands have brought into the state. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function orderIn(state: State, serviceMode = 'TAKEAWAY'): Promise<any> {
  const { manager, outletId } = restaurant;
  const order = await placeOrder(manager, { outletId, serviceMode, channel: 'DELIVERY', lines: [{ productId: free }] });
  if (state === 'PENDING') return order;
  const confirmed = await act(manager, 'confirmOrder', { orderId: order.id });
  if (state === 'CANCELLED') await act(manager, 'cancelOrder', { orderId: order.id, reason: 'none' });
  if (state === 'PREPARING' || state === 'READY') await act(manager, 'bumpTicket', { ticketId: confirmed.tickets[0].id, to: state });
  if (state === 'SERVED' || state === 'COMPLETED') await act(manager, 'serveOrder', { orderId: order.id });
  if (state === 'COMPLETED') await act(manager, 'completeOrder', { orderId: order.id });
  return readOrder(manager, order.id);
}

/** Next state by command and state; all other combinations are refused. */
const allowed: Readonly<Record<string, Partial<Record<State, State>>>> = {
  confirmOrder: { PENDING: 'CONFIRMED' },
  serveOrder: { CONFIRMED: 'SERVED', PREPARING: 'SERVED', READY: 'SERVED' },
  completeOrder: { READY: 'COMPLETED', SERVED: 'COMPLETED' },
  cancelOrder: { PENDING: 'CANCELLED', CONFIRMED: 'CANCELLED', PREPARING: 'CANCELLED', READY: 'CANCELLED', SERVED: 'CANCELLED' },
  'bumpTicket PREPARING': { CONFIRMED: 'PREPARING' },
  'bumpTicket READY': { CONFIRMED: 'READY', PREPARING: 'READY' },
  'bumpTicket SERVED': { CONFIRMED: 'SERVED', PREPARING: 'SERVED', READY: 'SERVED' },
  recallTicket: { READY: 'PREPARING', SERVED: 'PREPARING' },
  'recallTicket QUEUED': { PREPARING: 'CONFIRMED', READY: 'CONFIRMED' },
};
const states: readonly State[] = ['PENDING', 'CONFIRMED', 'PREPARING', 'READY', 'SERVED', 'COMPLETED', 'CANCELLED'];

test.each(states)('from %s', async (state) => {
  const leads = (command: string): boolean => allowed[command]?.[state] !== undefined;
  const commands = Object.keys(allowed);
  const still = await orderIn(state);
  for (const command of commands.filter((name) => !leads(name))) {
    const target = targetOf(still, command);
    if (target) expect((await attempt(restaurant.manager, target.name, target.input)).code, command).toBe('INVALID_TRANSITION');
  }
  expect(await readOrder(restaurant.manager, still.id)).toEqual(still);
  for (const command of commands.filter(leads)) {
    const order = await orderIn(state);
    const target = targetOf(order, command);
    if (target) await act(restaurant.manager, target.name, target.input);
    const after = await readOrder(restaurant.manager, order.id);
    const status = allowed[command]?.[state] as State;
    expect([after.status, after.version], command).toEqual([status, order.version + 1]);
    const fired = order.tickets.length > 0 || status === 'CONFIRMED';
    expect(after.tickets.map((ticket: { status: string }) => ticket.status)).toEqual(fired ? [ticketStatus(status)] : []);
  }
});

/** The input of the command: for the order, or for its first ticket. */
function targetOf(order: { id: string; tickets: { id: string }[] }, command: string): { name: CommandName; input: Record<string, unknown> } | null {
  const [name, to] = command.split(' ') as [CommandName, string | undefined];
  if (!name.endsWith('Ticket')) return { name, input: { orderId: order.id, ...(name === 'cancelOrder' && { reason: 'none' }) } };
  const ticketId = order.tickets[0]?.id;
  return ticketId ? { name, input: { ticketId, ...(to && { to }) } } : null;
}

function ticketStatus(status: State): string {
  return { PENDING: '', CONFIRMED: 'QUEUED', PREPARING: 'PREPARING', READY: 'READY', SERVED: 'SERVED', COMPLETED: 'SERVED', CANCELLED: 'VOIDED' }[status];
}

test('what is eaten at a table is served before it is completed', async () => {
  const { id } = await orderIn('READY', 'DINE_IN');
  expect((await attempt(restaurant.cashier, 'completeOrder', { orderId: id })).code).toBe('INVALID_TRANSITION');
  await act(restaurant.cashier, 'serveOrder', { orderId: id });
  expect((await act(restaurant.cashier, 'completeOrder', { orderId: id })).status).toBe('COMPLETED');
});

test('a jump notes the times of the states between', async () => {
  const { id } = await orderIn('CONFIRMED');
  await act(restaurant.cashier, 'serveOrder', { orderId: id });
  const served = await readOrder(restaurant.cashier, id, TIMES);
  expect(served).toMatchObject({ preparingAt: served.servedAt, readyAt: served.servedAt, completedAt: null, cancelledAt: null });
  const { id: other } = await orderIn('READY');
  app.clock.advance(1000);
  await act(restaurant.cashier, 'completeOrder', { orderId: other });
  const completed = await readOrder(restaurant.cashier, other, TIMES);
  expect(completed.servedAt).toBe(completed.completedAt);
  expect(completed.readyAt < completed.servedAt).toBe(true);
});

test('after a recall the later states are reached again', async () => {
  const { id, tickets } = await orderIn('SERVED');
  const before = await readOrder(restaurant.kitchen, id, TIMES);
  app.clock.advance(1000);
  await act(restaurant.kitchen, 'recallTicket', { ticketId: tickets[0].id });
  const recalled = await readOrder(restaurant.kitchen, id, TIMES);
  expect(recalled).toEqual({ ...before, status: 'PREPARING', readyAt: null, servedAt: null });
  app.clock.advance(1000);
  await act(restaurant.kitchen, 'bumpTicket', { ticketId: tickets[0].id, to: 'SERVED' });
  const again = await readOrder(restaurant.kitchen, id, TIMES);
  expect(again.preparingAt).toBe(before.preparingAt);
  expect(again.readyAt > before.servedAt).toBe(true);
});

test('a cancelled order keeps the times it had', async () => {
  const { id } = await orderIn('READY');
  const before = await readOrder(restaurant.manager, id, TIMES);
  await act(restaurant.manager, 'cancelOrder', { orderId: id, reason: 'spilled' });
  const after = await readOrder(restaurant.manager, id, TIMES);
  expect(after.cancelledAt).not.toBeNull();
  expect(after).toEqual({ ...before, status: 'CANCELLED', cancelledAt: after.cancelledAt });
});
