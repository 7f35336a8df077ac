import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDevice, addStation, addUser, type Client, orderOf, placeOrder, useRestaurant } from '../kit/index.ts';
import { apollo, type CachingClient, type Data, plain, urql, type Variables } from './kit.ts';

/**
 * Everything that a command or an event changes is returned with its identity, so a screen in a normalised cache shows
 * the new state without another request. Each test reads a screen, makes a change, and compares the cache with the
 * server's answer.
 */
const { restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '60000' }, outlet: { taxRate: 1000 } });

interface Screen {
  readonly document: string;
  readonly variables: Variables;
}

/** Fields of an order that screens show. */
const ORDER = `id version status paymentStatus paidAmount dueAmount refundedAmount updatedAt totals { total discount } discounts { id amount promotionId }
  payments { id status amount refunded } lines { id discount total } tickets { id version status items { id status } }`;
const ITEM = 'id available availableAt price basePrice';
const AT_OUTLET = 'id price available availableAt stockQuantity activeOverride';
const REPORT = 'id closedAt cash { expected taken paidIn refunded } tenders { method taken refunded } entryCount';
const ERRORS = 'userErrors { code field message }';

describe.each([
  ['Apollo Client', apollo],
  ['urql with graphcache', urql],
])('in the cache of %s', (_name, make) => {
  let client: CachingClient;
  let plainClient: Client;
  const use = (as: Client): void => {
    plainClient = as;
    client = make(as);
  };
  beforeEach(() => use(restaurant.owner));
  afterEach(() => client.stop());

  /** Reads the screens, runs the change, and expects the cache to match the server's answers afterwards. */
  async function expectShown(screens: readonly Screen[], change: () => Promise<unknown>): Promise<void> {
    const before = await Promise.all(screens.map(({ document, variables }) => client.query(document, variables)));
    await change();
    for (const [index, { document, variables }] of screens.entries()) {
      const now = await plainClient.ok(document, variables);
      expect(now, 'something has changed').not.toEqual(plain(before[index]));
      expect(plain(await client.cached(document, variables))).toEqual(now);
    }
  }

  const command = async (document: string, input: Variables): Promise<Data> => {
    const data = await client.mutate(document, { input });
    for (const payload of Object.values(data) as { userErrors: unknown[] }[]) expect(payload.userErrors).toEqual([]);
    return data;
  };
  const orderScreen = (id: string): Screen => ({ document: `query ($id: ID!) { order(id: $id) { ${ORDER} } }`, variables: { id } });
  const menuScreen = (): Screen => ({
    document: `query ($id: ID!) { menu(outletId: $id) { id version sections { id items { ${ITEM} } } } }`,
    variables: { id: restaurant.outletId },
  });
  const productScreen = (id: string): Screen => ({
    document: `query ($id: ID!, $outletId: ID!) { product(id: $id) { id atOutlet(outletId: $outletId) { ${AT_OUTLET} } } }`,
    variables: { id, outletId: restaurant.outletId },
  });
  const placed = (quantities: Readonly<Record<string, number>> = { COFFEE: 1 }): Promise<Data> =>
    placeOrder(restaurant.cashier, orderOf(restaurant, quantities));
  const setWater = (available: boolean): Promise<unknown> =>
    restaurant.manager.ok('mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { code } } }', {
      input: { outletId: restaurant.outletId, productId: restaurant.products.WATER, available },
    });
  const newShift = async (): Promise<string> => {
    const { currentShift } = await restaurant.owner.ok('query ($id: ID!) { currentShift(outletId: $id) { id } }', { id: restaurant.outletId });
    if (currentShift) return currentShift.id;
    const open = 'mutation ($input: OpenShiftInput!) { openShift(input: $input) { shift { id } userErrors { code } } }';
    return (await restaurant.owner.ok(open, { input: { outletId: restaurant.outletId, float: 100_000 } })).openShift.shift.id;
  };

  test('a product that is taken off is off on the menu and in the catalogue, and the menu has its new version', async () => {
    const { outletId, products } = restaurant;
    const document = `mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) {
      menuVersion outlet { id } menu { id version } menuItem { ${ITEM} } product { id atOutlet(outletId: "${outletId}") { ${AT_OUTLET} } } ${ERRORS} } }`;
    const screens = [menuScreen(), productScreen(products.WATER ?? '')];
    await expectShown(screens, () => command(document, { outletId, productId: products.WATER, available: false }));
    await expectShown(screens, () => command(document, { outletId, productId: products.WATER, available: true }));
  });

  test('a price of the outlet’s own, and stock that runs out, are on the menu and in the catalogue', async () => {
    const { outletId, products } = restaurant;
    const changed = `product { id atOutlet(outletId: "${outletId}") { ${AT_OUTLET} } } menuItem { ${ITEM} } menu { id version } ${ERRORS}`;
    const price = (await restaurant.guest.ok(`{ menuItem(outletId: "${outletId}", productId: "${products.SOUP}") { price } }`)).menuItem.price + 1;
    await expectShown([menuScreen(), productScreen(products.SOUP ?? '')], () =>
      command(`mutation ($input: SetProductOverrideInput!) { setProductOverride(input: $input) { ${changed} } }`, {
        outletId,
        productId: products.SOUP,
        price,
      }),
    );
    const stock = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { ${changed} } }`;
    await expectShown([menuScreen(), productScreen(products.CAKE ?? '')], () => command(stock, { outletId, productId: products.CAKE, counted: 0 }));
    await expectShown([menuScreen(), productScreen(products.CAKE ?? '')], () => command(stock, { outletId, productId: products.CAKE, counted: 5 }));
  });

  test('an order follows what the till and the kitchen do with it', async () => {
    const { id, tickets } = await placed({ COFFEE: 1, SOUP: 1 });
    const screen = [orderScreen(id)];
    const ticketOf = `ticket { id version status items { id status } order { ${ORDER} } } ${ERRORS}`;
    await expectShown(screen, () => command(`mutation ($input: BumpTicketInput!) { bumpTicket(input: $input) { ${ticketOf} } }`, { ticketId: tickets[0].id }));
    await expectShown(screen, () =>
      command(`mutation ($input: DiscountOrderInput!) { discountOrder(input: $input) { order { ${ORDER} } ${ERRORS} } }`, {
        orderId: id,
        rate: 1000,
        reason: 'Regular guest',
      }),
    );
    const { discounts } = (await plainClient.ok('query ($id: ID!) { order(id: $id) { discounts { id } } }', { id })).order;
    await expectShown(screen, () =>
      command(`mutation ($input: RemoveDiscountInput!) { removeDiscount(input: $input) { order { ${ORDER} } ${ERRORS} } }`, {
        orderId: id,
        discountId: discounts[0].id,
      }),
    );
    await expectShown(screen, () =>
      command(`mutation ($input: OrderCommandInput!) { serveOrder(input: $input) { order { ${ORDER} } ${ERRORS} } }`, { orderId: id }),
    );
  });

  test('a payment and a refund are on the order, and in the figures of the drawer', async () => {
    const shiftId = await newShift();
    const { id } = await placed();
    const screens = [orderScreen(id), { document: `query ($id: ID!) { xReport(shiftId: $id) { ${REPORT} } }`, variables: { id: shiftId } }];
    const pay = `mutation ($input: PayCashInput!) { payCash(input: $input) { payment { id status amount refunded } order { ${ORDER} } shiftReport { ${REPORT} } ${ERRORS} } }`;
    let paymentId = '';
    await expectShown(screens, async () => {
      paymentId = (await command(pay, { orderId: id, tendered: 50_000 })).payCash.payment.id;
    });
    const refund = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) {
      refund { id payment { id refunded } } payment { id status amount refunded } order { ${ORDER} } shiftReport { ${REPORT} } ${ERRORS} } }`;
    await expectShown(screens, () => command(refund, { paymentId, amount: 1000, reason: 'Cold' }));
    await expectShown([screens[1] as Screen], () =>
      command(`mutation ($input: PayInInput!) { payIn(input: $input) { shift { id } report { ${REPORT} } ${ERRORS} } }`, {
        shiftId,
        amount: 5000,
        reason: 'Change',
      }),
    );
  });

  test('a guest’s own order follows what the guest pays', async () => {
    const { token } = await placed();
    use(restaurant.guest);
    const tracked = 'id status paymentStatus dueAmount payment { id status }';
    const screen = { document: `query ($token: String!) { orderByToken(token: $token) { ${tracked} } }`, variables: { token } };
    const pay = `mutation ($input: PayByTokenInput!) { payByToken(input: $input) { payment { id status } order { ${tracked} } ${ERRORS} } }`;
    await expectShown([screen], () => command(pay, { token, method: 'QRIS' }));
  });

  test('people, devices and stations show their changes', async () => {
    const { outletId } = restaurant;
    const name = `user-${Math.random().toString(36).slice(2)}`;
    const userId = await addUser(restaurant.owner, { username: name, role: 'CASHIER', outletId, accessibleOutletIds: [outletId] });
    const node = (id: string, fields: string): Screen => ({ document: `query ($id: ID!) { node(id: $id) { id ${fields} } }`, variables: { id } });
    await expectShown([node(userId, '... on User { name role active }')], () =>
      command(`mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id name role active } ${ERRORS} } }`, {
        id: userId,
        name: 'Other',
        active: false,
      }),
    );
    const device = await addDevice(restaurant.owner, { outletId, kind: 'KITCHEN_DISPLAY' });
    await expectShown([node(device.id, '... on Device { name health revokedAt }')], () =>
      command(`mutation ($input: RevokeDeviceInput!) { revokeDevice(input: $input) { device { id name health revokedAt } ${ERRORS} } }`, {
        deviceId: device.id,
      }),
    );
    const stationId = await addStation(restaurant.owner, outletId, name.slice(0, 12).toUpperCase(), false);
    const stations = 'stations { id code isDefault }';
    await expectShown([node(outletId, `... on Outlet { ${stations} }`)], () =>
      command(`mutation ($input: UpdateStationInput!) { updateStation(input: $input) { station { id outlet { id ${stations} } } ${ERRORS} } }`, {
        id: stationId,
        isDefault: true,
      }),
    );
    const bar = `mutation ($input: UpdateStationInput!) { updateStation(input: $input) { station { id } ${ERRORS} } }`;
    await command(bar, { id: restaurant.stations.BAR, isDefault: true });
  });

  test('the codes of a promotion show additions and deactivations', async () => {
    const create =
      'mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { promotion { id codes { nodes { id } } } userErrors { code } } }';
    const code = (): string => `C-${Math.random().toString(36).slice(2)}`;
    const { promotion } = (await restaurant.owner.ok(create, { input: { name: 'Codes', type: 'PERCENTAGE', rate: 100, code: code() } })).createPromotion;
    const codes = 'codes(first: 10) { nodes { id code active } }';
    const screen = { document: `query ($id: ID!) { promotion(id: $id) { id ${codes} } }`, variables: { id: promotion.id } };
    const added = `promotionCode { id code active promotion { id ${codes} } } ${ERRORS}`;
    await expectShown([screen], () =>
      command(`mutation ($input: AddPromotionCodeInput!) { addPromotionCode(input: $input) { ${added} } }`, { promotionId: promotion.id, code: code() }),
    );
    await expectShown([screen], () =>
      command(`mutation ($input: DeactivatePromotionCodeInput!) { deactivatePromotionCode(input: $input) { promotionCode { id active } ${ERRORS} } }`, {
        id: promotion.codes.nodes[0].id,
      }),
    );
  });

  test('the taxes of outlets follow their regime', async () => {
    const create = 'mutation ($input: CreateTaxRegimeInput!) { createTaxRegime(input: $input) { taxRegime { id } userErrors { code } } }';
    const rates = (rate: number): object[] => [{ taxGroup: 'FOOD', name: 'Tax', rate }];
    const name = `Regime ${Math.random()}`;
    const { id } = (await restaurant.owner.ok(create, { input: { name, defaultGroup: 'FOOD', rates: rates(1000) } })).createTaxRegime.taxRegime;
    const taxes = 'id taxes { taxGroup name rate } taxRegime { id }';
    const screen = { document: `query ($id: ID!) { outlet(id: $id) { ${taxes} } }`, variables: { id: restaurant.outletId } };
    const set = `mutation ($input: SetOutletTaxRegimeInput!) { setOutletTaxRegime(input: $input) { outlet { ${taxes} } ${ERRORS} } }`;
    await expectShown([screen], () => command(set, { outletId: restaurant.outletId, taxRegimeId: id }));
    const update = `mutation ($input: UpdateTaxRegimeInput!) { updateTaxRegime(input: $input) { taxRegime { id } outlets { ${taxes} } ${ERRORS} } }`;
    await expectShown([screen], () => command(update, { id, rates: rates(1100) }));
    await expectShown([screen], () => command(set, { outletId: restaurant.outletId, taxRegimeId: null }));
  });

  test.each([
    [
      'orderChanged',
      () => restaurant.cashier,
      (order: Data) => ({ ...orderScreen(order.id), feed: `subscription ($id: ID!) { orderChanged(orderId: $id) { ${ORDER} } }` }),
    ],
    [
      'orderTracked',
      () => restaurant.guest,
      ({ token }: Data) => ({
        document: 'query ($token: String!) { orderByToken(token: $token) { id status updatedAt } }',
        variables: { token },
        feed: 'subscription ($token: String!) { orderTracked(token: $token) { id status updatedAt } }',
      }),
    ],
  ] as const)('%s changes what is kept of the order', async (_feed, as, screenOf) => {
    const order = await placed();
    use(as());
    const { feed, ...screen } = screenOf(order);
    await expectShown([screen], async () => {
      const updates: Data[] = [];
      const stop = client.follow(feed, screen.variables, (data) => updates.push(data));
      await until(() => updates.length > 0);
      await restaurant.cashier.ok('mutation ($id: ID!) { serveOrder(input: { orderId: $id }) { userErrors { code } } }', { id: order.id });
      await until(() => JSON.stringify(updates.at(-1)).includes('"SERVED"'));
      stop();
    });
  });

  test('menuChanged changes what is kept of the menu, its version among it', async () => {
    const { outletId } = restaurant;
    use(restaurant.guest);
    await expectShown([menuScreen()], async () => {
      const updates: Data[] = [];
      const stop = client.follow(
        `subscription ($id: ID!) { menuChanged(outletId: $id) { id version sections { id items { ${ITEM} } } } }`,
        { id: outletId },
        (data) => updates.push(data),
      );
      await until(() => updates.length > 0);
      await setWater(false);
      await until(() => updates.length > 1);
      stop();
    });
    await setWater(true);
  });

  test('paymentChanged changes what is kept of the payment and its order', async () => {
    const { id } = await placed();
    use(restaurant.cashier);
    await expectShown([orderScreen(id)], async () => {
      const updates: Data[] = [];
      const stop = client.follow(`subscription ($id: ID!) { paymentChanged(orderId: $id) { id status amount refunded order { ${ORDER} } } }`, { id }, (data) =>
        updates.push(data),
      );
      await sleep(200);
      await restaurant.cashier.ok('mutation ($id: ID!) { payCash(input: { orderId: $id, tendered: 50000 }) { userErrors { code } } }', { id });
      await until(() => JSON.stringify(updates.at(-1) ?? null).includes('"PAID"'));
      stop();
    });
  });

  test('outletFeed changes what is kept of the orders and products that it tells of', async () => {
    const order = await placed();
    use(restaurant.manager);
    const orders = { document: 'query ($id: ID!) { order(id: $id) { id version status paymentStatus dueAmount } }', variables: { id: order.id } };
    const product = productScreen(restaurant.products.WATER ?? '');
    await expectShown([orders, product], async () => {
      const updates: Data[] = [];
      const feed = `subscription ($id: ID!) { outletFeed(outletId: $id) { __typename ... on FeedHeartbeat { sequence } ... on FeedReset { sequence }
        ... on OutletEvent { sequence subject { __typename ... on Order { id version status paymentStatus dueAmount } ... on Product { id atOutlet(outletId: "${restaurant.outletId}") { ${AT_OUTLET} } } } } } }`;
      const stop = client.follow(feed, { id: restaurant.outletId }, (data) => updates.push(data));
      await until(() => updates.length > 0);
      await restaurant.cashier.ok('mutation ($id: ID!) { payCash(input: { orderId: $id, tendered: 50000 }) { userErrors { code } } }', { id: order.id });
      await setWater(false);
      await until(() => updates.some(({ outletFeed }) => outletFeed.subject?.paymentStatus === 'PAID'));
      await until(() => updates.some(({ outletFeed }) => outletFeed.subject?.__typename === 'Product'));
      stop();
    });
    await setWater(true);
  });

  test('kitchenFeed changes what is kept of the tickets', async () => {
    const { id, tickets } = await placed();
    use(restaurant.kitchen);
    const ticket = 'id version status items { id status }';
    const screen = { document: `query ($id: ID!) { order(id: $id) { id tickets { ${ticket} } } }`, variables: { id } };
    await expectShown([screen], async () => {
      const updates: Data[] = [];
      const feed = `subscription ($id: ID!) { kitchenFeed(outletId: $id) { ... on KitchenSnapshot { sequence tickets { ${ticket} } } ... on KitchenTicketChange { sequence ticket { ${ticket} } } ... on FeedHeartbeat { sequence } } }`;
      const stop = client.follow(feed, { id: restaurant.outletId }, (data) => updates.push(data));
      await until(() => updates.length > 0);
      await restaurant.kitchen.ok('mutation ($id: ID!) { bumpTicket(input: { ticketId: $id, to: READY }) { userErrors { code } } }', { id: tickets[0].id });
      await until(() => updates.at(-1).kitchenFeed.ticket?.status === 'READY');
      stop();
    });
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !isSo(); await sleep(20)) if (Date.now() > deadline) throw new Error('did not come in time');
}
