import { randomUUID } from 'node:crypto';
import { addDevice, addOutlet, addTable, bearer, type Client, makeClient, orderOf, PASSWORD, placeOrder } from '../kit/index.ts';
import {
  freshCredit,
  freshOrder,
  freshPromotion,
  freshShift,
  freshTaxRegime,
  mailedToken,
  mailedUser,
  paidPayment,
  run,
  startedPayment,
  type World,
} from './world.ts';

/** Arguments of a field. */
export type Arguments = Readonly<Record<string, unknown>>;
type Sample = (world: World) => Arguments | Promise<Arguments>;

const input =
  (make: (world: World) => Arguments | Promise<Arguments>): Sample =>
  async (world) => ({ input: await make(world) });
const unique = (): string => randomUUID().slice(0, 8);
const line = (world: World): object => ({ productId: world.latteId, quantity: 1, modifiers: [{ optionId: world.optionId }] });
const newOrder = (world: World): Arguments => ({ outletId: world.outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [line(world)] });
const targets = ({ products, categoryId }: World): Arguments => ({ productIds: [products.COFFEE], categoryIds: [categoryId] });
/** Discounts of an order, after giving it one. */
async function discountsOf(world: World, orderId: string): Promise<string[]> {
  const document = 'mutation ($input: DiscountOrderInput!) { discountOrder(input: $input) { order { discounts { id } } userErrors { code } } }';
  const { discountOrder } = await world.manager.ok(document, { input: { orderId, amount: 1000, reason: 'Goodwill' } });
  return discountOrder.order.discounts.map(({ id }: { id: string }) => id);
}
const at = ({ outletId, stations }: World): Arguments => ({ outletId, stationIds: [stations.KITCHEN, stations.BAR] });
/** Another session of the owner. */
async function freshSession({ guest, owner }: World): Promise<string> {
  await guest.ok('mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }', { input: { username: 'owner', password: PASSWORD } });
  const { sessions } = await owner.ok('{ sessions { id current } }');
  return sessions.find(({ current }: { current: boolean }) => !current).id;
}
/** A device with a pairing code. */
async function freshPairing({ guest }: World): Promise<{ pairingToken: string; userCode: string }> {
  const document = 'mutation { requestDevicePairing(input: { kind: KIOSK, name: "New" }) { pairingToken userCode userErrors { code } } }';
  return (await guest.ok(document)).requestDevicePairing;
}
/** Creates an object as the owner, and archives it if the command to test restores it. */
async function fresh({ owner }: World, name: string, make: string, values: Arguments, archived = false): Promise<Arguments> {
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  const document = `mutation ($input: Create${make}Input!) { create${make}(input: $input) { ${field} { id } userErrors { code message } } }`;
  const { id } = (await owner.ok(document, { input: values }))[`create${make}`][field];
  if (archived) await run(owner, `archive${name}`, `Archive${name}Input`, { id });
  return { id };
}
const freshUser = (world: World, archived = false): Promise<Arguments> =>
  fresh(world, 'User', 'User', { username: `user-${unique()}`, password: PASSWORD, name: 'New', role: 'CASHIER', outletId: world.outletId }, archived);
const freshCategory = (world: World, archived = false): Promise<Arguments> => fresh(world, 'Category', 'Category', { name: 'New' }, archived);
const freshProduct = (world: World, archived = false): Promise<Arguments> =>
  fresh(world, 'Product', 'Product', { categoryId: world.categoryId, sku: unique(), name: 'New', price: 1000 }, archived);
const freshGroup = (world: World, archived = false): Promise<Arguments> =>
  fresh(world, 'ModifierGroup', 'ModifierGroup', { name: 'New', selectionType: 'SINGLE', options: [{ name: 'One' }] }, archived);
const freshStation = (world: World, archived = false): Promise<Arguments> =>
  fresh(world, 'Station', 'Station', { outletId: world.outletId, name: 'New', code: unique().toUpperCase() }, archived);
const freshOutlet = (world: World, archived = false): Promise<Arguments> => fresh(world, 'Outlet', 'Outlet', { name: 'New', code: unique() }, archived);
/** An option of a new group. */
async function freshOption(world: World, archived = false): Promise<Arguments> {
  const { id: groupId } = await freshGroup(world);
  const [{ id }] = (await world.app.sql<{ id: string }>('select id from modifier_option where group_id = $1', [groupId])) as [{ id: string }];
  if (archived) await run(world.owner, 'archiveModifierOption', 'ArchiveModifierOptionInput', { id });
  return { id };
}
/** A new tenant without users. */
async function freshTenant({ platform }: World): Promise<Arguments> {
  const make = 'mutation ($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id } userErrors { code } } }';
  const { createTenant } = await platform.ok(make, {
    input: { name: 'New', slug: `new-${unique()}`, currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta' },
  });
  return { tenantId: createTenant.tenant.id };
}
/** An order at an outlet whose tax regime allows withholding. */
async function withheldOrder(world: World): Promise<string> {
  const { owner, outletId, taxRegimeId } = world;
  await run(owner, 'setOutletTaxRegime', 'SetOutletTaxRegimeInput', { outletId, taxRegimeId });
  return (await freshOrder(world)).id;
}
const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** The caller who succeeds where an owner does not: the platform, a guest or a device. */
export function askerOf(path: string, { owner, platform, guest, app, deviceToken }: World): Client {
  if (['Query.tenants', 'Mutation.createTenant', 'Mutation.suspendTenant', 'Mutation.activateTenant'].includes(path)) return platform;
  if (path === 'Mutation.signIn' || path === 'Mutation.requestDevicePairing') return guest;
  const ofMachines = ['Mutation.deviceHeartbeat', 'Mutation.pinSignIn', 'Query.tillStaff'];
  return ofMachines.includes(path) ? makeClient(app.url, bearer(deviceToken)) : owner;
}

/**
 * Arguments with which an owner succeeds, for every root field; the probes start from these. Together, the samples of
 * a field must fill every path that takes an id. The tests fail for a field without samples.
 */
export const samples: Readonly<Record<string, readonly Sample[]>> = {
  'Query.me': [() => ({})],
  'Query.node': [({ ids }) => ({ id: ids.order }), ({ ids }) => ({ id: ids.shift })],
  'Query.nodes': [({ ids }) => ({ ids: [ids.order, ids.product] })],
  'Query.tenant': [() => ({})],
  'Query.outlets': [() => ({})],
  'Query.categories': [() => ({})],
  'Query.outlet': [({ outletId }) => ({ id: outletId })],
  'Query.menu': [({ outletId }) => ({ outletId })],
  'Query.menuItem': [({ outletId, latteId }) => ({ outletId, productId: latteId })],
  'Query.product': [({ latteId }) => ({ id: latteId })],
  'Query.products': [
    ({ outletId, categoryId }) => ({
      filter: {
        search: 'x',
        categoryId,
        outletId,
        availableAtOutletId: outletId,
        active: true,
        trackStock: false,
        popular: false,
        archived: false,
        sku: 'COFFEE',
      },
      orderBy: { key: 'PRICE' },
      first: 5,
    }),
    ({ outletId }) => ({ filter: { unavailableAtOutletId: outletId } }),
  ],
  'Query.modifierGroups': [() => ({ filter: { search: 'x', shared: false, archived: false }, orderBy: { key: 'CREATED_AT' }, first: 5 })],
  'Query.stations': [({ outletId }) => ({ outletId }), () => ({ archived: true })],
  'Query.tenants': [() => ({ filter: { search: 'x', status: 'ACTIVE', country: 'ID' }, first: 5 })],
  'Query.users': [
    ({ outletId }) => ({ filter: { search: 'x', role: ['CASHIER', 'KITCHEN'], outletId, active: true, archived: false }, orderBy: { key: 'NAME' }, first: 5 }),
  ],
  'Query.priceOrder': [input((world) => ({ ...newOrder(world), promotionCodes: ['NONE'], customerPhone: '+62 812 3456 7890' }))],
  'Query.promotions': [() => ({ filter: { search: 'x' }, first: 5 })],
  'Query.promotion': [({ promotionId }) => ({ id: promotionId })],
  'Query.taxPresets': [() => ({})],
  'Query.parcelTypes': [() => ({})],
  'Query.parcelType': [({ ids }) => ({ id: ids['parcel type'] })],
  'Query.taxRegimes': [() => ({})],
  'Query.taxRegime': [({ taxRegimeId }) => ({ id: taxRegimeId })],
  'Query.calculateTax': [
    input(({ outletId }) => ({ outletId, lines: [{ amount: 1000, taxGroup: 'GOODS' }] })),
    input(({ taxRegimeId }) => ({ taxRegimeId, lines: [{ amount: 1000, taxGroup: 'GOODS' }] })),
    input(({ outletId }) => ({ rules: { outletId }, lines: [{ amount: 1000, taxGroup: 'GOODS' }] })),
    input(({ taxRegimeId }) => ({ rules: { taxRegimeId }, lines: [{ amount: 1000, taxGroup: 'GOODS' }] })),
  ],
  'Query.validateTaxId': [() => ({ kind: 'ETHIOPIA_TIN', value: '0012345678' })],
  'Query.tableByToken': [({ tableToken }) => ({ token: tableToken })],
  'Query.diningTables': [({ outletId }) => ({ outletId })],
  'Mutation.createDiningTable': [input(({ outletId }) => ({ outletId, name: unique() }))],
  'Mutation.updateDiningTable': [input(({ ids }) => ({ id: ids.table, seats: 6 }))],
  'Mutation.rotateTableToken': [input(async ({ manager, outletId }) => ({ id: (await addTable(manager, { outletId, name: unique() })).id }))],
  'Query.order': [({ ids }) => ({ id: ids.order })],
  'Query.orderByToken': [({ orderToken }) => ({ token: orderToken })],
  'Query.orders': [
    ({ outletId, ids }) => ({
      filter: {
        ...{ outletId, tableId: ids.table, cashierId: ids.user, deviceId: ids.device, tableName: 'x', customerPhone: '1', due: true, paymentStatus: ['PAID'] },
        ...{ channel: ['POS'], serviceMode: ['TAKEAWAY'], total: { min: 30_000 }, businessDates: { from: '2020-01-01' }, placedAt: { until: soon() } },
      },
      first: 5,
    }),
    ({ outletId }) => ({ filter: { outletId, updatedSince: '2020-01-01T00:00:00Z' }, orderBy: { key: 'TOTAL', direction: 'ASC' }, first: 5 }),
  ],
  'Query.refundQuote': [input(({ ids }) => ({ orderId: ids.order, lines: [{ lineId: ids.line, part: { quantity: 1 } }] }))],
  'Query.splitQuote': [
    input(async ({ owner, ids }) => {
      const { order } = await owner.ok('query ($id: ID!) { order(id: $id) { lines { id quantity } } }', { id: ids.order });
      const each = (order.lines as { id: string; quantity: number }[]).map(({ id, quantity }) => ({ lines: [{ lineId: id, quantity }] }));
      return { orderId: ids.order, groups: each };
    }),
  ],
  'Query.kitchenTickets': [({ ids }) => ({ stationId: ids.station })],
  'Query.outletEvents': [({ outletId }) => ({ outletId })],
  'Product.atOutlet': [({ outletId }) => ({ outletId })],

  'Mutation.signIn': [input(() => ({ username: 'owner', password: PASSWORD }))],
  'Mutation.refreshSession': [input(({ refreshToken }) => ({ refreshToken }))],
  'Mutation.signOut': [() => ({})],
  'Query.sessions': [() => ({})],
  'Mutation.revokeSession': [input(async (world) => ({ sessionId: await freshSession(world) }))],
  'Mutation.revokeOtherSessions': [() => ({})],
  'Mutation.signOutUser': [input(({ userId }) => ({ userId }))],
  'Mutation.signUp': [input(() => ({ email: `${unique()}@example.com`, password: PASSWORD, name: 'New', phone: '1' }))],
  'Mutation.confirmSignUp': [
    input(async (world) => {
      const email = `${unique()}@example.com`;
      const signUp = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accepted userErrors { code } } }';
      await world.guest.ok(signUp, { input: { email, password: PASSWORD, name: 'New' } });
      return { token: await mailedToken(world, email) };
    }),
  ],
  'Mutation.changePassword': [input(() => ({ currentPassword: PASSWORD, newPassword: PASSWORD }))],
  'Mutation.requestPasswordReset': [input(() => ({ email: `${unique()}@example.com` }))],
  'Mutation.resetPassword': [input(async (world) => ({ token: await mailedUser(world, 'requestPasswordReset'), newPassword: PASSWORD }))],
  'Mutation.requestEmailChange': [input(() => ({ email: `${unique()}@example.com`, currentPassword: PASSWORD }))],
  'Mutation.confirmEmailChange': [input(async (world) => ({ token: await mailedUser(world, 'requestEmailChange') }))],
  'Mutation.updateMyProfile': [input(() => ({ name: 'Changed', phone: '1' }))],
  'Mutation.setMyPin': [input(() => ({ currentPassword: PASSWORD, pin: '7391' }))],

  'Mutation.createTenant': [input(() => ({ name: 'New', slug: `new-${unique()}`, currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta' }))],
  'Mutation.updateTenant': [input(() => ({ phone: '1' }))],
  'Mutation.suspendTenant': [input(freshTenant)],
  'Mutation.activateTenant': [input(freshTenant)],
  'Mutation.archiveOutlet': [input((world) => freshOutlet(world))],
  'Mutation.unarchiveOutlet': [input((world) => freshOutlet(world, true))],
  'Mutation.archiveStation': [input((world) => freshStation(world))],
  'Mutation.unarchiveStation': [input((world) => freshStation(world, true))],
  'Mutation.archiveUser': [input((world) => freshUser(world))],
  'Mutation.unarchiveUser': [input((world) => freshUser(world, true))],
  'Mutation.createOutlet': [input(() => ({ name: 'New', code: unique() }))],
  'Mutation.updateOutlet': [input(({ outletId }) => ({ id: outletId, phone: '1' }))],
  'Mutation.createStation': [input(({ outletId }) => ({ outletId, name: 'New', code: unique().toUpperCase() }))],
  'Mutation.updateStation': [input(({ stations }) => ({ id: stations.KITCHEN, name: 'Kitchen', isDefault: false }))],
  'Mutation.createPromotion': [
    input((world) => ({ name: 'New', type: 'PERCENTAGE', rate: 1000, code: unique(), ...targets(world), outletIds: [world.outletId] })),
    input((world) => ({ name: 'New', type: 'BUNDLE_PRICE', amount: 1000, needsCode: true, bundleItems: [{ quantity: 1, ...targets(world) }] })),
  ],
  'Mutation.updatePromotion': [
    input(async (world) => ({ id: (await freshPromotion(world, 'New')).id, ...targets(world), outletIds: [world.outletId] })),
    input(async (world) => {
      const bundle = { name: 'New', type: 'BUNDLE_PRICE', amount: 1000, needsCode: true, bundleItems: [{ quantity: 1, ...targets(world) }] };
      const make = 'mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { promotion { id } userErrors { code } } }';
      const { id } = (await world.owner.ok(make, { input: bundle })).createPromotion.promotion;
      return { id, bundleItems: [{ quantity: 2, ...targets(world) }] };
    }),
  ],
  'Mutation.activatePromotion': [input(({ promotionId }) => ({ id: promotionId }))],
  'Mutation.deactivatePromotion': [input(async (world) => ({ id: (await freshPromotion(world, 'New')).id }))],
  'Mutation.deletePromotion': [input(async (world) => ({ id: (await freshPromotion(world, 'New')).id }))],
  'Mutation.addPromotionCode': [input(({ promotionId }) => ({ promotionId, code: unique() }))],
  'Mutation.generatePromotionCodes': [input(({ promotionId }) => ({ promotionId, count: 2, prefix: 'X-' }))],
  'Mutation.deactivatePromotionCode': [input(async (world) => ({ id: (await freshPromotion(world, 'New')).codeId }))],
  'Mutation.createParcelType': [input(() => ({ name: unique(), fee: 1000 }))],
  'Mutation.updateParcelType': [input(({ ids }) => ({ id: ids['parcel type'], active: true }))],
  'Mutation.deleteParcelType': [input((world) => fresh(world, 'ParcelType', 'ParcelType', { name: unique() }))],
  'Mutation.createTaxRegime': [
    input(() => ({ preset: 'INDONESIA', region: unique(), rates: [{ taxGroup: 'ALCOHOL', name: 'Excise', rate: 500 }] })),
    input(() => ({ name: unique(), defaultGroup: 'EXEMPT' })),
  ],
  'Mutation.updateTaxRegime': [
    input(({ taxRegimeId, slug }) => ({ id: taxRegimeId, defaultGroup: 'EXEMPT', rates: [{ taxGroup: 'GOODS', name: `PPN ${slug}`, rate: 1100 }] })),
  ],
  'Mutation.deleteTaxRegime': [input(async (world) => ({ id: await freshTaxRegime(world, unique()) }))],
  'Mutation.setOutletTaxRegime': [input(({ outletId, taxRegimeId }) => ({ outletId, taxRegimeId }))],
  'Mutation.setOpeningHours': [input(({ outletId }) => ({ outletId, weekly: null }))],
  'Mutation.pauseChannel': [
    input(({ outletId }) => ({ outletId, channel: 'DELIVERY', until: soon() })),
    input(({ outletId }) => ({ outletId, channel: 'DELIVERY', minutes: 1 })),
  ],
  'Mutation.resumeChannel': [input(({ outletId }) => ({ outletId, channel: 'DELIVERY' }))],
  'Mutation.setConfirmOn': [input(({ outletId }) => ({ outletId, channel: 'DELIVERY', confirmOn: 'MANUAL' }))],

  'Mutation.createUser': [
    input(({ outletId }) => ({ username: `user-${unique()}`, password: PASSWORD, name: 'New', role: 'CASHIER', outletId, accessibleOutletIds: [outletId] })),
  ],
  'Mutation.updateUser': [input(({ userId, outletId }) => ({ id: userId, name: 'Changed', outletId, accessibleOutletIds: [outletId] }))],
  'Mutation.createDevice': [
    input(({ outletId, stations }) => ({ outletId, kind: 'KITCHEN_DISPLAY', name: 'New', stationIds: [stations.KITCHEN, stations.BAR] })),
  ],
  'Mutation.updateDevice': [
    input(async (world) => ({ id: (await addDevice(world.owner, { outletId: world.outletId, kind: 'KITCHEN_DISPLAY' })).id, name: 'Renamed', ...at(world) })),
  ],
  'Query.device': [({ deviceId }) => ({ id: deviceId })],
  'Query.devices': [({ outletId }) => ({ outletId, kind: 'POS', first: 5 }), () => ({})],
  'Mutation.requestDevicePairing': [input(() => ({ kind: 'KIOSK', name: 'New' }))],
  'Mutation.pollDevicePairing': [input(async (world) => ({ pairingToken: (await freshPairing(world)).pairingToken }))],
  'Query.devicePairing': [async (world) => ({ userCode: (await freshPairing(world)).userCode })],
  'Mutation.approveDevicePairing': [input(async (world) => ({ userCode: (await freshPairing(world)).userCode, name: 'New', ...at(world) }))],
  'Mutation.denyDevicePairing': [input(async (world) => ({ userCode: (await freshPairing(world)).userCode }))],
  'Mutation.deviceHeartbeat': [input(() => ({ appVersion: '1.0', problems: ['No paper'] }))],
  'Query.tillStaff': [() => ({})],
  'Mutation.pinSignIn': [
    input(async ({ owner, userId }) => {
      await run(owner, 'updateUser', 'UpdateUserInput', { id: userId, pin: '7391' });
      return { username: 'colleague', pin: '7391' };
    }),
  ],
  'Mutation.revokeDevice': [input(async ({ owner, outletId }) => ({ deviceId: (await addDevice(owner, { outletId, kind: 'KIOSK' })).id }))],

  'Mutation.archiveCategory': [input(async (world) => ({ ...(await freshCategory(world)), moveProductsTo: world.categoryId }))],
  'Mutation.unarchiveCategory': [input((world) => freshCategory(world, true))],
  'Mutation.archiveProduct': [input((world) => freshProduct(world))],
  'Mutation.unarchiveProduct': [input((world) => freshProduct(world, true))],
  'Mutation.archiveModifierGroup': [input((world) => freshGroup(world))],
  'Mutation.unarchiveModifierGroup': [input((world) => freshGroup(world, true))],
  'Mutation.archiveModifierOption': [input((world) => freshOption(world))],
  'Mutation.unarchiveModifierOption': [input((world) => freshOption(world, true))],
  'Mutation.createCategory': [input(() => ({ name: 'New' }))],
  'Mutation.updateCategory': [input(({ categoryId }) => ({ id: categoryId, sortOrder: 1 }))],
  'Mutation.createModifierGroup': [input(() => ({ name: 'New', selectionType: 'SINGLE', options: [{ name: 'One' }] }))],
  'Mutation.updateModifierGroup': [input(({ groupId, optionId }) => ({ id: groupId, options: [{ id: optionId, priceAdjustment: 2000 }] }))],
  'Mutation.createProduct': [
    input(({ categoryId, outletId, groupId }) => ({
      categoryId,
      outletId,
      sku: unique(),
      name: 'New',
      price: 1000,
      taxGroup: 'GOODS',
      modifierGroupIds: [groupId],
    })),
  ],
  'Mutation.updateProduct': [input(({ latteId, categoryId, groupId }) => ({ id: latteId, categoryId, modifierGroupIds: [groupId] }))],
  'Mutation.setAvailability': [
    input(({ outletId, products }) => ({ outletId, productId: products.WATER, available: false })),
    input(({ outletId, ids }) => ({ outletId, optionId: ids['option of a product'], available: false, minutes: 30 })),
  ],
  'Mutation.adjustStock': [input(({ outletId, products }) => ({ outletId, productId: products.CAKE, delta: 1 }))],
  'Query.stockMovements': [({ outletId, products }) => ({ outletId, productId: products.CAKE, first: 5 })],
  'Mutation.setProductOverride': [input(({ outletId, products }) => ({ outletId, productId: products.WATER, price: 6000 }))],

  'Mutation.placeOrder': [
    // With a QR code, so that guests and customers may order too.
    input((world) => ({ ...newOrder(world), channel: 'API', serviceMode: 'DINE_IN', tableToken: world.tableToken, id: randomUUID() })),
    input((world) => ({ ...newOrder(world), payment: { tendered: 1_000_000 } })),
    input((world) => ({
      ...newOrder(world),
      lines: [{ ...line(world), priceOverride: { unitPrice: 20000, reason: 'Smaller cup' } }],
      discounts: [{ line: 0, rate: 1000, reason: 'Regular guest' }],
    })),
  ],
  'Mutation.confirmOrder': [input(async (world) => ({ orderId: (await freshOrder(world, { channel: 'QR' })).id }))],
  'Mutation.serveOrder': [input(async (world) => ({ orderId: (await freshOrder(world)).id }))],
  'Mutation.completeOrder': [
    input(async (world) => {
      const { id } = await freshOrder(world);
      await run(world.cashier, 'payCash', 'PayCashInput', { orderId: id, tendered: 20000 });
      await run(world.cashier, 'serveOrder', 'OrderCommandInput', { orderId: id });
      return { orderId: id };
    }),
  ],
  'Mutation.cancelOrder': [input(async (world) => ({ orderId: (await freshOrder(world)).id, reason: 'Changed their mind' }))],
  'Query.orderBoard': [({ outletId }) => ({ outletId })],
  'Mutation.bumpTicket': [input(async (world) => ({ ticketId: (await freshOrder(world)).ticketId }))],
  'Mutation.bumpTicketItem': [input(async (world) => ({ itemId: (await freshOrder(world)).itemId }))],
  'Mutation.recallTicket': [
    input(async (world) => {
      const { ticketId } = await freshOrder(world);
      await run(world.kitchen, 'bumpTicket', 'BumpTicketInput', { ticketId, to: 'READY' });
      return { ticketId };
    }),
  ],
  'Mutation.recallTicketItem': [
    input(async (world) => {
      const { itemId } = await freshOrder(world);
      await run(world.kitchen, 'bumpTicketItem', 'BumpTicketItemInput', { itemId });
      return { itemId };
    }),
  ],
  'Mutation.payCash': [input(async (world) => ({ orderId: (await freshOrder(world)).id, tendered: 50000 }))],
  'Mutation.startPayment': [
    input(async (world) => ({ orderId: (await freshOrder(world)).id, method: 'QRIS' })),
    input(async (world) => ({ orderId: (await freshOrder(world)).id, method: 'CARD', returnUrl: 'https://shop.example/', customerName: 'Guest' })),
  ],
  'Mutation.payByToken': [
    input(async (world) => ({ token: (await placeOrder(world.cashier, orderOf(world, { COFFEE: 1 }))).token, method: 'EWALLET', wallet: 'DANA' })),
  ],
  'Mutation.cancelByToken': [
    input(async (world) => {
      const { token } = await placeOrder(world.cashier, orderOf(world, { COFFEE: 1 }));
      const pay = 'mutation ($input: PayByTokenInput!) { payByToken(input: $input) { payment { id } userErrors { code } } }';
      const { payByToken } = await world.guest.ok(pay, { input: { token, method: 'QRIS' } });
      return { token, paymentId: payByToken.payment.id };
    }),
  ],
  'Query.payment': [({ ids }) => ({ id: ids.payment })],
  'Query.payments': [
    ({ outletId, ids }) => ({
      filter: {
        outletId,
        orderId: ids.order,
        status: ['PAID'],
        method: ['CASH'],
        provider: 'cash',
        hasCredit: false,
        amount: { max: 10_000 },
        createdAt: { until: soon() },
      },
      first: 5,
    }),
    () => ({ orderBy: { key: 'AMOUNT' } }),
  ],
  'Query.refunds': [
    ({ outletId, ids }) => ({ filter: { outletId, orderId: ids.order, status: ['SUCCEEDED'], method: ['CASH'] }, first: 5 }),
    () => ({ filter: { number: 'ORD-1-R1' } }),
  ],
  'Query.paymentMethods': [() => ({})],
  'Query.paymentProviders': [() => ({})],
  'Query.gatewayAccounts': [() => ({})],
  'Query.gatewayNotifications': [() => ({ filter: { provider: 'stripe', outcome: 'ACCEPTED' }, first: 5 }), () => ({})],
  'Mutation.setGatewayAccount': [
    // Inactive, so that payments of the other samples still use the demo gateway.
    input(async () => ({
      provider: 'stripe',
      methods: ['CARD'],
      active: false,
      credentials: ['secretKey', 'webhookSecret'].map((name) => ({ name, value: unique() })),
    })),
  ],
  'Mutation.cancelPayment': [input(async (world) => ({ paymentId: await startedPayment(world) }))],
  'Mutation.checkPayment': [input(async (world) => ({ paymentId: await startedPayment(world) }))],
  'Mutation.capturePayment': [input(async (world) => ({ paymentId: await startedPayment(world, 'AUTHORIZED'), amount: 5000 }))],
  'Mutation.reviewPayment': [
    input(async (world) => ({ paymentId: await startedPayment(world, 'UNDER_REVIEW'), decision: 'ACCEPT', reason: 'One rupiah less' })),
  ],
  'Mutation.settleDemoPayment': [input(async (world) => ({ paymentId: await startedPayment(world), outcome: 'PAY' }))],
  'Mutation.recordWithholding': [input(async (world) => ({ orderId: await withheldOrder(world), amount: 100, certificateNumber: unique() }))],

  'Query.currentShift': [({ outletId }) => ({ outletId })],
  'Query.shift': [({ ids }) => ({ id: ids.shift })],
  'Query.shifts': [({ outletId }) => ({ filter: { outletId, open: true }, first: 5 }), () => ({})],
  'Query.xReport': [({ ids }) => ({ shiftId: ids.shift })],
  'Query.zReport': [
    async (world) => {
      const shiftId = await freshShift(world);
      await run(world.owner, 'closeShift', 'CloseShiftInput', { shiftId, counted: [{ method: 'CASH', amount: 100_000 }] });
      return { shiftId };
    },
  ],
  'Mutation.openShift': [input(async ({ owner }) => ({ outletId: await addOutlet(owner, { code: unique() }), float: 0 }))],
  'Mutation.payIn': [input(async (world) => ({ shiftId: await freshShift(world), amount: 1000, reason: 'Change' }))],
  'Mutation.payOut': [input(async (world) => ({ shiftId: await freshShift(world), amount: 1000, reason: 'Milk' }))],
  'Mutation.openDrawer': [input(async (world) => ({ shiftId: await freshShift(world), reason: 'Change for a guest' }))],
  'Mutation.closeShift': [input(async (world) => ({ shiftId: await freshShift(world), counted: [{ method: 'CASH', amount: 100_000 }] }))],

  'Mutation.payWithCredit': [input(async (world) => ({ orderId: (await freshOrder(world)).id, paymentId: await freshCredit(world), amount: 100 }))],
  'Mutation.setTip': [input(async (world) => ({ orderId: (await freshOrder(world)).id, amount: 1000 }))],
  'Mutation.refundPayment': [
    input(async (world) => ({ paymentId: (await paidPayment(world)).id, amount: 100, reason: 'Cold' })),
    input(async (world) => {
      const { id, lineId } = await paidPayment(world);
      return { paymentId: id, lines: [{ lineId, quantity: 1 }], reason: 'Cold', approval: { username: 'manager', password: PASSWORD } };
    }),
  ],

  'Mutation.discountOrder': [
    input(async (world) => ({ orderId: (await freshOrder(world)).id, amount: 1000, reason: 'Goodwill' })),
    input(async (world) => {
      const { id, lineId } = await freshOrder(world);
      return { orderId: id, lineId, value: { rate: 1000 }, reason: 'Goodwill', approval: { username: 'manager', password: PASSWORD } };
    }),
  ],
  'Mutation.removeDiscount': [
    input(async (world) => {
      const { id } = await freshOrder(world);
      const [discount] = await discountsOf(world, id);
      return { orderId: id, discountId: discount };
    }),
  ],
  'Mutation.overridePrice': [
    input(async (world) => {
      const { id, lineId } = await freshOrder(world);
      return { orderId: id, lineId, unitPrice: 15000, reason: 'Smaller cup' };
    }),
  ],
  'Query.auditLog': [
    ({ outletId, ids }) => ({ filter: { outletId, userId: ids.user, deviceId: ids.device, approverId: ids.user, entityId: ids.order }, first: 5 }),
    () => ({}),
  ],

  'Subscription.kitchenFeed': [({ outletId, stations }) => ({ outletId, stationIds: [stations.KITCHEN, stations.BAR] })],
  'Subscription.boardFeed': [({ outletId }) => ({ outletId })],
  'Subscription.outletFeed': [({ outletId }) => ({ outletId })],
  'Subscription.orderChanged': [({ ids }) => ({ orderId: ids.order })],
  'Subscription.paymentChanged': [({ ids }) => ({ orderId: ids.order })],
  'Subscription.orderTracked': [({ orderToken }) => ({ token: orderToken })],
  'Subscription.menuChanged': [({ outletId }) => ({ outletId })],
};
