import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addUser,
  fingerprint,
  type MailServer,
  mailsSent,
  makeRestaurant,
  PASSWORD,
  type ReceivedMail,
  type Restaurant,
  signedIn,
  startMailServer,
  startTestApp,
  type TestApp,
} from '../kit/index.ts';
import { ACCOUNT, answered, canSignIn, medians, NEW_PASSWORD } from './accounts-api.ts';

let post: MailServer;
let app: TestApp;
let ours: Restaurant;
let theirs: Restaurant;
beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp({ environment: { ...post.environment, TRUST_PROXY: 'on' } });
  ours = await makeRestaurant(app);
  theirs = await makeRestaurant(app);
});
afterAll(async () => {
  await app.stop();
  await post.stop();
});

const ACCEPTED = JSON.stringify({ status: 200, data: { signUp: { accepted: true, userErrors: [] } } });
const signUp = (email: string, more: object = {}, headers = {}): Promise<string> =>
  answered(ours.guest.as(headers), ACCOUNT.signUp, { email, password: PASSWORD, name: 'Guest', ...more });
const confirm = (token: string, brand = ours): Promise<string> => answered(brand.guest, ACCOUNT.confirmSignUp, { token });

/** Signs up and returns the mail. */
async function mailOf(email: string, more: object = {}): Promise<ReceivedMail> {
  expect(await signUp(email, more)).toBe(ACCEPTED);
  return post.next(email);
}

/** The only answer to invalid tokens. */
let invalid: string;
beforeAll(async () => {
  invalid = await confirm('nonsense');
  expect(JSON.parse(invalid).data.confirmSignUp).toMatchObject({ user: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: ['token'] }] });
});

test('a person who proves the mailbox gets a customer account, and signs in with the address', async () => {
  expect(await signUp(' Sari@Example.com ', { name: ' Sari ', phone: '+62 812 3456' })).toBe(ACCEPTED);
  const mail = await post.next('sari@example.com');
  expect(mail.subject).toBe(`Confirm your account at ${ours.slug}`);
  expect(await canSignIn(ours.guest, ours.slug, 'sari@example.com', PASSWORD)).toBe(false);
  const { confirmSignUp } = await ours.guest.ok(ACCOUNT.confirmSignUp, { input: { token: ` ${mail.token}\n` } });
  const sari = { username: 'sari@example.com', email: 'sari@example.com', name: 'Sari', phone: '+62 812 3456', role: 'CUSTOMER' };
  expect(confirmSignUp.user).toMatchObject(sari);
  const client = await signedIn(app.url, ours.slug, 'SARI@example.com', PASSWORD);
  expect((await client.ok('{ me { username email name phone role } }')).me).toEqual(sari);
  expect(await canSignIn(theirs.guest, theirs.slug, 'sari@example.com', PASSWORD)).toBe(false);
  const [entry] = await app.sql<object>(`select actor, user_id, after, before from audit_entry where action = 'SIGNED_UP'`);
  expect(entry).toEqual({ actor: 'CUSTOMER', user_id: confirmSignUp.user.id, before: null, after: { email: sari.email, name: 'Sari', phone: sari.phone } });
  expect(await confirm(mail.token)).toBe(invalid);
});

describe('an address that has an account', () => {
  test('gets the same answer; its owner is told, and nothing of the account changes', async () => {
    const id = await addUser(ours.owner, { username: 'victim', email: 'victim@example.com', role: 'CUSTOMER' });
    const row = (): Promise<object[]> => app.sql('select * from "user" where id = $1', [id]);
    const before = await row();
    const mail = await mailOf('victim@example.com', { password: NEW_PASSWORD, name: 'Thief' });
    expect(mail).toMatchObject({ subject: `You have an account at ${ours.slug}`, token: '' });
    expect(await row()).toEqual(before);
    expect(await canSignIn(ours.guest, ours.slug, 'victim@example.com', NEW_PASSWORD)).toBe(false);
    // Not even with the proof that was created but not mailed.
    const [proof] = await app.sql<{ id: string }>(`select id from mailbox_proof where email = 'victim@example.com'`);
    const secret = app.services.secret.derive('mailbox-proof', proof?.id ?? '');
    expect(await confirm(`${ours.tenantId}.${proof?.id}.${secret}`)).toBe(invalid);
    expect(await row()).toEqual(before);
  });

  test('since the sign-up: the proof fails like any other', async () => {
    const { token } = await mailOf('meanwhile@example.com', { password: NEW_PASSWORD });
    await addUser(ours.owner, { username: 'meanwhile', email: 'meanwhile@example.com', role: 'CUSTOMER' });
    expect(await confirm(token)).toBe(invalid);
    expect(await canSignIn(ours.guest, ours.slug, 'meanwhile@example.com', NEW_PASSWORD)).toBe(false);
  });

  test('that is disabled is not told', async () => {
    const id = await addUser(ours.owner, { username: 'gone', email: 'gone@example.com', role: 'CUSTOMER' });
    await ours.owner.ok(ACCOUNT.updateUser, { input: { id, active: false } });
    expect(await signUp('gone@example.com')).toBe(ACCEPTED);
    await mailsSent(app);
    expect(post.received.filter(({ to }) => to === 'gone@example.com')).toEqual([]);
  });

  test('takes as long', { retry: 2 }, async () => {
    await app.sql(
      `insert into "user" (id, tenant_id, username, email, name, role, password_hash, accessible_outlet_ids, active, created_at, updated_at)
      select uuidv7(), tenant_id, 'many-' || n, 'many-' || n || '@example.com', 'Many', 'CUSTOMER', password_hash, '{}', true, now(), now()
      from "user", generate_series(1, 15) n where tenant_id = $1 and username = 'cashier' on conflict do nothing`,
      [ours.tenantId],
    );
    const from = (n: number): object => ({ 'x-forwarded-for': `10.0.0.${n}` });
    const took = await medians(15, {
      taken: (n) => signUp(`many-${n + 1}@example.com`, {}, from(n)),
      free: (n) => signUp(`free-${n + 1}@example.com`, {}, from(n)),
    });
    expect(Math.max(took.taken, took.free) / Math.min(took.taken, took.free), JSON.stringify(took)).toBeLessThan(1.3);
  });
});

describe('two sign-ups for one address', () => {
  test('each have their own password: the one that is confirmed counts, and the other is void', async () => {
    const first = await mailOf('shared@example.com', { password: 'the password of a stranger', name: 'Stranger' });
    const second = await mailOf('shared@example.com', { password: NEW_PASSWORD, name: 'Owner' });
    expect(JSON.parse(await confirm(second.token)).data.confirmSignUp.user).toMatchObject({ name: 'Owner' });
    expect(await confirm(first.token)).toBe(invalid);
    expect(await canSignIn(ours.guest, ours.slug, 'shared@example.com', 'the password of a stranger')).toBe(false);
    expect(await canSignIn(ours.guest, ours.slug, 'shared@example.com', NEW_PASSWORD)).toBe(true);
    const hashes = await app.sql(`select 1 from mailbox_proof where email = 'shared@example.com' and password_hash is not null`);
    expect(hashes).toEqual([]);
  });

  test('confirmed at the same time, each several times: one account', async () => {
    const mails = [await mailOf('race@example.com'), await mailOf('race@example.com')];
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => confirm(mails[index % 2]?.token ?? '')));
    expect(answers.filter((answer) => answer === invalid)).toHaveLength(11);
    expect(await app.sql(`select 1 from "user" where email = 'race@example.com'`)).toHaveLength(1);
  });
});

describe('a token', () => {
  test('that is wrong, of another tenant, for another purpose or too old does not count', async () => {
    const { token } = await mailOf('tokens@example.com');
    const before = await fingerprint(app);
    const [realm, id, secret = ''] = token.split('.');
    const flipped = `${secret.slice(0, -2)}${secret.at(-2) === 'A' ? 'B' : 'A'}${secret.at(-1)}`;
    for (const wrong of [
      '',
      `${realm}.${id}.${flipped}`,
      `${realm}.${id}.`,
      `${realm}.${id}`,
      `${theirs.tenantId}.${id}.${secret}`,
      `x${token}`,
      'x'.repeat(5000),
    ])
      expect(await confirm(wrong), wrong.slice(0, 80)).toBe(invalid);
    expect(await confirm(token, theirs)).toBe(invalid);
    const asReset = { token, newPassword: NEW_PASSWORD };
    expect(await ours.guest.failure(ACCOUNT.resetPassword, { input: asReset })).toMatchObject({ code: 'INVALID_CREDENTIALS', field: ['token'] });
    expect(await ours.guest.failure(ACCOUNT.confirmEmailChange, { input: { token } })).toMatchObject({ code: 'INVALID_CREDENTIALS', field: ['token'] });
    expect(await fingerprint(app)).toEqual(before);
    app.clock.advance(24 * 3_600_000 + 1000);
    expect(await confirm(token)).toBe(invalid);
    app.clock.advance(-24 * 3_600_000 - 1000);
    expect(await confirm(token)).not.toBe(invalid);
  });

  test('stands alone in a request, and needs a tenant', async () => {
    const { errors } = await ours.guest.send(
      'mutation { a: confirmSignUp(input: { token: "" }) { userErrors { code } } b: confirmSignUp(input: { token: "" }) { userErrors { code } } }',
    );
    expect(errors?.[0]?.message).toBe('confirmSignUp must be the only field of its request.');
    expect(await ours.guest.as({ 'x-tenant-id': '' }).requestError(ACCOUNT.confirmSignUp, { input: { token: '' } })).toBe('BAD_USER_INPUT');
    expect(await ours.guest.as({ 'x-tenant-id': '' }).requestError(ACCOUNT.signUp, { input: { email: 'x@example.com', password: PASSWORD, name: 'X' } })).toBe(
      'BAD_USER_INPUT',
    );
  });
});

test('bad input names its field and has no effect', async () => {
  const before = await fingerprint(app);
  const long = `${'x'.repeat(250)}@example.com`;
  const cases: [object, string][] = [
    ...[
      '',
      ' ',
      'nobody',
      'a@b',
      'a b@example.com',
      'a@x.com,b@y.com',
      '<a@x.com>',
      'a@x.com\r\nBcc: b@y.com',
      '"a"@x.com',
      'a\u202e@x.com',
      'a\u0000@x.com',
      long,
    ].map((email): [object, string] => [{ email }, 'email']),
    [{ password: 'short' }, 'password'],
    [{ password: 'x'.repeat(201) }, 'password'],
    [{ email: 'Same@Example.com', password: 'SAME@example.com' }, 'password'],
    [{ name: ' ' }, 'name'],
    [{ phone: '0'.repeat(41) }, 'phone'],
  ];
  for (const [more, field] of cases) {
    const input = { email: 'input@example.com', password: PASSWORD, name: 'Guest', ...more };
    expect(await ours.guest.failure(ACCOUNT.signUp, { input }), JSON.stringify(more)).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
    expect((await ours.guest.send(ACCOUNT.signUp, { input })).data.signUp.accepted).toBe(false);
  }
  expect(await fingerprint(app)).toEqual(before);
});

test('a mailbox is not flooded, and the sender does not learn that mails stop; none of their texts is mailed', async () => {
  for (let round = 0; round < 6; round += 1) expect(await signUp('flooded@example.com', { name: 'Buy at evil.example' })).toBe(ACCEPTED);
  await mailsSent(app);
  const mails = post.received.filter(({ to }) => to === 'flooded@example.com');
  expect(mails).toHaveLength(3);
  expect(mails.map(({ raw }) => raw).join()).not.toContain('evil.example');
});

test('a person who asks for mails to many addresses has to wait, from any address of the household', async () => {
  const ask = (index: number): Promise<string> =>
    answered(ours.guest.as({ 'x-forwarded-for': `2001:db8:7:1::${index.toString(16)}` }), ACCOUNT.requestPasswordReset, {
      email: `nobody-${index}@example.com`,
    });
  const answers: string[] = [];
  for (let done = 0; done < 110; done += 10) answers.push(...(await Promise.all(Array.from({ length: 10 }, (_, index) => ask(done + index)))));
  expect(answers.filter((answer) => answer.includes('"accepted":true'))).toHaveLength(100);
  expect(answers.filter((answer) => answer.includes('TOO_MANY_ATTEMPTS'))).toHaveLength(10);
});
