import { expect, test } from 'vitest';
import { act, addDevice, type Client, countStatements, orderOf, placeOrder, useRestaurant } from '../kit/index.ts';
import { type Message, openReady, type RawSocket, subscribeRaw } from './raw-socket.ts';

const { app, restaurant } = useRestaurant();

const FEED = `subscription ($outletId: ID!, $after: Int) { kitchenFeed(outletId: $outletId, after: $after) {
  ... on KitchenTicketChange { sequence ticket { id status order { id tickets { status } } } } } }`;
const MONEY = `subscription ($outletId: ID!) { kitchenFeed(outletId: $outletId) {
  ... on KitchenTicketChange { ticket { id status order { number payments { amount } } } } } }`;

const isChange = ({ payload }: Message): boolean => Boolean(payload?.data?.kitchenFeed?.ticket ?? payload?.errors);

async function sockets(clients: readonly Client[], document = FEED, variables: Record<string, unknown> = {}): Promise<RawSocket[]> {
  return Promise.all(
    clients.map(async (client) => {
      const raw = await openReady(client);
      subscribeRaw(raw, document, { outletId: restaurant.outletId, ...variables });
      await raw.next(({ type }) => type === 'next');
      return raw;
    }),
  );
}

/** Number of statements for the first bump of a new ticket while these sockets follow, and the messages of each socket. */
async function bumped(all: readonly RawSocket[]): Promise<{ ticketId: string; statements: number; messages: Message[] }> {
  const ticketId = await newTicket();
  const messageOf = (status: string) =>
    Promise.all(all.map((raw) => raw.next(({ payload }) => ticketOf(payload)?.id === ticketId && ticketOf(payload).status === status)));
  await messageOf('QUEUED');
  let messages: Message[] = [];
  const statements = await countStatements(app, async () => {
    await act(restaurant.kitchen, 'bumpTicket', { ticketId });
    messages = await messageOf('PREPARING');
  });
  return { ticketId, statements, messages };
}

const ticketOf = (payload: Message['payload']) => payload?.data?.kitchenFeed?.ticket;

async function newTicket(): Promise<string> {
  return (await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }))).tickets[0].id;
}

test('an event is executed once for all sockets with the same document and visibility', async () => {
  const [first] = (await sockets([restaurant.kitchen])) as [RawSocket];
  await bumped([first]);
  const alone = await bumped([first]);
  const all = [first, ...(await sockets(Array.from({ length: 49 }, () => restaurant.kitchen)))];
  const together = await bumped(all);
  expect(together.messages).toHaveLength(50);
  for (const { payload } of together.messages) expect(payload).toEqual(together.messages[0]?.payload);
  expect(ticketOf(together.messages[0]?.payload)).toMatchObject({ id: together.ticketId, status: 'PREPARING', order: { tickets: [{ status: 'PREPARING' }] } });
  expect(together.statements).toBe(alone.statements);
  for (const raw of all) raw.socket.close();
});

test('sockets that resumed from different places share what comes live', async () => {
  const [row] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId]);
  const head = row?.head ?? 0;
  const [first] = (await sockets([restaurant.kitchen], FEED, { after: head })) as [RawSocket];
  await bumped([first]);
  const alone = await bumped([first]);
  const resumed = await Promise.all(Array.from({ length: 5 }, (_, index) => sockets([restaurant.kitchen], FEED, { after: head - index })));
  const all = [first, ...resumed.flat()];
  expect((await bumped(all)).statements).toBe(alone.statements);
  for (const raw of all) raw.socket.close();
});

test('another document, other variables and another role are executed for themselves', async () => {
  const colleague = await sockets([restaurant.kitchen, restaurant.cashier]);
  const others = [
    ...(await sockets([restaurant.kitchen], FEED.replace('order { id', 'order { id queueNumber'))),
    ...(await sockets(
      [restaurant.kitchen],
      FEED.replace('($outletId: ID!, ', '($outletId: ID!, $stationIds: [ID!], ').replace(
        '(outletId: $outletId, ',
        '(outletId: $outletId, stationIds: $stationIds, ',
      ),
      {
        stationIds: [restaurant.stations.BAR],
      },
    )),
  ];
  const ticketId = await newTicket();
  const all = [...colleague, ...others];
  const messages = await Promise.all(all.map((raw) => raw.next(isChange)));
  for (const { payload } of messages) expect(payload.data.kitchenFeed.ticket.id).toBe(ticketId);
  expect(messages[2]?.payload.data.kitchenFeed.ticket.order).toHaveProperty('queueNumber');
  expect(messages[0]?.payload.data.kitchenFeed.ticket.order).not.toHaveProperty('queueNumber');
  for (const raw of all) raw.socket.close();
});

test('a caller with fewer rights gets less, beside any other followers', async () => {
  const display = (await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KITCHEN_DISPLAY' })).client;
  const clients = [restaurant.cashier, restaurant.kitchen, display, restaurant.manager, restaurant.kitchen, restaurant.cashier];
  const all = await sockets(clients, MONEY);
  await newTicket();
  const messages = await Promise.all(all.map((raw) => raw.next(isChange)));
  for (const index of [0, 3, 5]) {
    expect(messages[index]?.payload.errors).toBeUndefined();
    expect(messages[index]?.payload.data.kitchenFeed.ticket.order.payments).toEqual([]);
  }
  for (const index of [1, 2, 4]) {
    expect(messages[index]?.payload.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(JSON.stringify(messages[index]?.payload.data ?? null)).not.toContain('payments');
  }
  for (const raw of all) raw.socket.close();
});

test('each event has its own context: the second shows a change made after the first', async () => {
  const [raw] = (await sockets([restaurant.kitchen])) as [RawSocket];
  const ticketId = await newTicket();
  const seen: string[] = [];
  for (const status of ['QUEUED', 'PREPARING', 'READY']) {
    if (status !== 'QUEUED') await act(restaurant.kitchen, 'bumpTicket', { ticketId });
    const { payload } = await raw.next(isChange);
    const { ticket } = payload.data.kitchenFeed;
    seen.push(ticket.status);
    expect(ticket.order.tickets).toEqual([{ status }]);
  }
  expect(seen).toEqual(['QUEUED', 'PREPARING', 'READY']);
  raw.socket.close();
});
