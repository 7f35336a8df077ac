import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addUser,
  type Client,
  fingerprint,
  type MailServer,
  mailsSent,
  makeClient,
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
const lines: string[] = [];
beforeAll(async () => {
  post = await startMailServer();
  const log = new Writable({ write: (line, _encoding, done) => done(lines.push(String(line)) ? null : undefined) });
  app = await startTestApp({ environment: { ...post.environment, ACCOUNT_URL: 'https://shop.example.com', TRUST_PROXY: 'on' }, log });
  ours = await makeRestaurant(app);
  theirs = await makeRestaurant(app);
});
afterAll(async () => {
  await app.stop();
  await post.stop();
});

const ask = (email: string, brand = ours, headers = {}): Promise<string> => answered(brand.guest.as(headers), ACCOUNT.requestPasswordReset, { email });
const reset = (token: string, newPassword: string = NEW_PASSWORD, brand = ours): Promise<string> =>
  answered(brand.guest, ACCOUNT.resetPassword, { token, newPassword });
const ACCEPTED = JSON.stringify({ status: 200, data: { requestPasswordReset: { accepted: true, userErrors: [] } } });
const isDone = (answer: string): boolean => JSON.parse(answer).data.resetPassword.user !== null;
let invalid: string;
beforeAll(async () => {
  invalid = await reset('nonsense');
  expect(JSON.parse(invalid).data.resetPassword).toMatchObject({ user: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: ['token'] }] });
});

const emailOf = (name: string): string => `${name}@example.com`;
const staff = (name: string, brand = ours): Promise<string> =>
  addUser(brand.owner, { username: name, email: emailOf(name), role: 'KITCHEN', outletId: brand.outletId });

/** The reset mail of a new user. */
async function mailOf(name: string, brand = ours): Promise<ReceivedMail & { readonly id: string }> {
  const id = await staff(name, brand);
  await ask(emailOf(name), brand);
  return { ...(await post.next(emailOf(name))), id };
}

test('the reader of the mailbox sets a new password: all sessions end, none begins, and a notice follows', async () => {
  await staff('forgetful');
  const sessions = [await signedIn(app.url, ours.slug, 'forgetful', PASSWORD), await signedIn(app.url, ours.slug, 'forgetful', PASSWORD)];
  expect(await ask(' Forgetful@Example.com ')).toBe(ACCEPTED);
  const { token, text } = await post.next(emailOf('forgetful'));
  expect(text).toContain(`https://shop.example.com/reset-password?tenant=${ours.slug}#token=${token}`);
  const { resetPassword } = await ours.guest.ok(ACCOUNT.resetPassword, { input: { token, newPassword: NEW_PASSWORD } });
  expect(resetPassword).toEqual({ user: expect.objectContaining({ username: 'forgetful' }), userErrors: [] });
  for (const session of sessions) expect(await session.requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
  expect(await canSignIn(ours.guest, ours.slug, 'forgetful', PASSWORD)).toBe(false);
  expect(await canSignIn(ours.guest, ours.slug, 'forgetful', NEW_PASSWORD)).toBe(true);
  expect(await post.next(emailOf('forgetful'))).toMatchObject({ subject: `Your password was changed at ${ours.slug}`, token: '' });
  const entries = await app.sql(`select actor, user_id, before, after from audit_entry where action = 'PASSWORD_CHANGED'`);
  expect(entries).toEqual([{ actor: 'KITCHEN', user_id: resetPassword.user.id, before: null, after: null }]);
});

describe('a token', () => {
  test('counts once, also when it is used many times at once', async () => {
    const { token } = await mailOf('once');
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => reset(token, `${NEW_PASSWORD} ${index}`)));
    expect(answers.filter(isDone)).toHaveLength(1);
    expect(answers.filter((answer) => answer === invalid)).toHaveLength(9);
    const winner = answers.findIndex(isDone);
    expect(await canSignIn(ours.guest, ours.slug, 'once', `${NEW_PASSWORD} ${winner}`)).toBe(true);
    expect(await reset(token)).toBe(invalid);
  });

  test('voids the others that were mailed', async () => {
    const { token } = await mailOf('several');
    await ask(emailOf('several'));
    const later = await post.next(emailOf('several'));
    expect(isDone(await reset(later.token))).toBe(true);
    expect(await reset(token, 'a third long password')).toBe(invalid);
  });

  test('ends with the password, with the address, with the account and with its time', async () => {
    const ends: Record<string, (id: string, client: Client) => Promise<unknown>> = {
      changed: (_id, client) => client.ok(ACCOUNT.changePassword, { input: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD } }),
      managed: (id) => ours.manager.ok(ACCOUNT.updateUser, { input: { id, password: NEW_PASSWORD } }),
      moved: (id) => ours.manager.ok(ACCOUNT.updateUser, { input: { id, email: 'elsewhere@example.com' } }),
      disabled: (id) => ours.manager.ok(ACCOUNT.updateUser, { input: { id, active: false } }),
      late: async () => app.clock.advance(30 * 60_000 + 1000),
    };
    for (const [name, end] of Object.entries(ends)) {
      const { token, id } = await mailOf(name);
      await end(id, await signedIn(app.url, ours.slug, name, PASSWORD));
      expect(await reset(token, 'a third long password'), name).toBe(invalid);
    }
    app.clock.advance(-30 * 60_000 - 1000);
  });

  test('is that of one user, of one tenant, for one purpose', async () => {
    const mine = await mailOf('mine');
    await staff('mine', theirs);
    const [realm, id, secret] = mine.token.split('.');
    const [, otherId, otherSecret] = (await mailOf('colleague')).token.split('.');
    const before = await fingerprint(app);
    for (const wrong of [`${realm}.${otherId}.${secret}`, `${realm}.${id}.${otherSecret}`, `${theirs.tenantId}.${id}.${secret}`]) {
      expect(await reset(wrong)).toBe(invalid);
      expect(await reset(wrong, NEW_PASSWORD, theirs)).toBe(invalid);
    }
    expect(await reset(mine.token, NEW_PASSWORD, theirs)).toBe(invalid);
    for (const other of [ACCOUNT.confirmSignUp, ACCOUNT.confirmEmailChange])
      expect(await ours.guest.failure(other, { input: { token: mine.token } })).toMatchObject({ code: 'INVALID_CREDENTIALS', field: ['token'] });
    expect(await fingerprint(app)).toEqual(before);
    expect(await canSignIn(theirs.guest, theirs.slug, 'mine', PASSWORD)).toBe(true);
    expect(isDone(await reset(mine.token))).toBe(true);
  });

  test('is left as it was by a password that may not be set', async () => {
    const { token } = await mailOf('choosy');
    for (const bad of ['short', 'x'.repeat(201), 'CHOOSY@example.com'])
      expect(await ours.guest.failure(ACCOUNT.resetPassword, { input: { token, newPassword: bad } })).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['newPassword'],
      });
    expect(isDone(await reset(token))).toBe(true);
  });
});

describe('asking', () => {
  test('gets one answer, whether there is such an account, a disabled one or none', async () => {
    const disabled = await staff('left');
    await ours.manager.ok(ACCOUNT.updateUser, { input: { id: disabled, active: false } });
    await staff('elsewhere-only', theirs);
    await staff('refused');
    post.behaviour.set(emailOf('refused'), 550);
    for (const name of ['left', 'nobody', 'elsewhere-only', 'refused']) expect(await ask(emailOf(name)), name).toBe(ACCEPTED);
    await mailsSent(app);
    expect(post.received.filter(({ to }) => ['left', 'nobody', 'elsewhere-only'].map(emailOf).includes(to))).toEqual([]);
    expect(await ours.guest.failure(ACCOUNT.requestPasswordReset, { input: { email: 'nobody' } })).toMatchObject({ code: 'INVALID_INPUT', field: ['email'] });
  });

  test('takes as long', { retry: 2 }, async () => {
    await app.sql(
      `insert into "user" (id, tenant_id, username, email, name, role, password_hash, accessible_outlet_ids, active, created_at, updated_at)
      select uuidv7(), tenant_id, 'many-' || n, 'many-' || n || '@example.com', 'Many', 'CUSTOMER', password_hash, '{}', true, now(), now()
      from "user", generate_series(1, 30) n where tenant_id = $1 and username = 'cashier' on conflict do nothing`,
      [ours.tenantId],
    );
    const from = (n: number): object => ({ 'x-forwarded-for': `10.0.0.${n}` });
    const took = await medians(30, {
      known: (n) => ask(emailOf(`many-${n + 1}`), ours, from(n)),
      unknown: (n) => ask(emailOf(`none-${n + 1}`), ours, from(n)),
    });
    expect(Math.max(took.known, took.unknown) / Math.min(took.known, took.unknown), JSON.stringify(took)).toBeLessThan(1.3);
  });

  test('without a tenant is not possible, for platform users neither', async () => {
    const [guest, admin] = [makeClient(app.url), await signedIn(app.url, null, 'admin', PASSWORD)];
    for (const client of [guest, admin])
      expect(await client.requestError(ACCOUNT.requestPasswordReset, { input: { email: 'admin@example.com' } })).toBe('BAD_USER_INPUT');
  });

  test('too often sends no more mails and says nothing of it; from one place it ends', async () => {
    await staff('flooded');
    for (let round = 0; round < 6; round += 1) expect(await ask(emailOf('flooded'))).toBe(ACCEPTED);
    await mailsSent(app);
    expect(post.received.filter(({ to }) => to === emailOf('flooded'))).toHaveLength(3);
    const answers = new Set<string>();
    for (let round = 0; round < 100; round += 1)
      answers.add(JSON.parse(await ask(emailOf('flooded'))).data.requestPasswordReset.userErrors[0]?.code ?? 'accepted');
    expect([...answers]).toEqual(['accepted', 'TOO_MANY_ATTEMPTS']);
  });
});

test('no password, token or secret of a mail stands in a row or in the log', async () => {
  const tables = await app.sql<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`);
  const rows = JSON.stringify(await app.sql(tables.map(({ name }) => `select t::text as row from "${name}" t`).join(' union all ')));
  const log = lines.join();
  expect(log).toContain('a mail was given up');
  const secrets = [NEW_PASSWORD, PASSWORD, ...post.received.flatMap(({ token }) => token.split('.')[2] ?? [])];
  expect(secrets.length).toBeGreaterThan(10);
  for (const secret of secrets) {
    expect(rows.includes(secret), `${secret} in the database`).toBe(false);
    expect(log.includes(secret), `${secret} in the log`).toBe(false);
  }
});
