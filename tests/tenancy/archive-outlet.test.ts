import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  act,
  addDevice,
  addOutlet,
  addProduct,
  addStation,
  addUser,
  makeRestaurant,
  mutationOf,
  ORDER_FIELDS,
  orderOf,
  placeOrder,
  readOrder,
  subscribe,
  TICKET_FIELDS,
  useRestaurant,
} from '../kit/index.ts';
import { change, failure, itemOf, menuOf, refusal, requestErrorOf } from '../menu/menu-api.ts';

const OUTLET = 'outlet { id archivedAt }';
/** Fields of an order that a kiosk may see too. */
const PLACE = mutationOf('placeOrder', 'id');
const STATION = 'station { id code isDefault archivedAt }';

const { app, restaurant } = useRestaurant();

const code = (): string => randomUUID().slice(0, 8).toUpperCase();
const outletIds = async (): Promise<string[]> => (await restaurant.owner.ok('{ outlets { id } }')).outlets.map(({ id }: { id: string }) => id);

describe('an archived outlet', () => {
  test('takes no new orders, and its open ones are cooked, paid, refunded and finished', async () => {
    const ours = await makeRestaurant(app);
    const { owner, cashier, kitchen, guest, outletId } = ours;
    const kiosk = await addDevice(owner, { outletId, kind: 'KIOSK' });
    const [order, other] = [await placeOrder(cashier, orderOf(ours, { COFFEE: 1 })), await placeOrder(cashier, orderOf(ours, { SOUP: 1 }))];
    const { version } = await menuOf(guest, outletId);
    await change(owner, 'archiveOutlet', { id: outletId }, OUTLET);
    for (const client of [owner, cashier, kiosk.client]) {
      expect(await client.failure(PLACE, { input: { ...orderOf(ours, { COFFEE: 1 }), channel: client === kiosk.client ? 'KIOSK' : 'POS' } })).toMatchObject({
        code: 'OUTLET_CLOSED',
        field: ['outletId'],
        details: { reason: 'OUTLET_ARCHIVED' },
      });
    }
    const quote = 'query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { currency { code } } userErrors { code field message details } } }';
    expect(await guest.failure(quote, { input: orderOf(ours, { COFFEE: 1 }) })).toMatchObject({ code: 'OUTLET_CLOSED' });
    const menu = await menuOf(guest, outletId);
    expect(menu.version).toBe(version + 1);
    expect(itemOf(menu, 'COFFEE')).toMatchObject({ available: false, unavailableReason: 'NOT_TAKING_ORDERS' });
    await act(kitchen, 'bumpTicket', { ticketId: order.tickets[0].id, to: 'READY' });
    const paid = await act(cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
    await act(cashier, 'completeOrder', { orderId: order.id });
    expect(await readOrder(cashier, order.id)).toMatchObject({ status: 'COMPLETED', paymentStatus: 'PAID' });
    await change(ours.manager, 'openShift', { outletId, float: 20_000 }, 'shift { id }');
    const refund = 'mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { refund { status } userErrors { code field message details } } }';
    const manager = await ours.manager.ok(refund, { input: { paymentId: paid.id, reason: 'Cold' } });
    expect(manager.refundPayment.refund.status).toBe('SUCCEEDED');
    await act(cashier, 'cancelOrder', { orderId: other.id, reason: 'Closed' });
    await change(owner, 'unarchiveOutlet', { id: outletId }, OUTLET);
    await kiosk.client.ok(PLACE, { input: { ...orderOf(ours, { COFFEE: 1 }), channel: 'KIOSK' } });
  });

  test('leaves the lists of outlets, is found by its id, keeps its code, and nothing new refers to it', async () => {
    const { owner, categoryId } = restaurant;
    const own = code();
    const id = await addOutlet(owner, { code: own });
    await addStation(owner, id, 'BAR', true);
    await change(owner, 'archiveOutlet', { id }, OUTLET);
    expect(await outletIds()).not.toContain(id);
    expect((await owner.ok('query ($id: ID!) { outlet(id: $id) { id archivedAt } }', { id })).outlet.archivedAt).not.toBeNull();
    expect(await failure(owner, 'createOutlet', { name: 'Again', code: own }, OUTLET)).toMatchObject({
      code: 'CONFLICT',
      field: ['code'],
      details: { archived: true },
    });
    expect(await refusal(owner, 'createStation', { outletId: id, name: 'New', code: 'NEW' }, STATION)).toBe('CONFLICT outletId');
    expect(await refusal(owner, 'createProduct', { outletId: id, categoryId, sku: code(), name: 'New', price: 1 }, 'product { id }')).toBe('CONFLICT outletId');
    expect(await refusal(owner, 'createDevice', { outletId: id, kind: 'POS', name: 'New' }, 'device { id }')).toBe('CONFLICT outletId');
    expect(await refusal(owner, 'createDiningTable', { outletId: id, name: '1' }, 'table { id }')).toBe('CONFLICT outletId');
    const user = { username: `user-${code()}`, password: 'a long password', name: 'New', role: 'CASHIER' };
    expect(await refusal(owner, 'createUser', { ...user, outletId: id }, 'user { id }')).toBe('CONFLICT outletId');
    expect(await refusal(owner, 'createUser', { ...user, accessibleOutletIds: [restaurant.outletId, id] }, 'user { id }')).toBe(
      'CONFLICT accessibleOutletIds.1',
    );
    await change(owner, 'unarchiveOutlet', { id }, OUTLET);
    expect(await outletIds()).toContain(id);
  });

  test('staff who belonged to it before can still be changed', async () => {
    const { owner } = restaurant;
    const id = await addOutlet(owner, { code: code() });
    const userId = await addUser(owner, { username: `user-${code()}`, role: 'CASHIER', outletId: id, accessibleOutletIds: [id] });
    await change(owner, 'archiveOutlet', { id }, OUTLET);
    await change(owner, 'updateUser', { id: userId, name: 'Renamed', outletId: id, accessibleOutletIds: [id, restaurant.outletId] }, 'user { id }');
  });

  test('tells its devices at once, in the feed and on the menu', async () => {
    const ours = await makeRestaurant(app);
    const { owner, cashier, guest, outletId } = ours;
    const feed = subscribe(cashier, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename ... on OutletEvent { type entityId data } } }', {
      id: outletId,
    });
    const menus = subscribe(guest, 'subscription ($id: ID!) { menuChanged(outletId: $id) { outlet { archivedAt } } }', { id: outletId });
    expect(await feed.next()).toMatchObject({ __typename: 'FeedHeartbeat' });
    expect(await menus.next()).toEqual({ outlet: { archivedAt: null } });
    await change(owner, 'archiveOutlet', { id: outletId }, OUTLET);
    const nextEvent = () => feed.until(({ __typename }) => __typename === 'OutletEvent');
    expect(await nextEvent()).toMatchObject({ type: 'OUTLET_CHANGED', entityId: outletId, data: { archived: true } });
    expect(await nextEvent()).toMatchObject({ type: 'MENU_CHANGED' });
    expect(await menus.next()).toEqual({ outlet: { archivedAt: expect.any(String) } });
    feed.stop();
    menus.stop();
  });

  test('is an owner’s to archive, and in the audit log', async () => {
    const { owner, manager, outletId } = restaurant;
    expect(await requestErrorOf(manager, 'archiveOutlet', { id: outletId }, OUTLET)).toBe('FORBIDDEN');
    const id = await addOutlet(owner, { code: code() });
    await change(owner, 'archiveOutlet', { id }, OUTLET);
    await change(owner, 'archiveOutlet', { id }, OUTLET);
    const { auditLog } = await owner.ok(
      'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [ARCHIVED] }) { nodes { entityType outlet { id } after } } }',
      { id },
    );
    expect(auditLog.nodes).toEqual([{ entityType: 'Outlet', outlet: { id }, after: { archivedAt: expect.any(String) } }]);
  });
});

describe('an archived station', () => {
  test('works off what is open, while new orders go to the default; it is in no list', async () => {
    const ours = await makeRestaurant(app);
    const { owner, cashier, kitchen, outletId, stations } = ours;
    const display = await addDevice(owner, { outletId, kind: 'KITCHEN_DISPLAY', stationIds: [stations.KITCHEN] });
    const before = await placeOrder(cashier, orderOf(ours, { SOUP: 1 }));
    expect((await change(owner, 'archiveStation', { id: stations.KITCHEN }, STATION)).station).toMatchObject({
      code: 'KITCHEN',
      archivedAt: expect.any(String),
    });
    const after = await placeOrder(cashier, orderOf(ours, { SOUP: 1 }));
    expect([before, after].map(({ tickets }) => tickets[0].station.code)).toEqual(['KITCHEN', 'BAR']);
    const { kitchenTickets } = await display.client.ok(`query ($id: ID!) { kitchenTickets(stationId: $id) { ${TICKET_FIELDS} } }`, { id: stations.KITCHEN });
    expect(kitchenTickets.map(({ orderId }: { orderId: string }) => orderId)).toEqual([before.id]);
    await act(display.client, 'bumpTicket', { ticketId: before.tickets[0].id, to: 'READY' });
    expect(await readOrder(cashier, before.id, ORDER_FIELDS)).toMatchObject({ status: 'READY' });
    const read = await owner.ok('query ($id: ID!, $device: ID!) { outlet(id: $id) { stations { code } } device(id: $device) { stations { code } } }', {
      id: outletId,
      device: display.id,
    });
    expect(read).toEqual({ outlet: { stations: [{ code: 'BAR' }] }, device: { stations: [] } });
    expect(await refusal(owner, 'createDevice', { outletId, kind: 'KITCHEN_DISPLAY', name: 'New', stationIds: [stations.KITCHEN] }, 'device { id }')).toBe(
      'CONFLICT stationIds.0',
    );
    expect(await failure(owner, 'createStation', { outletId, name: 'Again', code: 'KITCHEN' }, STATION)).toMatchObject({
      code: 'CONFLICT',
      details: { archived: true },
    });
    await change(owner, 'unarchiveStation', { id: stations.KITCHEN }, STATION);
    const again = await placeOrder(kitchen === cashier ? kitchen : cashier, orderOf(ours, { SOUP: 1 }));
    expect(again.tickets[0].station.code).toBe('KITCHEN');
  });

  test('is refused while products would have no station without it', async () => {
    const ours = await makeRestaurant(app);
    const { owner, guest, outletId, stations, categoryId, products } = ours;
    expect(await failure(owner, 'archiveStation', { id: stations.BAR }, STATION)).toMatchObject({
      code: 'CONFLICT',
      field: ['id'],
      message: expect.stringContaining('default'),
      details: { products: 2, product: 'Cake' },
    });
    await change(owner, 'updateStation', { id: stations.KITCHEN, isDefault: true }, STATION);
    await change(owner, 'archiveStation', { id: stations.BAR }, STATION);
    expect(itemOf(await menuOf(guest, outletId), 'COFFEE')).toMatchObject({ available: true });
    expect(await failure(owner, 'archiveStation', { id: stations.KITCHEN }, STATION)).toMatchObject({ code: 'CONFLICT', details: { products: 3 } });
    expect(await refusal(owner, 'updateStation', { id: stations.BAR, isDefault: true }, STATION)).toBe('CONFLICT isDefault');
    for (const id of [products.COFFEE, products.SOUP, products.CAKE]) await change(owner, 'updateProduct', { id, stationCode: 'NONE' }, 'product { id }');
    await change(owner, 'archiveStation', { id: stations.KITCHEN }, STATION);
    await addProduct(owner, { categoryId, sku: 'LATE', name: 'Late', price: 1 });
    expect(itemOf(await menuOf(guest, outletId), 'LATE')).toMatchObject({ unavailableReason: 'UNROUTED' });
    expect((await change(owner, 'unarchiveStation', { id: stations.BAR }, STATION)).station).toMatchObject({ isDefault: true, archivedAt: null });
    expect(itemOf(await menuOf(guest, outletId), 'LATE')).toMatchObject({ available: true });
  });

  test('of two stations that are archived at once, one stays for what needs it', async () => {
    const ours = await makeRestaurant(app);
    const { owner, stations, products } = ours;
    await change(owner, 'updateProduct', { id: products.COFFEE, stationCode: 'KITCHEN' }, 'product { id }');
    await change(owner, 'updateProduct', { id: products.CAKE, stationCode: 'KITCHEN' }, 'product { id }');
    const archive = (id: string | undefined) =>
      owner.send('mutation ($id: ID!) { archiveStation(input: { id: $id }) { station { id } userErrors { code } } }', { id });
    const answers = await Promise.all([archive(stations.BAR), archive(stations.KITCHEN)]);
    expect(answers.flatMap(({ data }) => data.archiveStation.userErrors)).toEqual([{ code: 'CONFLICT' }]);
  });
});
