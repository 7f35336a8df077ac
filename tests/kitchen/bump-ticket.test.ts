import { beforeAll, expect, test } from 'vitest';
import { act, type Client, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();
let kitchen: Client;
beforeAll(async () => {
  ({ kitchen } = restaurant);
});

/** A new order with two lines for the bar and one for the kitchen, and its tickets. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function fired(): Promise<{ id: string; bar: any; pot: any }> {
  const { COFFEE, SOUP } = restaurant.products;
  const lines = [{ productId: COFFEE }, { productId: COFFEE, quantity: 2 }, { productId: SOUP }];
  const { id, tickets } = await placeOrder(restaurant.cashier, orderOf(restaurant, {}, { lines }));
  const at = (code: string): unknown => tickets.find(({ station }: { station: { code: string } }) => station.code === code);
  return { id, bar: at('BAR'), pot: at('KITCHEN') };
}

/** Status of the order; status and version of its tickets. */
async function standing(id: string): Promise<[string, Record<string, string>]> {
  const { status, tickets } = await readOrder(kitchen, id);
  return [
    status,
    Object.fromEntries(tickets.map((t: { station: { code: string }; status: string; version: number }) => [t.station.code, `${t.status} v${t.version}`])),
  ];
}

test('a ticket follows its items, an order its tickets', async () => {
  const { id, bar, pot } = await fired();
  const [one, two] = bar.items;
  const item = (itemId: string, to?: string): Promise<unknown> => act(kitchen, 'bumpTicketItem', { itemId, ...(to && { to }) });
  expect(await standing(id)).toEqual(['CONFIRMED', { BAR: 'QUEUED v1', KITCHEN: 'QUEUED v1' }]);
  await item(one.id);
  expect(await standing(id)).toEqual(['PREPARING', { BAR: 'PREPARING v2', KITCHEN: 'QUEUED v1' }]);
  await item(one.id);
  expect(await standing(id)).toEqual(['PREPARING', { BAR: 'PREPARING v3', KITCHEN: 'QUEUED v1' }]);
  await item(two.id, 'READY');
  expect(await standing(id)).toEqual(['PREPARING', { BAR: 'READY v4', KITCHEN: 'QUEUED v1' }]);
  await item(pot.items[0].id, 'READY');
  expect(await standing(id)).toEqual(['READY', { BAR: 'READY v4', KITCHEN: 'READY v2' }]);
  await act(kitchen, 'bumpTicket', { ticketId: bar.id });
  expect(await standing(id)).toEqual(['READY', { BAR: 'SERVED v5', KITCHEN: 'READY v2' }]);
  await act(kitchen, 'bumpTicket', { ticketId: pot.id });
  expect(await standing(id)).toEqual(['SERVED', { BAR: 'SERVED v5', KITCHEN: 'SERVED v3' }]);
});

test('a bump goes to the next state, or ahead to the one that is named', async () => {
  const { bar, pot } = await fired();
  for (const status of ['PREPARING', 'READY', 'SERVED']) expect((await act(kitchen, 'bumpTicket', { ticketId: bar.id })).status).toBe(status);
  expect(await refusal(kitchen, 'bumpTicket', { ticketId: bar.id })).toMatchObject({
    code: 'INVALID_TRANSITION',
    field: ['to'],
    details: { status: 'SERVED' },
  });
  expect((await act(kitchen, 'bumpTicket', { ticketId: pot.id, to: 'READY' })).items).toMatchObject([{ status: 'READY' }]);
  expect(await refusal(kitchen, 'bumpTicket', { ticketId: pot.id, to: 'PREPARING' })).toMatchObject({ code: 'INVALID_TRANSITION', field: ['to'] });
});

test('a bump of the ticket leaves items that are further where they are', async () => {
  const { bar } = await fired();
  await act(kitchen, 'bumpTicketItem', { itemId: bar.items[0].id, to: 'SERVED' });
  const ticket = await act(kitchen, 'bumpTicket', { ticketId: bar.id, to: 'READY' });
  expect(ticket).toMatchObject({ status: 'READY', items: [{ status: 'SERVED' }, { status: 'READY' }] });
});

test('the order’s version rises with its status only, the ticket’s with every change', async () => {
  const { id, bar } = await fired();
  const version = async (): Promise<number> => (await readOrder(kitchen, id)).version;
  expect(await version()).toBe(1);
  await act(kitchen, 'bumpTicketItem', { itemId: bar.items[0].id });
  expect(await version()).toBe(2);
  await act(kitchen, 'bumpTicketItem', { itemId: bar.items[1].id });
  expect(await version()).toBe(2);
});

test('a recall brings the ticket and the order back; the other tickets stay', async () => {
  const { id, bar, pot } = await fired();
  for (const ticketId of [bar.id, pot.id]) await act(kitchen, 'bumpTicket', { ticketId, to: 'READY' });
  const recalled = await act(kitchen, 'recallTicket', { ticketId: bar.id, version: 2 });
  expect(recalled).toMatchObject({ status: 'PREPARING', version: 3, items: [{ status: 'PREPARING' }, { status: 'PREPARING' }] });
  expect(await standing(id)).toEqual(['PREPARING', { BAR: 'PREPARING v3', KITCHEN: 'READY v2' }]);
  await act(restaurant.cashier, 'serveOrder', { orderId: id });
  expect(await standing(id)).toEqual(['SERVED', { BAR: 'SERVED v4', KITCHEN: 'SERVED v3' }]);
  await act(kitchen, 'recallTicket', { ticketId: pot.id });
  expect(await standing(id)).toEqual(['PREPARING', { BAR: 'SERVED v4', KITCHEN: 'PREPARING v4' }]);
});

test('a recall before the order is ready leaves its status', async () => {
  const { id, bar } = await fired();
  await act(kitchen, 'bumpTicket', { ticketId: bar.id, to: 'READY' });
  await act(kitchen, 'recallTicket', { ticketId: bar.id });
  expect(await standing(id)).toEqual(['PREPARING', { BAR: 'PREPARING v3', KITCHEN: 'QUEUED v1' }]);
});

test('completing leaves nothing on the displays', async () => {
  const { id, bar, pot } = await fired();
  for (const ticketId of [bar.id, pot.id]) await act(kitchen, 'bumpTicket', { ticketId, to: 'READY' });
  await act(restaurant.cashier, 'payCash', { orderId: id, tendered: 90000 });
  const completed = await act(restaurant.cashier, 'completeOrder', { orderId: id });
  expect(completed.tickets).toMatchObject([{ status: 'SERVED' }, { status: 'SERVED' }]);
});

test('the till may bump too', async () => {
  const { bar } = await fired();
  for (const client of [restaurant.cashier, restaurant.manager, restaurant.owner]) await act(client, 'bumpTicket', { ticketId: bar.id });
});

test('each change is told once, the order’s with its tickets’', async () => {
  const { id, bar } = await fired();
  const events = async (after: number): Promise<{ sequence: number; type: string; entityId: string; data: object }[]> => {
    const data = await kitchen.ok(
      'query ($outletId: ID!, $after: Int) { outletEvents(outletId: $outletId, after: $after, first: 500) { events { sequence type entityId data } } }',
      { outletId: restaurant.outletId, after },
    );
    return data.outletEvents.events;
  };
  const head = (await events(0)).at(-1)?.sequence ?? 0;
  await act(kitchen, 'bumpTicketItem', { itemId: bar.items[0].id });
  await act(kitchen, 'bumpTicketItem', { itemId: bar.items[0].id });
  expect((await events(head)).map(({ sequence, type, entityId }) => [sequence - head, type, entityId])).toEqual([
    [1, 'ORDER_CHANGED', id],
    [2, 'TICKET_CHANGED', bar.id],
    [3, 'TICKET_CHANGED', bar.id],
  ]);
});
