import { beforeAll, describe, expect, test } from 'vitest';
import { act, addDevice, type Client, makeRestaurant, orderOf, placeOrder, type Restaurant, subscribe, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let other: Restaurant;
let kiosk: Client;
beforeAll(async () => {
  other = await makeRestaurant(app);
  kiosk = (await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KIOSK' })).client;
});

const CHANGED = `subscription ($orderId: ID!) { orderChanged(orderId: $orderId) { id status version paymentStatus dueAmount paidAmount
  payments { amount status } tickets { id status version items { status } } lines { productName quantity } } }`;
const TRACKED =
  'subscription ($token: String!) { orderTracked(token: $token) { number status paymentStatus dueAmount outletName lines { productName } totals { total } } }';
const place = (quantities: Record<string, number> = { COFFEE: 1, SOUP: 1 }, client = restaurant.cashier, more = {}) =>
  placeOrder(client, orderOf(restaurant, quantities, more));
const changed = (orderId: string, client = restaurant.cashier) => subscribe(client, CHANGED, { orderId });
const tracked = (token: string, client = restaurant.guest) => subscribe(client, TRACKED, { token });

describe('orderChanged', () => {
  test('begins with the current state, then tells each change of order, tickets and payments', async () => {
    const order = await place();
    const feed = changed(order.id);
    expect(await feed.next()).toMatchObject({ id: order.id, status: 'CONFIRMED', version: order.version, dueAmount: 50000, payments: [] });

    const [first, second] = order.tickets;
    await act(restaurant.kitchen, 'bumpTicket', { ticketId: first.id });
    const preparing = await feed.until(({ status }) => status === 'PREPARING');
    expect(preparing.tickets.find(({ id }: { id: string }) => id === first.id)).toMatchObject({ status: 'PREPARING', items: [{ status: 'PREPARING' }] });

    await act(restaurant.cashier, 'payCash', { orderId: order.id, amount: 20000, tendered: 50000 });
    expect(await feed.until(({ paidAmount }) => paidAmount === 20000)).toMatchObject({
      paymentStatus: 'PARTIALLY_PAID',
      dueAmount: 30000,
      payments: [{ amount: 20000, status: 'PAID' }],
    });
    await act(restaurant.cashier, 'payCash', { orderId: order.id, tendered: 30000 });
    expect(await feed.until(({ dueAmount }) => dueAmount === 0)).toMatchObject({ paymentStatus: 'PAID', payments: [{ amount: 20000 }, { amount: 30000 }] });

    for (const { id } of [first, second]) await act(restaurant.kitchen, 'bumpTicket', { ticketId: id, to: 'READY' });
    expect(await feed.until(({ status }) => status === 'READY')).toMatchObject({ tickets: [{ status: 'READY' }, { status: 'READY' }] });
    await act(restaurant.cashier, 'completeOrder', { orderId: order.id });
    expect(await feed.until(({ status }) => status === 'COMPLETED')).toMatchObject({ tickets: [{ status: 'SERVED' }, { status: 'SERVED' }] });
    const versions = (feed.received as { version: number }[]).map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    feed.stop();
  });

  test('each message is read again: none shows an earlier state', async () => {
    const order = await place({ COFFEE: 1 });
    const feed = changed(order.id);
    await feed.next();
    const [{ id: ticketId }] = order.tickets;
    for (const status of ['PREPARING', 'READY']) {
      await act(restaurant.kitchen, 'bumpTicket', { ticketId });
      expect(await feed.next()).toMatchObject({ status, tickets: [{ status }] });
    }
    feed.stop();
  });

  test('is silent about other orders', async () => {
    const [one, two] = [await place(), await place()];
    const feed = changed(one.id);
    await feed.next();
    await act(restaurant.cashier, 'cancelOrder', { orderId: two.id, reason: 'gone' });
    await act(restaurant.cashier, 'cancelOrder', { orderId: one.id, reason: 'gone' });
    expect(await feed.next()).toMatchObject({ id: one.id, status: 'CANCELLED' });
    expect(feed.received).toHaveLength(2);
    feed.stop();
  });

  test('a kiosk follows its own orders and no others', async () => {
    const theirs = await place();
    const own = (
      await kiosk.ok('mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code message } } }', {
        input: orderOf(restaurant, { COFFEE: 1 }, { channel: 'KIOSK' }),
      })
    ).placeOrder.order;
    const feed = subscribe(kiosk, 'subscription ($orderId: ID!) { orderChanged(orderId: $orderId) { id status } }', { orderId: own.id });
    expect(await feed.next()).toEqual({ id: own.id, status: 'PENDING' });
    feed.stop();
    expect((await changed(theirs.id, kiosk).next()).errors[0].extensions.code).toBe('NOT_FOUND');
  });

  test('an order that is unknown, foreign or no id is NOT_FOUND; a guest is always UNAUTHENTICATED', async () => {
    const order = await place();
    const foreign = await placeOrder(other.cashier, orderOf(other, { COFFEE: 1 }));
    for (const id of ['00000000-0000-7000-8000-000000000000', foreign.id, 'x', '']) {
      const feed = changed(id);
      expect((await feed.next()).errors[0].extensions.code).toBe('NOT_FOUND');
      expect(await feed.ended).toBeNull();
    }
    for (const id of [order.id, foreign.id, 'x']) expect((await changed(id, restaurant.guest).next()).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('orderTracked', () => {
  test('a guest with the token sees the state and each change of it', async () => {
    const order = await place();
    const feed = tracked(order.token);
    expect(await feed.next()).toEqual({
      number: order.number,
      status: 'CONFIRMED',
      paymentStatus: 'UNPAID',
      dueAmount: 50000,
      outletName: 'Outlet ONE',
      lines: expect.arrayContaining([{ productName: 'Coffee' }, { productName: 'Soup' }]),
      totals: { total: 50000 },
    });
    await act(restaurant.kitchen, 'bumpTicket', { ticketId: order.tickets[0].id });
    await feed.until(({ status }) => status === 'PREPARING');
    await act(restaurant.cashier, 'payCash', { orderId: order.id, tendered: 50000 });
    await feed.until(({ paymentStatus, dueAmount }) => paymentStatus === 'PAID' && dueAmount === 0);
    feed.stop();
  });

  test('a wrong token, one of another brand, or one with another order in it is NOT_FOUND', async () => {
    const order = await place();
    const second = await place();
    const foreign = await placeOrder(other.cashier, orderOf(other, { COFFEE: 1 }));
    const [realm, , secret] = order.token.split('.');
    for (const token of [
      '',
      'x',
      foreign.token,
      `${order.token.slice(0, -1)}${order.token.endsWith('A') ? 'B' : 'A'}`,
      `${realm}.${second.id}.${secret}`,
      order.id,
    ]) {
      expect((await tracked(token).next()).errors[0].extensions.code).toBe('NOT_FOUND');
    }
    expect((await tracked(order.token, other.guest).next()).errors[0].extensions.code).toBe('NOT_FOUND');
  });
});
