import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addUser,
  bearer,
  type Client,
  fingerprint,
  type MailServer,
  makeRestaurant,
  mutationOf,
  PASSWORD,
  type Restaurant,
  signedIn,
  startMailServer,
  startTestApp,
  type TestApp,
} from '../kit/index.ts';
import { ACCOUNT, answered, canSignIn, NEW_PASSWORD } from './accounts-api.ts';

let post: MailServer;
let app: TestApp;
let ours: Restaurant;
beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp({ environment: post.environment });
  ours = await makeRestaurant(app);
});
afterAll(async () => {
  await app.stop();
  await post.stop();
});

const CHANGE = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };

/** A new user, signed in. */
async function newUser(username: string): Promise<Client> {
  await addUser(ours.owner, { username, email: `${username}@example.com`, role: 'CUSTOMER' });
  return signedIn(app.url, ours.slug, username, PASSWORD);
}

test('ends all other sessions and keeps this one; a notice is mailed', async () => {
  const client = await newUser('changes');
  const others = [await signedIn(app.url, ours.slug, 'changes', PASSWORD), await signedIn(app.url, ours.slug, 'changes', PASSWORD)];
  const { changePassword } = await client.ok(ACCOUNT.changePassword, { input: CHANGE });
  expect(changePassword.user).toMatchObject({ username: 'changes' });
  expect((await client.ok('{ me { username } }')).me).toEqual({ username: 'changes' });
  for (const other of others) expect(await other.requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
  expect(await canSignIn(ours.guest, ours.slug, 'changes', PASSWORD)).toBe(false);
  expect(await canSignIn(ours.guest, ours.slug, 'changes', NEW_PASSWORD)).toBe(true);
  expect(await post.next('changes@example.com')).toMatchObject({ subject: `Your password was changed at ${ours.slug}`, token: '' });
  const entries = await app.sql(`select actor, user_id, entity_id, before, after from audit_entry where action = 'PASSWORD_CHANGED'`);
  expect(entries).toEqual([{ actor: 'CUSTOMER', user_id: changePassword.user.id, entity_id: changePassword.user.id, before: null, after: null }]);
});

describe('is refused, and changes nothing,', () => {
  test('with a new password that may not be set', async () => {
    const client = await newUser('choosy.name');
    const before = await fingerprint(app);
    for (const newPassword of ['short', 'x'.repeat(201), 'Choosy.Name', ' choosy.name@EXAMPLE.com '])
      expect(await client.failure(ACCOUNT.changePassword, { input: { ...CHANGE, newPassword } })).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['newPassword'],
      });
    expect(await fingerprint(app)).toEqual(before);
    const made = { username: 'long.enough', name: 'X', role: 'CUSTOMER', email: 'long@example.com' };
    const create = mutationOf('createUser', 'id');
    for (const password of ['Long.Enough', 'long@example.com'])
      expect(await ours.owner.failure(create, { input: { ...made, password } })).toMatchObject({ code: 'INVALID_INPUT', field: ['password'] });
  });

  test('with a wrong password, which counts as a wrong sign-in', async () => {
    const client = await newUser('guessed');
    const codes: string[] = [];
    while (codes.length < 30 && codes.at(-1) !== 'TOO_MANY_ATTEMPTS') {
      const failure = await client.failure(ACCOUNT.changePassword, { input: { ...CHANGE, currentPassword: 'not the password' } });
      expect(failure.field).toEqual(['currentPassword']);
      codes.push(failure.code);
    }
    expect(codes.at(-1)).toBe('TOO_MANY_ATTEMPTS');
    expect(codes[0]).toBe('INVALID_CREDENTIALS');
    expect(await client.failure(ACCOUNT.changePassword, { input: CHANGE })).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect(await canSignIn(ours.guest, ours.slug, 'guessed', PASSWORD)).toBe(false);
  });

  test('to guests, and beside anything else in a request', async () => {
    expect(await ours.guest.requestError(ACCOUNT.changePassword, { input: CHANGE })).toBe('UNAUTHENTICATED');
    const one = `changePassword(input: { currentPassword: "x", newPassword: "${NEW_PASSWORD}" }) { userErrors { code } }`;
    const { errors } = await ours.cashier.send(`mutation { a: ${one} b: ${one} }`);
    expect(errors?.[0]?.message).toBe('changePassword must be the only field of its request.');
  });
});

test('at the same time: one counts, and the other has sent a password that is no longer valid', async () => {
  const client = await newUser('racing');
  const attempts = Array.from({ length: 6 }, (_, index) => `${NEW_PASSWORD} ${index}`);
  const answers = await Promise.all(attempts.map((newPassword) => answered(client, ACCOUNT.changePassword, { ...CHANGE, newPassword })));
  const done = attempts.filter((_, index) => JSON.parse(answers[index] ?? '').data.changePassword.user !== null);
  expect(done).toHaveLength(1);
  expect(await canSignIn(ours.guest, ours.slug, 'racing', done[0] ?? '')).toBe(true);
});

test('a repetition with the same key answers the same, though the password is another by now; the key tells no password', async () => {
  const client = (await newUser('repeats')).as({ 'idempotency-key': randomUUID() });
  await client.ok(ACCOUNT.changePassword, { input: CHANGE });
  const { data, extensions } = await client.send(ACCOUNT.changePassword, { input: CHANGE });
  expect(data.changePassword.user).toMatchObject({ username: 'repeats' });
  expect(extensions?.idempotentReplay).toBe(true);
  const other = { ...CHANGE, newPassword: 'a third long password' };
  expect(await client.failure(ACCOUNT.changePassword, { input: other })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
});

test('platform users change theirs, with a tenant named or without', async () => {
  const make = (username: string): Promise<object[]> =>
    app.sql(
      `insert into platform_user (id, username, name, password_hash, role, created_at, updated_at)
      select gen_random_uuid(), $1, $1, password_hash, 'ADMIN', now(), now() from platform_user where username = 'admin'`,
      [username],
    );
  for (const [username, headers] of [
    ['first', {}],
    ['second', { 'x-tenant-id': ours.slug }],
  ] as const) {
    await make(username);
    const [client, other] = [await signedIn(app.url, null, username, PASSWORD), await signedIn(app.url, null, username, PASSWORD)];
    await client.as(headers).ok(ACCOUNT.changePlatformPassword, { input: CHANGE });
    expect((await client.ok('{ me { username } }')).me).toEqual({ username });
    expect(await other.requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
    await signedIn(app.url, null, username, NEW_PASSWORD);
    expect(await client.as(headers).failure(ACCOUNT.changePlatformPassword, { input: CHANGE })).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  }
  const entries = await app.sql(`select 1 from audit_entry where action = 'PASSWORD_CHANGED' and user_id is null`);
  expect(entries).toEqual([]);
});

describe('users', () => {
  test('change their own name and phone, and nothing else', async () => {
    const client = await newUser('profile');
    const { updateMyProfile } = await client.ok(ACCOUNT.updateMyProfile, { input: { name: ' New ', phone: '0812' } });
    expect(updateMyProfile.user).toMatchObject({ name: 'New', phone: '0812', username: 'profile' });
    expect((await client.ok(ACCOUNT.updateMyProfile, { input: { phone: null } })).updateMyProfile.user).toMatchObject({ name: 'New', phone: null });
    for (const [input, field] of [
      [{ name: null }, 'name'],
      [{ name: ' ' }, 'name'],
      [{ phone: '0'.repeat(41) }, 'phone'],
    ] as const)
      expect(await client.failure(ACCOUNT.updateMyProfile, { input })).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
    expect(await client.requestError(ACCOUNT.updateMyProfile, { input: { role: 'TENANT_OWNER' } })).toBe('BAD_USER_INPUT');
    expect(await ours.platform.requestError(ACCOUNT.updateMyProfile, { input: { name: 'X' } })).toBe('FORBIDDEN');
  });

  test('are audited with what they were and are, and no secret', async () => {
    const owner = (await ours.owner.ok('{ me { id } }')).me.id;
    const input = { username: 'audited', email: 'old@example.com', phone: '1', role: 'CASHIER', outletId: ours.outletId, pin: '7391' };
    const id = await addUser(ours.owner, input);
    await ours.owner.ok(ACCOUNT.updateUser, {
      input: { id, name: 'New', phone: '2', email: 'new@example.com', role: 'KITCHEN', password: NEW_PASSWORD, active: false },
    });
    await ours.owner.ok(ACCOUNT.updateUser, { input: { id, name: 'New' } });
    const entries = await app.sql<{ action: string }>('select action, user_id, outlet_id, before, after from audit_entry where entity_id = $1 order by id', [
      id,
    ]);
    const by = { user_id: owner, outlet_id: ours.outletId };
    const first = {
      username: 'audited',
      name: 'audited',
      phone: '1',
      active: true,
      outletId: ours.outletId,
      accessibleOutletIds: null,
      role: 'CASHIER',
      email: 'old@example.com',
    };
    expect(entries.filter(({ action }) => !['SESSION_ENDED', 'PIN_CHANGED'].includes(action))).toEqual([
      { action: 'USER_CREATED', ...by, before: null, after: first },
      { action: 'USER_CHANGED', ...by, before: { name: 'audited', phone: '1', active: true }, after: { name: 'New', phone: '2', active: false } },
      { action: 'ROLE_CHANGED', ...by, before: { role: 'CASHIER' }, after: { role: 'KITCHEN' } },
      { action: 'EMAIL_CHANGED', ...by, before: { email: 'old@example.com' }, after: { email: 'new@example.com' } },
      { action: 'PASSWORD_CHANGED', ...by, before: null, after: null },
    ]);
    expect(JSON.stringify(await app.sql('select before, after, reason from audit_entry'))).not.toMatch(/argon2|password"|7391/);
  });

  test('whose password was changed by others keep all other fields', async () => {
    const id = await addUser(ours.owner, { username: 'keeps', email: 'keeps@example.com', phone: '1', role: 'CUSTOMER', pin: '7391' });
    const row = async (): Promise<object | undefined> => {
      const [{ password_hash, updated_at, ...kept } = {}] = await app.sql<Record<string, unknown>>('select * from "user" where id = $1', [id]);
      return kept;
    };
    const before = await row();
    await ours.owner.ok(ACCOUNT.updateUser, { input: { id, password: NEW_PASSWORD } });
    expect(await row()).toEqual(before);
  });
});

test('a token of a session that has ended changes nothing', async () => {
  const client = await newUser('ended');
  await client.ok('mutation { signOut { signedOut userErrors { code } } }');
  expect(await client.as(bearer((client.headers.authorization ?? '').slice(7))).requestError(ACCOUNT.changePassword, { input: CHANGE })).toBe(
    'UNAUTHENTICATED',
  );
});
