import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshShift, makeWorld, paidPayment, run, type World } from '../isolation/world.ts';
import { addDevice, addOutlet, addStation, type Client, orderOf, placeOrder, recordStatements, useTestApp } from '../kit/index.ts';

const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

const app = useTestApp({ environment: { PAYMENT_POLL_MILLISECONDS: '60000' } });
let ours: World;
let theirs: World;
/** One real id of each type. */
let ids: Record<string, string>;
beforeAll(async () => {
  [ours, theirs] = await Promise.all([makeWorld(app), makeWorld(app)]);
  ids = await idsByType(ours);
});

/** One object of every type that implements Node. */
async function idsByType(world: World): Promise<Record<string, string>> {
  const { owner, outletId, products, tenantId } = world;
  await run(owner, 'adjustStock', 'AdjustStockInput', { outletId, productId: products.CAKE, delta: 1 });
  await run(owner, 'refundPayment', 'RefundPaymentInput', { paymentId: (await paidPayment(world)).id, amount: 100, reason: 'Cold' });
  const credentials = ['secretKey', 'webhookSecret'].map((name) => ({ name, value: 'x'.repeat(12) }));
  await run(owner, 'setGatewayAccount', 'SetGatewayAccountInput', { provider: 'stripe', methods: ['CARD'], active: false, credentials });
  await world.guest.ok('mutation { requestDevicePairing(input: { kind: KIOSK, name: "New" }) { userErrors { code } } }');
  await app.sql(
    `insert into gateway_notification (id, tenant_id, provider, event_key, type, outcome, body, received_at)
     values (gen_random_uuid(), $1, 'stripe', 'one', 'charge', 'UNMATCHED', '', now())`,
    [tenantId],
  );
  const first = async (table: string, where = 'true'): Promise<string> => {
    const [row] = await app.sql<{ id: string }>(`select id from ${table} where tenant_id = $1 and ${where} order by id limit 1`, [tenantId]);
    return row?.id ?? '';
  };
  const { me, sessions } = await owner.ok('{ me { id } sessions { id current } }');
  return {
    Tenant: tenantId,
    Outlet: outletId,
    KitchenStation: world.ids.station ?? '',
    User: me.id,
    UserSession: sessions[0].id,
    Device: world.deviceId,
    DevicePairing: await first('device_pairing'),
    TaxRegime: world.taxRegimeId,
    Category: world.categoryId,
    Product: world.ids.product ?? '',
    ModifierGroup: world.groupId,
    ModifierOption: world.optionId,
    StockMovement: await first('stock_movement'),
    AuditEntry: await first('audit_entry', `outlet_id = '${outletId}'`),
    Promotion: world.promotionId,
    PromotionCode: world.ids['promotion code'] ?? '',
    GatewayAccount: await first('gateway_account'),
    GatewayNotification: await first('gateway_notification'),
    Shift: world.ids.shift ?? '',
    Refund: await first('refund'),
    Payment: world.ids.payment ?? '',
    OrderLine: world.ids.line ?? '',
    Order: world.ids.order ?? '',
    KitchenTicket: world.ids.ticket ?? '',
    KitchenTicketItem: world.ids.item ?? '',
  };
}

/** Types whose object the client finds by its id. */
async function foundBy(client: Client): Promise<string[]> {
  const { nodes } = await client.ok(NODES, { ids: Object.values(ids) });
  return Object.keys(ids).filter((type, index) => nodes[index]?.__typename === type && nodes[index].id === ids[type]);
}

describe('a thing by its id alone', () => {
  test('is found by its owner, for every type', async () => {
    expect(await foundBy(ours.owner)).toEqual(Object.keys(ids));
    for (const [__typename, id] of Object.entries(ids)) expect(await ours.owner.ok(NODE, { id }), __typename).toEqual({ node: { __typename, id } });
    expect(await ours.owner.ok(NODE, { id: ids.Order?.toUpperCase() })).toEqual({ node: { __typename: 'Order', id: ids.Order } });
  });

  test('is found by others as far as their role lets them see such a thing', async () => {
    const guests = ['Tenant', 'Outlet'];
    const kitchen = ['KitchenStation', 'Category', 'Product', 'ModifierGroup', 'ModifierOption', 'StockMovement', 'OrderLine', 'Order', 'KitchenTicket'];
    const cashier = [...kitchen, 'User', 'Promotion', 'Refund', 'Payment'];
    const manager = [...cashier, 'Device', 'DevicePairing', 'TaxRegime', 'AuditEntry', 'PromotionCode'];
    const found = (...types: string[]): string[] => Object.keys(ids).filter((type) => [...guests, ...types].includes(type));
    expect(await foundBy(ours.guest)).toEqual(guests);
    expect(await foundBy(ours.kitchen)).toEqual(found(...kitchen, 'KitchenTicketItem'));
    expect(await foundBy(ours.cashier)).toEqual(found(...cashier, 'KitchenTicketItem'));
    expect(await foundBy(ours.manager)).toEqual(found(...manager, 'KitchenTicketItem'));
    const kiosk = await addDevice(ours.owner, { outletId: ours.outletId, kind: 'KIOSK' });
    expect(await foundBy(kiosk.client)).toEqual(guests);
  });

  test('shows its fields by the rights of the caller', async () => {
    const document = 'query ($id: ID!) { node(id: $id) { ... on Order { number cashier { username } } } }';
    expect((await ours.cashier.ok(document, { id: ids.Order })).node.cashier.username).toBe('cashier');
    const { data, errors } = await ours.kitchen.send(document, { id: ids.Order });
    expect([data.node.cashier, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
  });

  test('is the same from a document that was compiled', async () => {
    const document = 'query ($id: ID!) { node(id: $id) { id ... on Order { status lines { id } } ... on Product { sku } } }';
    const answers = async (): Promise<unknown[]> => [
      await ours.owner.ok(document, { id: ids.Order }),
      await ours.owner.ok(document, { id: ids.Product }),
      await ours.owner.ok(document, { id: randomUUID() }),
    ];
    const first = await answers();
    for (let round = 0; round < 3; round += 1) expect(await answers()).toEqual(first);
  });

  test('is also the own account and its sessions for a platform user', async () => {
    const { me, sessions } = await ours.platform.ok('{ me { id } sessions { id current } }');
    const current = sessions.find((session: { current: boolean }) => session.current);
    const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { username } ... on UserSession { current } } }';
    expect(await ours.platform.ok(document, { ids: [me.id, current.id] })).toEqual({ nodes: [{ username: 'admin' }, { current: true }] });
    expect(await ours.owner.ok(document, { ids: [me.id, current.id] })).toEqual({ nodes: [null, null] });
  });
});

describe('what the caller may not see', () => {
  async function statementsFor(client: Client, id: string): Promise<readonly string[]> {
    await client.ok('{ me { id } tenant { id } }');
    const { result, statements } = await recordStatements(app, () => client.ok(NODE, { id }));
    expect(result).toEqual({ node: null });
    // The server reads sessions and brands again every few seconds, independent of the request.
    if (statements.some((text) => /from "user_session"|tenant_by_key/.test(text))) return statementsFor(client, id);
    return statements.map((text) => text.replaceAll(id, '<id>'));
  }

  test('is null by the same statements, absent, of another brand or out of reach', async () => {
    const { owner, cashier, platform } = ours;
    const outletId = await addOutlet(owner, { code: 'FAR' });
    const station = await addStation(platform, outletId, 'BAR', true);
    await addStation(platform, outletId, 'KITCHEN', false);
    const order = await placeOrder(owner, { ...orderOf(ours, { COFFEE: 1 }), outletId });
    await run(owner, 'payCash', 'PayCashInput', { orderId: order.id, amount: 100, tendered: 100 });
    const { payments } = (await owner.ok('query ($id: ID!) { order(id: $id) { payments { id } } }', { id: order.id })).order;
    const [ticket] = order.tickets;
    const far = [outletId, station, order.id, order.lines[0].id, ticket.id, ticket.items[0].id, payments[0].id, await freshShift(ours)];
    const absent = await statementsFor(cashier, randomUUID());
    for (const id of [...far, ...Object.values(theirs.ids), ids.UserSession ?? '', ids.GatewayAccount ?? '', ids.Shift ?? ''])
      expect(await statementsFor(cashier, id)).toEqual(absent);
    expect(await cashier.ok(NODE, { id: 'x' })).toEqual({ node: null });
  });

  test('is another guest’s order to a kiosk, by the same statements', async () => {
    const { client } = await addDevice(ours.owner, { outletId: ours.outletId, kind: 'KIOSK' });
    const own = await client.ok('mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id lines { id } } userErrors { code } } }', {
      input: orderOf(ours, { WATER: 1 }, { channel: 'KIOSK' }),
    });
    const { order } = own.placeOrder;
    const { nodes } = await client.ok(NODES, { ids: [order.id, order.lines[0].id] });
    expect(nodes.map(({ __typename }: { __typename: string }) => __typename)).toEqual(['Order', 'OrderLine']);
    const absent = await statementsFor(client, randomUUID());
    for (const id of [ids.Order, ids.OrderLine, ids.Payment]) expect(await statementsFor(client, id ?? '')).toEqual(absent);
  });
});

describe('several at a time', () => {
  test('take one statement that finds them, and one for each kind', async () => {
    for (let more = 0; more < 12; more += 1) await placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1, SOUP: 1 }));
    const { orders, categories } = await ours.owner.ok('{ orders(first: 20) { nodes { id lines { id } } } categories { products { id } } }');
    const products = categories.flatMap(({ products }: { products: { id: string }[] }) => products.map(({ id }) => id));
    const lines = orders.nodes.flatMap((order: { lines: { id: string }[] }) => order.lines.map(({ id }) => id));
    const statementsOf = async (answers: string[]): Promise<number> => {
      await ours.owner.ok('{ me { id } tenant { id } }');
      return (await recordStatements(app, () => ours.owner.ok(NODES, { ids: answers }))).statements.filter((text) => /^(with|select) (?!set_config)/.test(text))
        .length;
    };
    const few = await statementsOf([orders.nodes[0].id, lines[0], products[0]]);
    expect(few).toBe(4);
    expect(await statementsOf([...orders.nodes.map(({ id }: { id: string }) => id), ...lines, ...products].slice(0, 100))).toBe(few);
  });

  test('come in the order that was asked for, each null that is not found, twice what is asked for twice', async () => {
    const { nodes } = await ours.owner.ok(NODES, { ids: [ids.Order, randomUUID(), ids.Outlet, theirs.ids.order, ids.Order] });
    expect(nodes.map((node: { __typename: string } | null) => node?.__typename ?? null)).toEqual(['Order', null, 'Outlet', null, 'Order']);
  });

  test('are 100 at most, and each counts as an object', async () => {
    const many = Array.from({ length: 101 }, () => randomUUID());
    expect(await ours.owner.requestError(NODES, { ids: many })).toBe('BAD_USER_INPUT');
    expect((await ours.owner.send(NODES, { ids: many.slice(1) })).cost).toBe(100);
    expect((await ours.owner.send(NODES, { ids: many.slice(0, 3) })).cost).toBe(3);
    const [first, second] = many;
    expect((await ours.owner.send(`{ nodes(ids: ["${first}", "${second}"]) { id } }`)).cost).toBe(2);
  });
});

// Last test: from here on, two objects of this brand have the same id.
test('an id that a client has chosen for an order hides nothing that has the same', async () => {
  await placeOrder(ours.cashier, orderOf(ours, { WATER: 1 }, { id: ids.Category }));
  expect(await ours.owner.ok(NODE, { id: ids.Category })).toEqual({ node: { __typename: 'Category', id: ids.Category } });
});
