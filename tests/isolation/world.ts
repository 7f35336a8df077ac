import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatToken } from '../../src/kernel/secrets/secret-token.ts';
import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import {
  addDevice,
  addOutlet,
  addProduct,
  addTable,
  addUser,
  type Client,
  makeRestaurant,
  ORDER_FIELDS,
  orderOf,
  PASSWORD,
  placeOrder,
  type Restaurant,
  signedIn,
  type TestApp,
} from '../kit/index.ts';

/** A brand with a row of every kind that has an id. */
export interface World extends Restaurant {
  readonly app: TestApp;
  /** One real id of each kind. */
  readonly ids: Readonly<Record<string, string>>;
  readonly optionId: string;
  readonly groupId: string;
  /** Offers the shared group, which requires one option. */
  readonly latteId: string;
  /** Charges no tax on products without a tax group. */
  readonly taxRegimeId: string;
  /** Needs a code, so that it does not apply to other orders. */
  readonly promotionId: string;
  readonly deviceId: string;
  readonly userId: string;
  /** Token of the order `ids.order`. */
  readonly orderToken: string;
  /** Token of the QR code of the table `ids.table`. */
  readonly tableToken: string;
  /** A cursor of the list of orders. */
  readonly cursor: string;
  readonly refreshToken: string;
  readonly deviceToken: string;
}

/** The canary: every text of a world that a client can write contains it. */
export function canaryOf(restaurant: Pick<Restaurant, 'slug'>): string {
  return `canary of ${restaurant.slug}`;
}

export async function makeWorld(app: TestApp): Promise<World> {
  const restaurant = await makeRestaurant(app);
  const { owner, outletId, categoryId, products, tenantId, slug } = restaurant;
  const canary = canaryOf(restaurant);
  const option = { name: canary, priceAdjustment: 1000 };
  const group = (
    await owner.ok(
      'mutation ($input: CreateModifierGroupInput!) { createModifierGroup(input: $input) { modifierGroup { id options { id } } userErrors { code } } }',
      {
        input: { name: canary, selectionType: 'SINGLE', options: [option, { name: 'Other' }] },
      },
    )
  ).createModifierGroup.modifierGroup;
  const latteId = await addProduct(owner, { categoryId, sku: 'LATTE', name: canary, description: canary, price: 25000, modifierGroupIds: [group.id] });
  const owned = await owner.ok(
    `mutation ($input: CreateProductInput!) { createProduct(input: $input) { product { id modifierGroups { id options { id } } } userErrors { code } } }`,
    {
      input: { categoryId, sku: 'TEA', name: canary, price: 9000, outletId, modifierGroups: [{ name: canary, selectionType: 'MULTIPLE', options: [option] }] },
    },
  );
  await owner.ok('mutation ($input: UpdateTenantInput!) { updateTenant(input: $input) { tenant { id } userErrors { code } } }', {
    input: { legalName: canary },
  });
  await owner.ok('mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { outlet { id } userErrors { code } } }', {
    input: { id: outletId, address: canary },
  });
  const taxRegimeId = await freshTaxRegime(restaurant, canary);
  const promotion = await freshPromotion(restaurant, canary);
  const parcel = await owner.ok('mutation ($input: CreateParcelTypeInput!) { createParcelType(input: $input) { parcelType { id } userErrors { code } } }', {
    input: { name: canary, description: canary },
  });
  const userId = await addUser(owner, { username: 'colleague', name: canary, role: 'CASHIER', outletId, accessibleOutletIds: [outletId] });
  const device = await addDevice(owner, { outletId, kind: 'POS', name: canary });
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }, { customerName: canary, notes: canary }));
  const table = await addTable(restaurant.manager, { outletId, name: canary.slice(0, 40) });
  const paid = await restaurant.cashier.ok('mutation ($input: PayCashInput!) { payCash(input: $input) { payment { id } userErrors { code } } }', {
    input: { orderId: order.id, amount: 10000, tendered: 10000 },
  });
  const read = await owner.ok(
    'query ($outlet: ID!) { orders(first: 1) { pageInfo { endCursor } } menu(outletId: $outlet) { sections { id items { id } } } me { id } }',
    {
      outlet: outletId,
    },
  );
  const refreshToken = await refreshTokenOf(restaurant.guest, 'kitchen');
  const [session] = await app.sql<{ id: string }>('select id from user_session where tenant_id = $1 limit 1', [tenantId]);
  const product = owned.createProduct.product;
  const ids = {
    tenant: tenantId,
    outlet: outletId,
    station: restaurant.stations.BAR ?? '',
    'tax regime': taxRegimeId,
    promotion: promotion.id,
    'parcel type': parcel.createParcelType.parcelType.id,
    'promotion code': promotion.codeId,
    category: categoryId,
    product: products.COFFEE ?? '',
    'product with a group': latteId,
    'product of the outlet': product.id,
    group: group.id,
    option: group.options[0].id,
    'group of a product': product.modifierGroups[0].id,
    'option of a product': product.modifierGroups[0].options[0].id,
    user: userId,
    device: device.id,
    session: session?.id ?? '',
    order: order.id,
    line: order.lines[0].id,
    ticket: order.tickets[0].id,
    item: order.tickets[0].items[0].id,
    payment: paid.payCash.payment.id,
    shift: await freshShift(restaurant),
    table: table.id,
    'menu section': read.menu.sections[0].id,
    'menu item': read.menu.sections[0].items[0].id,
  };
  const cursor = read.orders.pageInfo.endCursor;
  const deviceToken = (device.client.headers.authorization ?? '').slice(7);
  return {
    ...restaurant,
    app,
    ids,
    optionId: ids.option,
    groupId: ids.group,
    latteId,
    taxRegimeId,
    promotionId: promotion.id,
    deviceId: device.id,
    userId,
    orderToken: order.token,
    tableToken: table.token,
    cursor,
    refreshToken,
    deviceToken,
    slug,
  };
}

async function refreshTokenOf(guest: Client, username: string): Promise<string> {
  const data = await guest.ok('mutation ($input: SignInInput!) { signIn(input: $input) { session { refreshToken } userErrors { code } } }', {
    input: { username, password: PASSWORD },
  });
  return data.signIn.session.refreshToken;
}

/** One hash per table over all rows of a tenant. */
export async function fingerprintOf(app: TestApp, tenantId: string): Promise<Record<string, string>> {
  const tables = await app.sql<{ name: string; column: string }>(
    `select c.table_name as name, c.column_name as column from information_schema.columns c
     where c.table_schema = 'public' and (c.column_name = 'tenant_id' or c.table_name = 'tenant' and c.column_name = 'id') order by 1`,
  );
  const hashOf = ({ name, column }: { name: string; column: string }): string =>
    `select '${name}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from "${name}" t where ${column} = $1`;
  const rows = await app.sql<{ name: string; hash: string }>(tables.map(hashOf).join(' union all '), [tenantId]);
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

/** The ids of all rows of a tenant. */
export async function idsOfTenant(app: TestApp, tenantId: string): Promise<ReadonlySet<string>> {
  const tables = await app.sql<{ name: string }>(
    `select a.table_name as name from information_schema.columns a join information_schema.columns b using (table_schema, table_name)
     where table_schema = 'public' and a.column_name = 'id' and a.data_type = 'uuid' and b.column_name = 'tenant_id'`,
  );
  const rows = await app.sql<{ id: string }>(tables.map(({ name }) => `select id from "${name}" where tenant_id = $1`).join(' union '), [tenantId]);
  return new Set([tenantId, ...rows.map(({ id }) => id)]);
}

/** A tax regime with one group that no outlet uses. */
export async function freshTaxRegime({ owner }: Pick<Restaurant, 'owner'>, name: string): Promise<string> {
  const data = await owner.ok('mutation ($input: CreateTaxRegimeInput!) { createTaxRegime(input: $input) { taxRegime { id } userErrors { code } } }', {
    input: { name, defaultGroup: 'EXEMPT', rates: [{ taxGroup: 'GOODS', name, rate: 1100 }], withholding: { rate: 300, above: 0 } },
  });
  return data.createTaxRegime.taxRegime.id;
}

/** A promotion that needs a code, with one code. */
export async function freshPromotion({ owner }: Pick<Restaurant, 'owner'>, name: string): Promise<{ id: string; codeId: string }> {
  const data = await owner.ok(
    'mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { promotion { id codes { nodes { id } } } userErrors { code } } }',
    { input: { name, description: name, type: 'PERCENTAGE', rate: 1000, code: `C-${randomUUID()}` } },
  );
  const { id, codes } = data.createPromotion.promotion;
  return { id, codeId: codes.nodes[0].id };
}

/** An open shift of the owner's drawer, at a new outlet: a person has one open shift per outlet. */
export async function freshShift({ owner }: Pick<Restaurant, 'owner'>): Promise<string> {
  const outletId = await addOutlet(owner, { code: randomUUID().slice(0, 8) });
  const open = 'mutation ($input: OpenShiftInput!) { openShift(input: $input) { shift { id } userErrors { code } } }';
  return (await owner.ok(open, { input: { outletId, float: 100_000 } })).openShift.shift.id;
}

/** An order of the world in the state that a command needs. */
export async function freshOrder(
  world: World,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ id: string; lineId: string; ticketId: string; itemId: string }> {
  const order = await placeOrder(world.cashier, orderOf(world, { COFFEE: 1 }, more));
  return { id: order.id, lineId: order.lines[0].id, ticketId: order.tickets[0]?.id ?? '', itemId: order.tickets[0]?.items[0]?.id ?? '' };
}

/** A payment of a new order at the demo gateway: waiting, authorised by the customer, or under review because its amount does not fit. */
export async function startedPayment(world: World, state: 'WAITING' | 'AUTHORIZED' | 'UNDER_REVIEW' = 'WAITING'): Promise<string> {
  const start = 'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id } userErrors { code } } }';
  const order = await freshOrder(world);
  const method = state === 'AUTHORIZED' ? { method: 'CARD', captureMode: 'MANUAL' } : { method: 'QRIS' };
  const { id } = (await world.cashier.ok(start, { input: { orderId: order.id, ...method } })).startPayment.payment;
  if (state === 'AUTHORIZED') await run(world.guest, 'settleDemoPayment', 'SettleDemoPaymentInput', { paymentId: id, outcome: 'PAY' });
  if (state !== 'UNDER_REVIEW') return id;
  await changeCharge(world.app.services, world.tenantId, id, (charge) => Object.assign(charge, { status: 'PAID', captured: charge.amount - 1 }));
  await run(world.cashier, 'checkPayment', 'CheckPaymentInput', { paymentId: id });
  return id;
}

export async function run(client: Client, field: string, type: string, input: Readonly<Record<string, unknown>>): Promise<void> {
  await client.ok(`mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code field message details } } }`, { input });
}

/** The customer pays a waiting payment, and the server checks it. */
async function pays({ app, tenantId, cashier }: World, paymentId: string): Promise<void> {
  await changeCharge(app.services, tenantId, paymentId, (charge) => Object.assign(charge, { status: 'PAID', captured: charge.amount }));
  await run(cashier, 'checkPayment', 'CheckPaymentInput', { paymentId });
}

/** A settled payment at the demo gateway, and the line that it pays for. */
export async function paidPayment(world: World): Promise<{ id: string; lineId: string }> {
  const id = await startedPayment(world);
  await pays(world, id);
  const [line] = await world.app.sql<{ id: string }>('select l.id from order_line l join payment p using (tenant_id, order_id) where p.id = $1', [id]);
  return { id, lineId: line?.id ?? '' };
}

/** A late payment that is kept as a credit; returns its id. */
export async function freshCredit(world: World): Promise<string> {
  const id = await startedPayment(world);
  await run(world.cashier, 'cancelPayment', 'CancelPaymentInput', { paymentId: id });
  await run(world.owner, 'updateTenant', 'UpdateTenantInput', { latePaymentPolicy: 'CREDIT' });
  await pays(world, id);
  return id;
}

/** The token from a mail to an address, once the mail is written. */
export async function mailedToken({ app, tenantId }: World, email: string): Promise<string> {
  const written = `select p.id from mailbox_proof p join mail m on m.tenant_id = p.tenant_id and m.subject_id = p.id and m.due_at is null
    where p.tenant_id = $1 and p.email = $2`;
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
    const [proof] = await app.sql<{ id: string }>(written, [tenantId, email]);
    if (proof) return formatToken({ realm: tenantId, id: proof.id, secret: app.services.secret.derive('mailbox-proof', proof.id) });
  }
  throw new Error(`no mail was written to ${email}`);
}

/** A user with an address and a mailed token, for a new password or another address. */
export async function mailedUser(world: World, mutationName: 'requestPasswordReset' | 'requestEmailChange'): Promise<string> {
  const { owner, app, slug } = world;
  const username = `mailed-${randomUUID().slice(0, 8)}`;
  const [email, other] = [`${username}@example.com`, `${username}@example.org`];
  await addUser(owner, { username, email, role: 'CUSTOMER' });
  const ask = (client: Client, type: string, input: object): Promise<unknown> =>
    client.ok(`mutation ($input: ${type}!) { ${mutationName}(input: $input) { accepted userErrors { code } } }`, { input });
  if (mutationName === 'requestPasswordReset') {
    await ask(world.guest, 'RequestPasswordResetInput', { email });
    return mailedToken(world, email);
  }
  await ask(await signedIn(app.url, slug, username, PASSWORD), 'RequestEmailChangeInput', { email: other, currentPassword: PASSWORD });
  return mailedToken(world, other);
}

export { ORDER_FIELDS, PASSWORD, signedIn };
