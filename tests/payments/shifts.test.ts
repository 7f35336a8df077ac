import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addDevice, addOutlet, addUser, type Client, documentOf, fingerprint, PASSWORD, signedIn, useRestaurant } from '../kit/index.ts';
import { close, currentShift, refused, run, see, shiftDocument } from './shift-api.ts';

const { app, restaurant } = useRestaurant();

/** A till of the outlet, with its own drawer. */
const till = async (outletId = restaurant.outletId): Promise<Client> => (await addDevice(restaurant.manager, { outletId, kind: 'POS', name: 'Till' })).client;
const open = (client: Client, float = 100_000) => run(client, 'openShift', { outletId: restaurant.outletId, float });
const LIST = `query ($filter: ShiftFilter, $first: Int, $after: String) { shifts(filter: $filter, first: $first, after: $after) {
  nodes { id number } pageInfo { hasNextPage endCursor } totalCount } }`;

/** A new outlet with a cashier and a manager who cannot access other outlets. */
async function outletWithStaff(more: object = {}): Promise<{ outletId: string; cashier: Client; manager: Client }> {
  const code = randomUUID().slice(0, 8);
  const outletId = await addOutlet(restaurant.owner, { code, ...more });
  const user = async (role: string): Promise<Client> => {
    const username = `${role.toLowerCase()}-${code}`;
    await addUser(restaurant.owner, { username, role, outletId, accessibleOutletIds: [outletId] });
    return signedIn(app.url, restaurant.slug, username, PASSWORD);
  };
  return { outletId, cashier: await user('CASHIER'), manager: await user('MANAGER') };
}

describe('a drawer', () => {
  test('is opened with a float, and found again as the own one', async () => {
    const { outletId, cashier } = await outletWithStaff();
    expect(await currentShift(cashier, outletId)).toBeNull();
    const shift = await run(cashier, 'openShift', { outletId, float: 250_000 });
    expect(shift).toMatchObject({
      number: 1,
      float: 250_000,
      closedAt: null,
      counted: null,
      note: null,
      deviceId: null,
      currency: { code: 'IDR' },
      outlet: { id: outletId },
      closedBy: null,
    });
    expect(shift.openedBy.username).toMatch(/^cashier-/);
    expect(await currentShift(cashier, outletId)).toEqual(shift);
    expect(await refused(cashier, 'openShift', { outletId, float: 0 })).toMatchObject({
      code: 'CONFLICT',
      field: ['outletId'],
      details: { shiftId: shift.id },
    });
    const closed = await close(cashier, shift.id, 250_000, { note: ' counted twice ' });
    expect(closed).toMatchObject({ note: 'counted twice', counted: [{ method: 'CASH', amount: 250_000 }], closedBy: shift.openedBy });
    expect(await currentShift(cashier, outletId)).toBeNull();
    expect((await run(cashier, 'openShift', { outletId, float: 0 })).number).toBe(2);
  });

  test('of a till is the till’s; several are open side by side, and one person has one at each outlet', async () => {
    const [one, two] = [await till(), await till()];
    const first = await open(one);
    expect(first).toMatchObject({ openedBy: null });
    expect(first.deviceId).not.toBeNull();
    const second = await open(two);
    expect(second.number).toBe(first.number + 1);
    expect((await currentShift(one, restaurant.outletId)).id).toBe(first.id);
    const other = await addOutlet(restaurant.owner, { code: randomUUID().slice(0, 8) });
    await run(restaurant.owner, 'openShift', { outletId: other, float: 0 });
    const own = await run(restaurant.owner, 'openShift', { outletId: restaurant.outletId, float: 0 });
    expect((await run(restaurant.platform, 'openShift', { outletId: other, float: 5 })).openedBy).toBeNull();
    await close(restaurant.owner, own.id, 0);
  });

  test('takes the same request once', async () => {
    const one = await till();
    const key = { 'idempotency-key': randomUUID() };
    const input = { outletId: restaurant.outletId, float: 1000 };
    const shift = await run(one, 'openShift', input, key);
    expect((await run(one, 'openShift', input, key)).id).toBe(shift.id);
    const moved = { 'idempotency-key': randomUUID() };
    for (let round = 0; round < 2; round += 1) await run(one, 'payIn', { shiftId: shift.id, amount: 500, reason: 'Change' }, moved);
    const closing = { 'idempotency-key': randomUUID() };
    const counted = [{ method: 'CASH', amount: 1500 }];
    const closed = await run(one, 'closeShift', { shiftId: shift.id, counted }, closing);
    expect(await run(one, 'closeShift', { shiftId: shift.id, counted }, closing)).toEqual(closed);
    expect((await see(one, shift.id)).zReport.cash).toMatchObject({ paidIn: 500, expected: 1500 });
  });

  test('wrong values are refused at their field and change nothing', async () => {
    const one = await till();
    const shift = await open(one, 10_000);
    const before = await fingerprint(app);
    const { outletId } = restaurant;
    const cash = (amount: number): object => ({ method: 'CASH', amount });
    for (const [field, input, code, at] of [
      ['openShift', { outletId, float: -1 }, 'INVALID_INPUT', 'float'],
      ['openShift', { outletId, float: 10 ** 10 + 1 }, 'INVALID_INPUT', 'float'],
      ['openShift', { outletId: randomUUID(), float: 0 }, 'NOT_FOUND', 'outletId'],
      ['payIn', { shiftId: shift.id, amount: 0, reason: 'x' }, 'INVALID_INPUT', 'amount'],
      ['payOut', { shiftId: shift.id, amount: -5, reason: 'x' }, 'INVALID_INPUT', 'amount'],
      ['payOut', { shiftId: shift.id, amount: 10_001, reason: 'Too much' }, 'AMOUNT_MISMATCH', 'amount'],
      ['payIn', { shiftId: shift.id, amount: 5, reason: ' ' }, 'INVALID_INPUT', 'reason'],
      ['openDrawer', { shiftId: shift.id, reason: 'x'.repeat(201) }, 'INVALID_INPUT', 'reason'],
      ['openDrawer', { shiftId: 'x', reason: 'y' }, 'NOT_FOUND', 'shiftId'],
      ['closeShift', { shiftId: shift.id, counted: [] }, 'INVALID_INPUT', 'counted'],
      ['closeShift', { shiftId: shift.id, counted: [{ method: 'CARD', amount: 1 }] }, 'INVALID_INPUT', 'counted'],
      ['closeShift', { shiftId: shift.id, counted: [cash(1), cash(2)] }, 'INVALID_INPUT', 'counted.1.method'],
      ['closeShift', { shiftId: shift.id, counted: [cash(-1)] }, 'INVALID_INPUT', 'counted.0.amount'],
      ['closeShift', { shiftId: shift.id, counted: Array.from({ length: 9 }, () => cash(1)) }, 'LIMIT_EXCEEDED', 'counted'],
      ['closeShift', { shiftId: shift.id, counted: [cash(1)], note: 'x'.repeat(501) }, 'INVALID_INPUT', 'note'],
    ] as const) {
      expect(await refused(one, field, input), JSON.stringify(input)).toMatchObject({ code, field: at.split('.') });
    }
    expect((await refused(one, 'payOut', { shiftId: shift.id, amount: 10_001, reason: 'Too much' })).details).toEqual({ expected: 10_000, cash: 10_001 });
    expect(await one.requestError(shiftDocument('closeShift'), { input: { shiftId: shift.id } })).toBe('BAD_USER_INPUT');
    expect(await fingerprint(app)).toEqual(before);
    await run(one, 'payOut', { shiftId: shift.id, amount: 10_000, reason: 'To the safe' });
  });

  test('that is closed takes nothing more', async () => {
    const one = await till();
    const shift = await open(one);
    await close(one, shift.id, 99_000);
    const before = await fingerprint(app);
    for (const [field, input] of [
      ['payIn', { shiftId: shift.id, amount: 1, reason: 'x' }],
      ['payOut', { shiftId: shift.id, amount: 1, reason: 'x' }],
      ['openDrawer', { shiftId: shift.id, reason: 'x' }],
      ['closeShift', { shiftId: shift.id, counted: [{ method: 'CASH', amount: 1 }] }],
    ] as const) {
      expect(await refused(one, field, input)).toMatchObject({ code: 'SHIFT_CLOSED', field: ['shiftId'] });
    }
    expect(await fingerprint(app)).toEqual(before);
  });
});

describe('who sees and runs which', () => {
  test('a cashier and a till the own drawer, a manager all of the outlets in reach', async () => {
    const here = await outletWithStaff();
    const there = await outletWithStaff();
    const shift = await run(here.cashier, 'openShift', { outletId: here.outletId, float: 1000 });
    const device = await till(here.outletId).catch(() => null);
    expect(device).toBeNull();
    const ownTill = (await addDevice(restaurant.owner, { outletId: here.outletId, kind: 'POS', name: 'Till' })).client;
    const counted = [{ method: 'CASH', amount: 1000 }];
    const before = await fingerprint(app);
    for (const client of [ownTill, restaurant.cashier, there.cashier, there.manager]) {
      expect(await see(client, shift.id)).toEqual({ shift: null, xReport: null, zReport: null });
      for (const [field, input] of [
        ['payIn', { amount: 1, reason: 'x' }],
        ['payOut', { amount: 1, reason: 'x' }],
        ['openDrawer', { reason: 'x' }],
        ['closeShift', { counted }],
      ] as const) {
        expect(await refused(client, field, { shiftId: shift.id, ...input })).toMatchObject({ code: 'NOT_FOUND', field: ['shiftId'] });
      }
    }
    expect(await fingerprint(app)).toEqual(before);
    await run(here.manager, 'payIn', { shiftId: shift.id, amount: 200, reason: 'Change from the safe' });
    await run(restaurant.owner, 'payOut', { shiftId: shift.id, amount: 100, reason: 'Milk' });
    expect((await see(here.manager, shift.id)).xReport.cash.expected).toBe(1100);
    await run(here.manager, 'closeShift', { shiftId: shift.id, counted: [{ method: 'CASH', amount: 1100 }] });
    const seen = await see(here.cashier, shift.id);
    expect(seen.shift.closedBy.username).toMatch(/^manager-/);
    expect(seen.zReport).toMatchObject({ openedBy: seen.shift.openedBy.username, closedBy: seen.shift.closedBy.username, till: null });
  });

  test('lists are of what one may see, newest first, page by page', async () => {
    const { outletId, cashier, manager } = await outletWithStaff();
    const numbers = [];
    for (let round = 0; round < 3; round += 1) {
      app.clock.advance(60_000);
      const shift = await run(cashier, 'openShift', { outletId, float: 0 });
      numbers.push(shift.number);
      if (round < 2) await close(cashier, shift.id, 0);
    }
    const between = app.services.clock.now().toISOString();
    app.clock.advance(60_000);
    const mine = await run(manager, 'openShift', { outletId, float: 0 });
    const list = async (client: Client, filter: object, first = 20, after: string | null = null) => (await client.ok(LIST, { filter, first, after })).shifts;
    const numbersOf = ({ nodes }: { nodes: { number: number }[] }): number[] => nodes.map(({ number }) => number);
    expect(numbers).toEqual([1, 2, 3]);
    expect(numbersOf(await list(manager, { outletId }))).toEqual([4, 3, 2, 1]);
    expect(numbersOf(await list(cashier, { outletId }))).toEqual([3, 2, 1]);
    expect(numbersOf(await list(manager, { outletId, open: true }))).toEqual([4, 3]);
    expect(numbersOf(await list(manager, { outletId, open: false }))).toEqual([2, 1]);
    expect(numbersOf(await list(manager, { outletId, openedFrom: between }))).toEqual([4]);
    expect(numbersOf(await list(manager, { outletId, openedUntil: between }))).toEqual([3, 2, 1]);
    const page = await list(manager, { outletId }, 3);
    expect(page).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect(numbersOf(await list(manager, { outletId }, 3, page.pageInfo.endCursor))).toEqual([1]);
    expect((await list(restaurant.cashier, { outletId })).nodes).toEqual([]);
    expect((await list(restaurant.owner, { outletId })).nodes[0].id).toBe(mine.id);
  });

  test('an outlet out of reach has no drawers', async () => {
    const there = await outletWithStaff();
    expect(await restaurant.cashier.requestError('query ($id: ID!) { currentShift(outletId: $id) { id } }', { id: there.outletId })).toBe('NOT_FOUND');
    expect(await refused(restaurant.cashier, 'openShift', { outletId: there.outletId, float: 0 })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('the audit log says who opened, closed and moved cash', async () => {
  const { outletId, cashier, manager } = await outletWithStaff();
  const shift = await run(cashier, 'openShift', { outletId, float: 1000 });
  await run(cashier, 'payIn', { shiftId: shift.id, amount: 500, reason: 'Change' });
  await run(manager, 'payOut', { shiftId: shift.id, amount: 200, reason: 'Milk' });
  await run(cashier, 'openDrawer', { shiftId: shift.id, reason: 'Guest wanted coins' });
  await close(cashier, shift.id, 1290, { note: 'Ten are missing' });
  const { auditLog } = await manager.ok(
    'query ($id: ID!) { auditLog(filter: { entityId: $id }) { nodes { action actor entityType reason before after outlet { id } user { username } } } }',
    { id: shift.id },
  );
  const about = { entityType: 'Shift', before: null, outlet: { id: outletId } };
  expect(auditLog.nodes).toMatchObject([
    { ...about, action: 'SHIFT_CLOSED', actor: 'CASHIER', reason: 'Ten are missing', after: { number: 1, expected: 1300, counted: 1290, difference: -10 } },
    { ...about, action: 'CASH_MOVED', actor: 'CASHIER', reason: 'Guest wanted coins', after: { number: 1, kind: 'NO_SALE', amount: 0 } },
    { ...about, action: 'CASH_MOVED', actor: 'MANAGER', reason: 'Milk', after: { number: 1, kind: 'PAY_OUT', amount: 200 } },
    { ...about, action: 'CASH_MOVED', actor: 'CASHIER', reason: 'Change', after: { number: 1, kind: 'PAY_IN', amount: 500 } },
    { ...about, action: 'SHIFT_OPENED', actor: 'CASHIER', reason: null, after: { number: 1, float: 1000 } },
  ]);
});

test('what moves cash stands alone in its request', async () => {
  const { cashier, outletId } = restaurant;
  const twice = `mutation { openShift(input: { outletId: "${outletId}", float: 1 }) { shift { id } } b: openShift(input: { outletId: "${outletId}", float: 1 }) { shift { id } } }`;
  expect(await cashier.requestError(twice)).toBe('BAD_USER_INPUT');
  expect(await cashier.requestError(documentOf('payCash'), { input: {} })).toBe('BAD_USER_INPUT');
});
