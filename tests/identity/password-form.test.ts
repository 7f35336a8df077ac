import argon2 from 'argon2';
import { describe, expect, test } from 'vitest';
import { addDevice, addUser, mutationOf, useRestaurant } from '../kit/index.ts';
import { canSignIn } from './accounts-api.ts';

const { app, restaurant: ours } = useRestaurant();

const signsIn = (username: string, password: string) => canSignIn(ours.guest, ours.slug, username, password);
const CREATE = mutationOf('createUser', 'id');

describe('a password', () => {
  test('with accents, or another kind of space, is the same from every system', async () => {
    const password = 'pässwörd\u00a0longé';
    await addUser(ours.owner, { username: 'accents', role: 'CUSTOMER', password: password.normalize('NFC') });
    for (const sent of [password.normalize('NFC'), password.normalize('NFD'), 'pässwörd longé', 'pässwörd\u2003longé'.normalize('NFD')])
      expect(await signsIn('accents', sent), JSON.stringify(sent)).toBe(true);
    for (const sent of ['passwörd longé', 'pässwörd  longé', 'PÄSSWÖRD LONGÉ']) expect(await signsIn('accents', sent), sent).toBe(false);
  });

  test('that an earlier release has hashed as it was sent goes on', async () => {
    const password = 'früher einmal'.normalize('NFD');
    const id = await addUser(ours.owner, { username: 'early', role: 'CUSTOMER' });
    await app.sql('update "user" set password_hash = $2 where id = $1', [id, await argon2.hash(password)]);
    expect(await signsIn('early', password)).toBe(true);
  });

  test('is as long as its characters are many, and holds no control characters', async () => {
    const input = { username: 'long', name: 'Long', role: 'CUSTOMER' };
    expect(await ours.owner.failure(CREATE, { input: { ...input, password: '😀'.repeat(9) } })).toMatchObject({ code: 'INVALID_INPUT', field: ['password'] });
    expect(await ours.owner.failure(CREATE, { input: { ...input, password: 'long enough\u001b' } })).toMatchObject({
      message: 'password must not contain U+001B (character 12).',
    });
    await ours.owner.ok(CREATE, { input: { ...input, password: '😀'.repeat(200) } });
    expect(await signsIn('long', '😀'.repeat(200))).toBe(true);
    expect(await signsIn('long', '😀'.repeat(199))).toBe(false);
  });
});

test('a PIN is the same in the digits of every script', async () => {
  await addUser(ours.owner, { username: 'digits', role: 'CASHIER', outletId: ours.outletId, pin: '٧٣٩١' });
  const { client: till } = await addDevice(ours.owner, { outletId: ours.outletId, kind: 'POS' });
  const signIn = 'mutation ($input: PinSignInInput!) { pinSignIn(input: $input) { session { user { username } } userErrors { code } } }';
  for (const pin of ['7391', '٧٣٩١', '７３９１', '७३९१']) await till.ok(signIn, { input: { username: 'digits', pin } });
  expect((await till.failure(signIn, { input: { username: 'digits', pin: '٧٣٩٠' } })).code).toBe('INVALID_CREDENTIALS');
});
