import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Client, fingerprint, makeClient, PASSWORD, type Restaurant, signedIn, useTestApp } from '../kit/index.ts';
import { CREATE, codeIn, makeTill, SET_PIN, SIGN_IN, type Till, UPDATE } from './approval-api.ts';

const app = useTestApp();
let ours: Restaurant;
let till: Client;
let newTill: Till['newTill'];
let person: Till['person'];
let newOrder: Till['newOrder'];
let ask: Till['ask'];
beforeAll(async () => {
  ({ ours, newTill, person, newOrder, ask } = await makeTill(app));
  till = await newTill();
});

describe('PINs', () => {
  const hasPin = async (id: string): Promise<boolean> => {
    const [row] = await app.sql<{ has: boolean }>('select pin_hash is not null as has from "user" where id = $1', [id]);
    return row?.has ?? false;
  };

  test('are set and cleared by who manages the user, and seen by managers', async () => {
    const reach = { outletId: ours.outletId, accessibleOutletIds: [ours.outletId] };
    const input = { username: `pin-${randomUUID().slice(0, 8)}`, password: PASSWORD, name: 'Somebody', role: 'CASHIER', ...reach };
    const { createUser } = await ours.manager.ok(CREATE, { input: { ...input, pin: '7391' } });
    expect(createUser.user.hasPin).toBe(true);
    const { id } = createUser.user;
    expect((await ours.manager.ok(UPDATE, { input: { id, name: 'Changed' } })).updateUser.user.hasPin).toBe(true);
    expect((await ours.manager.ok(UPDATE, { input: { id, pin: null } })).updateUser.user.hasPin).toBe(false);
    expect(await hasPin(id)).toBe(false);
    expect((await ours.owner.ok(UPDATE, { input: { id, pin: '28064' } })).updateUser.user.hasPin).toBe(true);
    const { createUser: other } = await ours.manager.ok(CREATE, { input: { ...input, username: `${input.username}-2` } });
    expect(other.user.hasPin).toBe(false);
    // Only an owner sets a manager's PIN.
    const boss = await person({ pin: null });
    expect(await ours.manager.requestError(UPDATE, { input: { id: boss.id, pin: '7391' } })).toBe('FORBIDDEN');
    expect(await ours.cashier.requestError(UPDATE, { input: { id, pin: '7391' } })).toBe('FORBIDDEN');
    expect(await ours.cashier.requestError('{ me { hasPin } }')).toBe('FORBIDDEN');
    expect((await ours.manager.ok('{ me { hasPin } }')).me).toEqual({ hasPin: false });
    expect((await ours.platform.ok('{ me { hasPin } }')).me).toEqual({ hasPin: false });
    expect(await hasPin(boss.id)).toBe(false);
  });

  test('that are too easy or no PINs are refused, wherever they are set', async () => {
    const { id } = await person({ role: 'CASHIER' });
    const before = await fingerprint(app);
    const wrong = ['', '123', '739', '123456789', '73a1', ' 7391', '7391 ', '7391\n', '-739', '7.39', '7391\u0000'];
    const easy = ['0000', '1111', '99999999', '1234', '12345678', '0123', '4321', '9876', '3210', '7890', '89012', '2109'];
    for (const pin of [...wrong, ...easy]) {
      const input = { username: 'never', password: PASSWORD, name: 'Never', role: 'CASHIER', outletId: ours.outletId, pin };
      for (const [client, document, values] of [
        [ours.owner, CREATE, input],
        [ours.owner, UPDATE, { id, pin }],
        [ours.cashier, SET_PIN, { currentPassword: PASSWORD, pin }],
      ] as const) {
        const failure = await client.failure(document, { input: values });
        expect(failure, JSON.stringify(pin)).toMatchObject({ code: 'INVALID_INPUT', field: ['pin'] });
        expect(failure.message).not.toContain(pin || 'no PIN');
      }
    }
    expect(await fingerprint(app)).toEqual(before);
    for (const pin of ['7391', '1235', '1122', '1010', '13579', '20481357']) await ours.owner.ok(UPDATE, { input: { id, pin } });
  });

  test('a user sets the own PIN, with the password', async () => {
    const boss = await person({ pin: null });
    const client = await signedIn(app.url, ours.slug, boss.username, PASSWORD);
    const order = await newOrder();
    expect(codeIn(await ask(await newTill(), { username: boss.username, pin: '5820' }, order))).toBe('INVALID_CREDENTIALS');
    const wrong = await client.failure(SET_PIN, { input: { currentPassword: 'not the password', pin: '5820' } });
    expect(wrong).toEqual({ code: 'INVALID_CREDENTIALS', field: ['currentPassword'], message: 'The password is wrong.', details: null });
    expect(await hasPin(boss.id)).toBe(false);
    const key = { 'idempotency-key': randomUUID() };
    const input = { currentPassword: PASSWORD, pin: '5820' };
    expect((await client.ok(SET_PIN, { input }, key)).setMyPin.user.username).toBe(boss.username);
    expect((await client.send(SET_PIN, { input }, key)).extensions?.idempotentReplay).toBe(true);
    expect((await client.failure(SET_PIN, { input: { ...input, pin: '5821' } }, key)).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(codeIn(await ask(till, { username: boss.username, pin: '5820' }, order))).toBeNull();
    const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [PIN_CHANGED] }) { nodes { user { id } before after } } }';
    expect((await ours.owner.ok(log, { id: boss.id })).auditLog.nodes).toEqual([{ user: { id: boss.id }, before: null, after: null }]);
    // Sessions of the user stay valid.
    await client.ok('{ me { id } }');
    for (const staff of [ours.kitchen, ours.cashier]) await staff.ok(SET_PIN, { input: { currentPassword: PASSWORD, pin: '5820' } });
    for (const other of [till, ours.platform]) expect(await other.requestError(SET_PIN, { input })).toBe('FORBIDDEN');
    expect(await ours.guest.requestError(SET_PIN, { input })).toBe('UNAUTHENTICATED');
    expect(await makeClient(app.url).requestError(SET_PIN, { input })).toBe('UNAUTHENTICATED');
  });

  test('wrong passwords for it count like those of signing in', async () => {
    const boss = await person();
    const client = await signedIn(app.url, ours.slug, boss.username, PASSWORD);
    const set = (currentPassword: string) => client.failure(SET_PIN, { input: { currentPassword, pin: '5820' } });
    for (let round = 0; round < 10; round += 1) expect((await set('not the password')).code).toBe('INVALID_CREDENTIALS');
    expect(await set(PASSWORD)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', field: ['currentPassword'] });
    expect((await ours.guest.failure(SIGN_IN, { input: { username: boss.username, password: PASSWORD } })).code).toBe('TOO_MANY_ATTEMPTS');
  });

  test('a PIN is no password', async () => {
    const boss = await person({ pin: '7391' });
    expect((await ours.guest.failure(SIGN_IN, { input: { username: boss.username, password: '7391' } })).code).toBe('INVALID_CREDENTIALS');
  });
});
