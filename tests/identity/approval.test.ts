import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addDevice,
  addOutlet,
  addStation,
  addUser,
  type Client,
  fingerprint,
  makeRestaurant,
  PASSWORD,
  type Restaurant,
  signedIn,
  useTestApp,
} from '../kit/index.ts';
import { codeIn, DISCOUNT, errorIn, INVALID, makeTill, type Till, UPDATE } from './approval-api.ts';

const app = useTestApp();
let ours: Restaurant;
let theirs: Restaurant;
let till: Client;
let newTill: Till['newTill'];
let person: Till['person'];
let newOrder: Till['newOrder'];
let ask: Till['ask'];
beforeAll(async () => {
  ({ ours, newTill, person, newOrder, ask } = await makeTill(app));
  theirs = await makeRestaurant(app);
  till = await newTill();
});

describe('who may, alone and with an approval', () => {
  test('the matrix', async () => {
    const boss = await person();
    const right = { username: boss.username, pin: '7391' };
    const wrong = { username: boss.username, password: 'not the password' };
    const kiosk = (await addDevice(ours.owner, { outletId: ours.outletId, kind: 'KIOSK' })).client;
    const display = (await addDevice(ours.owner, { outletId: ours.outletId, kind: 'KITCHEN_DISPLAY' })).client;
    const board = (await addDevice(ours.owner, { outletId: ours.outletId, kind: 'ORDER_BOARD' })).client;
    await addUser(ours.owner, { username: 'customer', role: 'CUSTOMER' });
    const customer = await signedIn(app.url, ours.slug, 'customer', PASSWORD);
    const row = async (client: Client): Promise<(string | null)[]> => {
      const answers = [];
      for (const approval of [null, right, wrong]) answers.push(codeIn(await ask(client, approval)));
      return answers;
    };
    const needed = ['APPROVAL_REQUIRED', null, 'INVALID_CREDENTIALS'];
    const alone = [null, null, 'INVALID_CREDENTIALS'];
    const never = ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'];
    expect(await row(ours.cashier)).toEqual(needed);
    expect(await row(till)).toEqual(needed);
    expect(await row(ours.manager)).toEqual(alone);
    expect(await row(ours.owner)).toEqual(alone);
    expect(await row(ours.platform)).toEqual(alone);
    for (const client of [ours.kitchen, kiosk, display, board, customer]) expect(await row(client)).toEqual(never);
    expect(await row(ours.guest)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });

  test('without an approval a cashier is told what is needed', async () => {
    expect(errorIn(await ask(ours.cashier, null))).toEqual({
      ...{ code: 'APPROVAL_REQUIRED', field: ['approval'] },
      ...{ message: 'This needs the approval of a manager of the outlet.', details: null },
    });
  });

  test('by PIN or password, in any case of the name; not by both, by none, or by the e-mail address', async () => {
    const { username } = await person({ email: 'boss@example.com' });
    for (const approval of [
      { username, pin: '7391' },
      { username, password: PASSWORD },
      { username: ` ${username.toUpperCase()} `, pin: '7391' },
    ])
      expect(codeIn(await ask(till, approval))).toBeNull();
    for (const approval of [{ username }, { username, pin: '7391', password: PASSWORD }])
      expect(errorIn(await ask(till, approval))).toMatchObject({ code: 'INVALID_INPUT', field: ['approval'] });
    expect(errorIn(await ask(till, { username: 'boss@example.com', password: PASSWORD }))).toEqual(INVALID);
  });

  test('of an owner, who reaches every outlet', async () => {
    const { username } = await person({ role: 'TENANT_OWNER', outletId: null, accessibleOutletIds: [] });
    expect(codeIn(await ask(till, { username, pin: '7391' }))).toBeNull();
  });

  test('not of a person without the right, of another outlet or who has left: shown only to callers who know their secret', async () => {
    const second = await addOutlet(ours.owner, { code: `T${randomUUID().slice(0, 4).toUpperCase()}` });
    const cashier = await person({ role: 'CASHIER' });
    const kitchen = await person({ role: 'KITCHEN' });
    const elsewhere = await person({ outletId: second, accessibleOutletIds: [second] });
    const left = await person();
    await ours.owner.ok(UPDATE, { input: { id: left.id, active: false } });
    const order = await newOrder();
    for (const { username } of [cashier, kitchen, elsewhere]) {
      const own = await newTill();
      expect(errorIn(await ask(own, { username, pin: '7391' }, order))).toMatchObject({ code: 'APPROVAL_REQUIRED', field: ['approval'], details: null });
      expect(errorIn(await ask(own, { username, password: PASSWORD }, order))).toMatchObject({ code: 'APPROVAL_REQUIRED', field: ['approval'] });
      expect(errorIn(await ask(own, { username, pin: '7390' }, order))).toEqual(INVALID);
      // A manager, who needs no approval, cannot send such a name either.
      expect(codeIn(await ask(ours.manager, { username, pin: '7391' }, order))).toBe('APPROVAL_REQUIRED');
    }
    const own = await newTill();
    expect(errorIn(await ask(own, { username: left.username, pin: '7391' }, order))).toMatchObject({ code: 'ACCOUNT_DISABLED', field: ['approval'] });
    expect(errorIn(await ask(own, { username: left.username, pin: '7390' }, order))).toEqual(INVALID);
    expect(await app.sql('select 1 from audit_entry where entity_id = $1', [order.orderId])).toEqual([]);
  });

  test('no user of another tenant, and no platform user', async () => {
    await addUser(theirs.owner, { username: 'foreign', role: 'MANAGER', outletId: theirs.outletId, pin: '7391' });
    const order = await newOrder();
    for (const approval of [
      { username: 'foreign', pin: '7391' },
      { username: 'foreign', password: PASSWORD },
      { username: 'admin', password: PASSWORD },
    ])
      expect(errorIn(await ask(await newTill(), approval, order))).toEqual(INVALID);
    const foreign = await newOrder(theirs);
    const { username } = await person();
    expect(errorIn(await ask(till, { username, pin: '7391' }, foreign))).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
  });

  test('a cashier of another outlet finds no order there, with any approver', async () => {
    const second = await addOutlet(ours.owner, { code: `T${randomUUID().slice(0, 4).toUpperCase()}` });
    await addStation(ours.owner, second, 'BAR', true);
    const { username: name } = await person({ role: 'CASHIER', outletId: second, accessibleOutletIds: [second] });
    const stranger = await signedIn(app.url, ours.slug, name, PASSWORD);
    const boss = await person({ role: 'TENANT_OWNER' });
    expect(errorIn(await ask(stranger, { username: boss.username, pin: '7391' }))).toMatchObject({ code: 'NOT_FOUND', field: ['orderId'] });
  });
});

describe('an approval', () => {
  test('serves one request only', async () => {
    const boss = await person();
    const order = await newOrder();
    expect(codeIn(await ask(ours.cashier, { username: boss.username, pin: '7391' }, order))).toBeNull();
    for (const approval of [null, { username: boss.username, pin: '' }, { username: boss.username, password: '' }])
      expect(codeIn(await ask(ours.cashier, approval, order))).not.toBeNull();
    const [row] = await app.sql<{ count: number }>('select count(*)::int from audit_entry where entity_id = $1', [order.orderId]);
    expect(row?.count).toBe(1);
  });

  test('wrong, unknown, without a PIN, impossible: one answer', async () => {
    const boss = await person();
    const without = await person({ pin: null });
    const order = await newOrder();
    const secrets = [
      { username: boss.username, pin: '7390' },
      { username: boss.username, pin: '73910' },
      { username: boss.username, pin: '7391\u0000' },
      { username: boss.username, pin: PASSWORD },
      { username: boss.username, password: '7391' },
      { username: without.username, pin: '7391' },
      { username: without.username, pin: '' },
      { username: 'nobody', pin: '7391' },
      { username: 'nobody', password: PASSWORD },
      { username: '', pin: '7391' },
      { username: 'x'.repeat(5000), password: 'x'.repeat(5000) },
    ];
    // Each attempt uses its own till, so that no till has to wait.
    const tills = await Promise.all(secrets.map(() => newTill()));
    const before = await fingerprint(app);
    for (const [index, approval] of secrets.entries())
      expect(errorIn(await ask(tills[index] ?? till, approval, order)), JSON.stringify(approval).slice(0, 80)).toEqual(INVALID);
    expect(await fingerprint(app)).toEqual(before);
  });

  test('takes as long for an unknown name', async () => {
    const boss = await person();
    const without = await person({ pin: null });
    const order = await newOrder();
    const fastest: Record<string, number> = {};
    for (let round = 0; round < 4; round += 1) {
      for (const username of [boss.username, without.username, 'no-such-boss']) {
        const own = await newTill();
        const start = performance.now();
        expect(codeIn(await ask(own, { username, pin: '0000' }, order))).toBe('INVALID_CREDENTIALS');
        fastest[username] = Math.min(fastest[username] ?? Number.POSITIVE_INFINITY, performance.now() - start);
      }
    }
    // Without hashing it would take a tenth of the time.
    for (const username of [without.username, 'no-such-boss']) expect(fastest[username]).toBeGreaterThan((fastest[boss.username] ?? 0) / 3);
  });

  test('is nowhere in the database, in no form that is not made to keep passwords', async () => {
    const boss = await person({ pin: '86420975', password: 'an unusual password' });
    const order = await newOrder();
    const key = { 'idempotency-key': randomUUID() };
    for (const secret of [{ pin: '86420975' }, { password: 'an unusual password' }]) {
      const input = { ...order, version: undefined, amount: 1000, reason: 'Goodwill', approval: { username: boss.username, ...secret } };
      await till.ok(DISCOUNT, { input }, key);
    }
    const tables = await app.sql<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`);
    for (const { name } of tables) {
      const rows = await app.sql(`select 1 from "${name}" t where t::text like '%86420975%' or t::text like '%an unusual password%'`);
      expect(rows, name).toEqual([]);
    }
    const [row] = await app.sql<{ hash: string }>('select pin_hash as hash from "user" where id = $1', [boss.id]);
    expect(row?.hash).toMatch(/^p1:\$argon2id\$v=19\$m=19456,/);
  });
});

test('approvals do not hold the database while they wait for each other', async () => {
  const boss = await person();
  const order = await newOrder();
  const answers = Promise.all(Array.from({ length: 40 }, () => ask(till, { username: boss.username, pin: '7391' }, order)));
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    await ours.owner.ok('{ orders(first: 1) { nodes { id } } }');
    times.push(performance.now() - start);
  }
  expect(Math.min(...times)).toBeLessThan(1000);
  const codes = (await answers).map(codeIn);
  // 20000 is enough for twenty discounts of 1000, and an order may have that many discounts.
  expect(codes.filter((code) => code === null)).toHaveLength(20);
});
