import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDevice, addOutlet, addProduct, addUser, type Client, makeRestaurant, PASSWORD, type Restaurant, signedIn, useTestApp } from '../kit/index.ts';
import { documentOf, orderOf, PROMOTION_FIELDS, place, promote, quote, refused, run } from './promotion-api.ts';

const app = useTestApp();
let restaurant: Restaurant;
let owner: Client;
beforeAll(async () => {
  restaurant = await makeRestaurant(app);
  ({ owner } = restaurant);
});

const READ = `query ($id: ID!) { promotion(id: $id) { ${PROMOTION_FIELDS} currency { code } } }`;
const product = (sku: string): string => restaurant.products[sku] ?? '';

describe('making one', () => {
  test('of each type, with everything that it may have', async () => {
    const { outletId, categoryId } = restaurant;
    const everything = {
      description: 'For a few days.',
      minimumPurchase: 50_000,
      maximumDiscount: 25_000,
      outletIds: [outletId],
      serviceModes: ['DINE_IN', 'TAKEAWAY'],
      channels: ['POS'],
      startsAt: '2030-01-01T00:00:00.000Z',
      endsAt: '2030-02-01T00:00:00.000Z',
      hours: [{ day: 5, opens: '15:00', closes: '01:30' }],
      usageLimit: 100,
      usageLimitPerCustomer: 2,
      priority: -1000,
      combinationGroup: 'January',
      active: false,
    };
    const of = { productIds: [product('COFFEE')], categoryIds: [categoryId] };
    const benefits = [
      { type: 'PERCENTAGE', rate: 10_000, ...of },
      { type: 'FIXED_AMOUNT', amount: 1, ...of },
      { type: 'BUY_X_GET_Y', buyQuantity: 100, getQuantity: 1, freeUnits: 'EVERY_NTH', ...of },
      {
        type: 'BUNDLE_PRICE',
        amount: 0,
        bundleItems: [
          { quantity: 100, ...of },
          { quantity: 1, productIds: null, categoryIds: null },
        ],
      },
    ];
    for (const benefit of benefits) {
      const made = await promote(owner, { name: `All of ${benefit.type}`, ...benefit, ...everything });
      expect(made).toMatchObject({ name: `All of ${benefit.type}`, ...benefit, ...everything, used: 0, needsCode: false, exclusive: false, version: 1 });
      expect((await owner.ok(READ, { id: made.id })).promotion).toEqual({ ...made, currency: { code: 'IDR' } });
    }
    const plain = await promote(owner, { name: ' Plain ', type: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1, active: false });
    expect(plain).toMatchObject({ name: 'Plain', freeUnits: 'CHEAPEST', minimumPurchase: 0, priority: 0, needsCode: false, outletIds: null, hours: null });
    expect(await promote(owner, { code: 'makes-it-needed' })).toMatchObject({ needsCode: true });
    expect(await promote(owner, { needsCode: true })).toMatchObject({ needsCode: true });
  });

  test.each<[string, string[], Record<string, unknown>]>([
    ['101 %', ['rate'], { rate: 10_100 }],
    ['nothing', ['rate'], { rate: 0 }],
    ['no rate', ['rate'], { type: 'PERCENTAGE' }],
    ['a rate of a fixed amount', ['rate'], { type: 'FIXED_AMOUNT', amount: 1000, rate: 1000 }],
    ['an amount of a percentage', ['amount'], { rate: 1000, amount: 1 }],
    ['a fixed amount of 0', ['amount'], { type: 'FIXED_AMOUNT', amount: 0 }],
    ['a negative amount', ['amount'], { type: 'FIXED_AMOUNT', amount: -1 }],
    ['no amount', ['amount'], { type: 'FIXED_AMOUNT' }],
    ['buying nothing', ['buyQuantity'], { type: 'BUY_X_GET_Y', buyQuantity: 0, getQuantity: 1 }],
    ['buying without getting', ['getQuantity'], { type: 'BUY_X_GET_Y', buyQuantity: 1 }],
    ['getting 101', ['getQuantity'], { type: 'BUY_X_GET_Y', buyQuantity: 1, getQuantity: 101 }],
    ['free units of a percentage', ['freeUnits'], { rate: 1000, freeUnits: 'CHEAPEST' }],
    ['a bundle of nothing', ['bundleItems'], { type: 'BUNDLE_PRICE', amount: 1000, bundleItems: [] }],
    ['a bundle without parts', ['bundleItems'], { type: 'BUNDLE_PRICE', amount: 1000 }],
    ['a bundle without a price', ['amount'], { type: 'BUNDLE_PRICE', bundleItems: [{ quantity: 1 }] }],
    ['a bundle of products beside its parts', ['productIds'], { type: 'BUNDLE_PRICE', amount: 1, bundleItems: [{ quantity: 1 }], productIds: [randomUUID()] }],
    ['no units in a part', ['bundleItems', '1', 'quantity'], { type: 'BUNDLE_PRICE', amount: 1, bundleItems: [{ quantity: 1 }, { quantity: 0 }] }],
    ['parts of a percentage', ['bundleItems'], { rate: 1000, bundleItems: [{ quantity: 1 }] }],
    ['no product of many', ['productIds'], { rate: 1000, productIds: [] }],
    ['a minimum below 0', ['minimumPurchase'], { rate: 1000, minimumPurchase: -1 }],
    ['a cap of 0', ['maximumDiscount'], { rate: 1000, maximumDiscount: 0 }],
    ['an end before the start', ['endsAt'], { rate: 1000, startsAt: '2030-01-02T00:00:00Z', endsAt: '2030-01-01T00:00:00Z' }],
    ['an end at the start', ['endsAt'], { rate: 1000, startsAt: '2030-01-02T00:00:00Z', endsAt: '2030-01-02T00:00:00Z' }],
    ['an eighth day', ['hours', '0', 'day'], { rate: 1000, hours: [{ day: 8, opens: '08:00', closes: '09:00' }] }],
    [
      'a 25th hour',
      ['hours', '1', 'closes'],
      {
        rate: 1000,
        hours: [
          { day: 1, opens: '08:00', closes: '24:00' },
          { day: 1, opens: '08:00', closes: '25:00' },
        ],
      },
    ],
    ['no hours', ['hours'], { rate: 1000, hours: [] }],
    ['no uses', ['usageLimit'], { rate: 1000, usageLimit: 0 }],
    ['no uses of a customer', ['usageLimitPerCustomer'], { rate: 1000, usageLimitPerCustomer: 0 }],
    ['too much priority', ['priority'], { rate: 1000, priority: 1001 }],
    ['an exclusive one of a group', ['combinationGroup'], { rate: 1000, exclusive: true, combinationGroup: 'x' }],
    ['a group with a long name', ['combinationGroup'], { rate: 1000, combinationGroup: 'x'.repeat(41) }],
    ['no name', ['name'], { rate: 1000, name: ' ' }],
    ['a short code', ['code'], { rate: 1000, code: 'ab' }],
    ['a long code', ['code'], { rate: 1000, code: 'x'.repeat(41) }],
    ['a code with blanks', ['code'], { rate: 1000, code: 'TEN PERCENT' }],
    ['a code of letters that look alike', ['code'], { rate: 1000, code: 'TЕN' }],
    ['a code that is not needed', ['code'], { rate: 1000, code: 'TEN', needsCode: false }],
  ])('%s is refused', async (_, field, input) => {
    const type = input.type ?? 'PERCENTAGE';
    const before = await countOf('promotion');
    expect(await refused(owner, 'createPromotion', { name: 'Refused', type, ...input })).toMatchObject({ code: 'INVALID_INPUT', field });
    expect(await countOf('promotion')).toBe(before);
  });

  test('too many of anything is refused', async () => {
    const ids = Array.from({ length: 251 }, () => randomUUID());
    const list = (field: string[], input: object): Promise<void> =>
      refused(owner, 'createPromotion', { name: 'Many', type: 'PERCENTAGE', rate: 1, ...input }).then((error) =>
        expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', field }),
      );
    for (const field of ['productIds', 'categoryIds', 'outletIds']) await list([field], { [field]: ids });
    const bundle = { type: 'BUNDLE_PRICE', rate: null, amount: 1 };
    await list(['bundleItems'], { ...bundle, bundleItems: Array.from({ length: 11 }, () => ({ quantity: 1 })) });
    await list(['bundleItems', '0', 'productIds'], { ...bundle, bundleItems: [{ quantity: 1, productIds: ids }] });
    await list(['hours'], { hours: Array.from({ length: 51 }, () => ({ day: 1, opens: '08:00', closes: '09:00' })) });
  });

  test('products, categories and outlets must be there; another brand’s are not', async () => {
    const theirs = await makeRestaurant(app);
    const own = { productIds: product('COFFEE'), categoryIds: restaurant.categoryId, outletIds: restaurant.outletId };
    const foreign = { productIds: theirs.products.COFFEE, categoryIds: theirs.categoryId, outletIds: theirs.outletId };
    const answers = [];
    for (const field of ['productIds', 'categoryIds', 'outletIds'] as const) {
      for (const id of [randomUUID(), foreign[field], 'nonsense', '']) {
        const error = await refused(owner, 'createPromotion', { name: 'Wrong', type: 'PERCENTAGE', rate: 1, [field]: [own[field], id] });
        expect(error, `${field} ${id}`).toMatchObject({ code: 'NOT_FOUND', field: [field, '1'], details: null });
        answers.push(`${field} ${error.message}`);
      }
    }
    expect(new Set(answers).size).toBe(3);
    const bundleItems = [
      { quantity: 1, productIds: [product('COFFEE')] },
      { quantity: 1, categoryIds: [restaurant.categoryId, theirs.categoryId] },
    ];
    expect(await refused(owner, 'createPromotion', { name: 'Wrong', type: 'BUNDLE_PRICE', amount: 1, bundleItems })).toMatchObject({
      code: 'NOT_FOUND',
      field: ['bundleItems', '1', 'categoryIds', '1'],
    });
    const { id } = await promote(owner, { active: false });
    expect(await refused(owner, 'updatePromotion', { id, productIds: [theirs.products.COFFEE] })).toMatchObject({
      code: 'NOT_FOUND',
      field: ['productIds', '0'],
    });
  });

  test('the same id twice, or in capital letters, is one', async () => {
    const id = product('COFFEE');
    expect(await promote(owner, { productIds: [id, id.toUpperCase()], active: false })).toMatchObject({ productIds: [id] });
  });
});

describe('changing one', () => {
  test('only what is sent changes; null clears', async () => {
    const made = await promote(owner, { name: 'Before', description: 'Text', minimumPurchase: 1000, maximumDiscount: 5000, channels: ['POS'], active: false });
    expect(await run(owner, 'updatePromotion', { id: made.id, name: 'After' })).toEqual({ ...made, name: 'After', version: 2 });
    expect(await run(owner, 'updatePromotion', { id: made.id, description: null, maximumDiscount: null, channels: null, minimumPurchase: null })).toEqual({
      ...made,
      name: 'After',
      description: null,
      maximumDiscount: null,
      channels: null,
      minimumPurchase: 0,
      version: 3,
    });
    for (const field of ['name', 'priority', 'exclusive', 'needsCode'])
      expect(await refused(owner, 'updatePromotion', { id: made.id, [field]: null })).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
    expect(await refused(owner, 'updatePromotion', { id: made.id, rate: null })).toMatchObject({ code: 'INVALID_INPUT', field: ['rate'] });
    expect(await refused(owner, 'updatePromotion', { id: made.id, amount: 1000 })).toMatchObject({ code: 'INVALID_INPUT', field: ['amount'] });
  });

  test('is held against what stays', async () => {
    const { id } = await promote(owner, { startsAt: '2030-01-01T00:00:00Z', combinationGroup: 'x', active: false });
    expect(await refused(owner, 'updatePromotion', { id, endsAt: '2029-01-01T00:00:00Z' })).toMatchObject({ code: 'INVALID_INPUT', field: ['endsAt'] });
    expect(await refused(owner, 'updatePromotion', { id, exclusive: true })).toMatchObject({ code: 'INVALID_INPUT', field: ['combinationGroup'] });
    await run(owner, 'updatePromotion', { id, exclusive: true, combinationGroup: null });
  });

  test('an old version is refused; of 8 changes of the same version one wins', async () => {
    const { id, version } = await promote(owner, { active: false });
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) => owner.send(documentOf('updatePromotion'), { input: { id, version, priority: index + 1 } })),
    );
    const errors = all.flatMap(({ data }) => data.updatePromotion.userErrors);
    expect(errors).toHaveLength(7);
    for (const error of errors) expect(error).toMatchObject({ code: 'STALE_VERSION', field: ['version'], details: { version: 2 } });
    for (const name of ['activatePromotion', 'deactivatePromotion', 'deletePromotion'] as const)
      expect(await refused(owner, name, { id, version: 1 })).toMatchObject({ code: 'STALE_VERSION' });
    expect(await run(owner, 'activatePromotion', { id, version: 2 })).toMatchObject({ active: true, version: 3 });
    expect(await run(owner, 'activatePromotion', { id, version: 3 })).toMatchObject({ active: true, version: 3 });
    await run(owner, 'deactivatePromotion', { id, version: 3 });
  });

  test('orders do not raise its version', async () => {
    const { id } = await promote(owner, { usageLimit: 5, code: 'VERSION' });
    await place(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { promotionCodes: ['VERSION'] }));
    expect((await owner.ok(READ, { id })).promotion).toMatchObject({ version: 1, used: 1 });
    expect(await run(owner, 'updatePromotion', { id, version: 1, usageLimit: 6 })).toMatchObject({ version: 2, used: 1 });
    await run(owner, 'deactivatePromotion', { id });
  });
});

describe('deleting one', () => {
  test('that was never used goes with its codes, also when it is sent twice', async () => {
    const { id } = await promote(owner, { code: 'DELETED' });
    await run(owner, 'generatePromotionCodes', { promotionId: id, count: 5 });
    const key = { 'idempotency-key': randomUUID() };
    expect(await run(owner, 'deletePromotion', { id }, key)).toBe(id);
    expect(await run(owner, 'deletePromotion', { id }, key)).toBe(id);
    expect((await owner.ok(READ, { id })).promotion).toBeNull();
    expect(await refused(owner, 'deletePromotion', { id })).toMatchObject({ code: 'NOT_FOUND', field: ['id'] });
    const [row] = await app.sql<{ codes: number }>('select count(*)::int as codes from promotion_code where promotion_id = $1', [id]);
    expect(row?.codes).toBe(0);
    await run(owner, 'deletePromotion', { id: (await promote(owner, { code: 'deleted' })).id });
  });

  test('that was used stays, even if the order was cancelled: deactivate it', async () => {
    const { id } = await promote(owner, { code: 'STAYS' });
    const order = await place(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { promotionCodes: ['STAYS'] }));
    expect(await refused(owner, 'deletePromotion', { id })).toMatchObject({ code: 'CONFLICT', field: ['id'], details: { uses: 1 } });
    await restaurant.cashier.ok('mutation ($id: ID!) { cancelOrder(input: { orderId: $id, reason: "x" }) { userErrors { code } } }', { id: order.id });
    expect(await refused(owner, 'deletePromotion', { id })).toMatchObject({ code: 'CONFLICT' });
    await run(owner, 'deactivatePromotion', { id });
  });
});

test('at most 500 are switched on, also when the last are made at once', async () => {
  const full = await makeRestaurant(app);
  const { id } = await promote(full.owner);
  await app.sql(
    `insert into promotion select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'name', 'Copy ' || n))).*
     from promotion p, generate_series(2, 497) n where p.id = $1`,
    [id],
  );
  const made = await Promise.all(
    Array.from({ length: 8 }, () => full.owner.send(documentOf('createPromotion'), { input: { name: 'New', type: 'PERCENTAGE', rate: 1 } })),
  );
  const errors = made.flatMap(({ data }) => data.createPromotion.userErrors);
  expect(errors).toHaveLength(5);
  for (const error of errors) expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', field: ['active'], details: { max: 500 } });
  const off = await promote(full.owner, { active: false });
  expect(await refused(full.owner, 'activatePromotion', { id: off.id })).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { max: 500 } });
  await run(full.owner, 'deactivatePromotion', { id });
  await run(full.owner, 'activatePromotion', { id: off.id });
});

describe('who may', () => {
  let second: string;
  let manager: Client;
  let cashier: Client;
  beforeAll(async () => {
    restaurant = await makeRestaurant(app);
    ({ owner, manager, cashier } = restaurant);
    second = await addOutlet(owner, { code: 'TWO' });
  });

  test('a manager makes and changes those of own outlets, never the brand’s', async () => {
    const { outletId } = restaurant;
    const own = await promote(manager, { name: 'Own', outletIds: [outletId], code: 'OWN' });
    const brands = await promote(owner, { name: 'Brand', code: 'BRAND' });
    const shared = await promote(owner, { name: 'Shared', outletIds: [outletId, second], code: 'SHARED' });
    const elsewhere = await promote(owner, { name: 'Elsewhere', outletIds: [second], code: 'ELSEWHERE' });
    expect(await run(manager, 'updatePromotion', { id: own.id, rate: 2000 })).toMatchObject({ rate: 2000 });
    const input = { name: 'Wider', type: 'PERCENTAGE', rate: 1 };
    expect(await manager.requestError(documentOf('createPromotion'), { input })).toBe('FORBIDDEN');
    expect(await manager.requestError(documentOf('updatePromotion'), { input: { id: own.id, outletIds: null } })).toBe('FORBIDDEN');
    for (const outlet of [second, randomUUID()]) {
      expect(await refused(manager, 'createPromotion', { ...input, outletIds: [outletId, outlet] })).toMatchObject({
        code: 'NOT_FOUND',
        field: ['outletIds', '1'],
      });
      expect(await refused(manager, 'updatePromotion', { id: own.id, outletIds: [outlet] })).toMatchObject({ code: 'NOT_FOUND', field: ['outletIds', '0'] });
    }
    for (const { id } of [brands, shared]) {
      for (const name of ['updatePromotion', 'activatePromotion', 'deactivatePromotion', 'deletePromotion'] as const)
        expect(await manager.requestError(documentOf(name), { input: { id } }), name).toBe('FORBIDDEN');
      expect(await manager.requestError(documentOf('addPromotionCode'), { input: { promotionId: id, code: 'MORE' } })).toBe('FORBIDDEN');
      expect(await manager.requestError(documentOf('generatePromotionCodes'), { input: { promotionId: id, count: 1 } })).toBe('FORBIDDEN');
      const { promotion } = await manager.ok('query ($id: ID!) { promotion(id: $id) { outletIds codes { nodes { id } } } }', { id });
      expect(promotion.outletIds).toEqual(id === shared.id ? [outletId] : null);
      expect(await manager.requestError(documentOf('deactivatePromotionCode'), { input: { id: promotion.codes.nodes[0].id } })).toBe('FORBIDDEN');
    }
    // A promotion of other outlets only is as invisible as an unknown id.
    const missing = { code: 'NOT_FOUND', field: ['id'], message: 'Promotion not found.' };
    for (const id of [elsewhere.id, randomUUID(), 'nonsense']) {
      expect((await manager.ok(READ, { id })).promotion).toBeNull();
      for (const name of ['updatePromotion', 'activatePromotion', 'deactivatePromotion', 'deletePromotion'] as const)
        expect(await refused(manager, name, { id })).toMatchObject(missing);
      expect(await refused(manager, 'addPromotionCode', { promotionId: id, code: 'MORE' })).toMatchObject({ ...missing, field: ['promotionId'] });
    }
    const { promotion } = await owner.ok('query ($id: ID!) { promotion(id: $id) { codes { nodes { id } } } }', { id: elsewhere.id });
    for (const id of [promotion.codes.nodes[0].id, randomUUID()])
      expect(await refused(manager, 'deactivatePromotionCode', { id })).toMatchObject({ code: 'NOT_FOUND', message: 'Promotion code not found.' });
    const { promotions } = await manager.ok('{ promotions { totalCount nodes { name } } }');
    expect([promotions.totalCount, promotions.nodes.map(({ name }: { name: string }) => name)]).toEqual([3, ['Shared', 'Brand', 'Own']]);
  });

  test('an outlet’s own product cannot be promoted by callers who do not reach the outlet', async () => {
    const { outletId, categoryId } = restaurant;
    const theirs = await addProduct(owner, { categoryId, sku: 'THEIRS', name: 'Theirs', price: 1000, outletId: second });
    expect(await refused(manager, 'createPromotion', { name: 'X', type: 'PERCENTAGE', rate: 1, outletIds: [outletId], productIds: [theirs] })).toMatchObject({
      code: 'NOT_FOUND',
      field: ['productIds', '0'],
    });
  });

  test('a cashier and a till read, without codes and figures; the kitchen, displays, kiosks and guests do not', async () => {
    const till = await addDevice(owner, { outletId: restaurant.outletId, kind: 'POS' });
    await addUser(owner, { username: 'buyer', role: 'CUSTOMER' });
    const { id } = await promote(owner, { name: 'Read', code: 'READ' });
    for (const client of [cashier, till.client]) {
      expect((await client.ok(READ, { id })).promotion).toMatchObject({ name: 'Read' });
      expect((await client.ok('{ promotions(filter: { search: "read" }) { nodes { name } } }')).promotions.nodes).toEqual([{ name: 'Read' }]);
      for (const fields of ['codes { nodes { code } }', 'statistics { uses }'])
        expect(await client.requestError(`query ($id: ID!) { promotion(id: $id) { ${fields} } }`, { id })).toBe('FORBIDDEN');
      expect(await client.requestError(documentOf('createPromotion'), { input: { name: 'X', type: 'PERCENTAGE' } })).toBe('FORBIDDEN');
    }
    const machines = await Promise.all(
      ['KIOSK', 'KITCHEN_DISPLAY', 'ORDER_BOARD'].map(async (kind) => (await addDevice(owner, { outletId: restaurant.outletId, kind })).client),
    );
    for (const client of [restaurant.kitchen, ...machines, await signedIn(app.url, restaurant.slug, 'buyer', PASSWORD)]) {
      expect(await client.requestError(READ, { id })).toBe('FORBIDDEN');
      expect(await client.requestError('{ promotions { nodes { name } } }')).toBe('FORBIDDEN');
    }
    expect(await restaurant.guest.requestError('{ promotions { nodes { name } } }')).toBe('UNAUTHENTICATED');
    expect(await restaurant.guest.requestError(READ, { id })).toBe('UNAUTHENTICATED');
  });

  test('another brand’s promotion and code are as if there were none', async () => {
    const theirs = await makeRestaurant(app);
    const { id } = await promote(theirs.owner, { name: 'Theirs', code: 'SHARED-CODE' });
    expect((await owner.ok(READ, { id })).promotion).toBeNull();
    expect((await owner.ok('{ promotions(filter: { search: "shared-code" }) { nodes { id } } }')).promotions.nodes).toEqual([]);
    const { notAppliedPromotions } = await quote(restaurant.guest, orderOf(restaurant, { COFFEE: 1 }, { promotionCodes: ['SHARED-CODE'] }));
    expect(notAppliedPromotions).toMatchObject([{ promotionId: null, reason: 'UNKNOWN_CODE' }]);
    // The other brand may use the same code.
    await promote(owner, { name: 'Ours', code: 'shared-code' });
  });
});

async function countOf(table: 'promotion'): Promise<number> {
  const [row] = await app.sql<{ count: number }>(`select count(*)::int as count from ${table}`);
  return row?.count ?? Number.NaN;
}
