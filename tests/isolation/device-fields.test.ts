import { type GraphQLNamedType, type GraphQLSchema, getNamedType, isLeafType, isObjectType, isRequiredArgument, isUnionType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Actor, isPermitted, type Permission } from '../../src/kernel/request/permissions.ts';
import { nodes } from '../../src/modules.ts';
import { makeSchema } from '../../src/schema.ts';
import { addDevice, type Client, orderOf, placeOrder, useTestApp } from '../kit/index.ts';
import { type DeviceKind, deviceFields, fieldsIn, ofCashiersAlone, ofTillsAlone } from './device-fields.ts';
import { rootFields } from './permission-table.ts';
import { canaryOf, makeWorld, run, type World } from './world.ts';

const app = useTestApp();
let schema: GraphQLSchema;
let world: World;
beforeAll(async () => {
  schema = await makeSchema();
  world = await makeWorld(app);
});

/** Permissions of root fields that ignore the token, or that return a person's account. */
const OF_PEOPLE: readonly Permission[] = ['SIGN_IN', 'ACCOUNT_BY_MAIL', 'PIN_SIGN_IN'];
/** A guest reads these types of an own order only; a device reads those of others, so each of their fields is reviewed. */
const OF_OWN_ORDERS: readonly string[] = ['Order', 'OrderLine'];
const isGuestType = ({ name, extensions }: GraphQLNamedType): boolean => extensions.guest === true && !OF_OWN_ORDERS.includes(name);

/** Whether the actor sees this type as a member of a union; where it does not, the answer is null, as from `node`. */
function mayFind(actor: Actor, { name }: GraphQLNamedType): boolean {
  const kind = nodes.find(({ typeName }) => typeName === name);
  return !kind || isPermitted(actor, kind.permission);
}

/** Fields by type that the declarations let the actor read; of types for guests, only the fields with a permission. */
function readBy(actor: Actor): Record<string, string[]> {
  const seen = new Map<string, string[]>();
  const visit = (type: GraphQLNamedType | undefined): void => {
    if (isUnionType(type)) for (const member of type.getTypes()) if (mayFind(actor, member)) visit(member);
    if (!isObjectType(type) || seen.has(type.name)) return;
    const fields: string[] = [];
    seen.set(type.name, fields);
    for (const field of Object.values(type.getFields())) {
      const permission = field.extensions.permission as Permission | undefined;
      if (permission && !isPermitted(actor, permission)) continue;
      if (permission || !isGuestType(type)) fields.push(field.name);
      visit(getNamedType(field.type));
    }
  };
  for (const [path, { permission }] of Object.entries(rootFields)) {
    const [root, name] = path.split('.') as [string, string];
    const type = schema.getType(root);
    if (path === 'Query.me' || OF_PEOPLE.includes(permission) || !isPermitted(actor, permission) || !isObjectType(type)) continue;
    visit(getNamedType(type.getFields()[name]?.type));
  }
  return Object.fromEntries([...seen].filter(([, fields]) => fields.length > 0).map(([type, fields]) => [type, fields.sort()]));
}

describe('by its permissions', () => {
  test.each(Object.keys(deviceFields) as (keyof typeof deviceFields)[])('a %s reads exactly the reviewed fields', (kind) => {
    expect(readBy(kind)).toEqual(Object.fromEntries(Object.entries(deviceFields[kind]).map(([type, line]) => [type, fieldsIn(line)])));
  });

  test('a POS reads what a CASHIER reads, but for an account', () => {
    const without = (types: readonly string[], all: Record<string, string[]>): Record<string, string[]> =>
      Object.fromEntries(Object.entries(all).filter(([type]) => !types.includes(type)));
    expect(without(ofTillsAlone, readBy('POS'))).toEqual(without(ofCashiersAlone, readBy('CASHIER')));
  });
});

/** How a device reads rows of a type: a document around the requested fields, and its variables. */
type Way = readonly [document: (fields: string) => string, variables?: Readonly<Record<string, unknown>>];

/** Whether the field is refused. A field that is answered must be in the answer with its type. */
async function isRefused(client: Client, [document, variables]: Way, type: string, field: string): Promise<boolean> {
  const { data, errors } = await client.send(document(`__typename ${field}`), variables);
  const codes = errors?.map(({ extensions }) => extensions.code) ?? [];
  const what = `${type} { ${field} }`;
  if (codes.length === 0) expect(JSON.stringify(data), what).toContain(`"__typename":"${type}"`);
  expect(new Set(codes), what).toEqual(new Set(codes.length > 0 ? ['FORBIDDEN'] : []));
  return codes.length > 0;
}

/** Requests every field of the types separately; returns the answered fields by type. */
async function answered(client: Client, ways: Readonly<Record<string, Way>>): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [name, way] of Object.entries(ways)) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object type`);
    found[name] = [];
    for (const field of Object.values(type.getFields())) {
      if (field.args.some(isRequiredArgument) || (isGuestType(type) && !field.extensions.permission)) continue;
      const selection = isLeafType(getNamedType(field.type)) ? field.name : `${field.name} { __typename }`;
      if (!(await isRefused(client, way, name, selection))) found[name].push(field.name);
    }
    found[name].sort();
  }
  return found;
}

describe('by the answers of the API', () => {
  const ofOrder =
    (within: string): Way[0] =>
    (fields) =>
      `query ($order: ID!) { order(id: $order) { ${within.replace('…', fields)} } }`;
  const ofTicket =
    (within: string): Way[0] =>
    (fields) =>
      `query ($station: ID!) { kitchenTickets(stationId: $station) { ${within.replace('…', fields)} } }`;

  /** A device of the kind, and how it reads each type. The kiosk placed the order itself. */
  async function met(kind: DeviceKind): Promise<{ client: Client; ways: Record<string, Way> }> {
    const { outletId, latteId, optionId, stations, cashier } = world;
    const { client } = await addDevice(world.owner, { outletId, kind });
    const canary = canaryOf(world);
    const lines = [{ productId: latteId, modifiers: [{ optionId }], notes: canary }];
    const guest = { lines, customerName: canary, customerPhone: '0811', tableName: canary, notes: canary, serviceMode: 'DINE_IN' };
    const place = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code message } } }';
    const order =
      kind === 'KIOSK'
        ? (await client.ok(place, { input: orderOf(world, {}, { ...guest, channel: 'KIOSK' }) })).placeOrder.order.id
        : (await placeOrder(cashier, orderOf(world, {}, guest))).id;
    if (kind === 'KIOSK') await run(client, 'startPayment', 'StartPaymentInput', { orderId: order, method: 'QRIS' });
    else await run(cashier, 'payCash', 'PayCashInput', { orderId: order, tendered: 100_000 });
    const byOrder = { order };
    const byTicket = { station: stations.BAR };
    const common: Record<string, Way> = {
      Device: [(fields) => `mutation { deviceHeartbeat(input: {}) { device { ${fields} } userErrors { code } } }`],
      Outlet: [(fields) => `query ($id: ID!) { outlet(id: $id) { ${fields} } }`, { id: outletId }],
    };
    const ofKitchen: Record<string, Way> = {
      BoardEntry: [(fields) => `query ($id: ID!) { orderBoard(outletId: $id) { ${fields} } }`, { id: outletId }],
      KitchenStation: [(fields) => `query ($id: ID!) { outlet(id: $id) { stations { ${fields} } } }`, { id: outletId }],
      KitchenTicket: [ofTicket('…'), byTicket],
      KitchenTicketItem: [ofTicket('items { … }'), byTicket],
      TicketModifier: [ofTicket('items { modifiers { … } }'), byTicket],
      Order: [ofTicket('order { … }'), byTicket],
      OrderLine: [ofTicket('order { lines { … } }'), byTicket],
      Payment: [ofTicket('order { payments { … } }'), byTicket],
      User: [ofTicket('order { cashier { … } }'), byTicket],
    };
    const ofSales: Record<string, Way> = {
      Order: [ofOrder('…'), byOrder],
      OrderLine: [ofOrder('lines { … }'), byOrder],
      Payment: [ofOrder('payments { … }'), byOrder],
      User: [ofOrder('cashier { … }'), byOrder],
      KitchenTicket: [ofOrder('tickets { … }'), byOrder],
      KitchenTicketItem: [ofOrder('tickets { items { … } }'), byOrder],
      TicketModifier: [ofOrder('tickets { items { modifiers { … } } }'), byOrder],
    };
    const isOfKitchen = kind === 'ORDER_BOARD' || kind === 'KITCHEN_DISPLAY';
    return { client, ways: { ...common, ...(isOfKitchen ? ofKitchen : ofSales) } };
  }

  test.each(Object.keys(deviceFields) as (keyof typeof deviceFields)[])(
    'a %s is answered exactly these fields, and refused every other',
    async (kind) => {
      const { client, ways } = await met(kind);
      const expected = Object.fromEntries(Object.keys(ways).map((type) => [type, fieldsIn(deviceFields[kind][type])]));
      expect(await answered(client, ways)).toEqual(expected);
    },
    120_000,
  );

  test('a POS is answered what a cashier may read', async () => {
    const { client, ways } = await met('POS');
    const { Device: _, ...others } = ways;
    const reads = readBy('CASHIER');
    expect(await answered(client, others)).toEqual(Object.fromEntries(Object.keys(others).map((type) => [type, reads[type] ?? []])));
  }, 120_000);

  test('no answer to an order board holds a word of a guest', async () => {
    const { client, ways } = await met('ORDER_BOARD');
    const texts: string[] = [];
    for (const [name, [document, variables]] of Object.entries(ways)) {
      const type = schema.getType(name);
      for (const field of isObjectType(type) ? Object.values(type.getFields()) : []) {
        if (field.args.some(isRequiredArgument) || !isLeafType(getNamedType(field.type))) continue;
        texts.push(JSON.stringify(await client.send(document(`__typename ${field.name}`), variables)));
      }
    }
    // The outlet's address and the board's own name do not come from a guest.
    expect(texts.filter((text) => text.includes(canaryOf(world)) && !text.includes('"__typename":"Outlet"'))).toEqual([]);
  });
});
