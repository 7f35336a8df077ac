import { beforeAll, describe, expect, test } from 'vitest';
import { act, addOutlet, addStation, attempt, type Client, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let kitchen: Client;
let cashier: Client;
beforeAll(async () => {
  ({ kitchen, cashier } = restaurant);
});

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
type Any = any;

/** A new order with two lines for the bar, one of them with stock, and one for the kitchen. */
async function fired(more: Readonly<Record<string, unknown>> = {}): Promise<{ id: string; bar: Any; pot: Any }> {
  const { COFFEE, SOUP, CAKE } = restaurant.products;
  const lines = [{ productId: COFFEE }, { productId: CAKE }, { productId: SOUP }];
  await stock(5);
  const { id, tickets } = await placeOrder(cashier, orderOf(restaurant, {}, { lines, ...more }));
  const at = (code: string): unknown => tickets.find(({ station }: Any) => station.code === code);
  return { id, bar: at('BAR'), pot: at('KITCHEN') };
}
/** Sets the counted stock of cakes. */
const stock = (counted: number): Promise<unknown> =>
  kitchen.ok('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code message } } }', {
    input: { outletId: restaurant.outletId, productId: restaurant.products.CAKE, counted },
  });
async function cakes(): Promise<number> {
  const [row] = await app.sql<{ stock: number }>('select stock_quantity as stock from product_at_outlet where outlet_id = $1 and product_id = $2', [
    restaurant.outletId,
    restaurant.products.CAKE,
  ]);
  return row?.stock ?? -1;
}
const bump = (itemId: string, to?: string) => act(kitchen, 'bumpTicketItem', { itemId, ...(to && { to }) });
const recall = (itemId: string, to?: string) => act(kitchen, 'recallTicketItem', { itemId, ...(to && { to }) });
const statuses = ({ items }: { items: { status: string }[] }): string => items.map(({ status }) => status).join(' ');
const TIMES = 'status preparingAt readyAt servedAt';

describe('an item that was bumped by mistake goes back', () => {
  test('from READY to PREPARING, and its ticket and order with it', async () => {
    const { id, bar, pot } = await fired();
    for (const { id: itemId } of [...bar.items, ...pot.items]) await bump(itemId, 'READY');
    expect((await readOrder(kitchen, id)).status).toBe('READY');
    const ticket = await recall(bar.items[0].id);
    expect([ticket.status, statuses(ticket), ticket.version]).toEqual(['PREPARING', 'PREPARING READY', 4]);
    expect(await readOrder(kitchen, id, TIMES)).toEqual({ status: 'PREPARING', preparingAt: expect.any(String), readyAt: null, servedAt: null });
    const [row] = await app.sql<object>('select preparing_at is not null as begun, ready_at from kitchen_ticket where id = $1', [bar.id]);
    expect(row).toEqual({ begun: true, ready_at: null });
  });

  test('from PREPARING to QUEUED; the order is CONFIRMED again when nothing of it is begun any more', async () => {
    const { id, bar, pot } = await fired();
    await bump(bar.items[0].id);
    await bump(pot.items[0].id);
    expect(statuses(await recall(bar.items[0].id))).toBe('QUEUED QUEUED');
    expect((await readOrder(kitchen, id)).status).toBe('PREPARING');
    await recall(pot.items[0].id);
    expect(await readOrder(kitchen, id, TIMES)).toEqual({ status: 'CONFIRMED', preparingAt: null, readyAt: null, servedAt: null });
    expect(await app.sql('select 1 from kitchen_ticket where order_id = $1 and preparing_at is not null', [id])).toEqual([]);
    // Forward again, with new times.
    app.clock.advance(1000);
    await bump(bar.items[0].id);
    expect(await readOrder(kitchen, id, TIMES)).toMatchObject({ status: 'PREPARING', preparingAt: expect.any(String) });
  });

  test('two steps at a time when that is named, and not forward, nor to where it stands', async () => {
    const { id, bar, pot } = await fired();
    const [one] = bar.items;
    await act(kitchen, 'bumpTicket', { ticketId: pot.id, to: 'READY' });
    await bump(one.id, 'READY');
    expect(statuses(await recall(one.id, 'QUEUED'))).toBe('QUEUED QUEUED');
    await bump(one.id);
    for (const to of ['PREPARING', 'READY', 'SERVED', 'VOIDED']) {
      expect(await refusal(kitchen, 'recallTicketItem', { itemId: one.id, to })).toEqual({
        code: 'INVALID_TRANSITION',
        field: ['to'],
        message: 'An item that is PREPARING can be recalled to: QUEUED.',
        details: { status: 'PREPARING' },
      });
    }
    expect((await readOrder(kitchen, id)).status).toBe('PREPARING');
  });

  test('not once it is served, before it is begun, or when its order is cancelled or completed', async () => {
    const { id, bar, pot } = await fired();
    const refused = async (itemId: string): Promise<unknown> => (await refusal(kitchen, 'recallTicketItem', { itemId })).details;
    expect(await refused(bar.items[0].id)).toEqual({ status: 'QUEUED' });
    await bump(bar.items[0].id, 'SERVED');
    expect(await refused(bar.items[0].id)).toEqual({ status: 'SERVED' });
    await act(restaurant.manager, 'cancelOrder', { orderId: id, reason: 'gone' });
    for (const item of [...bar.items, ...pot.items]) expect(await refused(item.id)).toEqual({ status: 'VOIDED' });
    const done = await fired();
    await act(cashier, 'payCash', { orderId: done.id, tendered: 100_000 });
    await act(cashier, 'serveOrder', { orderId: done.id });
    await act(cashier, 'completeOrder', { orderId: done.id });
    expect(await refused(done.bar.items[0].id)).toEqual({ status: 'SERVED' });
    expect(await refusal(kitchen, 'recallTicket', { ticketId: done.bar.id })).toMatchObject({ details: { status: 'COMPLETED' } });
  });

  test('of the version that the client saw only, and in reach only', async () => {
    const { bar } = await fired();
    await bump(bar.items[0].id);
    expect(await refusal(kitchen, 'recallTicketItem', { itemId: bar.items[0].id, version: 1 })).toMatchObject({ code: 'STALE_VERSION', field: ['version'] });
    const other = await addOutlet(restaurant.owner, { code: 'TWO' });
    await addStation(restaurant.owner, other, 'BAR', true);
    const far = await placeOrder(restaurant.owner, orderOf(restaurant, { COFFEE: 1 }, { outletId: other }));
    for (const itemId of [far.tickets[0].items[0].id, 'x'])
      expect(await refusal(kitchen, 'recallTicketItem', { itemId })).toMatchObject({ code: 'NOT_FOUND', field: ['itemId'] });
  });
});

describe('a whole ticket goes back', () => {
  test('to QUEUED from PREPARING or READY, while nothing of it is served', async () => {
    const { id, bar } = await fired();
    for (const to of ['PREPARING', 'READY']) {
      await act(kitchen, 'bumpTicket', { ticketId: bar.id, to });
      const ticket = await act(kitchen, 'recallTicket', { ticketId: bar.id, to: 'QUEUED' });
      expect([ticket.status, statuses(ticket)]).toEqual(['QUEUED', 'QUEUED QUEUED']);
      expect((await readOrder(kitchen, id)).status).toBe('CONFIRMED');
    }
    await bump(bar.items[0].id, 'SERVED');
    expect(await refusal(kitchen, 'recallTicket', { ticketId: bar.id, to: 'QUEUED' })).toMatchObject({
      code: 'INVALID_TRANSITION',
      field: ['to'],
      details: { status: 'SERVED' },
    });
  });

  test('from READY to PREPARING when no target is named', async () => {
    const { bar } = await fired();
    for (const status of ['QUEUED', 'PREPARING']) {
      for (const to of [undefined, null, 'PREPARING'])
        expect(await refusal(kitchen, 'recallTicket', { ticketId: bar.id, to })).toMatchObject({ code: 'INVALID_TRANSITION', details: { status } });
      await act(kitchen, 'bumpTicket', { ticketId: bar.id });
    }
    expect(statuses(await act(kitchen, 'recallTicket', { ticketId: bar.id }))).toBe('PREPARING PREPARING');
    for (const to of ['READY', 'SERVED', 'VOIDED'])
      expect(await refusal(kitchen, 'recallTicket', { ticketId: bar.id, to })).toMatchObject({ code: 'INVALID_INPUT', field: ['to'] });
  });

  test('confirming an order that the kitchen has begun stays refused', async () => {
    const { id, bar } = await fired();
    await bump(bar.items[0].id);
    expect(await refusal(cashier, 'confirmOrder', { orderId: id })).toMatchObject({ code: 'INVALID_TRANSITION', details: { status: 'PREPARING' } });
    expect((await readOrder(kitchen, id)).tickets).toHaveLength(2);
  });
});

describe('an item recalled to QUEUED counts as never begun', () => {
  test('a cashier may cancel again, and the stock returns; what stays begun does not', async () => {
    const { id, bar } = await fired();
    const [, cake] = bar.items;
    await bump(cake.id, 'READY');
    expect((await attempt(cashier, 'cancelOrder', { orderId: id, reason: 'changed mind' })).code).toBe('FORBIDDEN');
    await recall(cake.id, 'QUEUED');
    await act(cashier, 'cancelOrder', { orderId: id, reason: 'changed mind' });
    expect(await cakes()).toBe(5);
    const begun = await fired();
    await bump(begun.bar.items[1].id);
    await bump(begun.bar.items[0].id);
    await recall(begun.bar.items[0].id);
    expect((await attempt(cashier, 'cancelOrder', { orderId: begun.id, reason: 'changed mind' })).code).toBe('FORBIDDEN');
    await act(restaurant.manager, 'cancelOrder', { orderId: begun.id, reason: 'changed mind' });
    expect(await cakes()).toBe(4);
  });

  test('the audit log says who took back what, from where to where', async () => {
    const { id, bar } = await fired();
    await bump(bar.items[1].id, 'READY');
    await recall(bar.items[1].id);
    await act(cashier, 'recallTicket', { ticketId: bar.id, to: 'QUEUED' });
    const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [TICKET_RECALLED] }) { nodes { actor entityType before after } } }';
    const { nodes } = (await restaurant.owner.ok(log, { id: bar.id })).auditLog;
    const common = { orderId: id };
    expect(nodes).toEqual([
      {
        actor: 'CASHIER',
        entityType: 'KitchenTicket',
        before: { ...common, status: 'PREPARING', items: '1 × Coffee: QUEUED, 1 × Cake: PREPARING', orderStatus: 'PREPARING' },
        after: { ...common, status: 'QUEUED', items: '1 × Coffee: QUEUED, 1 × Cake: QUEUED', orderStatus: 'CONFIRMED' },
      },
      {
        actor: 'KITCHEN',
        entityType: 'KitchenTicket',
        before: { ...common, status: 'PREPARING', items: '1 × Coffee: QUEUED, 1 × Cake: READY', orderStatus: 'PREPARING' },
        after: { ...common, status: 'PREPARING', items: '1 × Coffee: QUEUED, 1 × Cake: PREPARING', orderStatus: 'PREPARING' },
      },
    ]);
  });
});

describe('at the same time', () => {
  const ROUNDS = 6;

  test('a bump and a recall of one item: one after the other, in either order', async () => {
    const ends = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, bar } = await fired();
      const itemId = bar.items[0].id;
      await bump(itemId);
      const [forward, back] = await Promise.all([attempt(kitchen, 'bumpTicketItem', { itemId }), attempt(cashier, 'recallTicketItem', { itemId })]);
      // Both orders of execution end in PREPARING.
      expect([forward.code, back.code]).toEqual([null, null]);
      const order = await readOrder(kitchen, id);
      ends.add(`${order.status} ${order.tickets.find((ticket: Any) => ticket.id === bar.id).items[0].status}`);
    }
    expect([...ends]).toEqual(['PREPARING PREPARING']);
  });

  test('a recall and a cancellation by a cashier: the stock is back exactly when the order was cancelled', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, bar } = await fired();
      await bump(bar.items[1].id);
      const [recalled, cancelled] = await Promise.all([
        attempt(kitchen, 'recallTicketItem', { itemId: bar.items[1].id }),
        attempt(cashier, 'cancelOrder', { orderId: id, reason: 'changed mind' }),
      ]);
      expect(recalled.code).toBeNull();
      expect([null, 'FORBIDDEN']).toContain(cancelled.code);
      expect(await cakes()).toBe(cancelled.code === null ? 5 : 4);
      expect((await readOrder(kitchen, id)).status).toBe(cancelled.code === null ? 'CANCELLED' : 'CONFIRMED');
      if (cancelled.code !== null) await act(cashier, 'cancelOrder', { orderId: id, reason: 'changed mind' });
    }
  });

  test('a recall and serving: served, with nothing left to make, or refused because it was served', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, bar } = await fired();
      await act(kitchen, 'bumpTicket', { ticketId: bar.id, to: 'READY' });
      const [recalled, served] = await Promise.all([
        attempt(kitchen, 'recallTicketItem', { itemId: bar.items[0].id }),
        attempt(cashier, 'serveOrder', { orderId: id }),
      ]);
      expect(served.code).toBeNull();
      expect([null, 'INVALID_TRANSITION']).toContain(recalled.code);
      const order = await readOrder(kitchen, id);
      expect([order.status, ...order.tickets.map(({ status }: Any) => status)]).toEqual(['SERVED', 'SERVED', 'SERVED']);
    }
  });
});
