import { describe, expect, test } from 'vitest';
import { addDevice, addOutlet, addStation, type Client, makeRestaurant, type Restaurant, useTestApp } from '../kit/index.ts';
import { orderOf, place, placeRefused, promote, quote, run } from './promotion-api.ts';

const app = useTestApp();
let restaurant: Restaurant;
let owner: Client;
let guest: Client;
let cashier: Client;

/** A new brand for each test: automatic promotions of one test would apply in the next. */
async function fresh(): Promise<void> {
  restaurant = await makeRestaurant(app);
  ({ owner, guest, cashier } = restaurant);
}

const order = (quantities: Record<string, number>, more: Record<string, unknown> = {}): Record<string, unknown> => orderOf(restaurant, quantities, more);

/** Why promotions were not applied, by name or, without a name, by code. */
async function reasons(input: Record<string, unknown>, client = cashier): Promise<Record<string, string>> {
  const { notAppliedPromotions } = await quote(client, input);
  return Object.fromEntries(notAppliedPromotions.map(({ name, code, reason }: Record<string, string>) => [name ?? code, reason]));
}

/** Amounts of the applied promotions, by name. */
async function applied(input: Record<string, unknown>): Promise<Record<string, number>> {
  const { appliedPromotions } = await quote(guest, input);
  return Object.fromEntries(appliedPromotions.map(({ name, amount }: { name: string; amount: number }) => [name, amount]));
}

describe('codes', () => {
  test('are told apart from what applies by itself; letter case and blanks around do not count', async () => {
    await fresh();
    const { id } = await promote(owner, { name: 'Ten', code: 'senja-10' });
    expect(await applied(order({ COFFEE: 1 }))).toEqual({});
    for (const code of ['SENJA-10', 'senja-10', '  Senja-10 ']) {
      const { appliedPromotions, notAppliedPromotions } = await quote(guest, order({ COFFEE: 1 }, { promotionCodes: [code] }));
      expect(appliedPromotions).toEqual([{ promotionId: id, name: 'Ten', code: 'SENJA-10', amount: 2000, lines: [{ line: 0, amount: 2000 }] }]);
      expect(notAppliedPromotions).toEqual([]);
    }
  });

  test('the same code twice, or in another letter case, is one code', async () => {
    await fresh();
    await promote(owner, { name: 'Ten', code: 'TEN' });
    const input = order({ COFFEE: 1 }, { promotionCodes: ['TEN', 'ten', ' Ten'] });
    const { totals, notAppliedPromotions } = await quote(guest, input);
    expect([totals.discount, notAppliedPromotions]).toEqual([2000, []]);
    expect((await place(cashier, input)).totals.discount).toBe(2000);
  });

  test('two codes of one promotion: it is given once, and the second code is refused', async () => {
    await fresh();
    const { id } = await promote(owner, { name: 'Ten', code: 'FIRST' });
    await run(owner, 'addPromotionCode', { promotionId: id, code: 'SECOND' });
    const input = order({ COFFEE: 1 }, { promotionCodes: ['second', 'first'] });
    const { appliedPromotions, notAppliedPromotions } = await quote(guest, input);
    expect(appliedPromotions).toMatchObject([{ name: 'Ten', code: 'SECOND', amount: 2000 }]);
    expect(notAppliedPromotions).toEqual([
      { promotionId: id, name: 'Ten', code: 'FIRST', reason: 'NOT_COMBINABLE', message: 'Ten was asked for twice.', missing: null },
    ]);
    expect(await placeRefused(cashier, input)).toMatchObject({
      code: 'PROMOTION_NOT_APPLICABLE',
      field: ['promotionCodes', '1'],
      details: { reason: 'NOT_COMBINABLE' },
    });
  });

  test('one that does not apply is refused when an order is placed, and nothing is written', async () => {
    await fresh();
    await promote(owner, { name: 'Big', code: 'BIG', minimumPurchase: 100_000 });
    const input = order({ COFFEE: 1, CAKE: 1 }, { promotionCodes: ['nothing', 'big'] });
    const { appliedPromotions, notAppliedPromotions } = await quote(guest, input);
    expect(appliedPromotions).toEqual([]);
    expect(notAppliedPromotions).toMatchObject([
      { name: 'Big', code: 'BIG', reason: 'MINIMUM_NOT_REACHED', message: 'Big needs 65000 more.', missing: 65_000 },
      { promotionId: null, name: null, code: 'NOTHING', reason: 'UNKNOWN_CODE', message: 'The code NOTHING cannot be used.', missing: null },
    ]);
    const before = await rows();
    expect(await placeRefused(cashier, order({ COFFEE: 1 }, { promotionCodes: ['nothing'] }))).toMatchObject({
      code: 'PROMOTION_NOT_APPLICABLE',
      field: ['promotionCodes', '0'],
      message: 'There is no promotion NOTHING.',
      details: { reason: 'UNKNOWN_CODE' },
    });
    expect(await placeRefused(cashier, order({ COFFEE: 1 }, { promotionCodes: [' big'] }))).toMatchObject({
      code: 'PROMOTION_NOT_APPLICABLE',
      field: ['promotionCodes', '0'],
      details: { reason: 'MINIMUM_NOT_REACHED', missing: 80_000 },
    });
    expect(await rows()).toEqual(before);
  });

  test('what cannot be one is unknown; a blank one and too many are refused', async () => {
    await fresh();
    for (const code of ['a b', 'ÄÖÜ', "' or 1=1", 'x', 'y'.repeat(100)]) {
      const { notAppliedPromotions } = await quote(guest, order({ COFFEE: 1 }, { promotionCodes: [code] }));
      expect(notAppliedPromotions, code).toMatchObject([{ reason: 'UNKNOWN_CODE' }]);
    }
    expect(await placeRefused(cashier, order({ COFFEE: 1 }, { promotionCodes: ['GOOD', ' '] }))).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['promotionCodes', '1'],
    });
    for (const code of ['nul\u0000', '\ud800abc', 'z'.repeat(101)])
      expect(await placeRefused(cashier, order({ COFFEE: 1 }, { promotionCodes: [code] }))).toMatchObject({ code: 'INVALID_INPUT' });
    const many = Array.from({ length: 21 }, (_, index) => `CODE-${index}`);
    expect(await placeRefused(cashier, order({ COFFEE: 1 }, { promotionCodes: many }))).toMatchObject({ code: 'LIMIT_EXCEEDED', field: ['promotionCodes'] });
  });

  test('of a promotion that applies by itself by now are still good', async () => {
    await fresh();
    const { id } = await promote(owner, { name: 'Ten', code: 'TEN' });
    await run(owner, 'updatePromotion', { id, needsCode: false });
    expect(await applied(order({ COFFEE: 1 }))).toEqual({ Ten: 2000 });
    const { appliedPromotions, notAppliedPromotions } = await quote(guest, order({ COFFEE: 1 }, { promotionCodes: ['TEN'] }));
    expect(appliedPromotions).toMatchObject([{ code: 'TEN', amount: 2000 }]);
    expect(notAppliedPromotions).toEqual([]);
  });

  test('that were switched off, or whose promotion was', async () => {
    await fresh();
    const { id } = await promote(owner, { name: 'Ten', code: 'ONE' });
    const { id: codeId } = await run(owner, 'addPromotionCode', { promotionId: id, code: 'TWO' });
    expect(await run(owner, 'deactivatePromotionCode', { id: codeId })).toMatchObject({ code: 'TWO', active: false });
    expect(await reasons(order({ COFFEE: 1 }, { promotionCodes: ['two'] }))).toEqual({ Ten: 'INACTIVE' });
    expect(await applied(order({ COFFEE: 1 }, { promotionCodes: ['one'] }))).toEqual({ Ten: 2000 });
    await run(owner, 'deactivatePromotion', { id });
    expect(await reasons(order({ COFFEE: 1 }, { promotionCodes: ['one'] }))).toEqual({ Ten: 'INACTIVE' });
    await run(owner, 'activatePromotion', { id });
    expect(await applied(order({ COFFEE: 1 }, { promotionCodes: ['one'] }))).toEqual({ Ten: 2000 });
  });
});

describe('where and when', () => {
  test('each restriction has its reason', async () => {
    await fresh();
    const other = await addOutlet(owner, { code: 'TWO' });
    await addStation(owner, other, 'PASS', true);
    const tomorrow = new Date(app.clock.now().getTime() + 86_400_000).toISOString();
    const yesterday = new Date(app.clock.now().getTime() - 86_400_000).toISOString();
    await promote(owner, { name: 'Elsewhere', code: 'ELSEWHERE', outletIds: [other] });
    await promote(owner, { name: 'Kiosk only', code: 'KIOSK', channels: ['KIOSK'] });
    await promote(owner, { name: 'Delivered', code: 'DELIVERED', serviceModes: ['DELIVERY'] });
    await promote(owner, { name: 'Later', code: 'LATER', startsAt: tomorrow });
    await promote(owner, { name: 'Over', code: 'OVER', endsAt: yesterday });
    await promote(owner, { name: 'Cake', code: 'CAKE', productIds: [restaurant.products.CAKE] });
    await promote(owner, { name: 'Once', code: 'ONCE', usageLimitPerCustomer: 1 });
    const codes = ['ELSEWHERE', 'KIOSK', 'DELIVERED', 'LATER', 'OVER', 'CAKE', 'ONCE'];
    expect(await reasons(order({ COFFEE: 1 }, { promotionCodes: codes }))).toEqual({
      Elsewhere: 'WRONG_OUTLET',
      'Kiosk only': 'WRONG_CHANNEL',
      Delivered: 'WRONG_SERVICE_MODE',
      Later: 'INACTIVE',
      Over: 'INACTIVE',
      Cake: 'NO_MATCHING_ITEM',
      Once: 'CUSTOMER_LIMIT',
    });
    const here = order({ CAKE: 1 }, { promotionCodes: ['KIOSK'], channel: 'KIOSK' });
    expect(await applied(here)).toEqual({ 'Kiosk only': 1500 });
    const kiosk = await addDevice(owner, { outletId: restaurant.outletId, kind: 'KIOSK' });
    expect((await place(kiosk.client, { ...here, channel: undefined })).totals.discount).toBe(1500);
    expect(await applied(order({ COFFEE: 1 }, { outletId: other, promotionCodes: ['ELSEWHERE'] }))).toEqual({ Elsewhere: 2000 });
    expect(await applied(order({ COFFEE: 1 }, { serviceMode: 'DELIVERY', promotionCodes: ['DELIVERED'] }))).toEqual({ Delivered: 2000 });
    expect(await applied(order({ COFFEE: 1 }, { customerPhone: '0812 3456 7890', promotionCodes: ['ONCE'] }))).toEqual({ Once: 2000 });
  });

  test('begins and ends on the instant', async () => {
    await fresh();
    const at = (hours: number): string => new Date(Math.floor(app.clock.now().getTime() / 1000) * 1000 + hours * 3_600_000).toISOString();
    await promote(owner, { name: 'Hour', startsAt: at(1), endsAt: at(2) });
    // Promotions that have not started or have ended are not mentioned, unless the caller sends their code.
    expect(await quote(guest, order({ COFFEE: 1 }))).toMatchObject({ appliedPromotions: [], notAppliedPromotions: [] });
    app.clock.advance(3_600_000);
    expect(await applied(order({ COFFEE: 1 }))).toEqual({ Hour: 2000 });
    app.clock.advance(3_600_000);
    expect(await quote(guest, order({ COFFEE: 1 }))).toMatchObject({ appliedPromotions: [], notAppliedPromotions: [] });
    app.clock.advance(-7_200_000);
  });

  test('recurring hours are local to the outlet, and may run past midnight', async () => {
    await fresh();
    const east = await addOutlet(owner, { code: 'EAST', timeZone: 'Asia/Jayapura' });
    await addStation(owner, east, 'PASS', true);
    await promote(owner, { name: 'Night', hours: [{ day: 3, opens: '22:00', closes: '02:00' }] });
    await promote(owner, { name: 'Early', combinationGroup: 'early', hours: [{ day: 4, opens: '00:00', closes: '01:00' }] });
    // Wednesday 22:30 in Jakarta is Thursday 00:30 in Jayapura.
    const moved = new Date('2030-01-02T15:30:00Z').getTime() - app.clock.now().getTime();
    app.clock.advance(moved);
    try {
      expect(await applied(order({ COFFEE: 1 }))).toEqual({ Night: 2000 });
      expect(await reasons(order({ COFFEE: 1 }), guest)).toEqual({ Early: 'OUTSIDE_HOURS' });
      expect(await reasons(order({ COFFEE: 1 }, { outletId: east }), guest)).toEqual({ Early: 'NOT_COMBINABLE' });
      app.clock.advance(3 * 3_600_000);
      expect(await applied(order({ COFFEE: 1 }))).toEqual({ Night: 2000 });
      app.clock.advance(3_600_000);
      expect(await reasons(order({ COFFEE: 1 }), guest)).toEqual({ Night: 'OUTSIDE_HOURS', Early: 'OUTSIDE_HOURS' });
      app.clock.advance(-4 * 3_600_000);
    } finally {
      app.clock.advance(-moved);
    }
  });
});

describe('what is chosen', () => {
  test('priority before amount; groups; an exclusive one stands alone', async () => {
    await fresh();
    await promote(owner, { name: 'Small, first', rate: 500, priority: 1 });
    await promote(owner, { name: 'Large', rate: 5000 });
    await promote(owner, { name: 'Other group', rate: 9000, combinationGroup: 'other' });
    await promote(owner, { name: 'Alone', type: 'FIXED_AMOUNT', amount: 15_000, exclusive: true });
    expect(await applied(order({ COFFEE: 1 }))).toEqual({ 'Small, first': 1000, Large: 9500 });
    expect(await reasons(order({ COFFEE: 1 }))).toEqual({ 'Other group': 'NOT_COMBINABLE', Alone: 'NOT_COMBINABLE' });
    const { nodes } = (await owner.ok('{ promotions(filter: { search: "alone" }) { nodes { id } } }')).promotions;
    await run(owner, 'updatePromotion', { id: nodes[0].id, priority: 2 });
    expect(await applied(order({ COFFEE: 1 }))).toEqual({ Alone: 15_000 });
  });

  test('what is changed holds for the very next quote and order; orders that are placed keep theirs', async () => {
    await fresh();
    const { id } = await promote(owner, { name: 'Rate' });
    const before = await place(cashier, order({ COFFEE: 1 }));
    expect(before.totals.total).toBe(18_000);
    for (const rate of [2000, 3000, 4000]) {
      await run(owner, 'updatePromotion', { id, rate });
      expect(await applied(order({ COFFEE: 1 }))).toEqual({ Rate: rate * 2 });
      expect((await place(cashier, order({ COFFEE: 1 }))).totals.discount).toBe(rate * 2);
    }
    await run(owner, 'deactivatePromotion', { id });
    expect((await place(cashier, order({ COFFEE: 1 }))).totals.discount).toBe(0);
    const { order: kept } = await cashier.ok('query ($id: ID!) { order(id: $id) { totals { total } appliedPromotions { name amount } } }', { id: before.id });
    expect(kept).toEqual({ totals: { total: 18_000 }, appliedPromotions: [{ name: 'Rate', amount: 2000 }] });
  });

  test('a total that is not the expected one is refused', async () => {
    await fresh();
    const { id } = await promote(owner, { name: 'Ten' });
    const input = order({ COFFEE: 1 }, { expectedTotal: 18_000 });
    await place(cashier, input);
    await run(owner, 'deactivatePromotion', { id });
    expect(await placeRefused(cashier, input)).toMatchObject({ code: 'PRICE_CHANGED', field: ['expectedTotal'], details: { total: 20_000 } });
  });

  test('quote and order say the same', async () => {
    await fresh();
    await promote(owner, { name: 'Three for two', type: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1, productIds: [restaurant.products.COFFEE] });
    await promote(owner, { name: 'Big', minimumPurchase: 1_000_000 });
    await promote(owner, { name: 'Five', code: 'FIVE', rate: 500 });
    const input = order({ COFFEE: 4, SOUP: 1 }, { promotionCodes: ['five'] });
    const quoted = await quote(guest, input);
    const placed = await place(cashier, { ...input, expectedTotal: quoted.totals.total });
    expect(quoted.totals).toEqual(placed.totals);
    for (const steps of ['appliedPromotions', 'notAppliedPromotions', 'discounts']) expect(placed[steps], steps).toEqual(quoted[steps]);
    expect(quoted.appliedPromotions).toMatchObject([
      { name: 'Three for two', amount: 20_000, lines: [{ line: 0, amount: 20_000 }] },
      { name: 'Five', amount: 4500 },
    ]);
  });

  test('of many that do not apply, 50 are told, those with a code first', async () => {
    await fresh();
    for (let index = 0; index < 55; index += 1) await promote(owner, { name: `Big ${index}`, minimumPurchase: 1_000_000 + index, priority: 100 });
    await promote(owner, { name: 'Asked for', code: 'ASKED', minimumPurchase: 1_000_000 });
    const { notAppliedPromotions } = await quote(guest, order({ COFFEE: 1 }, { promotionCodes: ['ASKED', 'UNKNOWN'] }));
    expect(notAppliedPromotions).toHaveLength(50);
    expect(notAppliedPromotions.slice(0, 2).map(({ code }: { code: string }) => code)).toEqual(['ASKED', 'UNKNOWN']);
  });
});

/** Number of rows of each kind that an order writes. */
async function rows(): Promise<unknown> {
  const [row] = await app.sql<object>(
    `select (select count(*) from "order" where tenant_id = $1) as orders, (select count(*) from promotion_use where tenant_id = $1) as uses,
       (select count(*) from payable where tenant_id = $1) as payables, (select coalesce(sum(last), 0) from queue_counter where tenant_id = $1) as numbers,
       (select sum(stock_quantity) from product_at_outlet where tenant_id = $1) as stock, (select count(*) from event where tenant_id = $1) as events`,
    [restaurant.tenantId],
  );
  return row;
}
