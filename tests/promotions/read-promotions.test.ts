import { beforeAll, describe, expect, test } from 'vitest';
import { act, type Client, makeRestaurant, useRestaurant } from '../kit/index.ts';
import { orderOf, place, promote, run } from './promotion-api.ts';

const { app, restaurant } = useRestaurant();
let owner: Client;
beforeAll(async () => {
  ({ owner } = restaurant);
});

async function names(filter: Record<string, unknown>): Promise<string[]> {
  const document = 'query ($filter: PromotionFilter) { promotions(filter: $filter, first: 100) { totalCount nodes { name } } }';
  const { promotions } = await owner.ok(document, { filter });
  expect(promotions.totalCount).toBe(promotions.nodes.length);
  return promotions.nodes.map(({ name }: { name: string }) => name);
}

describe('the list', () => {
  beforeAll(async () => {
    const at = (hours: number): string => new Date(app.clock.now().getTime() + hours * 3_600_000).toISOString();
    await promote(owner, { name: 'Happy hour', hours: [{ day: 1, opens: '00:00', closes: '00:01' }] });
    await promote(owner, { name: 'Happy birthday', code: 'BIRTHDAY', active: false });
    await promote(owner, { name: '100 % happy_', type: 'FIXED_AMOUNT', amount: 1000, startsAt: at(1) });
    await promote(owner, { name: 'Over', type: 'BUY_X_GET_Y', buyQuantity: 1, getQuantity: 1, endsAt: at(-1) });
    await promote(owner, { name: 'Bundle', type: 'BUNDLE_PRICE', amount: 1, bundleItems: [{ quantity: 2 }], startsAt: at(-1), endsAt: at(1) });
  });

  test('newest first, by what is set', async () => {
    expect(await names({})).toEqual(['Bundle', 'Over', '100 % happy_', 'Happy birthday', 'Happy hour']);
    expect(await names({ active: false })).toEqual(['Happy birthday']);
    expect(await names({ active: true, type: ['PERCENTAGE', 'BUNDLE_PRICE'] })).toEqual(['Bundle', 'Happy hour']);
    expect(await names({ runningNow: true })).toEqual(['Bundle', 'Happy hour']);
    expect(await names({ runningNow: false })).toEqual(['Over', '100 % happy_', 'Happy birthday']);
  });

  test('by the beginning of the name, or a whole code', async () => {
    expect(await names({ search: 'HAPPY' })).toEqual(['Happy birthday', 'Happy hour']);
    expect(await names({ search: ' happy h' })).toEqual(['Happy hour']);
    expect(await names({ search: 'birthday' })).toEqual(['Happy birthday']);
    expect(await names({ search: 'birth' })).toEqual([]);
    expect(await names({ search: '100 %' })).toEqual(['100 % happy_']);
    for (const search of ['%', '_appy', '\\', "'"]) expect(await names({ search }), search).toEqual([]);
    expect(await owner.requestError('{ promotions(filter: { search: "a\\u0000" }) { totalCount } }')).toBe('BAD_USER_INPUT');
  });

  test('page by page', async () => {
    const document =
      'query ($after: String) { promotions(first: 2, after: $after) { nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }';
    const first = (await owner.ok(document)).promotions;
    expect(first.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false, endCursor: first.edges[1].cursor });
    const second = (await owner.ok(document, { after: first.pageInfo.endCursor })).promotions;
    const third = (await owner.ok(document, { after: second.pageInfo.endCursor })).promotions;
    expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const all = [first, second, third].flatMap(({ nodes }) => nodes.map(({ name }: { name: string }) => name));
    expect(all).toEqual(await names({}));
    expect(await owner.requestError(document, { after: 'WzEsMl0' })).toBe('BAD_USER_INPUT');
    expect(await owner.requestError('{ promotions(first: 101) { totalCount } }')).toBe('BAD_USER_INPUT');
  });
});

test('figures: of orders that were not cancelled, of a period', async () => {
  const own = await makeRestaurant(app);
  const { cashier, owner } = own;
  const { id } = await promote(owner, { name: 'Figures', rate: 3333, code: 'FIGURES' });
  const document = `query ($id: ID!, $from: DateTime, $until: DateTime) { promotion(id: $id) {
    statistics(from: $from, until: $until) { uses discountGiven revenue averageDiscount } } }`;
  const figures = async (period: object = {}): Promise<unknown> => (await owner.ok(document, { id, ...period })).promotion.statistics;
  expect(await figures()).toEqual({ uses: 0, discountGiven: 0, revenue: 0, averageDiscount: null });
  const order = (quantities: Record<string, number>): Promise<{ id: string }> => place(cashier, orderOf(own, quantities, { promotionCodes: ['FIGURES'] }));
  await order({ WATER: 1 });
  const cancelled = await order({ SOUP: 3 });
  const between = app.clock.now().toISOString();
  app.clock.advance(1000);
  await order({ WATER: 2 });
  await act(cashier, 'cancelOrder', { orderId: cancelled.id, reason: 'changed mind' });
  // 5000 and 10000 at 33.33 %: 1667 and 3333, together 5000, each 2500.
  expect(await figures()).toEqual({ uses: 2, discountGiven: 5000, revenue: 10_000, averageDiscount: 2500 });
  expect(await figures({ from: between })).toEqual({ uses: 1, discountGiven: 3333, revenue: 6667, averageDiscount: 3333 });
  expect(await figures({ until: between })).toEqual({ uses: 1, discountGiven: 1667, revenue: 3333, averageDiscount: 1667 });
  expect(await figures({ from: between, until: between })).toMatchObject({ uses: 0 });
  await run(owner, 'deactivatePromotion', { id });
  expect(await figures()).toMatchObject({ uses: 2 });
});
