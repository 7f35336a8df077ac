import { beforeAll, expect, test } from 'vitest';
import {
  act,
  addOutlet,
  addProduct,
  addTable,
  addUser,
  atTable,
  type Client,
  type CommandName,
  makeRestaurant,
  orderOf,
  PASSWORD,
  placeOrder,
  placeOwn,
  recordStatements,
  signedIn,
  useRestaurant,
} from '../kit/index.ts';

const MANY = 30;

const { app, restaurant } = useRestaurant({ empty: true, outlet: { taxRate: 1000, serviceChargeRate: 500 } });
let cashier: Client;
/** Thirty products at both stations and at none, each with a modifier group and stock. */
let products: { productId: string; modifiers: { optionId: string }[] }[];
beforeAll(async () => {
  ({ cashier } = restaurant);
  products = await Promise.all(
    Array.from({ length: MANY }, async (_, index) => {
      const productId = await addProduct(restaurant.platform, {
        categoryId: restaurant.categoryId,
        sku: `P${index}`,
        name: `Product ${index}`,
        price: 1000 + index,
        stationCode: ['BAR', 'KITCHEN', 'NONE'][index % 3],
        trackStock: true,
        stockQuantity: 1000,
        modifierGroups: [{ name: 'Size', selectionType: 'SINGLE', options: [{ name: 'Small' }, { name: 'Large', priceAdjustment: 500 }] }],
      });
      const { product } = await cashier.ok('query ($id: ID!) { product(id: $id) { modifierGroups { options { id } } } }', { id: productId });
      return { productId, modifiers: [{ optionId: product.modifierGroups[0].options[1].id }] };
    }),
  );
});

/** An order of `count` lines with different products. */
function linesOf(count: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return orderOf(restaurant, {}, { lines: products.slice(0, count), ...more });
}

/** A statement without its values. */
function shape(statement: string): string {
  return statement
    .replaceAll(/'[^']*'/g, '?')
    .replaceAll(/\?(, \?)+/g, '?')
    .replaceAll(/\b\d+\b/g, '?');
}

/**
 * Expects the same kinds of statements for one and for many rows. Loads of one row that run at the same time may
 * all be sent, so the number of statements may differ by some such reads, but never grows with the rows.
 */
function expectConstant(one: readonly string[], many: readonly string[]): void {
  expect([...new Set(many.map(shape))].sort()).toEqual([...new Set(one.map(shape))].sort());
  expect(many.length).toBeLessThanOrEqual(one.length + 4);
}

/** The statements of one operation by a client whose token is already cached. */
async function statementsOf(document: string, variables: Record<string, unknown>, client = cashier): Promise<readonly string[]> {
  await client.ok('{ me { id } tenant { id } }');
  return (await recordStatements(app, () => client.ok(document, variables))).statements;
}

test('a list of orders with all that hangs on them', async () => {
  const document = `query ($first: Int) { orders(first: $first) { totalCount nodes {
    id number outlet { id name stations { id } } cashier { id username outlet { id } } currency { code } totals { total taxes { amount } }
    lines { id productName product { id name category { id name } modifierGroups { id options { id } } } modifiers { name } }
    tickets { id station { id code outlet { id } } items { id name } order { id } }
    payments { id amount currency { code } refunds { id amount lines { lineId } } } } } }`;
  for (let at = 0; at < MANY; at += 1) {
    const { id } = await placeOrder(cashier, linesOf(1 + (at % 4)));
    await act(cashier, 'payCash', { orderId: id, amount: 100, tendered: 100 });
  }
  const one = await statementsOf(document, { first: 1 });
  const many = await statementsOf(document, { first: MANY });
  expectConstant(one, many);
});

test('a page of orders with lines, tickets, payments and cashiers takes few statements, in one read-only transaction', async () => {
  const document = `{ orders(first: 50) { totalCount nodes { id number status outlet { id name } cashier { id username } totals { total taxes { amount } }
    lines { id productName quantity modifiers { name } } tickets { id status station { id name } items { id name } } payments { id amount method } } } }`;
  await placeOrder(cashier, linesOf(3));
  const statements = await statementsOf(document, {});
  expect(statements.length).toBeLessThanOrEqual(11);
  expect(statements.filter((text) => /^(begin|commit)/.test(text))).toEqual([
    expect.stringMatching(/^begin .*read only; set local app\.tenant_id = /),
    'commit',
  ]);
});

test('an order is placed in few statements, also a long one', async () => {
  const place = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id number totals { total } } userErrors { code } } }';
  const input = linesOf(2);
  await cashier.ok(place, { input });
  expect((await statementsOf(place, { input })).length).toBeLessThanOrEqual(10);
  expect((await statementsOf(place, { input: linesOf(MANY) })).length).toBeLessThanOrEqual(10);
});

test('orders of guests and customers, each with table and customer', async () => {
  const ours = await makeRestaurant(app);
  const document = `query ($first: Int) { orders(first: $first) { nodes {
    id dueAmount table { id name outlet { id } } customerUser { id username outlet { id } } } } }`;
  for (let at = 0; at < 4; at += 1) {
    const { token } = await addTable(ours.manager, { outletId: ours.outletId, name: `T${at}` });
    await addUser(ours.owner, { username: `guest-${at}`, role: 'CUSTOMER' });
    await placeOwn(await signedIn(app.url, ours.slug, `guest-${at}`, PASSWORD), atTable(ours, token));
  }
  const one = await statementsOf(document, { first: 1 }, ours.owner);
  const many = await statementsOf(document, { first: 4 }, ours.owner);
  expectConstant(one, many);
});

interface OfUser {
  readonly cashier: { readonly accessibleOutlets: readonly { readonly code: string }[] };
}

test('users, each with their brand and outlets', async () => {
  const ours = await makeRestaurant(app);
  const second = await addOutlet(ours.owner, { code: 'TWO' });
  const document = `query ($first: Int) { orders(first: $first) { nodes {
    cashier { username tenant { id outlets { id } } outlet { id } accessibleOutlets { code tenant { id } } } } } }`;
  for (let at = 0; at < 6; at += 1) {
    const user = { username: `user-${at}`, role: at < 2 ? 'TENANT_OWNER' : 'CASHIER', outletId: ours.outletId };
    await addUser(ours.owner, { ...user, accessibleOutletIds: at % 2 ? [ours.outletId, second] : [] });
    await placeOrder(await signedIn(app.url, ours.slug, user.username, PASSWORD), orderOf(ours, { COFFEE: 1 }));
  }
  const one = await statementsOf(document, { first: 1 }, ours.owner);
  const many = await statementsOf(document, { first: 5 }, ours.owner);
  expectConstant(one, many);
  const { nodes } = (await ours.owner.ok(document, { first: 6 })).orders;
  const reaches = nodes.map((node: OfUser) => node.cashier.accessibleOutlets.map(({ code }) => code).join());
  expect(reaches).toEqual(['ONE,TWO', 'ONE', 'ONE,TWO', 'ONE', 'ONE,TWO', 'ONE,TWO']);
});

test('lists of users, products and modifier groups, with all that hangs on them', async () => {
  const document = `query ($first: Int, $outletId: ID!) {
    users(first: $first) { totalCount nodes { id name role tenant { id outlets { id } } outlet { id } accessibleOutlets { code } } }
    products(first: $first, filter: { search: "p", outletId: $outletId, availableAtOutletId: $outletId }, orderBy: { key: PRICE }) { totalCount nodes {
      id category { id } outlet { id } modifierGroups { id options { id } } atOutlet(outletId: $outletId) { price available } } }
    modifierGroups(first: $first, filter: { search: "s" }) { totalCount nodes { id options { id } } } }`;
  const variables = { outletId: restaurant.outletId };
  // The menu is in memory, as the availability filter usually finds it.
  await restaurant.owner.ok(document, { ...variables, first: 1 });
  const one = await statementsOf(document, { ...variables, first: 1 }, restaurant.owner);
  const many = await statementsOf(document, { ...variables, first: MANY }, restaurant.owner);
  expectConstant(one, many);
});

test('a list of stations with their outlets, and one of brands', async () => {
  const ours = await makeRestaurant(app);
  const outlets = await Promise.all(['TWO', 'SIX'].map((code) => addOutlet(ours.owner, { code })));
  const station = 'mutation ($input: CreateStationInput!) { createStation(input: $input) { userErrors { code } } }';
  for (const outletId of outlets) await ours.owner.ok(station, { input: { outletId, code: 'ONLY', name: 'Only' } });
  const document = '{ stations { id code outlet { id name } } }';
  // With one outlet, the outlet is read by its id; with two, in a list.
  const [two, three] = [await statementsOf(document, {}, ours.owner.as({ 'x-outlet-id': outlets[0] as string })), await statementsOf(document, {}, ours.owner)];
  expect(three.length).toBeLessThanOrEqual(two.length + 4);
  const brands = 'query ($first: Int) { tenants(first: $first) { totalCount nodes { id name currency { code } outlets { id } } } }';
  expectConstant(await statementsOf(brands, { first: 1 }, restaurant.platform), await statementsOf(brands, { first: 3 }, restaurant.platform));
});

test('the tickets of a station with their orders', async () => {
  const document = `query ($stationId: ID!) { kitchenTickets(stationId: $stationId) {
    id queueNumber tableName customerName serviceMode station { id code outlet { name } } items { id name modifiers { name } }
    order { id outlet { id } cashier { id } lines { id product { id } } tickets { id items { id } } payments { id } } } }`;
  const station = async (code: string): Promise<string> => {
    const data = await restaurant.platform.ok(
      'mutation ($input: CreateStationInput!) { createStation(input: $input) { station { id } userErrors { code } } }',
      {
        input: { outletId: restaurant.outletId, code, name: code },
      },
    );
    return data.createStation.station.id;
  };
  const [quiet, busy] = [await station('QUIET'), await station('BUSY')];
  const product = (stationCode: string): Promise<string> =>
    addProduct(restaurant.platform, { categoryId: restaurant.categoryId, sku: stationCode, name: stationCode, price: 1, stationCode });
  const [slow, fast] = [await product('QUIET'), await product('BUSY')];
  await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId: slow }] }));
  for (let at = 0; at < MANY; at += 1) await placeOrder(cashier, orderOf(restaurant, {}, { lines: [{ productId: fast }, { productId: fast, quantity: 2 }] }));
  const one = await statementsOf(document, { stationId: quiet });
  const many = await statementsOf(document, { stationId: busy });
  expectConstant(one, many);
});

test('the catalogue', async () => {
  const document = `query ($outletId: ID!) { categories { id name products { id name category { id } outlet { id } modifierGroups { id options { id } }
    atOutlet(outletId: $outletId) { price available stockQuantity } } } }`;
  const many = await statementsOf(document, { outletId: restaurant.outletId });
  const small = await makeRestaurant(app);
  await addProduct(small.platform, {
    categoryId: small.categoryId,
    sku: 'ONLY',
    name: 'Only',
    price: 1,
    modifierGroups: [{ name: 'Size', selectionType: 'SINGLE', options: [{ name: 'Small' }] }],
  });
  const one = await statementsOf(document, { outletId: small.outletId }, small.cashier);
  expectConstant(one, many);
});

test('a quote, however many lines', async () => {
  const document = 'query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { total } lines { productId } } userErrors { code } } }';
  const quoted = async (count: number): Promise<readonly string[]> => statementsOf(document, { input: linesOf(count) });
  expect(await quoted(MANY)).toHaveLength((await quoted(1)).length);
});

test('placing an order, however many lines and stations', async () => {
  const document =
    'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id lines { id } tickets { id items { id } } } userErrors { code } } }';
  const placed = async (input: Record<string, unknown>): Promise<readonly string[]> => statementsOf(document, { input });
  const one = await placed(linesOf(1));
  for (const count of [2, 3, MANY]) expect(await placed(linesOf(count))).toHaveLength(one.length);
  // All stock runs out, so that the menu changes once for all lines.
  const last = async (count: number): Promise<readonly string[]> => {
    const lines = products.slice(0, count);
    for (const { productId } of lines) {
      await restaurant.manager.ok('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }', {
        input: { outletId: restaurant.outletId, productId, counted: 1 },
      });
    }
    const statements = await placed(linesOf(count));
    for (const { productId } of lines) {
      await restaurant.manager.ok('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }', {
        input: { outletId: restaurant.outletId, productId, counted: 1000 },
      });
    }
    return statements;
  };
  expect(await last(MANY)).toHaveLength((await last(1)).length);
});

test('a sale at the counter, however many lines: the kitchen works, or nothing is cooked', async () => {
  const document = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
    order { id status lines { id } tickets { id items { id } } } payment { id change } userErrors { code } } }`;
  const cold = products.filter((_, index) => index % 3 === 2);
  for (const all of [products, cold]) {
    const sold = async (count: number): Promise<number> =>
      (await statementsOf(document, { input: linesOf(0, { lines: all.slice(0, count), payment: { tendered: 1_000_000 } }) })).length;
    expect(await sold(10)).toBe(await sold(2));
  }
});

test('every command on an order, however many lines', async () => {
  /** The number of statements of each command on an order of `count` lines. */
  const counts = async (count: number): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    const run = async (name: CommandName, input: Record<string, unknown>, client = cashier): Promise<void> => {
      await client.ok('{ me { id } }');
      found[name] = (await recordStatements(app, () => act(client, name, input))).statements.length;
    };
    const order = await placeOrder(cashier, linesOf(count, { channel: 'DELIVERY' }));
    await run('confirmOrder', { orderId: order.id });
    const { tickets } = (await cashier.ok('query ($id: ID!) { order(id: $id) { tickets { id station { code } items { id } } } }', { id: order.id })).order;
    const bar = tickets.find((ticket: { station: { code: string } }) => ticket.station.code === 'BAR');
    await run('bumpTicketItem', { itemId: bar.items[0].id });
    await run('bumpTicket', { ticketId: bar.id, to: 'READY' });
    await run('recallTicket', { ticketId: bar.id });
    await run('serveOrder', { orderId: order.id });
    await run('payCash', { orderId: order.id, tendered: 1_000_000 });
    await run('completeOrder', { orderId: order.id });
    const unwanted = await placeOrder(cashier, linesOf(count));
    await run('cancelOrder', { orderId: unwanted.id, reason: 'changed mind' });
    return found;
  };
  // Four lines: a ticket at each station, one of them with two items.
  const few = await counts(4);
  expect(await counts(MANY)).toEqual(few);
});
