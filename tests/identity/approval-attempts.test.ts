import { beforeAll, describe, expect, test } from 'vitest';
import { type Answer, addUser, type Client, makeRestaurant, PASSWORD, type Restaurant, signedIn, useTestApp } from '../kit/index.ts';
import { codeIn, errorIn, INVALID, makeTill, SIGN_IN, type Till } from './approval-api.ts';

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

describe('too many wrong ones', () => {
  const tooMany = { code: 'TOO_MANY_ATTEMPTS', field: ['approval'] };
  const retryAfter = (answer: Answer): number => Number((errorIn(answer) as { details: { retryAfter: number } }).details.retryAfter);

  test('five wrong PINs of an account from one till or user, and its PIN waits there; nowhere else, nor does its password', async () => {
    const boss = await person();
    const order = await newOrder();
    const { username: name } = await person({ role: 'CASHIER' });
    for (const client of [await newTill(), await signedIn(app.url, ours.slug, name, PASSWORD)]) {
      for (let round = 0; round < 5; round += 1) expect(errorIn(await ask(client, { username: boss.username, pin: '7390' }, order))).toEqual(INVALID);
      const answer = await ask(client, { username: ` ${boss.username.toUpperCase()}`, pin: '7391' }, order);
      expect(errorIn(answer)).toMatchObject(tooMany);
      expect(retryAfter(answer)).toBe(1);
      // The account can still be used at another till, and by password at the same address, for signing in and for approving.
      // Other accounts can still be used too.
      expect(codeIn(await ask(await newTill(), { username: boss.username, pin: '7391' }, order))).toBeNull();
      await ours.guest.ok(SIGN_IN, { input: { username: boss.username, password: PASSWORD } });
      expect(codeIn(await ask(client, { username: boss.username, password: PASSWORD }, order))).toBeNull();
      expect(codeIn(await ask(client, { username: (await person()).username, pin: '7391' }, order))).toBeNull();
    }
  });

  test('a PIN counts the same for approving and for signing in at a till', async () => {
    const boss = await person();
    const order = await newOrder();
    const one = await newTill();
    for (let round = 0; round < 3; round += 1) await ask(one, { username: boss.username, pin: '7390' }, order);
    const signIn = 'mutation ($input: PinSignInInput!) { pinSignIn(input: $input) { userErrors { code } } }';
    const code = async (pin: string) => (await one.send(signIn, { input: { username: boss.username, pin } })).data.pinSignIn.userErrors[0]?.code;
    for (let round = 0; round < 2; round += 1) expect(await code('7390')).toBe('INVALID_CREDENTIALS');
    expect(await code('7391')).toBe('TOO_MANY_ATTEMPTS');
    expect(errorIn(await ask(one, { username: boss.username, pin: '7391' }, order))).toMatchObject(tooMany);
  });

  test('right ones in between reset nothing, and do not count', async () => {
    const boss = await person();
    const order = await newOrder();
    const one = await newTill();
    for (const pin of ['7391', '7391', '7391', '7391', '7391', '7391', '0000', '7391', '0000', '0000', '0000', '7391', '0000'])
      expect(codeIn(await ask(one, { username: boss.username, pin }, order))).toBe(pin === '7391' ? null : 'INVALID_CREDENTIALS');
    expect(codeIn(await ask(one, { username: boss.username, pin: '7391' }, order))).toBe('TOO_MANY_ATTEMPTS');
  });

  test('a burst gets no more guesses', async () => {
    const boss = await person();
    const order = await newOrder();
    const one = await newTill();
    const answers = await Promise.all(Array.from({ length: 24 }, () => ask(one, { username: boss.username, pin: '0000' }, order)));
    const codes = answers.map(codeIn);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(5);
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(19);
    // Right PINs sent at the same time are all accepted.
    const other = await person();
    const orders = await Promise.all(Array.from({ length: 8 }, () => newOrder()));
    const right = await Promise.all(orders.map((one) => ask(till, { username: other.username, pin: '7391' }, one)));
    expect(right.map(codeIn)).toEqual(orders.map(() => null));
  });

  test('wrong passwords count with those of signing in, from one address', async () => {
    const boss = await person();
    const order = await newOrder();
    const signIn = (password: string): Promise<Answer> => ours.guest.send(SIGN_IN, { input: { username: boss.username, password } });
    for (let round = 0; round < 5; round += 1) {
      expect(codeIn(await ask(till, { username: boss.username, password: 'not the password' }, order))).toBe('INVALID_CREDENTIALS');
      expect((await signIn('not the password')).data.signIn.userErrors[0].code).toBe('INVALID_CREDENTIALS');
    }
    expect((await signIn(PASSWORD)).data.signIn.userErrors[0].code).toBe('TOO_MANY_ATTEMPTS');
    expect(errorIn(await ask(await newTill(), { username: boss.username, password: PASSWORD }, order))).toMatchObject(tooMany);
    expect(codeIn(await ask(await newTill(), { username: boss.username, pin: '7391' }, order))).toBeNull();
  });

  test('a right PIN does not reset wrong passwords', async () => {
    const boss = await person();
    const order = await newOrder();
    for (let round = 0; round < 10; round += 1) {
      await ask(till, { username: boss.username, password: 'not the password' }, order);
      if (round === 8) expect(codeIn(await ask(await newTill(), { username: boss.username, pin: '7391' }, order))).toBeNull();
    }
    expect(codeIn(await ask(till, { username: boss.username, password: PASSWORD }, order))).toBe('TOO_MANY_ATTEMPTS');
  });

  test('names count in their tenant', async () => {
    await addUser(ours.owner, { username: 'same', role: 'MANAGER', outletId: ours.outletId, pin: '7391' });
    await addUser(theirs.owner, { username: 'same', role: 'MANAGER', outletId: theirs.outletId, pin: '7391' });
    const [mine, other] = [await newOrder(), await newOrder(theirs)];
    const [one, two] = [await newTill(), await newTill(theirs)];
    for (let round = 0; round < 5; round += 1) await ask(one, { username: 'same', pin: '0000' }, mine);
    expect(codeIn(await ask(one, { username: 'same', pin: '7391' }, mine))).toBe('TOO_MANY_ATTEMPTS');
    expect(codeIn(await ask(two, { username: 'same', pin: '7391' }, other))).toBeNull();
  });
});
