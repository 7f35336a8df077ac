import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { act, addDevice, addOutlet, addStation, type Client, documentOf, fingerprint, orderOf, placeOrder, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ sound: false });
/** Displays: one of the bar, one of all stations, one of another outlet, and an order board. */
let bar: Client;
let all: Client;
let elsewhere: Client;
let board: Client;
beforeAll(async () => {
  const { platform, manager, owner, outletId, stations } = restaurant;
  bar = (await addDevice(manager, { outletId, kind: 'KITCHEN_DISPLAY', stationIds: [stations.BAR] })).client;
  all = (await addDevice(manager, { outletId, kind: 'KITCHEN_DISPLAY' })).client;
  board = (await addDevice(manager, { outletId, kind: 'ORDER_BOARD' })).client;
  const other = await addOutlet(platform, { code: 'TWO' });
  await addStation(platform, other, 'BAR', true);
  elsewhere = (await addDevice(owner, { outletId: other, kind: 'KITCHEN_DISPLAY' })).client;
});

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function fired(): Promise<{ id: string; own: any; other: any }> {
  const { id, tickets } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
  const at = (code: string): unknown => tickets.find(({ station }: { station: { code: string } }) => station.code === code);
  return { id, own: at('BAR'), other: at('KITCHEN') };
}

const TICKETS = 'query ($stationId: ID!, $status: [TicketStatus!]) { kitchenTickets(stationId: $stationId, status: $status) { id orderId status } }';

async function tickets(client: Client, stationId: string | undefined, status?: string[]): Promise<{ id: string; status: string }[]> {
  return (await client.ok(TICKETS, { stationId, status })).kitchenTickets;
}

test('a display of a station cannot touch another station’s tickets', async () => {
  const { other } = await fired();
  const before = await fingerprint(app);
  for (const client of [bar, elsewhere]) {
    expect(await refusal(client, 'bumpTicket', { ticketId: other.id })).toMatchObject({ code: 'NOT_FOUND', field: ['ticketId'] });
    expect(await refusal(client, 'bumpTicketItem', { itemId: other.items[0].id })).toMatchObject({ code: 'NOT_FOUND', field: ['itemId'] });
    expect(await refusal(client, 'recallTicket', { ticketId: other.id })).toMatchObject({ code: 'NOT_FOUND', field: ['ticketId'] });
    expect(await client.requestError(TICKETS, { stationId: restaurant.stations.KITCHEN })).toBe('NOT_FOUND');
  }
  expect(await bar.requestError(TICKETS, { stationId: randomUUID() })).toBe('NOT_FOUND');
  expect(await fingerprint(app)).toEqual(before);
});

test('a display bumps and recalls tickets of its own station', async () => {
  const { own, other } = await fired();
  expect(await act(bar, 'bumpTicket', { ticketId: own.id, to: 'READY' })).toMatchObject({ status: 'READY' });
  expect(await act(bar, 'recallTicket', { ticketId: own.id })).toMatchObject({ status: 'PREPARING' });
  expect(await act(bar, 'bumpTicketItem', { itemId: own.items[0].id })).toMatchObject({ status: 'READY' });
  expect(await act(all, 'bumpTicket', { ticketId: other.id })).toMatchObject({ status: 'PREPARING' });
});

test('of an order a display sees the tickets of its stations only', async () => {
  const { id, own } = await fired();
  const document = 'query ($stationId: ID!) { kitchenTickets(stationId: $stationId) { id order { id tickets { id station { code } } } } }';
  const orderAt = async (client: Client): Promise<{ tickets: object[] }> => {
    const { kitchenTickets } = await client.ok(document, { stationId: restaurant.stations.BAR });
    return kitchenTickets.find((ticket: { id: string }) => ticket.id === own.id).order;
  };
  expect(await orderAt(bar)).toEqual({ id, tickets: [{ id: own.id, station: { code: 'BAR' } }] });
  expect((await orderAt(all)).tickets).toHaveLength(2);
  expect((await orderAt(restaurant.kitchen)).tickets).toHaveLength(2);
});

test('a board only reads', async () => {
  const { own } = await fired();
  expect((await tickets(board, restaurant.stations.BAR)).some(({ id }) => id === own.id)).toBe(true);
  for (const [name, input] of [
    ['bumpTicket', { ticketId: own.id }],
    ['bumpTicketItem', { itemId: own.items[0].id }],
    ['recallTicket', { ticketId: own.id }],
  ] as const) {
    expect(await board.requestError(documentOf(name), { input })).toBe('FORBIDDEN');
  }
});

test('of many finished tickets, the latest are shown', async () => {
  const { own } = await fired();
  await act(bar, 'bumpTicket', { ticketId: own.id, to: 'SERVED' });
  // Copies of the ticket, fired in the year before: more than the API could create during a test.
  await app.sql(
    `insert into kitchen_ticket (id, tenant_id, order_id, outlet_id, station_id, status, fired_at, updated_at)
     select gen_random_uuid(), tenant_id, order_id, outlet_id, station_id, status, fired_at - n * interval '1 hour', updated_at
     from kitchen_ticket, generate_series(1, 600) n where id = $1`,
    [own.id],
  );
  const served = await tickets(bar, restaurant.stations.BAR, ['SERVED']);
  expect(served).toHaveLength(500);
  expect(served.at(-1)?.id).toBe(own.id);
});

test('tickets of a station come in the order they were fired, by state', async () => {
  const { kitchen, cashier, stations } = restaurant;
  const before = (await tickets(kitchen, stations.KITCHEN)).map(({ id }) => id);
  const three = [await fired(), await fired(), await fired()].map(({ id, other }) => ({ id, ticketId: other.id }));
  const [first, second, third] = three;
  await act(kitchen, 'bumpTicket', { ticketId: second?.ticketId, to: 'READY' });
  await act(kitchen, 'bumpTicket', { ticketId: third?.ticketId, to: 'SERVED' });
  const newer = async (status?: string[]): Promise<string[]> =>
    (await tickets(kitchen, stations.KITCHEN, status)).map(({ id }) => id).filter((id) => !before.includes(id));
  expect(await newer()).toEqual([first?.ticketId, second?.ticketId]);
  expect(await newer(['QUEUED'])).toEqual([first?.ticketId]);
  expect(await newer(['READY'])).toEqual([second?.ticketId]);
  expect(await newer(['SERVED', 'QUEUED'])).toEqual([first?.ticketId, third?.ticketId]);
  expect(await newer([])).toEqual([]);
  await act(cashier, 'cancelOrder', { orderId: first?.id, reason: 'changed mind' });
  expect(await newer()).toEqual([second?.ticketId]);
  expect(await newer(['VOIDED'])).toEqual([first?.ticketId]);
});
