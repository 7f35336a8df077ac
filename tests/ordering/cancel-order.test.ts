import { expect, test } from 'vitest';
import { act, addDevice, addOutlet, addProduct, addUser, documentOf, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();

function cancel(id: string): { orderId: string; reason: string } {
  return { orderId: id, reason: 'changed mind' };
}

/** Products with a stock of 10 each: made at the bar, made in the kitchen, and not made at any station. */
async function stocked(): Promise<Record<'bar' | 'kitchen' | 'none', string>> {
  const { platform, categoryId } = restaurant;
  const tag = Math.random().toString(36).slice(2, 8);
  const add = (name: string, stationCode: string): Promise<string> =>
    addProduct(platform, { categoryId, sku: `${name}-${tag}`, name, price: 1000, stationCode, trackStock: true, stockQuantity: 10 });
  return { bar: await add('Bar', 'BAR'), kitchen: await add('Kitchen', 'KITCHEN'), none: await add('None', 'NONE') };
}

async function stockOf(products: Record<string, string>): Promise<Record<string, number>> {
  const { cashier, outletId } = restaurant;
  const left: Record<string, number> = {};
  for (const [name, id] of Object.entries(products)) {
    const data = await cashier.ok('query ($id: ID!, $outletId: ID!) { product(id: $id) { atOutlet(outletId: $outletId) { stockQuantity } } }', {
      id,
      outletId,
    });
    left[name] = data.product.atOutlet.stockQuantity;
  }
  return left;
}

test('a cashier cancels until the kitchen begins, then a manager', async () => {
  const { cashier, manager, owner, kitchen } = restaurant;
  const { client: till } = await addDevice(manager, { outletId: restaurant.outletId, kind: 'POS' });
  for (const channel of ['POS', 'QR']) {
    for (const client of [cashier, till]) {
      const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }, { channel }));
      expect(await act(client, 'cancelOrder', cancel(id))).toMatchObject({ status: 'CANCELLED', cancelReason: 'changed mind' });
    }
  }
  for (const to of ['PREPARING', 'READY', 'SERVED']) {
    const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
    await act(kitchen, 'bumpTicketItem', { itemId: tickets[0].items[0].id, to });
    for (const client of [cashier, till, kitchen]) expect(await client.requestError(documentOf('cancelOrder'), { input: cancel(id) })).toBe('FORBIDDEN');
    expect((await readOrder(cashier, id)).status).toBe(to);
    expect((await act(to === 'READY' ? owner : manager, 'cancelOrder', cancel(id))).status).toBe('CANCELLED');
  }
});

test('with the approval of a manager of the outlet a cashier cancels late; a reason and who approved are written down', async () => {
  const { cashier, manager, owner, kitchen, outletId } = restaurant;
  const { id: tillId, client: till } = await addDevice(manager, { outletId, kind: 'POS' });
  const second = await addOutlet(owner, { code: 'TWO' });
  const person = (username: string, more: object) => addUser(owner, { username, role: 'MANAGER', pin: '7391', outletId, ...more });
  const bossId = await person('boss', {});
  await person('elsewhere', { outletId: second, accessibleOutletIds: [second] });
  await person('colleague', { role: 'CASHIER' });
  const begun = async (): Promise<string> => {
    const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
    await act(kitchen, 'bumpTicket', { ticketId: tickets[0].id });
    return id;
  };
  const id = await begun();
  const by = (username: string, pin = '7391') => ({ ...cancel(id), approval: { username, pin } });
  expect(await refusal(till, 'cancelOrder', by('boss', '7390'))).toMatchObject({ code: 'INVALID_CREDENTIALS', field: ['approval'] });
  for (const username of ['elsewhere', 'colleague']) expect(await refusal(till, 'cancelOrder', by(username))).toMatchObject({ code: 'APPROVAL_REQUIRED' });
  expect(await kitchen.requestError(documentOf('cancelOrder'), { input: by('boss') })).toBe('FORBIDDEN');
  expect(await till.requestError(documentOf('cancelOrder'), { input: cancel(id) })).toBe('FORBIDDEN');
  const key = { 'idempotency-key': 'late-cancel' };
  expect((await act(till, 'cancelOrder', by('boss'), key)).status).toBe('CANCELLED');
  // A repeated command returns the same without verifying the PIN again; without an approval it is refused like the first command.
  expect((await act(till, 'cancelOrder', by('boss', '0000'), key)).status).toBe('CANCELLED');
  expect(await till.requestError(documentOf('cancelOrder'), { input: cancel(id) }, key)).toBe('FORBIDDEN');
  expect(await till.requestError(documentOf('cancelOrder'), { input: cancel(await begun()) })).toBe('FORBIDDEN');
  const log = `query ($id: ID!) { auditLog(filter: { entityId: $id }) {
    nodes { action actor deviceId user { id } approver { id } outlet { id } reason before after } } }`;
  const entry = { action: 'ORDER_CANCELLED', outlet: { id: outletId }, reason: 'changed mind', after: { status: 'CANCELLED' } };
  expect((await owner.ok(log, { id })).auditLog.nodes).toEqual([
    { ...entry, actor: 'POS', deviceId: tillId, user: null, approver: { id: bossId }, before: { status: 'PREPARING', total: 20000 } },
  ]);
  const { id: early } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  await act(cashier, 'cancelOrder', cancel(early));
  expect((await owner.ok(log, { id: early })).auditLog.nodes).toMatchObject([
    { ...entry, actor: 'CASHIER', deviceId: null, approver: null, before: { status: 'CONFIRMED' } },
  ]);
});

test('what no station makes is ready at once, and a cashier may still cancel it until it is handed over', async () => {
  const { cashier } = restaurant;
  const one = await placeOrder(cashier, orderOf(restaurant, { WATER: 1 }));
  expect(one.status).toBe('READY');
  expect((await act(cashier, 'cancelOrder', cancel(one.id))).status).toBe('CANCELLED');
  const other = await placeOrder(cashier, orderOf(restaurant, { WATER: 1 }));
  await act(cashier, 'serveOrder', { orderId: other.id });
  expect(await cashier.requestError(documentOf('cancelOrder'), { input: cancel(other.id) })).toBe('FORBIDDEN');
});

test('an order of which something is paid is refunded first', async () => {
  const { cashier, manager } = restaurant;
  const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'DELIVERY' }));
  await act(cashier, 'payCash', { orderId: id, amount: 5000, tendered: 5000 });
  for (const client of [cashier, manager]) {
    expect(await refusal(client, 'cancelOrder', cancel(id))).toMatchObject({
      code: 'ORDER_HAS_PAYMENTS',
      field: ['orderId'],
      details: { paidAmount: 5000 },
    });
  }
  expect(await readOrder(cashier, id, 'status cancelReason')).toEqual({ status: 'PENDING', cancelReason: null });
});

test('tickets are voided, and nothing more is taken for it', async () => {
  const { cashier } = restaurant;
  const { id } = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 2 }));
  const cancelled = await act(cashier, 'cancelOrder', cancel(id));
  for (const ticket of cancelled.tickets) expect(ticket).toMatchObject({ status: 'VOIDED', version: 2, items: [{ status: 'VOIDED' }] });
  expect(await refusal(cashier, 'payCash', { orderId: id, tendered: 80000 })).toMatchObject({ code: 'CONFLICT', field: ['orderId'] });
  expect(await refusal(cashier, 'cancelOrder', cancel(id))).toMatchObject({ code: 'INVALID_TRANSITION', field: ['orderId'] });
});

test('what the kitchen has not begun goes back to stock', async () => {
  const { cashier, manager, kitchen } = restaurant;
  const products = await stocked();
  const lines = Object.values(products).map((productId) => ({ productId, quantity: 3 }));
  const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, {}, { lines }));
  expect(await stockOf(products)).toEqual({ bar: 7, kitchen: 7, none: 7 });
  const bar = tickets.find((ticket: { station: { code: string } }) => ticket.station.code === 'BAR');
  await act(kitchen, 'bumpTicket', { ticketId: bar.id });
  await act(manager, 'cancelOrder', cancel(id));
  expect(await stockOf(products)).toEqual({ bar: 7, kitchen: 10, none: 10 });
});

test('an item recalled to PREPARING is still begun, so its stock does not return', async () => {
  const { cashier, manager, kitchen } = restaurant;
  const products = await stocked();
  const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId: products.bar }] }));
  await act(kitchen, 'bumpTicket', { ticketId: tickets[0].id, to: 'READY' });
  await act(kitchen, 'recallTicket', { ticketId: tickets[0].id });
  await act(manager, 'cancelOrder', cancel(id));
  expect(await stockOf(products)).toEqual({ bar: 9, kitchen: 10, none: 10 });
});

test.each(['by the till', 'by the kitchen'])('items that were handed over %s do not go back to stock', async (how) => {
  const { cashier, manager, kitchen } = restaurant;
  const products = await stocked();
  const lines = Object.values(products).map((productId) => ({ productId }));
  const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, {}, { lines }));
  if (how === 'by the till') await act(cashier, 'serveOrder', { orderId: id });
  else for (const ticket of tickets) await act(kitchen, 'bumpTicket', { ticketId: ticket.id, to: 'SERVED' });
  expect((await readOrder(cashier, id)).status).toBe('SERVED');
  await act(manager, 'cancelOrder', cancel(id));
  expect(await stockOf(products)).toEqual({ bar: 9, kitchen: 9, none: 9 });
});

test('a sold-out product is offered again', async () => {
  const { cashier, guest, outletId } = restaurant;
  const products = await stocked();
  const offered = async (): Promise<{ available: boolean; version: number }> => {
    const data = await guest.ok(
      'query ($outletId: ID!, $productId: ID!) { menuItem(outletId: $outletId, productId: $productId) { available } menu(outletId: $outletId) { version } }',
      { outletId, productId: products.bar },
    );
    return { available: data.menuItem.available, version: data.menu.version };
  };
  const { id } = await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId: products.bar, quantity: 10 }] }));
  const soldOut = await offered();
  expect(soldOut.available).toBe(false);
  await act(cashier, 'cancelOrder', cancel(id));
  expect(await offered()).toEqual({ available: true, version: soldOut.version + 1 });
});

test('events report the order, its tickets, and what is offered again', async () => {
  const { cashier, outletId } = restaurant;
  const products = await stocked();
  const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId: products.bar, quantity: 10 }] }));
  const [{ head }] = await app
    .sql<{ head: number }>('select head from event_stream where stream_id = $1', [outletId])
    .then((rows) => rows as [{ head: number }]);
  await act(cashier, 'cancelOrder', cancel(id));
  const { outletEvents } = await cashier.ok(
    'query ($outletId: ID!, $after: Int) { outletEvents(outletId: $outletId, after: $after) { events { sequence type entityId } } }',
    { outletId, after: head },
  );
  expect(outletEvents.events).toEqual([
    { sequence: head + 1, type: 'TICKET_CHANGED', entityId: tickets[0].id },
    { sequence: head + 2, type: 'AVAILABILITY_CHANGED', entityId: products.bar },
    { sequence: head + 3, type: 'ORDER_CANCELLED', entityId: id },
  ]);
});
