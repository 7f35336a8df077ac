import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';
import { addUser, useTestApp } from '../kit/index.ts';
import { at, briefSelection, documentOf, type Place, type RootField, rootFieldsOf, withAt } from './documents.ts';
import { type Arguments, askerOf, samples } from './samples.ts';
import { makeWorld, type World } from './world.ts';

const app = useTestApp();
let world: World;
let fields: RootField[];
beforeAll(async () => {
  fields = rootFieldsOf(await makeSchema()).filter(({ operation }) => operation !== 'subscription');
  world = await makeWorld(app);
});

/** Characters that printers take as a command, or that make a text look like another; with their name. */
const FORBIDDEN: readonly (readonly [string, string])[] = [
  ['\u001b', 'U+001B'],
  ['\u001d', 'U+001D'],
  ['\u0000', 'U+0000'],
  ['\u0007', 'U+0007'],
  ['\u007f', 'U+007F'],
  ['\u009b', 'U+009B'],
  ['\u202e', 'U+202E'],
  ['\u2066', 'U+2066'],
  ['\ud800', 'U+D800'],
  ['\uffff', 'U+FFFF'],
];
/** Secrets are compared byte by byte, never shown, and wrong with any other character. */
const SECRETS = ['password', 'currentPassword', 'newPassword', 'pin', 'token', 'refreshToken', 'pairingToken'];
/** Marks of direction are removed from phone numbers. */
const LEFT_OUT = ['phone: U+202E', 'phone: U+2066', 'customerPhone: U+202E', 'customerPhone: U+2066'];

const nameOf = (place: Place): string => String(place.findLast((key) => typeof key === 'string'));
const made = new Map<object, Arguments>();

/** Arguments of the first sample that has a value at the path, changed. */
async function changed({ path }: RootField, place: Place, change: (text: string) => string): Promise<Arguments | null> {
  for (const sample of samples[path] ?? []) {
    const args = made.get(sample) ?? (await sample(world));
    made.set(sample, args);
    try {
      const own = at(args, place);
      return withAt(args, place, change(typeof own === 'string' ? own : 'Abcd'));
    } catch {
      // This sample leaves out the optional part.
    }
  }
  return null;
}

const within = (inserted: string) => (text: string) => `${text.slice(0, 2)}${inserted}${text.slice(2) || text}`;
const places = (): { field: RootField; place: Place }[] =>
  fields.flatMap((field) => field.texts.filter((place) => !SECRETS.includes(nameOf(place))).map((place) => ({ field, place })));

describe('a text that holds a control character, an override of direction or half a sign', () => {
  test('is refused at every place that takes a text, with the field and the character named, and nothing is done', async () => {
    const findings: string[] = [];
    let requestCount = 0;
    for (const { field, place } of places()) {
      // Three characters per path, in turn.
      for (const step of [0, 3, 7]) {
        const [character = '', name = ''] = FORBIDDEN[(requestCount + step) % FORBIDDEN.length] ?? [];
        const args = await changed(field, place, within(character));
        if (!args || LEFT_OUT.includes(`${nameOf(place)}: ${name}`)) continue;
        const { data, errors } = await askerOf(field.path, world).send(documentOf(field, briefSelection(field)), args);
        const where = place[0] === 'input' ? place.slice(1) : place;
        const refusal = {
          code: 'INVALID_INPUT',
          field: where.map(String),
          message: expect.stringMatching(new RegExp(`must not contain ${name.replace('+', '.')} .character [23].\\.`)),
        };
        const payload = data?.[field.field.name];
        const isRefused = errors
          ? errors[0]?.extensions.code === 'BAD_USER_INPUT' && errors[0].message.includes(`must not contain ${name}`)
          : expect.objectContaining(refusal).asymmetricMatch(payload?.userErrors?.[0]);
        if (!isRefused) findings.push(`${field.path}(${place.join('.')}) ${name}: ${JSON.stringify(errors ?? payload)}`);
      }
      requestCount += 1;
    }
    expect(findings).toEqual([]);
    expect(requestCount).toBeGreaterThan(120);
  }, 180_000);

  test('is refused for callers without the permission, without a word of the text', async () => {
    const input = { username: 'some\u001bone', password: 'a long password', name: 'X', role: 'CASHIER' };
    const document = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { userErrors { code } } }';
    expect(await world.guest.requestError(document, { input })).toBe('UNAUTHENTICATED');
    expect(await world.cashier.requestError(document, { input })).toBe('FORBIDDEN');
  });
});

// White space in a pairing code is removed, and the code is not stored.
test('several lines may be in notes, descriptions and addresses, and in nothing else that is kept', async () => {
  const taken: string[] = [];
  for (const { field, place } of places()) {
    if (field.operation !== 'mutation') continue;
    const args = await changed(field, place, within('\n'));
    if (!args) continue;
    const { data } = await askerOf(field.path, world).send(documentOf(field, briefSelection(field)), args);
    if (data?.[field.field.name]?.userErrors?.length === 0) taken.push(`${field.field.name}(${place.slice(1).join('.')})`);
  }
  expect(taken.filter((place) => !/(notes|note|description|address|userCode)\)$/.test(place))).toEqual([]);
  expect(taken).toEqual(expect.arrayContaining(['placeOrder(lines.0.notes)', 'updateTenant(address)', 'createProduct(description)']));
}, 180_000);

describe('a name', () => {
  const create = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { name } userErrors { code field message } } }';
  const named = (name: string) => world.owner.send(create, { input: { username: randomUUID(), password: 'a long password', name, role: 'CUSTOMER' } });

  test('of any script, with emoji and accents however they are sent, is kept as a person reads it', async () => {
    const same = ['Siti Nurhaliza', 'አበበ ቢቂላ', 'نور الدين', 'می‌خواهم', 'क्‍ष', 'Nguyễn Thị Ánh', '👩‍🍳 Ibu Sri', '🏴󠁧󠁢󠁳󠁣󠁴󠁿 Ewan', '❤️‍🔥'];
    for (const name of same) expect((await named(name)).data.createUser, name).toEqual({ user: { name }, userErrors: [] });
    const changed = [
      ['Andre\u0301', 'André'],
      [' Boss\u200b', 'Boss'],
      ['\ufeffBo\u200dss\u2060', 'Boss'],
      ['Budi\tSantoso', 'Budi Santoso'],
      ['\u200fنور\u200e', 'نور'],
    ];
    for (const [sent = '', kept] of changed) expect((await named(sent)).data.createUser, kept).toEqual({ user: { name: kept }, userErrors: [] });
  });

  test('that is invisible is refused', async () => {
    for (const name of ['\u200b', '\u2060\u200d', '\u3164', '\u2800\u2800', '\u0301', '\u{e0041}']) {
      const error = (await named(name)).data.createUser.userErrors[0];
      expect(error, JSON.stringify(name)).toMatchObject({ code: 'INVALID_INPUT', field: ['name'] });
    }
  });

  test('is as long as a person counts it, and no letter is without end', async () => {
    const family = '👨‍👩‍👧‍👦';
    for (const name of ['😀'.repeat(120), family.repeat(120), 'é'.normalize('NFD').repeat(120)])
      expect((await named(name)).data.createUser.userErrors).toEqual([]);
    const long = [...['😀', family, 'a'].map((sign) => sign.repeat(121)), `a${'\u0301'.repeat(10_000)}`, `a${'\u0316'.repeat(40)}`];
    for (const name of long)
      expect((await named(name)).data.createUser.userErrors).toEqual([
        { code: 'INVALID_INPUT', field: ['name'], message: 'name must have 1 to 120 characters.' },
      ]);
  });

  test('stored earlier with characters that are refused now can be read, and stays when other fields change', async () => {
    const id = await addUser(world.owner, { username: `old-${randomUUID().slice(0, 8)}`, role: 'CUSTOMER' });
    await app.sql('update "user" set name = $2 where id = $1', [id, 'Budi \u202Ereganam\u001b@']);
    const update = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { name phone } userErrors { code } } }';
    const { updateUser } = await world.owner.ok(update, { input: { id, phone: '\u202a+62 812-3456-789\u202c' } });
    expect(updateUser.user).toEqual({ name: 'Budi \u202Ereganam\u001b@', phone: '+628123456789' });
  });
});
