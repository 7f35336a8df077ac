import { beforeAll, describe, expect, test } from 'vitest';
import { type Answer, addUser, type Client, makeClient, makeRestaurant, mutationOf, PASSWORD, type Restaurant, useRestaurant } from '../kit/index.ts';

const { app, restaurant: ours } = useRestaurant();
let theirs: Restaurant;
beforeAll(async () => {
  theirs = await makeRestaurant(app);
  await addUser(ours.owner, { username: 'Rahel.K', email: 'Rahel@Example.com', role: 'CASHIER', outletId: ours.outletId });
});

const SIGN_IN = mutationOf('signIn', 'accessToken refreshToken expiresAt user { username role }');

const attempt = (client: Client, username: string, password: string): Promise<Answer> => client.send(SIGN_IN, { input: { username, password } });

/** Everything that a client learns from a failed attempt. */
const learned = ({ data, errors, status }: Answer): object => ({ data, errors, status });

const INVALID = {
  data: { signIn: { session: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: null, message: 'Username or password is wrong.', details: null }] } },
  status: 200,
};

describe('with the right password', () => {
  test('by username or e-mail address, in any case', async () => {
    for (const username of ['rahel.k', 'RAHEL.K', ' Rahel.K ', 'rahel@example.com', 'RAHEL@EXAMPLE.COM']) {
      const { signIn } = await ours.guest.ok(SIGN_IN, { input: { username, password: PASSWORD } });
      expect(signIn.session.user, username).toEqual({ username: 'rahel.k', role: 'CASHIER' });
    }
  });

  test('the access token works and says when it ends', async () => {
    const before = app.clock.now().getTime();
    const { signIn } = await ours.guest.ok(SIGN_IN, { input: { username: 'cashier', password: PASSWORD } });
    const lifetime = (new Date(signIn.session.expiresAt).getTime() - before) / 1000;
    expect(Math.abs(lifetime - 15 * 60)).toBeLessThan(5);
    const client = makeClient(app.url, { authorization: `Bearer ${signIn.session.accessToken}` });
    expect((await client.ok('{ me { username email name role active tenant { slug } outlet { id } accessibleOutlets { id } } }')).me).toEqual({
      username: 'cashier',
      email: null,
      name: 'cashier',
      role: 'CASHIER',
      active: true,
      tenant: { slug: ours.slug },
      outlet: { id: ours.outletId },
      accessibleOutlets: [{ id: ours.outletId }],
    });
  });

  test('it is noted when, from where and with what', async () => {
    await ours.guest.as({ 'user-agent': 'Till 1.0' }).ok(SIGN_IN, { input: { username: 'kitchen', password: PASSWORD } });
    const [row] = await app.sql<{ ip: string; agent: string; recent: boolean }>(
      `select last_sign_in_ip as ip, last_sign_in_user_agent as agent, last_sign_in_at > now() - interval '1 minute' as recent from "user" where tenant_id = $1 and username = 'kitchen'`,
      [ours.tenantId],
    );
    expect(row).toEqual({ ip: '127.0.0.1', agent: 'Till 1.0', recent: true });
  });

  test('each tenant has its own users, the platform others', async () => {
    await addUser(theirs.owner, { username: 'rahel.k', role: 'KITCHEN', outletId: theirs.outletId });
    const roleIn = async (client: Client): Promise<string> =>
      (await client.ok(SIGN_IN, { input: { username: 'rahel.k', password: PASSWORD } })).signIn.session.user.role;
    expect([await roleIn(ours.guest), await roleIn(theirs.guest)]).toEqual(['CASHIER', 'KITCHEN']);
    for (const [client, username] of [
      [makeClient(app.url), 'rahel.k'],
      [ours.guest, 'admin'],
    ] as const)
      expect((await attempt(client, username, PASSWORD)).data.signIn).toMatchObject({ session: null, userErrors: [{ code: 'INVALID_CREDENTIALS' }] });
    expect((await makeClient(app.url).ok(SIGN_IN, { input: { username: 'ADMIN', password: PASSWORD } })).signIn.session.user.role).toBe('SUPER_ADMIN');
  });

  test('a wrong X-Tenant-ID header gets a hint, outside production', async () => {
    await addUser(theirs.owner, { username: 'sara', role: 'KITCHEN', outletId: theirs.outletId });
    const refusalOf = async (client: Client, username: string, password = PASSWORD): Promise<string> =>
      (await attempt(client, username, password)).data.signIn.userErrors[0].message;
    const wrong = 'Username or password is wrong.';
    expect(await refusalOf(makeClient(app.url), 'sara')).toBe(`${wrong} They are right for a user of a tenant: name it by the header X-Tenant-ID.`);
    expect(await refusalOf(ours.guest, 'admin')).toBe(`${wrong} They are right for a platform user: leave the header X-Tenant-ID out.`);
    expect(await refusalOf(ours.guest, 'sara')).toBe(`${wrong} They are right in another tenant than X-Tenant-ID names.`);
    for (const client of [makeClient(app.url), ours.guest]) {
      expect(await refusalOf(client, 'sara', 'not the password')).toBe(wrong);
      expect(await refusalOf(client, 'nobody')).toBe(wrong);
    }
    const { settings } = app.services as { settings: { production: boolean } };
    Object.assign(app.services, { settings: { ...settings, production: true } });
    expect(await refusalOf(makeClient(app.url), 'sara')).toBe(wrong);
    Object.assign(app.services, { settings });
  });

  test('an Authorization header is ignored, with any content', async () => {
    const other = theirs.cashier.headers.authorization ?? '';
    for (const authorization of ['Bearer nonsense', 'Basic YTpi', 'Bearer a.b.c', other, 'Bearer']) {
      const { signIn } = await ours.guest.as({ authorization }).ok(SIGN_IN, { input: { username: 'cashier', password: PASSWORD } });
      expect(signIn.session.user.username, authorization).toBe('cashier');
    }
    expect(
      (await makeClient(app.url, { authorization: other }).ok(SIGN_IN, { input: { username: 'admin', password: PASSWORD } })).signIn.session.user.role,
    ).toBe('SUPER_ADMIN');
  });
});

describe('without it', () => {
  test('a wrong password, an unknown user and impossible names give one answer', async () => {
    const names = ['rahel.k', 'RAHEL@example.com', 'nobody', 'nobody@example.com', '', ' ', "' or 1=1 --", 'x'.repeat(5000), '%'];
    for (const name of names) expect(learned(await attempt(ours.guest, name, 'not the password')), JSON.stringify(name.slice(0, 30))).toEqual(INVALID);
  });

  test('a name with a character that no text may hold is refused as such, for every account', async () => {
    for (const name of ['rahel.k\u0000', 'rahel@example.com\u0000', 'nobody\u0000'])
      expect((await attempt(ours.guest, name, 'not the password')).data.signIn.userErrors).toEqual([
        { code: 'INVALID_INPUT', field: ['username'], message: expect.stringContaining('U+0000'), details: null },
      ]);
  });

  test('all of the password counts', async () => {
    const long = `${'long password '.repeat(14)}end.`;
    expect(long).toHaveLength(200);
    await addUser(ours.owner, { username: 'long', password: long, role: 'KITCHEN', outletId: ours.outletId });
    await ours.guest.ok(SIGN_IN, { input: { username: 'long', password: long } });
    for (const wrong of [`${long}x`, long.slice(0, -1), long.toUpperCase(), ` ${long}`, ''])
      expect(learned(await attempt(ours.guest, 'long', wrong))).toEqual(INVALID);
  });

  test('only its owner learns that an account is disabled', async () => {
    const id = await addUser(ours.owner, { username: 'left', role: 'KITCHEN', outletId: ours.outletId });
    await ours.owner.ok('mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { active } userErrors { code } } }', {
      input: { id, active: false },
    });
    expect(await ours.guest.failure(SIGN_IN, { input: { username: 'left', password: PASSWORD } })).toMatchObject({ code: 'ACCOUNT_DISABLED', details: null });
    expect(learned(await attempt(ours.guest, 'left', 'not the password'))).toEqual(INVALID);
  });
});

describe('too many attempts', () => {
  test('ten failures on an account make it wait, also with the right password; others go on', async () => {
    await addUser(ours.owner, { username: 'target', role: 'KITCHEN', outletId: ours.outletId });
    for (let round = 0; round < 10; round += 1) expect(learned(await attempt(ours.guest, 'target', 'not the password'))).toEqual(INVALID);
    for (const password of ['not the password', PASSWORD]) {
      const failure = await ours.guest.failure(SIGN_IN, { input: { username: ' TARGET', password } });
      expect(failure).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', field: null });
      expect(failure.details?.retryAfter).toBeGreaterThan(200);
      expect(failure.details?.retryAfter).toBeLessThanOrEqual(300);
    }
    await ours.guest.ok(SIGN_IN, { input: { username: 'manager', password: PASSWORD } });
    expect(learned(await attempt(theirs.guest, 'target', 'not the password'))).toEqual(INVALID);
  });

  test('names that do not exist wait just the same', async () => {
    for (let round = 0; round < 10; round += 1) await attempt(ours.guest, 'ghost', 'not the password');
    expect(await ours.guest.failure(SIGN_IN, { input: { username: 'ghost', password: PASSWORD } })).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  });

  test('a burst gets no more guesses than attempts one after the other', async () => {
    await addUser(ours.owner, { username: 'burst', role: 'KITCHEN', outletId: ours.outletId });
    const answers = await Promise.all(Array.from({ length: 30 }, () => attempt(ours.guest, 'burst', 'not the password')));
    const codes = answers.map(({ data }) => data.signIn.userErrors[0].code);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(20);
  });

  test('a burst of right ones is let in', async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, () => attempt(ours.guest, 'cashier', PASSWORD)));
    expect(answers.map(({ data }) => data.signIn.userErrors)).toEqual(answers.map(() => []));
  });

  test('one right password resets the failures before it', async () => {
    await addUser(ours.owner, { username: 'forgetful', role: 'KITCHEN', outletId: ours.outletId });
    for (const failures of [9, 2]) {
      for (let failure = 0; failure < failures; failure += 1) expect(learned(await attempt(ours.guest, 'forgetful', 'not the password'))).toEqual(INVALID);
      await ours.guest.ok(SIGN_IN, { input: { username: 'forgetful', password: PASSWORD } });
    }
  });

  test('several sign-ins in one request are refused', async () => {
    const one = 'signIn(input: { username: "manager", password: "not the password" }) { userErrors { code } }';
    const { errors } = await ours.guest.send(`mutation { a: ${one} b: ${one} }`);
    expect(errors?.[0]?.message).toBe('signIn must be the only field of its request.');
  });
});
