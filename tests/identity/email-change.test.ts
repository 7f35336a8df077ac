import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addUser,
  type Client,
  fingerprint,
  type MailServer,
  mailsSent,
  makeRestaurant,
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
let theirs: Restaurant;
beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp({ environment: post.environment });
  ours = await makeRestaurant(app);
  theirs = await makeRestaurant(app);
});
afterAll(async () => {
  await app.stop();
  await post.stop();
});

const ACCEPTED = JSON.stringify({ status: 200, data: { requestEmailChange: { accepted: true, userErrors: [] } } });
const ask = (client: Client, email: string): Promise<string> => answered(client, ACCOUNT.requestEmailChange, { email, currentPassword: PASSWORD });
const confirm = (token: string, brand = ours): Promise<string> => answered(brand.guest, ACCOUNT.confirmEmailChange, { token });
const isDone = (answer: string): boolean => JSON.parse(answer).data.confirmEmailChange.user !== null;
let invalid: string;
beforeAll(async () => {
  invalid = await confirm('nonsense');
  expect(JSON.parse(invalid).data.confirmEmailChange).toMatchObject({ user: null, userErrors: [{ code: 'INVALID_CREDENTIALS', field: ['token'] }] });
});

const emailOf = (name: string): string => `${name}@example.com`;

/** A new user, signed in. */
async function newUser(username: string): Promise<Client> {
  await addUser(ours.owner, { username, email: emailOf(username), role: 'CUSTOMER' });
  return signedIn(app.url, ours.slug, username, PASSWORD);
}

async function tokenFor(client: Client, email: string): Promise<string> {
  expect(await ask(client, email)).toBe(ACCEPTED);
  return (await post.next(email)).token;
}

test('the new address counts once it is proven; the old one is told', async () => {
  const client = await newUser('moves');
  const token = await tokenFor(client, 'New.Home@example.com'.toLowerCase());
  expect((await client.ok('{ me { email } }')).me).toEqual({ email: emailOf('moves') });
  const { confirmEmailChange } = await ours.guest.ok(ACCOUNT.confirmEmailChange, { input: { token } });
  expect(confirmEmailChange.user).toMatchObject({ email: 'new.home@example.com', username: 'moves' });
  expect(await post.next(emailOf('moves'))).toMatchObject({ subject: `Your e-mail address was changed at ${ours.slug}`, token: '' });
  expect(await canSignIn(ours.guest, ours.slug, 'new.home@example.com', PASSWORD)).toBe(true);
  expect(await canSignIn(ours.guest, ours.slug, emailOf('moves'), PASSWORD)).toBe(false);
  expect((await client.ok('{ me { email } }')).me).toEqual({ email: 'new.home@example.com' });
  const [entry] = await app.sql(`select before, after from audit_entry where action = 'EMAIL_CHANGED'`);
  expect(entry).toEqual({ before: { email: emailOf('moves') }, after: { email: 'new.home@example.com' } });
  expect(await confirm(token)).toBe(invalid);
});

test('a user who signed up by an address has the new one as username, and the old one is free', async () => {
  const signUp = async (email: string): Promise<string> => {
    await ours.guest.ok(ACCOUNT.signUp, { input: { email, password: PASSWORD, name: 'Guest' } });
    return (await post.next(email)).token;
  };
  await ours.guest.ok(ACCOUNT.confirmSignUp, { input: { token: await signUp('before@example.com') } });
  const client = await signedIn(app.url, ours.slug, 'before@example.com', PASSWORD);
  await confirm(await tokenFor(client, 'after@example.com'));
  expect((await client.ok('{ me { username email } }')).me).toEqual({ username: 'after@example.com', email: 'after@example.com' });
  await post.next('before@example.com');
  const again = await ours.guest.ok(ACCOUNT.confirmSignUp, { input: { token: await signUp('before@example.com') } });
  expect(again.confirmSignUp.user).toMatchObject({ username: 'before@example.com' });
});

describe('an address that another user has', () => {
  test('gets the same answer; its owner is told, who asks learns nothing, and nothing changes', async () => {
    const client = await newUser('taker');
    const victim = await addUser(ours.owner, { username: 'victim', email: emailOf('victim'), role: 'CUSTOMER' });
    const before = await app.sql('select * from "user" where id = $1', [victim]);
    expect(await ask(client, emailOf('victim'))).toBe(ACCEPTED);
    expect(await post.next(emailOf('victim'))).toMatchObject({ subject: `You have an account at ${ours.slug}`, token: '' });
    expect(await app.sql('select * from "user" where id = $1', [victim])).toEqual(before);
    expect(post.received.filter(({ to }) => to === emailOf('taker'))).toEqual([]);
  });

  test('since it was asked for stays theirs', async () => {
    const token = await tokenFor(await newUser('slow'), emailOf('fast'));
    await addUser(ours.owner, { username: 'fast', email: emailOf('fast'), role: 'CUSTOMER' });
    expect(await confirm(token)).toBe(invalid);
  });

  test('and two who want the same free one: one gets it', async () => {
    const [a, b] = [await newUser('rival-a'), await newUser('rival-b')];
    const tokens = [await tokenFor(a, emailOf('prize')), await tokenFor(b, emailOf('prize'))];
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => confirm(tokens[index % 2] ?? '')));
    expect(answers.filter(isDone)).toHaveLength(1);
    expect(answers.filter((answer) => answer === invalid)).toHaveLength(7);
  });
});

describe('a token', () => {
  test('ends when others give the account another address', async () => {
    const client = await newUser('taken-over');
    const token = await tokenFor(client, emailOf('thief'));
    await ours.owner.ok(ACCOUNT.updateUser, { input: { id: (await client.ok('{ me { id } }')).me.id, email: emailOf('rightful') } });
    expect(await confirm(token)).toBe(invalid);
    expect((await client.ok('{ me { email } }')).me).toEqual({ email: emailOf('rightful') });
  });

  test('ends with the password and with its time, and is of one tenant and purpose', async () => {
    const client = await newUser('binds');
    const [token, kept] = [await tokenFor(client, emailOf('bound')), await tokenFor(client, emailOf('kept'))];
    const before = await fingerprint(app);
    expect(await confirm(token, theirs)).toBe(invalid);
    expect(await confirm(token.replace(ours.tenantId, theirs.tenantId), theirs)).toBe(invalid);
    expect(await ours.guest.failure(ACCOUNT.resetPassword, { input: { token, newPassword: NEW_PASSWORD } })).toMatchObject({
      code: 'INVALID_CREDENTIALS',
      field: ['token'],
    });
    expect(await ours.guest.failure(ACCOUNT.confirmSignUp, { input: { token } })).toMatchObject({ code: 'INVALID_CREDENTIALS', field: ['token'] });
    app.clock.advance(24 * 3_600_000 + 1000);
    expect(await confirm(token)).toBe(invalid);
    app.clock.advance(-24 * 3_600_000 - 1000);
    expect(await fingerprint(app)).toEqual(before);
    expect(isDone(await confirm(token))).toBe(true);
    // Pending confirmations of the same account become invalid with the change.
    expect(await confirm(kept)).toBe(invalid);
    const last = await tokenFor(client, emailOf('last'));
    await client.ok(ACCOUNT.changePassword, { input: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD } });
    expect(await confirm(last)).toBe(invalid);
  });

  test('that was mailed to the old address to set a password, is void', async () => {
    const client = await newUser('old-box');
    await ours.guest.ok(ACCOUNT.requestPasswordReset, { input: { email: emailOf('old-box') } });
    const { token } = await post.next(emailOf('old-box'));
    expect(isDone(await confirm(await tokenFor(client, emailOf('new-box'))))).toBe(true);
    expect(await ours.guest.failure(ACCOUNT.resetPassword, { input: { token, newPassword: NEW_PASSWORD } })).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });
});

test('one account asks for a limited number of mails, to all addresses together', async () => {
  const client = await newUser('floods');
  const answers = await Promise.all(Array.from({ length: 11 }, (_, index) => ask(client, emailOf(`stranger-${index}`))));
  expect(answers.filter((answer) => answer === ACCEPTED)).toHaveLength(10);
  expect(answers.join()).toContain('TOO_MANY_ATTEMPTS');
});

test('asking needs the password and an address, and is for people of the tenant', async () => {
  const client = await newUser('asks');
  const wrong = { email: emailOf('x'), currentPassword: 'not the password' };
  expect(await client.failure(ACCOUNT.requestEmailChange, { input: wrong })).toMatchObject({ code: 'INVALID_CREDENTIALS', field: ['currentPassword'] });
  const bad = { email: 'nobody', currentPassword: PASSWORD };
  expect(await client.failure(ACCOUNT.requestEmailChange, { input: bad })).toMatchObject({ code: 'INVALID_INPUT', field: ['email'] });
  const good = { email: emailOf('x'), currentPassword: PASSWORD };
  expect(await ours.guest.requestError(ACCOUNT.requestEmailChange, { input: good })).toBe('UNAUTHENTICATED');
  expect(await ours.platform.requestError(ACCOUNT.requestEmailChange, { input: good })).toBe('FORBIDDEN');
  // The current address: nothing changes, and no mail is sent.
  expect(await ask(client, emailOf('asks'))).toBe(ACCEPTED);
  await mailsSent(app);
  expect(post.received.filter(({ to }) => [emailOf('x'), emailOf('asks')].includes(to))).toEqual([]);
});
