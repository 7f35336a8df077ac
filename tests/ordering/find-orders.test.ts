import { beforeAll, describe, expect, test } from 'vitest';
import { act, addDevice, addOutlet, addStation, type Client, orderOf, placeOrder, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let cashier: Client;
/** Orders by the property that distinguishes them. */
let orders: Record<string, { id: string; number: string; queueNumber: number; updatedAt: string; placedAt: string; businessDate: string }>;
let cashierId: string;
let till: { id: string; client: Client };
/** A second outlet, KMG. */
let kemang: string;
beforeAll(async () => {
  ({ cashier } = restaurant);
  cashierId = (await cashier.ok('{ me { id } }')).me.id;
  till = await addDevice(restaurant.owner, { outletId: restaurant.outletId, kind: 'POS' });
  kemang = await addOutlet(restaurant.platform, { code: 'KMG' });
  await addStation(restaurant.platform, kemang, 'PASS', true);
  orders = {};
  const place = async (name: string, quantities: Record<string, number>, more: object = {}, client = cashier): Promise<void> => {
    const { id } = await placeOrder(client, orderOf(restaurant, quantities, more as Record<string, unknown>));
    orders[name] = (await restaurant.owner.ok('query ($id: ID!) { order(id: $id) { id number queueNumber updatedAt placedAt businessDate } }', { id })).order;
  };
  await place('table', { COFFEE: 1 }, { serviceMode: 'DINE_IN', tableName: 'Meja 7' });
  await place('phone', { COFFEE: 2 }, { customerPhone: '0812 7777 8888' });
  await place('delivery', { COFFEE: 3 }, { serviceMode: 'DELIVERY', channel: 'DELIVERY' });
  await place('till', { COFFEE: 4 }, {}, till.client);
  await place('extension', { WATER: 1 }, { customerPhone: 'ext. 4711' });
  await place('kemang', { COFFEE: 5 }, { outletId: kemang }, restaurant.owner);
  await place('cancelled', { COFFEE: 6 });
  await act(cashier, 'cancelOrder', { orderId: orders.cancelled?.id, reason: 'Gone' });
});

const DOCUMENT = `query ($filter: OrderFilter, $orderBy: OrderOrder, $first: Int = 100, $after: String) {
  orders(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { totalCount nodes { id } pageInfo { endCursor hasNextPage } } }`;

/** Names of the orders that a filter finds, in the order of the list. */
async function found(filter: object, orderBy: object | null = null): Promise<string[]> {
  const { nodes, totalCount } = (await restaurant.owner.ok(DOCUMENT, { filter, orderBy })).orders;
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ id }: { id: string }) => Object.keys(orders).find((name) => orders[name]?.id === id));
}

const idOf = (name: string): string => orders[name]?.id ?? '';

describe('a till finds an order', () => {
  test('by its table, in any case', async () => {
    for (const tableName of ['Meja 7', 'meja 7', ' MEJA 7 ']) expect(await found({ tableName })).toEqual(['table']);
    expect(await found({ search: 'meja 7' })).toEqual(['table']);
    expect(await found({ tableName: 'Meja' })).toEqual([]);
    expect(await restaurant.owner.requestError(DOCUMENT, { filter: { tableName: 'a\0' } })).toBe('BAD_USER_INPUT');
  });

  test('by channel, service mode, cashier and device', async () => {
    expect(await found({ channel: ['DELIVERY'] })).toEqual(['delivery']);
    expect(await found({ channel: ['DELIVERY', 'QR'], serviceMode: ['DINE_IN'] })).toEqual([]);
    expect(await found({ serviceMode: ['DINE_IN', 'DELIVERY'] })).toEqual(['delivery', 'table']);
    expect(await found({ cashierId })).toEqual(['cancelled', 'extension', 'delivery', 'phone', 'table']);
    expect(await found({ deviceId: till.id })).toEqual(['till']);
    expect(await found({ cashierId: 'nobody' })).toEqual([]);
    expect(await found({ channel: [] })).toEqual([]);
  });

  test.each([
    '0812 7777 8888',
    '081277778888',
    '+6281277778888',
    '6281277778888',
    '006281277778888',
    '00 62 812-7777-8888',
    '０８１２７７７７８８８８',
    '٠٨١٢٧٧٧٧٨٨٨٨',
  ])('by the phone number written as %s', async (spelling) => {
    expect(await found({ customerPhone: spelling })).toEqual(['phone']);
    expect(await found({ search: spelling })).toEqual(['phone']);
  });

  test('by a phone extension, and not by a text that is no number', async () => {
    expect(await found({ customerPhone: '4711' })).toEqual(['extension']);
    for (const customerPhone of ['', 'Budi', '0812 7777']) expect(await found({ customerPhone })).toEqual([]);
    const { errors } = await restaurant.owner.send(DOCUMENT, { filter: { customerPhone: '\ud800' } });
    expect(errors?.[0]?.message).toBe('customerPhone must not contain U+D800 (character 1).');
  });

  test('by a part of its number, and by the queue number', async () => {
    const { number, queueNumber, businessDate } = orders.kemang as (typeof orders)[string];
    expect(number).toBe(`ORD-${businessDate.replaceAll('-', '')}-KMG0001`);
    for (const search of [number, number.toLowerCase(), number.slice(4), 'KMG0001', 'kmg0001']) expect(await found({ search })).toEqual(['kemang']);
    expect(await found({ search: 'KMG0002' })).toEqual([]);
    expect(await found({ search: 'XYZ0001' })).toEqual([]);
    // The first order of each outlet.
    for (const search of ['0001', '1', '01']) expect(await found({ search })).toEqual(['kemang', 'table']);
    expect(await found({ search: '0001', outletId: kemang })).toEqual(['kemang']);
    expect(queueNumber).toBe(1);
  });

  test('that has a number of an earlier release, in base 36', async () => {
    const { tenantId } = restaurant;
    const old = `${(orders.till?.number ?? '').slice(0, -4)}000D`;
    await app.sql('update "order" set number = $1, queue_number = 1013 where tenant_id = $2 and id = $3', [old, tenantId, idOf('till')]);
    // The queue number in the old number is 13: a search by it finds only numbers that end like it, not every order with queue number 13.
    await app.sql('update "order" set queue_number = 13 where tenant_id = $1 and id = $2', [tenantId, idOf('till')]);
    for (const search of [old, old.slice(4), 'ONE000D', 'one000d']) expect(await found({ search })).toEqual(['till']);
    const digits = `${old.slice(0, -4)}0010`;
    await app.sql('update "order" set number = $1, queue_number = 36 where tenant_id = $2 and id = $3', [digits, tenantId, idOf('till')]);
    expect(await found({ search: 'ONE0010' })).toEqual(['till']);
    const restored = orders.till as (typeof orders)[string];
    await app.sql('update "order" set number = $1, queue_number = $2 where tenant_id = $3 and id = $4', [
      restored.number,
      restored.queueNumber,
      tenantId,
      restored.id,
    ]);
  });

  test('by time: business dates, placed, changed since', async () => {
    const { businessDate, placedAt } = orders.delivery as (typeof orders)[string];
    const day = (days: number): string => new Date(Date.parse(`${businessDate}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
    expect(await found({ businessDates: { from: day(-1), to: day(1) } })).toHaveLength(7);
    expect(await found({ businessDates: { from: businessDate, to: businessDate } })).toHaveLength(7);
    expect(await found({ businessDates: { to: day(-1) } })).toEqual([]);
    expect(await found({ businessDates: { from: day(1), to: day(-1) } })).toEqual([]);
    expect(await found({ placedAt: { from: placedAt } })).toEqual(['cancelled', 'kemang', 'extension', 'till', 'delivery']);
    expect(await found({ placedAt: { until: placedAt } })).toEqual(['phone', 'table']);
    expect(await found({ placedAt: {} })).toHaveLength(7);
    const since = new Date().toISOString();
    await act(cashier, 'serveOrder', { orderId: idOf('phone') });
    expect(await found({ updatedSince: since })).toEqual(['phone']);
  });

  test('by what it costs', async () => {
    expect(await found({ total: { min: 60_000, max: 80_000 } })).toEqual(['till', 'delivery']);
    expect(await found({ total: { max: 5000 } })).toEqual(['extension']);
    expect(await found({ total: { min: 60_001, max: 79_999 } })).toEqual([]);
  });

  test('by several at once', async () => {
    expect(
      await found({ outletId: restaurant.outletId, serviceMode: ['TAKEAWAY'], channel: ['POS'], cashierId, total: { min: 40_000 }, status: ['SERVED'] }),
    ).toEqual(['phone']);
  });
});

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

describe('in the order that it wants', () => {
  const BY = ['PLACED_AT', 'UPDATED_AT', 'TOTAL', 'QUEUE_NUMBER'] as const;

  test('each key, in both directions, page by page', async () => {
    expect(await found({}, { key: 'TOTAL' })).toEqual(['cancelled', 'kemang', 'till', 'delivery', 'phone', 'table', 'extension']);
    expect(await found({}, { key: 'PLACED_AT', direction: 'ASC' })).toEqual(['table', 'phone', 'delivery', 'till', 'extension', 'kemang', 'cancelled']);
    expect((await found({}, { key: 'UPDATED_AT' })).slice(0, 2)).toEqual(['phone', 'cancelled']);
    // Two orders have queue number 1; these are sorted by id, which rises with time.
    expect(await found({}, { key: 'QUEUE_NUMBER', direction: 'ASC' })).toEqual(['table', 'kemang', 'phone', 'delivery', 'till', 'extension', 'cancelled']);
    for (const key of BY) {
      for (const direction of ['ASC', 'DESC']) {
        const all = await found({}, { key, direction });
        expect((await found({}, { key, direction: direction === 'ASC' ? 'DESC' : 'ASC' })).reverse()).toEqual(all);
        const paged: string[] = [];
        let after: string | null = null;
        for (;;) {
          const { nodes, pageInfo }: Page = (await restaurant.owner.ok(DOCUMENT, { orderBy: { key, direction }, first: 2, after })).orders;
          paged.push(...nodes.map(({ id }) => Object.keys(orders).find((name) => orders[name]?.id === id) ?? ''));
          if (!pageInfo.hasNextPage) break;
          after = pageInfo.endCursor;
        }
        expect(paged, `${key} ${direction}`).toEqual(all);
      }
    }
  });

  test('a cursor of another order is refused, and says which', async () => {
    const cursorOf = async (orderBy: object | null): Promise<string> => (await restaurant.owner.ok(DOCUMENT, { orderBy, first: 1 })).orders.pageInfo.endCursor;
    const newest = await cursorOf(null);
    expect(await cursorOf({ key: 'PLACED_AT', direction: 'DESC' })).toBe(newest);
    const largest = await cursorOf({ key: 'TOTAL' });
    const refusal = async (orderBy: object | null, after: string): Promise<unknown> => {
      const { errors } = await restaurant.owner.send(DOCUMENT, { orderBy, after });
      return [errors?.[0]?.extensions.code, errors?.[0]?.message];
    };
    const because = (order: string): string[] => [
      'BAD_USER_INPUT',
      `after is a cursor of a list that is sorted by ${order}: begin without after when the order changes.`,
    ];
    expect(await refusal(null, largest)).toEqual(because('total DESC'));
    expect(await refusal({ key: 'TOTAL', direction: 'ASC' }, largest)).toEqual(because('total DESC'));
    expect(await refusal({ key: 'QUEUE_NUMBER' }, largest)).toEqual(because('total DESC'));
    expect(await refusal({ key: 'TOTAL' }, newest)).toEqual(because('time'));
    const forged = (...keys: unknown[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');
    for (const after of [
      'x',
      forged('total DESC', 'x', idOf('till')),
      forged('total DESC', 1, 'x'),
      forged('total DESC', 1),
      forged('total; drop', 1, idOf('till')),
    ])
      expect(await refusal({ key: 'TOTAL' }, after)).toEqual(['BAD_USER_INPUT', 'after is not a cursor of this list.']);
  });

  test('of outlets in reach only', async () => {
    const { nodes } = (await cashier.ok(DOCUMENT, { orderBy: { key: 'TOTAL' } })).orders;
    expect(nodes.map(({ id }: { id: string }) => id)).not.toContain(idOf('kemang'));
    expect(nodes).toHaveLength(6);
  });
});

describe('open bills', () => {
  test('are the orders of which something is due; a cancelled order owes nothing and is in no list of what is owed', async () => {
    const owed = ['kemang', 'extension', 'till', 'delivery', 'phone', 'table'];
    expect(await found({ due: true })).toEqual(owed);
    expect(await found({ paymentStatus: ['UNPAID'] })).toEqual(owed);
    expect(await found({ due: false })).toEqual(['cancelled']);
    await act(cashier, 'payCash', { orderId: idOf('phone'), amount: 10_000, tendered: 10_000 });
    await act(cashier, 'payCash', { orderId: idOf('till'), tendered: 80_000 });
    expect(await found({ due: true })).toEqual(['kemang', 'extension', 'delivery', 'phone', 'table']);
    expect(await found({ paymentStatus: ['PARTIALLY_PAID', 'PAID'] })).toEqual(['till', 'phone']);
    expect(await found({ paymentStatus: ['UNPAID', 'PARTIALLY_PAID'], status: ['CANCELLED'] })).toEqual([]);
    expect(await found({ due: false })).toEqual(['cancelled', 'till']);
    expect(await found({ paymentStatus: [] })).toEqual([]);
  });

  test('sum up over any list', async () => {
    const { nodes } = (await restaurant.owner.ok('{ orders(first: 100) { nodes { id status paymentStatus dueAmount } } }')).orders;
    const due = nodes.reduce((sum: number, { dueAmount }: { dueAmount: number }) => sum + dueAmount, 0);
    expect(due).toBe(20_000 + 30_000 + 60_000 + 5000 + 100_000);
    expect(nodes.find(({ id }: { id: string }) => id === idOf('cancelled'))).toMatchObject({ status: 'CANCELLED', paymentStatus: 'UNPAID', dueAmount: 0 });
  });
});
