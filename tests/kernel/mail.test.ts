import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pokeMails } from '../../src/kernel/mail/send-mail.ts';
import { smtpTransport } from '../../src/kernel/mail/smtp-transport.ts';
import { ACCOUNT } from '../identity/accounts-api.ts';
import {
  addUser,
  type Client,
  cloneDatabase,
  type MailServer,
  mailsSent,
  makeClient,
  makeRestaurant,
  PASSWORD,
  type Restaurant,
  signedIn,
  startMailServer,
  startTestApp,
  type TestApp,
} from '../kit/index.ts';

const DEADLINE_MS = 1500;
const MINUTE_MS = 60_000;

let post: MailServer;
let app: TestApp;
let other: TestApp;
let ours: Restaurant;
const lines: string[] = [];
beforeAll(async () => {
  post = await startMailServer();
  const database = await cloneDatabase();
  const environment = {
    ...post.environment,
    MAIL_DEADLINE_MILLISECONDS: String(DEADLINE_MS),
    ACCOUNT_URL: 'https://shop.example.com/',
    ACCESS_TOKEN_SECONDS: '1000000',
  };
  const log = new Writable({ write: (line, _encoding, done) => done(lines.push(String(line)) ? null : undefined) });
  app = await startTestApp({ database, environment, log });
  other = await startTestApp({ database, environment });
  ours = await makeRestaurant(app);
});
afterAll(async () => {
  await Promise.all([app.stop(), other.stop()]);
  await post.stop();
});

/** Triggers a mail to a new user with this address. */
async function mailTo(name: string): Promise<string> {
  const email = `${name}@example.com`;
  await addUser(ours.owner, { username: name, email, role: 'KITCHEN', outletId: ours.outletId });
  await ours.guest.ok(ACCOUNT.requestPasswordReset, { input: { email } });
  return email;
}

interface Row {
  readonly attempts: number;
  readonly failure: string | null;
  readonly sent: boolean;
  readonly waits: number | null;
}

/** The row of the mail to an address, with the minutes until the next attempt. */
async function rowOf(email: string): Promise<Row> {
  const [row] = await app.sql<Row>(
    `select attempts, failure, sent_at is not null as sent, round(extract(epoch from due_at - $2::timestamptz) / 6) / 10 as waits
    from mail join mailbox_proof on mailbox_proof.id = subject_id where email = $1`,
    [email, app.clock.now()],
  );
  return { ...(row as Row), waits: row?.waits == null ? null : Number(row.waits) };
}

async function untilAttempt(email: string, attempts: number): Promise<Row> {
  await expect
    .poll(
      async () => {
        const row = await rowOf(email);
        return row.attempts === attempts && (row.failure !== null || row.sent);
      },
      { timeout: 5000, interval: 10 },
    )
    .toBe(true);
  return rowOf(email);
}

function advance(minutes: number): void {
  for (const node of [app, other]) node.clock.advance(minutes * MINUTE_MS);
  pokeMails(app.services);
}

test('a mail is sent once by one of two nodes, and says what to do in plain text', async () => {
  const email = await mailTo('once');
  const mail = await post.next(email);
  expect(mail).toMatchObject({ to: email, subject: `Set a new password at ${ours.slug}` });
  expect(mail.text).toContain(`https://shop.example.com/reset-password?tenant=${ours.slug}#token=${mail.token}`);
  expect(mail.raw).toMatch(/^From: Dapur <no-reply@dapur\.example>$/m);
  expect(mail.raw).toMatch(/^Auto-Submitted: auto-generated$/m);
  expect(mail.raw).toMatch(/^Message-ID: <[0-9a-f-]{36}@dapur\.example>$/m);
  await mailsSent(app);
  expect(await rowOf(email)).toEqual({ attempts: 1, failure: null, sent: true, waits: null });
  expect(post.received.filter(({ to }) => to === email)).toHaveLength(1);
});

test('many at once are each sent once', async () => {
  const before = post.received.length;
  const emails = await Promise.all(Array.from({ length: 8 }, (_, index) => mailTo(`many-${index}`)));
  await mailsSent(app);
  expect(
    post.received
      .slice(before)
      .map(({ to }) => to)
      .sort(),
  ).toEqual(emails.sort());
  expect(post.sessions).toBeLessThanOrEqual(2 * 4);
});

describe('a mail that is not taken', () => {
  test('with a refusal for good is given up, and the log and the row name no address', async () => {
    post.behaviour.set('refused@example.com', 550);
    const email = await mailTo('refused');
    expect(await untilAttempt(email, 1)).toEqual({ attempts: 1, failure: 'EENVELOPE 550', sent: false, waits: null });
    expect(lines.join()).toContain('"failure":"EENVELOPE 550"');
    expect(lines.join()).toContain('a mail was given up');
  });

  test('for now is tried again', async () => {
    post.behaviour.set('later@example.com', 451);
    const email = await mailTo('later');
    expect(await untilAttempt(email, 1)).toEqual({ attempts: 1, failure: 'EENVELOPE 451', sent: false, waits: 0.5 });
    post.behaviour.set(email, 'take');
    advance(1);
    expect(await post.next(email)).toMatchObject({ to: email });
  });

  test('because its sender is refused is tried again: the account at the server can be mended', async () => {
    post.behaviour.set('no-reply@dapur.example', 530);
    const email = await mailTo('sender');
    expect(await untilAttempt(email, 1)).toEqual({ attempts: 1, failure: 'EENVELOPE 530', sent: false, waits: 0.5 });
    post.behaviour.delete('no-reply@dapur.example');
    advance(1);
    expect(await post.next(email)).toMatchObject({ to: email });
  });

  test('by a server that stalls ends at the deadline, and keeps no other waiting', async () => {
    post.behaviour.set('stalled@example.com', 'stall');
    const start = performance.now();
    const email = await mailTo('stalled');
    await post.next(await mailTo('besides'));
    expect(await untilAttempt(email, 1)).toMatchObject({ failure: 'EABORT', sent: false, waits: 0.5 });
    expect(performance.now() - start).toBeLessThan(DEADLINE_MS + 2000);
    post.behaviour.set(email, 'take');
    advance(1);
    await post.next(email);
  });

  test('is tried eight times, at growing distances, and then given up', async () => {
    post.behaviour.set('never@example.com', 451);
    const email = await mailTo('never');
    const waits: (number | null)[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const row = await untilAttempt(email, attempt);
      waits.push(row.waits);
      // The proof would expire much earlier; this test is about the mail.
      await app.sql(`update mailbox_proof set expires_at = expires_at + interval '1 day' where email = $1`, [email]);
      advance(row.waits ?? 0);
    }
    expect(waits).toEqual([0.5, 2, 10, 30, 120, 420, 720, null]);
    expect(await rowOf(email)).toMatchObject({ attempts: 8, failure: 'EENVELOPE 451', sent: false });
  });

  test('because the server is away is sent when it is back, with the same Message-ID and token', async () => {
    const { port } = post;
    await post.stop();
    const email = await mailTo('away');
    expect(await untilAttempt(email, 1)).toMatchObject({ failure: expect.stringMatching(/^E[A-Z]+$/), sent: false });
    post = await startMailServer({ port });
    advance(1);
    const mail = await post.next(email);
    await mailsSent(app);
    expect(await rowOf(email)).toMatchObject({ attempts: 2, failure: null, sent: true });
    const done = await ours.guest.ok(ACCOUNT.resetPassword, { input: { token: mail.token, newPassword: 'quite another password' } });
    expect(done.resetPassword.user).toMatchObject({ email });
  });

  test('before a crash is taken over when its lease is over', async () => {
    const email = 'crashed@example.com';
    await addUser(ours.owner, { username: 'crashed', email, role: 'KITCHEN', outletId: ours.outletId });
    // The row that a node leaves when it starts an attempt and crashes.
    await app.sql(
      `with proof as (insert into mailbox_proof (id, tenant_id, purpose, email, created_at, expires_at)
        values (uuidv7(), $1, 'PASSWORD_RESET', $2, now(), now() + interval '10 days') returning id)
      insert into mail (id, tenant_id, kind, subject_id, due_at, attempts, created_at)
      select uuidv7(), $1, 'PASSWORD_RESET', id, $3, 1, now() from proof`,
      [ours.tenantId, email, new Date(app.clock.now().getTime() + 30_000)],
    );
    pokeMails(app.services);
    expect(await rowOf(email)).toMatchObject({ attempts: 1, sent: false, waits: 0.5 });
    advance(1);
    await post.next(email);
  });
});

test('no text and no recipient of a mail stands in the log or in the rows of mails', async () => {
  await mailsSent(app);
  const rows = JSON.stringify(await app.sql('select * from mail'));
  const log = lines.join();
  expect(lines.length).toBeGreaterThan(0);
  for (const { to, token } of post.received) {
    const secret = token.split('.')[2] ?? '';
    for (const [where, text] of [
      ['rows', rows],
      ['log', log],
    ] as const) {
      expect(text.includes(to), `${to} in the ${where}`).toBe(false);
      if (secret) expect(text.includes(secret), `token in the ${where}`).toBe(false);
    }
  }
});

const LETTER = { to: 'reader@example.com', subject: 'Subject', text: 'Text', link: null };

test('TLS from the beginning is spoken where the URL says so, and only with a certificate to be trusted', async () => {
  const own = await startMailServer({ secure: true });
  const { SMTP_URL, MAIL_FROM } = own.environment;
  const [strict, trusting] = [SMTP_URL, `${SMTP_URL}?tls.rejectUnauthorized=false`].map((url) =>
    smtpTransport({ url, from: MAIL_FROM, deadlineMilliseconds: 2000 }),
  );
  await expect(strict?.send('1', LETTER)).rejects.toThrow(/^E(SOCKET|TLS|CONNECTION)$/);
  expect(own.received).toEqual([]);
  await trusting?.send('2', LETTER);
  expect(own.received).toMatchObject([{ to: LETTER.to, text: 'Text\r\n' }]);
  for (const transport of [strict, trusting]) transport?.stop();
  await own.stop();
});

/** A guest of a new brand without outlets and users. */
async function guestOfNewBrand({ url }: TestApp, name = 'Brand'): Promise<Client> {
  const admin = await signedIn(url, null, 'admin', PASSWORD);
  const input = { name, slug: 'brand', currency: 'IDR', country: 'ID', timeZone: 'Asia/Jakarta' };
  await admin.ok('mutation ($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id } userErrors { code } } }', { input });
  return makeClient(url, { 'x-tenant-id': 'brand' });
}

describe('without a mail server', () => {
  test('while developing, mails are files that other users cannot read, of which the last are kept, and the log says what to open', async () => {
    const logged: string[] = [];
    const log = new Writable({ write: (line, _encoding, done) => done(logged.push(String(line)) ? null : undefined) });
    const own = await startTestApp({ log });
    const folder = join(own.config.dataDir, 'mails');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let index = 0; index < 120; index += 1) await writeFile(join(folder, `0-${String(index).padStart(3, '0')}.eml`), '');
    const guest = await guestOfNewBrand(own);
    await guest.ok(ACCOUNT.signUp, { input: { email: 'dev@example.com', password: PASSWORD, name: 'Developer' } });
    await mailsSent(own);
    const names = (await readdir(folder)).sort();
    expect(names).toHaveLength(100);
    const file = join(folder, names.find((name) => !name.startsWith('0-0') && !name.startsWith('0-1')) ?? '');
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
    // The token as a person would copy it from the file.
    const token = (await readFile(file, 'utf8')).split('\r\n').find((line) => /^[0-9a-f-]{36}\.[0-9a-f-]{36}\.[\w-]{43}$/.test(line));
    // With DATABASE_URL set, the log names the file, but no secret that opens an account.
    expect(logged.find((line) => line.includes('mail written'))).toContain(`"file":"${basename(file)}"`);
    expect(logged.some((line) => line.includes(token ?? '') || line.includes(token?.split('.')[2] ?? ''))).toBe(false);
    expect((await guest.ok(ACCOUNT.confirmSignUp, { input: { token } })).confirmSignUp.user).toMatchObject({ username: 'dev@example.com' });
    await own.stop();
  });

  test('a link stands on one line of its file, beside a brand’s name that is not ASCII, and opens as it was copied', async () => {
    const own = await startTestApp({ environment: { ACCOUNT_URL: 'https://shop.example.com/accounts/of/the/brand' } });
    const guest = await guestOfNewBrand(own, 'Kopi Sénja');
    await guest.ok(ACCOUNT.signUp, { input: { email: 'reader@example.com', password: PASSWORD, name: 'Reader' } });
    await mailsSent(own);
    const folder = join(own.config.dataDir, 'mails');
    const [name = ''] = await readdir(folder);
    const lines = (await readFile(join(folder, name), 'utf8')).split('\r\n');
    expect(lines).toContain('Content-Transfer-Encoding: 8bit');
    expect(lines.join('\n')).toContain('Kopi Sénja');
    const link = lines.find((line) => line.startsWith('https://shop.example.com/accounts/of/the/brand/confirm-sign-up?tenant=brand#token='));
    const token = new URLSearchParams(new URL(link ?? '').hash.slice(1)).get('token');
    expect((await guest.ok(ACCOUNT.confirmSignUp, { input: { token } })).confirmSignUp.user).toMatchObject({ username: 'reader@example.com' });
    await own.stop();
  });

  test('in production none is sent, the start says so, and nothing waits', async () => {
    const logged: string[] = [];
    const log = new Writable({ write: (line, _encoding, done) => done(logged.push(String(line)) ? null : undefined) });
    const own = await startTestApp({ environment: { NODE_ENV: 'production' }, log });
    expect(logged.join()).toContain('SMTP_URL is not set: no mail is sent');
    const guest = await guestOfNewBrand(own);
    const { signUp } = await guest.ok(ACCOUNT.signUp, { input: { email: 'x@example.com', password: PASSWORD, name: 'X' } });
    expect(signUp).toEqual({ accepted: true, userErrors: [] });
    expect(await own.sql('select due_at, failure, attempts from mail')).toEqual([{ due_at: null, failure: 'OFF', attempts: 0 }]);
    await own.stop();
  });
});
