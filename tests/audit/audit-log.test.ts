import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import {
  addDevice,
  addOutlet,
  addProduct,
  addStation,
  addUser,
  type Client,
  makeClient,
  makeRestaurant,
  mutationOf,
  orderOf,
  PASSWORD,
  placeOrder,
  type Restaurant,
  signedIn,
  useRestaurant,
} from '../kit/index.ts';

const { app, restaurant: ours } = useRestaurant();
let theirs: Restaurant;
beforeAll(async () => {
  theirs = await makeRestaurant(app);
  await addUser(ours.owner, { username: 'boss', role: 'MANAGER', outletId: ours.outletId, pin: '7391' });
});

const ENTRY = `id occurredAt action actor user { id username } deviceId platformUserId approver { id username } outlet { id }
  entityType entityId reason before after ip requestId`;
const LOG = `query ($filter: AuditFilter, $first: Int, $after: String) { auditLog(filter: $filter, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } nodes { ${ENTRY} } } }`;
const DISCOUNT = mutationOf('discountOrder', 'id discounts { id }');
const REMOVE = 'mutation ($input: RemoveDiscountInput!) { removeDiscount(input: $input) { order { id } userErrors { code } } }';
const OVERRIDE = 'mutation ($input: OverridePriceInput!) { overridePrice(input: $input) { order { id } userErrors { code } } }';

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function log(client: Client, variables: Record<string, unknown> = {}): Promise<any> {
  return (await client.ok(LOG, variables)).auditLog;
}

/** The actions on orders in these tests. Creating the restaurants adds other entries. */
const TO_ORDERS = ['ORDER_DISCOUNTED', 'DISCOUNT_REMOVED', 'PRICE_OVERRIDDEN'];

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const newOrder = (restaurant = ours): Promise<any> => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));

async function discount(client: Client, orderId: string, more: Record<string, unknown> = {}): Promise<string> {
  const { discountOrder } = await client.ok(DISCOUNT, { input: { orderId, amount: 1000, reason: 'Goodwill', ...more } });
  return discountOrder.order.discounts.at(-1).id;
}

/** Another outlet of our brand with its own manager and cashier, and its coffee. */
async function secondOutlet(): Promise<{ outletId: string; manager: Client; order: () => Promise<string> }> {
  const code = `T${randomUUID().slice(0, 4).toUpperCase()}`;
  const outletId = await addOutlet(ours.owner, { code });
  await addStation(ours.owner, outletId, 'BAR', true);
  const productId = await addProduct(ours.owner, { categoryId: ours.categoryId, sku: code, name: code, price: 20_000 });
  await addUser(ours.owner, { username: `boss-${code}`, role: 'MANAGER', outletId });
  const manager = await signedIn(app.url, ours.slug, `boss-${code.toLowerCase()}`, PASSWORD);
  const order = async (): Promise<string> =>
    (await placeOrder(manager, { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId, quantity: 1 }] })).id;
  return { outletId, manager, order };
}

describe('an entry', () => {
  test('says who did what, when, where, why, and with whose approval', async () => {
    const { id: orderId, lines } = await newOrder();
    const before = Date.now();
    const answer = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...ours.cashier.headers },
      body: JSON.stringify({
        query: DISCOUNT,
        variables: { input: { orderId, rate: 1000, reason: ' Birthday ', lineId: lines[0].id, approval: { username: 'boss', pin: '7391' } } },
      }),
    });
    const discountId = ((await answer.json()) as { data: { discountOrder: { order: { discounts: { id: string }[] } } } }).data.discountOrder.order.discounts[0]
      ?.id;
    const { cashier } = ours;
    const [me, boss] = [(await cashier.ok('{ me { id } }')).me.id, await app.sql<{ id: string }>(`select id from "user" where username = 'boss'`)];
    const { nodes, totalCount } = await log(ours.manager, { filter: { entityId: orderId } });
    expect(totalCount).toBe(1);
    expect(nodes).toEqual([
      {
        ...{ id: nodes[0].id, occurredAt: nodes[0].occurredAt, action: 'ORDER_DISCOUNTED', actor: 'CASHIER', user: { id: me, username: 'cashier' } },
        ...{ deviceId: null, platformUserId: null, approver: { id: boss[0]?.id, username: 'boss' }, outlet: { id: ours.outletId } },
        ...{ entityType: 'Order', entityId: orderId, reason: 'Birthday', before: { total: 20_000 } },
        after: { total: 18_000, discountId, lineId: lines[0].id, rate: 1000, amount: 2000 },
        ...{ ip: '127.0.0.1', requestId: answer.headers.get('x-request-id') },
      },
    ]);
    expect(Math.abs(new Date(nodes[0].occurredAt).getTime() - before)).toBeLessThan(5000);
    expect(JSON.stringify(nodes)).not.toMatch(/7391|argon2|password/i);
  });

  test('of a device, of the platform, of each kind', async () => {
    const { id: orderId, lines } = await newOrder();
    const till = await addDevice(ours.owner, { outletId: ours.outletId, kind: 'POS' });
    await discount(till.client, orderId, { approval: { username: 'boss', pin: '7391' } });
    const discountId = await discount(ours.platform, orderId);
    await ours.manager.ok(REMOVE, { input: { orderId, discountId } });
    await ours.owner.ok(OVERRIDE, { input: { orderId, lineId: lines[0].id, unitPrice: 15_000, reason: 'Small cup' } });
    const { nodes } = await log(ours.owner, { filter: { entityId: orderId } });
    const [admin] = await app.sql<{ id: string }>(`select id from platform_user where username = 'admin'`);
    const who = nodes.map(({ action, actor, user, deviceId, platformUserId, approver }: Record<string, { username: string } | null>) => [
      action,
      actor,
      user?.username ?? null,
      deviceId,
      platformUserId,
      approver?.username ?? null,
    ]);
    expect(who).toEqual([
      ['PRICE_OVERRIDDEN', 'TENANT_OWNER', 'owner', null, null, null],
      ['DISCOUNT_REMOVED', 'MANAGER', 'manager', null, null, null],
      ['ORDER_DISCOUNTED', 'SUPER_ADMIN', null, null, admin?.id, null],
      ['ORDER_DISCOUNTED', 'POS', null, till.id, null, 'boss'],
    ]);
    const onTill = await log(ours.owner, { filter: { deviceId: till.id, action: TO_ORDERS } });
    expect(onTill.nodes.map(({ entityId }: { entityId: string }) => entityId)).toEqual([orderId]);
    expect(nodes[0]).toMatchObject({
      before: { total: 19_000, lineId: lines[0].id, unitPrice: 20_000 },
      after: { total: 14_000, lineId: lines[0].id, unitPrice: 15_000, menuPrice: 20_000 },
    });
    expect(nodes[1]).toMatchObject({
      reason: null,
      before: { total: 18_000, discountId, lineId: null, rate: null, amount: 1000, reason: 'Goodwill' },
      after: { total: 19_000 },
    });
  });

  test('is there only when it was done', async () => {
    const { id: orderId } = await newOrder();
    const refused = [
      { orderId, amount: 20_001, reason: 'Too much' },
      { orderId, amount: 1, reason: 'x' },
      { orderId, amount: 1000, version: 99, reason: 'Stale' },
    ];
    for (const input of refused) await ours.manager.failure(DISCOUNT, { input });
    expect((await log(ours.owner, { filter: { entityId: orderId } })).totalCount).toBe(0);
  });
});

describe('who sees what', () => {
  test('a manager sees the outlets in reach, an owner all; lower roles see none, and no role sees another tenant', async () => {
    const second = await secondOutlet();
    const [here, there] = [(await newOrder()).id, await second.order()];
    const foreign = (await newOrder(theirs)).id;
    await discount(ours.manager, here);
    await discount(second.manager, there);
    await discount(theirs.manager, foreign);
    // An entry of the brand, without an outlet.
    const whole = randomUUID();
    await app.sql(
      `insert into audit_entry (id, tenant_id, occurred_at, action, actor, entity_type, entity_id, request_id)
       values ($1, $2, now(), 'ORDER_DISCOUNTED', 'TENANT_OWNER', 'Tenant', $2, 'request')`,
      [whole, ours.tenantId],
    );
    const seen = async (client: Client): Promise<string[]> => {
      const { nodes, totalCount } = await log(client, { first: 100, filter: { action: TO_ORDERS } });
      expect(totalCount).toBe(nodes.length);
      return nodes.map(({ entityId }: { entityId: string }) => entityId);
    };
    const [manager, other, owner, platform, foreigner] = await Promise.all([ours.manager, second.manager, ours.owner, ours.platform, theirs.owner].map(seen));
    expect(manager).toContain(here);
    for (const id of [there, foreign, ours.tenantId]) expect(manager).not.toContain(id);
    expect(other).toEqual([there]);
    expect(owner).toEqual(expect.arrayContaining([here, there, ours.tenantId]));
    expect(owner).not.toContain(foreign);
    expect(platform).toEqual(owner);
    expect(foreigner).toEqual([foreign]);
    for (const id of [here, there, foreign]) {
      expect((await log(second.manager, { filter: { entityId: id } })).nodes).toHaveLength(id === there ? 1 : 0);
    }
    expect((await log(second.manager, { filter: { outletId: ours.outletId } })).nodes).toEqual([]);
    expect((await log(ours.owner, { filter: { outletId: theirs.outletId } })).nodes).toEqual([]);
    // X-Outlet-ID narrows the list for an owner too.
    expect((await seen(ours.owner.as({ 'x-outlet-id': second.outletId }))).toSorted()).toEqual([there]);
    const kiosk = (await addDevice(ours.owner, { outletId: ours.outletId, kind: 'KIOSK' })).client;
    const till = (await addDevice(ours.owner, { outletId: ours.outletId, kind: 'POS' })).client;
    for (const client of [ours.cashier, ours.kitchen, kiosk, till]) expect(await client.requestError(LOG)).toBe('FORBIDDEN');
    expect(await ours.guest.requestError(LOG)).toBe('UNAUTHENTICATED');
    expect(await makeClient(app.url).requestError(LOG)).toBe('UNAUTHENTICATED');
  });

  test('filters, each and together', async () => {
    const second = await secondOutlet();
    const ids = async (filter: object): Promise<string[]> =>
      (await log(ours.owner, { filter: { action: TO_ORDERS, ...filter }, first: 100 })).nodes.map(({ id }: { id: string }) => id);
    const start = new Date().toISOString();
    const { id: orderId, lines } = await newOrder();
    const approval = { username: 'boss', pin: '7391' };
    const discountId = await discount(ours.cashier, orderId, { approval });
    const middle = new Date().toISOString();
    await ours.manager.ok(REMOVE, { input: { orderId, discountId } });
    await ours.manager.ok(OVERRIDE, { input: { orderId, lineId: lines[0].id, unitPrice: 1, reason: 'Last day' } });
    await discount(second.manager, await second.order());
    const { nodes } = await log(ours.owner, { first: 4, filter: { action: TO_ORDERS } });
    const [elsewhere, overridden, removed, discounted] = nodes;
    expect(await ids({ from: start })).toEqual([elsewhere, overridden, removed, discounted].map(({ id }) => id));
    expect(await ids({ from: start, until: middle })).toEqual([discounted.id]);
    expect(await ids({ from: discounted.occurredAt, until: discounted.occurredAt })).toEqual([]);
    expect(await ids({ from: start, action: ['DISCOUNT_REMOVED', 'PRICE_OVERRIDDEN'] })).toEqual([overridden.id, removed.id]);
    expect(await ids({ action: [] })).toEqual([]);
    expect(await ids({ entityId: orderId })).toEqual([overridden.id, removed.id, discounted.id]);
    expect(await ids({ from: start, outletId: second.outletId })).toEqual([elsewhere.id]);
    expect(await ids({ entityId: orderId, userId: overridden.user.id })).toEqual([overridden.id, removed.id]);
    expect(await ids({ entityId: orderId, userId: discounted.user.id })).toEqual([discounted.id]);
    expect(await ids({ entityId: orderId, approverId: discounted.approver.id })).toEqual([discounted.id]);
    expect(await ids({ entityId: orderId, approverId: discounted.user.id })).toEqual([]);
    expect(await ids({ entityId: orderId, userId: discounted.user.id, action: ['PRICE_OVERRIDDEN'] })).toEqual([]);
    for (const id of ['', 'x', randomUUID(), theirs.outletId])
      for (const key of ['outletId', 'userId', 'deviceId', 'approverId', 'entityId']) expect(await ids({ [key]: id }), key).toEqual([]);
  });

  test('page by page, newest first, also while more is written', async () => {
    const restaurant = await makeRestaurant(app);
    const orders = await Promise.all(Array.from({ length: 7 }, () => newOrder(restaurant)));
    const inTurn = async (list: readonly { id: string }[]): Promise<void> => {
      for (const { id } of list) await discount(restaurant.manager, id);
    };
    await inTurn(orders.slice(0, 5));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { nodes, edges, pageInfo, totalCount } = await log(restaurant.manager, { first: 2, after, filter: { action: TO_ORDERS } });
      expect(edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(nodes.map(({ id }: { id: string }) => id));
      expect(pageInfo).toMatchObject({ hasPreviousPage: after !== null, startCursor: edges[0].cursor, endCursor: edges.at(-1).cursor });
      expect(totalCount).toBe(after === null ? 5 : 7);
      if (after === null) await inTurn(orders.slice(5));
      seen.push(...nodes.map(({ entityId }: { entityId: string }) => entityId));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(
      orders
        .slice(0, 5)
        .map(({ id }) => id)
        .toReversed(),
    );
    for (const first of [0, 101, -1]) expect(await restaurant.manager.requestError(LOG, { first })).toBe('BAD_USER_INPUT');
    for (const cursor of ['', 'x', 'WzEsMl0']) expect(await restaurant.manager.requestError(LOG, { after: cursor })).toBe('BAD_USER_INPUT');
  });
});

describe('nothing changes or deletes it', () => {
  const inDatabase = (url: string, tenantId: string | null, statement: string): Promise<string> =>
    withClient(url, async (client: pg.Client) => {
      if (tenantId) await client.query("select set_config('app.tenant_id', $1, false)", [tenantId]);
      return client.query(statement).then(
        ({ rowCount }) => `${rowCount} rows`,
        (error: pg.DatabaseError) => String(error.code),
      );
    });

  test('neither role of the server may', async () => {
    await discount(ours.manager, (await newOrder()).id);
    const count = (): Promise<unknown> => app.sql("select count(*), md5(string_agg(e::text, ';' order by e.id)) from audit_entry e");
    const before = await count();
    for (const url of [app.database.runtime, app.database.platform]) {
      for (const statement of [
        "update audit_entry set reason = 'Other'",
        'update audit_entry set approver_id = null',
        'delete from audit_entry',
        'truncate audit_entry',
        'alter table audit_entry disable row level security',
        'drop table audit_entry',
      ])
        expect(await inDatabase(url, ours.tenantId, statement), statement).toBe('42501');
      expect(await inDatabase(url, ours.tenantId, 'select 1 from audit_entry limit 1')).toBe('1 rows');
    }
    expect(await count()).toEqual(before);
    // The runtime role cannot read or write entries of another tenant either.
    const insert = `insert into audit_entry (id, tenant_id, occurred_at, action, actor, entity_type, entity_id, request_id)
      values (gen_random_uuid(), '${theirs.tenantId}', now(), 'ORDER_DISCOUNTED', 'MANAGER', 'Order', gen_random_uuid(), 'x')`;
    expect(await inDatabase(app.database.runtime, ours.tenantId, insert)).toBe('42501');
    expect(await inDatabase(app.database.runtime, ours.tenantId, `select 1 from audit_entry where tenant_id = '${theirs.tenantId}'`)).toBe('0 rows');
  });

  test('no mutation offers it', async () => {
    const { __schema } = await ours.owner.ok('{ __schema { mutationType { fields { name } } } }');
    const names = __schema.mutationType.fields.map(({ name }: { name: string }) => name);
    expect(names.filter((name: string) => /audit/i.test(name))).toEqual([]);
  });
});
