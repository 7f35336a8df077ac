import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  act,
  addStation,
  addUser,
  type CommandName,
  fingerprint,
  makeRestaurant,
  orderOf,
  PASSWORD,
  placeOrder,
  type Restaurant,
  refusal,
  signedIn,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let other: Restaurant;
beforeAll(async () => {
  other = await makeRestaurant(app);
});

/** Expects the command to be refused at the field. */
async function refused(name: CommandName, input: Record<string, unknown>, code: string, field: string, details?: object): Promise<void> {
  const error = await refusal(restaurant.cashier, name, input, { 'idempotency-key': randomUUID() });
  expect(error).toMatchObject({ code, field: [field], ...(details && { details }) });
}

/** Expects `work` to change no row of any table. */
async function changesNothing(work: () => Promise<void>): Promise<void> {
  const before = await fingerprint(app);
  await work();
  expect(await fingerprint(app)).toEqual(before);
}

test('a command on an order or a ticket that is unknown, or of another brand', async () => {
  const foreign = await placeOrder(other.cashier, orderOf(other, { COFFEE: 1 }));
  await changesNothing(async () => {
    for (const orderId of [randomUUID(), 'x', foreign.id]) {
      for (const name of ['confirmOrder', 'serveOrder', 'completeOrder'] as const) await refused(name, { orderId }, 'NOT_FOUND', 'orderId');
      await refused('cancelOrder', { orderId, reason: 'none' }, 'NOT_FOUND', 'orderId');
      await refused('payCash', { orderId, tendered: 1 }, 'NOT_FOUND', 'orderId');
    }
    for (const ticketId of [randomUUID(), 'x', foreign.tickets[0].id]) {
      await refused('bumpTicket', { ticketId }, 'NOT_FOUND', 'ticketId');
      await refused('recallTicket', { ticketId }, 'NOT_FOUND', 'ticketId');
    }
    for (const itemId of [randomUUID(), 'x', foreign.tickets[0].items[0].id]) await refused('bumpTicketItem', { itemId }, 'NOT_FOUND', 'itemId');
  });
});

test('a command of a stale version', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const [ticket] = order.tickets;
  await changesNothing(async () => {
    for (const version of [order.version - 1, order.version + 1]) {
      for (const name of ['confirmOrder', 'serveOrder', 'completeOrder'] as const)
        await refused(name, { orderId: order.id, version }, 'STALE_VERSION', 'version', { version: order.version });
      await refused('cancelOrder', { orderId: order.id, version, reason: 'none' }, 'STALE_VERSION', 'version');
    }
    await refused('bumpTicket', { ticketId: ticket.id, version: 9 }, 'STALE_VERSION', 'version', { version: ticket.version });
    await refused('bumpTicketItem', { itemId: ticket.items[0].id, version: 9 }, 'STALE_VERSION', 'version', { version: ticket.version });
    await refused('recallTicket', { ticketId: ticket.id, version: 9 }, 'STALE_VERSION', 'version', { version: ticket.version });
  });
});

test('an illegal status change', async () => {
  const { cashier } = restaurant;
  const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'DELIVERY', serviceMode: 'DINE_IN' }));
  await changesNothing(async () => {
    for (const name of ['serveOrder', 'completeOrder'] as const) {
      await refused(name, { orderId: order.id }, 'INVALID_TRANSITION', 'orderId', { status: 'PENDING' });
    }
  });
  const [ticket] = (await act(cashier, 'confirmOrder', { orderId: order.id })).tickets;
  await changesNothing(async () => {
    await refused('bumpTicket', { ticketId: ticket.id, to: 'QUEUED' }, 'INVALID_TRANSITION', 'to', { status: 'QUEUED' });
    await refused('bumpTicket', { ticketId: ticket.id, to: 'VOIDED' }, 'INVALID_TRANSITION', 'to');
    await refused('bumpTicketItem', { itemId: ticket.items[0].id, to: 'VOIDED' }, 'INVALID_TRANSITION', 'to');
    await refused('recallTicket', { ticketId: ticket.id }, 'INVALID_TRANSITION', 'ticketId', { status: 'QUEUED' });
  });
  await act(cashier, 'bumpTicket', { ticketId: ticket.id, to: 'READY' });
  await changesNothing(async () => {
    await refused('completeOrder', { orderId: order.id }, 'INVALID_TRANSITION', 'orderId', { status: 'READY' });
  });
  await act(cashier, 'serveOrder', { orderId: order.id });
  await changesNothing(async () => {
    await refused('completeOrder', { orderId: order.id }, 'AMOUNT_MISMATCH', 'orderId', { due: 20000 });
  });
  await act(cashier, 'payCash', { orderId: order.id, tendered: 20000 });
  await act(cashier, 'completeOrder', { orderId: order.id });
  await changesNothing(async () => {
    await refused('serveOrder', { orderId: order.id }, 'INVALID_TRANSITION', 'orderId', { status: 'COMPLETED' });
    await refused('bumpTicket', { ticketId: ticket.id }, 'INVALID_TRANSITION', 'to', { status: 'SERVED' });
    await refused('recallTicket', { ticketId: ticket.id }, 'INVALID_TRANSITION', 'ticketId', { status: 'COMPLETED' });
    await refused('cancelOrder', { orderId: order.id, reason: 'too late' }, 'INVALID_TRANSITION', 'orderId', { status: 'COMPLETED' });
  });
});

test('a cancellation without a reason, or with one that is too long', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  await changesNothing(async () => {
    for (const reason of [' ', 'x'.repeat(201)]) await refused('cancelOrder', { orderId: order.id, reason }, 'INVALID_INPUT', 'reason');
  });
});

test('a command at an outlet out of reach', async () => {
  const { platform, slug, products } = restaurant;
  const data = await platform.ok('mutation { createOutlet(input: { name: "Two", code: "TWO" }) { outlet { id } userErrors { code } } }');
  const outletId = data.createOutlet.outlet.id;
  await addStation(platform, outletId, 'PASS', true);
  await addUser(platform, { username: 'elsewhere', role: 'CASHIER', outletId, accessibleOutletIds: [outletId] });
  const elsewhere = await signedIn(app.url, slug, 'elsewhere', PASSWORD);
  const line = [{ productId: products.COFFEE, quantity: 1 }];
  const order = await placeOrder(elsewhere, { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: line });
  expect(await refusal(elsewhere, 'placeOrder', orderOf(restaurant, {}, { lines: line }))).toMatchObject({ code: 'NOT_FOUND', field: ['outletId'] });
  await changesNothing(async () => {
    await refused('serveOrder', { orderId: order.id }, 'NOT_FOUND', 'orderId');
    await refused('payCash', { orderId: order.id, tendered: 20000 }, 'NOT_FOUND', 'orderId');
    await refused('bumpTicket', { ticketId: order.tickets[0].id }, 'NOT_FOUND', 'ticketId');
  });
});
