import { describe, expect, test } from 'vitest';
import { act, addDevice, type Client, orderOf, placeOrder, recordStatements, subscribe, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();

const SUBJECT = `subject { __typename ... on Node { id } ... on Order { status paymentStatus } ... on KitchenTicket { at: status } ... on Payment { amount }
  ... on Product { name } ... on ModifierOption { name } ... on KitchenStation { code } ... on Device { kind } ... on Outlet { name boardMinutes } }`;
const EVENT = `sequence type entityId menuVersion alert ${SUBJECT}`;
const TWIN = `query ($id: ID!, $after: Int) { outletEvents(outletId: $id, after: $after, first: 500) { sequence events { ${EVENT} } } }`;
const feedOf = (fields: string): string =>
  `subscription ($id: ID!) { outletFeed(outletId: $id) { ... on OutletEvent { ${fields} } ... on FeedHeartbeat { sequence } } }`;

interface Event {
  readonly sequence: number;
  readonly type: string;
  readonly entityId: string;
  readonly menuVersion: number | null;
  readonly alert: string | null;
  readonly subject: { readonly __typename: string; readonly id: string } | null;
}

async function headOf(): Promise<number> {
  const [row] = await app.sql<{ head: number }>('select head from event_stream where stream_id = $1', [restaurant.outletId]);
  return row?.head ?? 0;
}

async function eventsOf(client: Client, after: number): Promise<Event[]> {
  return (await client.ok(TWIN, { id: restaurant.outletId, after })).outletEvents.events;
}

const changed = (client: Client, field: string, input: Record<string, unknown>): Promise<unknown> =>
  client.ok(`mutation ($input: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { userErrors { code message } } }`, { input });

/** One change of every kind that an outlet's events report. */
async function changeEverything(): Promise<{ orderId: string; deviceId: string }> {
  const { outletId, manager, cashier, products, stations } = restaurant;
  const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
  await act(cashier, 'payCash', { orderId: order.id, tendered: 500_000 });
  await changed(manager, 'setAvailability', { outletId, productId: products.WATER, available: false });
  await changed(manager, 'setAvailability', { outletId, productId: products.WATER, available: true });
  const device = await addDevice(manager, { outletId, kind: 'KITCHEN_DISPLAY' });
  await changed(manager, 'updateDevice', { id: device.id, stationIds: [stations.BAR] });
  await changed(restaurant.owner, 'updateStation', { id: stations.BAR, name: `Bar ${Math.random()}` });
  await changed(restaurant.owner, 'updateOutlet', { id: outletId, boardMinutes: 5 + Math.floor(Math.random() * 50) });
  return { orderId: order.id, deviceId: device.id };
}

const TYPES: Readonly<Record<string, string>> = {
  ORDER_PLACED: 'Order',
  ORDER_CHANGED: 'Order',
  TICKET_FIRED: 'KitchenTicket',
  PAYMENT_CHANGED: 'Payment',
  MENU_CHANGED: 'Outlet',
  AVAILABILITY_CHANGED: 'Product',
  DEVICE_CHANGED: 'Device',
  STATION_CHANGED: 'KitchenStation',
  OUTLET_CHANGED: 'Outlet',
};

describe('the subject of an event', () => {
  test('is the thing that the event names, in the feed as in its polling twin, as it is when it is sent', async () => {
    const after = await headOf();
    const feed = subscribe(restaurant.manager, feedOf(EVENT), { id: restaurant.outletId });
    await feed.next();
    const early = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
    const placed = await feed.until(({ type, entityId }) => type === 'ORDER_PLACED' && entityId === early.id);
    expect(placed.subject).toMatchObject({ id: early.id, paymentStatus: 'UNPAID' });
    const { orderId } = await changeEverything();
    const head = await headOf();
    const events = await eventsOf(restaurant.manager, after);
    for (const { type, entityId, subject } of events)
      expect([type, subject]).toEqual([type, expect.objectContaining({ __typename: TYPES[type], id: entityId })]);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(Object.keys(TYPES)));
    expect(events.find(({ type, entityId }) => type === 'ORDER_PLACED' && entityId === orderId)?.subject).toMatchObject({
      id: orderId,
      status: 'CONFIRMED',
      paymentStatus: 'PAID',
    });
    await feed.until(({ sequence }) => sequence === head);
    const live = (feed.received as Event[]).filter(({ type }) => type !== undefined);
    expect(live.map(({ sequence, subject }) => [sequence, subject?.__typename, subject?.id])).toEqual(
      events.map(({ sequence, subject }) => [sequence, subject?.__typename, subject?.id]),
    );
    feed.stop();
  });

  test('comes with the version of the menu where that was raised', async () => {
    const { outletId, manager, products } = restaurant;
    const after = await headOf();
    await changed(manager, 'setAvailability', { outletId, productId: products.WATER, available: false });
    const { menu } = await restaurant.guest.ok('query ($id: ID!) { menu(outletId: $id) { version } }', { id: outletId });
    await changed(manager, 'setAvailability', { outletId, productId: products.WATER, available: true });
    expect((await eventsOf(manager, after)).map(({ menuVersion, alert }) => [menuVersion, alert])).toEqual([
      [menu.version, null],
      [menu.version + 1, null],
    ]);
  });

  test('is null to a role that may not see it, beside what it may see, and to others on the same node it is not', async () => {
    const { outletId } = restaurant;
    const feeds = [restaurant.kitchen, restaurant.cashier, restaurant.manager].map((client) => subscribe(client, feedOf(EVENT), { id: outletId }));
    for (const feed of feeds) await feed.next();
    await changeEverything();
    const head = await headOf();
    const seen = await Promise.all(
      feeds.map(async (feed) => {
        await feed.until(({ sequence }) => sequence === head);
        feed.stop();
        const events = (feed.received as Event[]).filter(({ type }) => type !== undefined);
        return [...new Set(events.filter(({ subject }) => subject === null).map(({ type }) => type))];
      }),
    );
    expect(seen).toEqual([['PAYMENT_CHANGED', 'DEVICE_CHANGED'], ['DEVICE_CHANGED'], []]);
  });

  test('of an order is the order, though a product has the same id', async () => {
    const id = restaurant.products.CAKE as string;
    const after = await headOf();
    await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { id }));
    await changed(restaurant.manager, 'setAvailability', { outletId: restaurant.outletId, productId: id, available: false });
    const subjects = (await eventsOf(restaurant.cashier, after))
      .filter(({ entityId }) => entityId === id)
      .map(({ type, subject }) => [type, subject?.__typename]);
    expect(subjects).toEqual([
      ['ORDER_PLACED', 'Order'],
      ['AVAILABILITY_CHANGED', 'Product'],
    ]);
  });

  test('shows no field that the role may not see', async () => {
    await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
    const document =
      'query ($id: ID!, $after: Int) { outletEvents(outletId: $id, after: $after) { events { subject { ... on Order { payments { amount } } } } } }';
    const after = (await headOf()) - 2;
    expect(await restaurant.kitchen.requestError(document, { id: restaurant.outletId, after })).toBe('FORBIDDEN');
    expect((await restaurant.cashier.ok(document, { id: restaurant.outletId, after })).outletEvents.events).toContainEqual({ subject: { payments: [] } });
  });
});

describe('the subjects of a page', () => {
  const isOfSubjects = (text: string): boolean =>
    /^with asked as/.test(text) || /^select .* from "(order|kitchen_ticket|payment|product|device|outlet|kitchen_station)"/.test(text);

  test('take one statement that finds them and one for each kind, however many they are', async () => {
    const after = await headOf();
    for (let index = 0; index < 10; index += 1) await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
    const ids =
      'query ($id: ID!, $after: Int, $first: Int) { outletEvents(outletId: $id, after: $after, first: $first) { events { subject { ... on Node { id } } } } }';
    const read = async (first: number): Promise<number> => {
      const variables = { id: restaurant.outletId, after, first };
      await restaurant.cashier.ok(ids, variables);
      const { result, statements } = await recordStatements(app, () => restaurant.cashier.ok(ids, variables));
      expect(result.outletEvents.events).toHaveLength(first);
      return statements.filter(isOfSubjects).length;
    };
    const few = await read(3);
    expect(await read(30)).toBe(few);
    expect(few).toBeLessThanOrEqual(4);
  });

  test('are read once for all subscribers of a node, and not at all when no subscriber selects them', async () => {
    const statementsOf = async (clients: readonly Client[], fields: string): Promise<number> => {
      const feeds = clients.map((client) => subscribe(client, feedOf(fields), { id: restaurant.outletId }));
      for (const feed of feeds) await feed.next();
      const place = async (): Promise<void> => {
        const { id } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
        await Promise.all(feeds.map((feed) => feed.until((message) => message.entityId === id)));
        const head = await headOf();
        await Promise.all(feeds.map((feed) => feed.until(({ sequence }) => sequence === head)));
      };
      await place();
      const { statements } = await recordStatements(app, place);
      for (const feed of feeds) feed.stop();
      return statements.filter((text) => /^with asked as .*kitchen_ticket n/.test(text)).length;
    };
    const { cashier, kitchen, manager } = restaurant;
    expect(await statementsOf([cashier, kitchen], 'sequence type entityId data menuVersion')).toBe(0);
    const alone = await statementsOf([cashier], `sequence entityId ${SUBJECT}`);
    expect(alone).toBe(1);
    const many = [cashier, kitchen, manager, ...Array.from({ length: 20 }, () => cashier)];
    expect(await statementsOf(many, `sequence entityId ${SUBJECT}`)).toBe(alone);
  });
});
