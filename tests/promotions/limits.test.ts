import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { act, type Client, makeRestaurant, type Restaurant, refusal, useTestApp } from '../kit/index.ts';
import { countersOf, orderOf, PLACE, place, placeRefused, promote, quote, run } from './promotion-api.ts';

const app = useTestApp({ environment: { DATABASE_POOL: '24' } });
let restaurant: Restaurant;
let owner: Client;
let cashier: Client;
beforeEach(async () => {
  restaurant = await makeRestaurant(app);
  ({ owner, cashier } = restaurant);
});
afterAll(async () => {
  const [row] = await app.sql<{ deadlocks: string }>('select deadlocks from pg_stat_database where datname = current_database()');
  expect(Number(row?.deadlocks)).toBe(0);
});

const order = (more: Record<string, unknown> = {}): Record<string, unknown> => orderOf(restaurant, { COFFEE: 1 }, more);

/** Outcome of an attempt to place an order. */
interface Placed {
  readonly id: string | null;
  /** Names of the applied promotions. */
  readonly applied: readonly string[];
  readonly reason: unknown;
  readonly code: string | null;
}

async function attempt(input: Record<string, unknown>, headers?: Record<string, string>): Promise<Placed> {
  const { data, errors } = await cashier.send(PLACE, { input }, headers);
  const { order: made, userErrors } = data?.placeOrder ?? {};
  const [error] = userErrors ?? [];
  return {
    id: made?.id ?? null,
    applied: (made?.appliedPromotions ?? []).map(({ name }: { name: string }) => name),
    reason: error?.details?.reason,
    code: errors?.[0]?.extensions.code ?? error?.code ?? null,
  };
}

function parallel(count: number, input: (index: number) => Record<string, unknown>): Promise<Placed[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => attempt(input(index))));
}

function count<T>(list: readonly T[], fits: (entry: T) => boolean): number {
  return list.filter(fits).length;
}

describe('50 orders at once', () => {
  test('of a promotion for 10 that applies by itself: all are placed, 10 with it', async () => {
    const { id } = await promote(owner, { name: 'First ten', usageLimit: 10 });
    const placed = await parallel(50, () => order());
    expect(placed.map(({ code }) => code)).toEqual(placed.map(() => null));
    expect(count(placed, ({ applied }) => applied.length === 1)).toBe(10);
    expect(await countersOf(app, id)).toMatchObject({ used: 10, uses: 10 });
    const { notAppliedPromotions } = await quote(cashier, order());
    expect(notAppliedPromotions).toMatchObject([{ name: 'First ten', code: null, reason: 'USED_UP', message: 'First ten has been used up.' }]);
  });

  test('of a promotion for 10 with its code: 10 are placed, 40 refused as USED_UP', async () => {
    const { id } = await promote(owner, { name: 'First ten', code: 'TEN', usageLimit: 10 });
    const placed = await parallel(50, (index) => order({ promotionCodes: [index % 2 ? 'ten' : 'TEN'] }));
    expect(count(placed, ({ code, applied }) => code === null && applied.length === 1)).toBe(10);
    const refused = placed.filter(({ code }) => code !== null);
    expect(refused.map(({ code, reason }) => [code, reason])).toEqual(Array.from({ length: 40 }, () => ['PROMOTION_NOT_APPLICABLE', 'USED_UP']));
    expect(await countersOf(app, id)).toMatchObject({ used: 10, uses: 10 });
    const [row] = await app.sql<{ orders: number }>('select count(*)::int as orders from "order" where tenant_id = $1', [restaurant.tenantId]);
    expect(row?.orders).toBe(10);
  });

  test('of one customer, whose number is written differently, once per customer: one has it', async () => {
    const { id } = await promote(owner, { name: 'Welcome', usageLimitPerCustomer: 1 });
    const phones = ['081234567890', '+62 812 3456 7890', '62812-3456-7890', '0812 3456 7890', '+62 (0)812 3456 7890'];
    const placed = await parallel(50, (index) => order({ customerPhone: phones[index % phones.length] }));
    expect(placed.map(({ code }) => code)).toEqual(placed.map(() => null));
    expect(count(placed, ({ applied }) => applied.length === 1)).toBe(1);
    expect(await countersOf(app, id)).toEqual({ used: 0, uses: 1, codes: {}, customers: { 'phone:+6281234567890': 1 } });
    const { notAppliedPromotions } = await quote(cashier, order({ customerPhone: '0812-3456-7890' }));
    expect(notAppliedPromotions).toMatchObject([{ reason: 'CUSTOMER_LIMIT', message: 'Welcome cannot be used again by this customer.' }]);
    expect((await quote(cashier, order())).notAppliedPromotions).toMatchObject([{ message: 'Welcome needs the customer: send customerPhone.' }]);
    expect((await place(cashier, order({ customerPhone: '081234567891' }))).totals.discount).toBe(2000);
  });

  test('with one generated code: one is placed', async () => {
    const { id } = await promote(owner, { name: 'Voucher', needsCode: true });
    const [{ code }] = await run(owner, 'generatePromotionCodes', { promotionId: id, count: 1, prefix: 'V-' });
    const placed = await parallel(50, () => order({ promotionCodes: [code] }));
    expect(count(placed, ({ code: refused }) => refused === null)).toBe(1);
    expect(count(placed, ({ reason }) => reason === 'USED_UP')).toBe(49);
    expect(await countersOf(app, id)).toMatchObject({ used: 0, uses: 1, codes: { [code]: 1 } });
  });

  test('of several limited promotions, which combine, in any order of codes', async () => {
    const names = ['A', 'B', 'C', 'D'];
    const made = await Promise.all(
      names.map((name, index) => promote(owner, { name, rate: 100, code: `CODE-${name}`, usageLimit: 12 + index, usageLimitPerCustomer: 2 })),
    );
    const placed = await parallel(50, (index) => {
      const turn = index % names.length;
      const codes = [...names.slice(turn), ...names.slice(0, turn)].map((name) => `CODE-${name}`);
      return order({ promotionCodes: index % 3 ? codes : codes.slice(1), customerPhone: `08123456${index % 9}00` });
    });
    const codesOf = new Set(placed.map(({ code }) => code));
    for (const code of codesOf) expect([null, 'PROMOTION_NOT_APPLICABLE']).toContain(code);
    for (const [index, { id }] of made.entries()) {
      const { used, uses, customers } = await countersOf(app, id);
      expect(used).toBe(uses);
      expect(uses).toBe(count(placed, ({ applied }) => applied.includes(names[index] ?? '')));
      expect(uses).toBeLessThanOrEqual(12 + index);
      expect(Object.values(customers).reduce((a, b) => a + b, 0)).toBe(uses);
      for (const used of Object.values(customers)) expect(used).toBeLessThanOrEqual(2);
    }
    // Only A's limit of 12 and the limit of two per customer stop orders: earlier ones get all requested promotions.
    expect(count(placed, ({ code }) => code === null)).toBeGreaterThanOrEqual(12);
  });

  test('of limited promotions that follow one another: each order finds the next, however many run out meanwhile', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `P${index}`);
    // Each promotion excludes the others: an order that loses one is priced with the next.
    const made = await Promise.all(names.map((name, index) => promote(owner, { name, exclusive: true, priority: 100 - index, usageLimit: 1 })));
    const placed = await parallel(50, () => order());
    expect(placed.map(({ code }) => code)).toEqual(placed.map(() => null));
    expect(count(placed, ({ applied }) => applied.length === 1)).toBe(24);
    for (const { id } of made) expect(await countersOf(app, id)).toMatchObject({ used: 1, uses: 1 });
  });

  test('of several customers and limits per customer that run out at once', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `P${index}`);
    const made = await Promise.all(names.map((name, index) => promote(owner, { name, exclusive: true, priority: 10 - index, usageLimitPerCustomer: 1 })));
    const placed = await parallel(50, (index) => order({ customerPhone: `081234567${index % 5}00` }));
    expect(placed.map(({ code }) => code)).toEqual(placed.map(() => null));
    expect(count(placed, ({ applied }) => applied.length === 1)).toBe(30);
    for (const { id } of made) {
      const { uses, customers } = await countersOf(app, id);
      expect([uses, Object.values(customers)]).toEqual([5, [1, 1, 1, 1, 1]]);
    }
  });

  test('while others are cancelled: the counters are the uses, and never above the limit', async () => {
    const { id } = await promote(owner, { name: 'Five', usageLimit: 5, usageLimitPerCustomer: 3 });
    const placed = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const made = await attempt(order({ customerPhone: `0812345670${index % 2}` }));
        if (index % 2 && made.id) await act(cashier, 'cancelOrder', { orderId: made.id, reason: 'changed mind' });
        return made;
      }),
    );
    expect(placed.map(({ code }) => code)).toEqual(placed.map(() => null));
    const { used, uses, customers } = await countersOf(app, id);
    expect(used).toBe(uses);
    expect(uses).toBeLessThanOrEqual(5);
    expect(Object.values(customers).reduce((a, b) => a + b, 0)).toBe(uses);
  });
});

describe('a use is counted once', () => {
  test('when an order is sent again: by its id, by the key, at the same time', async () => {
    const { id } = await promote(owner, { name: 'Five', code: 'FIVE', usageLimit: 5, usageLimitPerCustomer: 5 });
    const input = order({ id: randomUUID(), promotionCodes: ['FIVE'], customerPhone: '081234567890' });
    const placed = await Promise.all(Array.from({ length: 8 }, () => attempt(input)));
    expect(new Set(placed.map((made) => made.id)).size).toBe(1);
    const key = { 'idempotency-key': randomUUID() };
    const keyed = order({ promotionCodes: ['five'], customerPhone: '081234567890' });
    const again = await Promise.all(Array.from({ length: 4 }, () => attempt(keyed, key)));
    expect(new Set(again.map((made) => made.id)).size).toBe(1);
    expect(await countersOf(app, id)).toMatchObject({ used: 2, uses: 2, customers: { 'phone:+6281234567890': 2 } });
  });

  test('and comes back once when the order is cancelled, also when that is sent twice', async () => {
    const { id } = await promote(owner, { name: 'One', needsCode: true, usageLimit: 1, usageLimitPerCustomer: 1 });
    const { code } = await run(owner, 'addPromotionCode', { promotionId: id, code: 'ONLY', usageLimit: 1 });
    const input = order({ promotionCodes: [code], customerPhone: '081234567890' });
    const { id: orderId } = await place(cashier, input);
    const [counted, free] = [
      { used: 1, uses: 1, codes: { ONLY: 1 }, customers: { 'phone:+6281234567890': 1 } },
      { used: 0, uses: 0, codes: { ONLY: 0 }, customers: { 'phone:+6281234567890': 0 } },
    ];
    expect(await countersOf(app, id)).toEqual(counted);
    expect(await placeRefused(cashier, input)).toMatchObject({ details: { reason: 'USED_UP' } });
    const key = { 'idempotency-key': randomUUID() };
    await Promise.all(Array.from({ length: 3 }, () => act(cashier, 'cancelOrder', { orderId, reason: 'changed mind' }, key)));
    expect((await refusal(cashier, 'cancelOrder', { orderId, reason: 'again' })).code).toBe('INVALID_TRANSITION');
    expect(await countersOf(app, id)).toEqual(free);
    await place(cashier, input);
    expect(await countersOf(app, id)).toEqual(counted);
    const { promotion } = await owner.ok('query ($id: ID!) { promotion(id: $id) { used codes { nodes { code used } } statistics { uses } } }', { id });
    expect(promotion).toEqual({ used: 1, codes: { nodes: [{ code: 'ONLY', used: 1 }] }, statistics: { uses: 1 } });
  });

  test('and not at all when the order fails afterwards', async () => {
    const { id } = await promote(owner, { name: 'Five', usageLimit: 5 });
    expect(await placeRefused(cashier, orderOf(restaurant, { COFFEE: 1, CAKE: 6 }))).toMatchObject({ code: 'OUT_OF_STOCK' });
    expect(await countersOf(app, id)).toMatchObject({ used: 0, uses: 0 });
  });
});

describe('a limit that is set later', () => {
  test('counts from the first use on, also per customer; taken away and set again it is right', async () => {
    const { id } = await promote(owner, { name: 'Later' });
    const phones = ['0812 3456 7890', '+62 812 3456 7890', '0813 3456 7890'];
    const placed = [];
    for (const customerPhone of phones) placed.push(await place(cashier, order({ customerPhone })));
    expect(await countersOf(app, id)).toEqual({ used: 0, uses: 3, codes: {}, customers: {} });
    await run(owner, 'updatePromotion', { id, usageLimit: 4, usageLimitPerCustomer: 2 });
    expect(await countersOf(app, id)).toMatchObject({ used: 3, uses: 3, customers: { 'phone:+6281234567890': 2, 'phone:+6281334567890': 1 } });
    expect((await quote(cashier, order({ customerPhone: phones[0] }))).notAppliedPromotions).toMatchObject([{ reason: 'CUSTOMER_LIMIT' }]);
    await place(cashier, order({ customerPhone: '0814 3456 7890' }));
    expect((await quote(cashier, order({ customerPhone: '0815 3456 7890' }))).notAppliedPromotions).toMatchObject([{ reason: 'USED_UP' }]);

    expect(await run(owner, 'updatePromotion', { id, usageLimit: null, usageLimitPerCustomer: null })).toMatchObject({ usageLimit: null, used: null });
    await act(cashier, 'cancelOrder', { orderId: placed[0].id, reason: 'changed mind' });
    await place(cashier, order({ customerPhone: phones[2] }));
    await place(cashier, order());
    expect(await run(owner, 'updatePromotion', { id, usageLimit: 6 })).toMatchObject({ usageLimit: 6, used: 5 });
    expect(await run(owner, 'updatePromotion', { id, usageLimitPerCustomer: 2 })).toMatchObject({ usageLimit: 6, used: 5 });
    expect(await countersOf(app, id)).toMatchObject({
      used: 5,
      uses: 5,
      customers: { 'phone:+6281234567890': 1, 'phone:+6281334567890': 2, 'phone:+6281434567890': 1 },
    });
    await place(cashier, order({ customerPhone: phones[1] }));
    expect(await countersOf(app, id)).toMatchObject({ used: 6, uses: 6, customers: { 'phone:+6281234567890': 2 } });
    // First another limit, then one below the current number of uses.
    expect(await run(owner, 'updatePromotion', { id, usageLimit: 7 })).toMatchObject({ used: 6 });
    expect(await run(owner, 'updatePromotion', { id, usageLimit: 2 })).toMatchObject({ used: 6 });
    expect((await quote(cashier, order())).notAppliedPromotions).toMatchObject([{ reason: 'USED_UP' }]);
  });

  test.each([
    ['of all', { usageLimit: 1000 }, {}],
    ['per customer', { usageLimitPerCustomer: 1000 }, {}],
    ['per customer beside one of all', { usageLimitPerCustomer: 1000 }, { usageLimit: 1000 }],
    ['of all beside one per customer', { usageLimit: 1000 }, { usageLimitPerCustomer: 1000 }],
  ])('%s, while orders are placed and cancelled: none is missed, none counted twice', async (_, set, before) => {
    const { id } = await promote(owner, { name: 'Busy', ...before });
    const clear = Object.fromEntries(Object.keys(set).map((limit) => [limit, null]));
    let busy = true;
    const customerPhone = '081234567890';
    const wrong: unknown[] = [];
    const clerks = Array.from({ length: 8 }, async (_, clerk) => {
      for (let round = 0; busy; round += 1) {
        const made = await attempt(order({ customerPhone }));
        if (made.code !== null || made.applied.length !== 1) wrong.push(made);
        else if ((clerk + round) % 3 === 0) await act(cashier, 'cancelOrder', { orderId: made.id, reason: 'changed mind' });
      }
    });
    try {
      for (let round = 0; round < 3; round += 1) {
        await run(owner, 'updatePromotion', { id, ...set });
        await new Promise((done) => setTimeout(done, 30));
        if (round < 2) await run(owner, 'updatePromotion', { id, ...clear });
      }
    } finally {
      busy = false;
      await Promise.all(clerks);
    }
    expect(wrong).toEqual([]);
    const limits = { ...before, ...set } as Record<string, number>;
    const { used, uses, customers } = await countersOf(app, id);
    expect(uses).toBeGreaterThan(4);
    if (limits.usageLimit) expect(used).toBe(uses);
    if (limits.usageLimitPerCustomer) expect(customers).toEqual({ 'phone:+6281234567890': uses });
  });
});

test('a promotion that is deleted while orders are placed with it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { id } = await promote(owner, { name: 'Gone' });
    const [deleted, ...placed] = await Promise.all([
      owner.send('mutation ($id: ID!) { deletePromotion(input: { id: $id }) { promotionId userErrors { code } } }', { id }),
      ...Array.from({ length: 4 }, () => attempt(order())),
    ]);
    expect(placed.map(({ code }) => code)).toEqual([null, null, null, null]);
    const used = count(placed, ({ applied }) => applied.length > 0);
    const gone = deleted.data.deletePromotion.promotionId !== null;
    if (gone) expect(used).toBe(0);
    else expect(deleted.data.deletePromotion.userErrors).toEqual([{ code: 'CONFLICT' }]);
    if (!gone) await run(owner, 'deactivatePromotion', { id });
  }
});
