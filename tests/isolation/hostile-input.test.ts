import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';
import { type Answer, type Client, subscribe, useTestApp } from '../kit/index.ts';
import { briefSelection, documentOf, type Place, type RootField, rootFieldsOf, withAt } from './documents.ts';
import { type Arguments, askerOf, samples } from './samples.ts';
import { makeWorld, type World } from './world.ts';

const app = useTestApp();
let world: World;
let fields: RootField[];
beforeAll(async () => {
  fields = rootFieldsOf(await makeSchema());
  world = await makeWorld(app);
  // Runs before any hostile input, because wrong passwords cause waits.
  for (const field of fields) for (const sample of samples[field.path] ?? []) await base(field, sample);
});

/** Texts that the database cannot store, or that are too long; tried at every path. */
const HARDEST = ['nul\u0000within', '\ud800 alone', "\\'; select pg_sleep(10); --", 'x'.repeat(20_000)];
/** The tests take these in turn, one per path. */
const TEXTS = ['\u0000', "'; drop table outlet; --", '$1 $$ ? :name {0}', '\u202eright to left', '{"$ne": null}', '__proto__', '%_', ''];
const IDS = [
  '',
  ' ',
  'nonsense',
  '\u0000',
  "' or '1'='1",
  '-'.repeat(36),
  'g'.repeat(36),
  '00000000-0000-0000-0000-00000000000',
  '0',
  'x'.repeat(5000),
  '__proto__',
  '{}',
];

const clientFor = ({ path }: RootField): Client => askerOf(path, world);

/** The arguments of every sample with each value at the path; samples without that part are left out. */
async function changed(field: RootField, place: Place, values: readonly unknown[]): Promise<Arguments[]> {
  const args = await Promise.all((samples[field.path] ?? []).map((sample) => base(field, sample)));
  return args.flatMap((one) =>
    values.flatMap((value) => {
      try {
        return [withAt(one, place, value)];
      } catch {
        return [];
      }
    }),
  );
}

/** Created once: a refused request does not use the sample up. */
async function base({ path }: RootField, sample: (world: World) => Arguments | Promise<Arguments>): Promise<Arguments> {
  const found = bases.get(sample) ?? (await sample(world));
  bases.set(sample, found);
  if (path === 'Mutation.createProduct') return withAt(found, ['input', 'sku'], randomUUID());
  return found;
}
const bases = new Map<object, Arguments>();

const broken = ({ errors }: Answer): boolean =>
  errors?.some(({ extensions }) => extensions.code === 'INTERNAL' || extensions.code === 'SERVICE_UNAVAILABLE') ?? false;

describe('texts', () => {
  test('of any kind in any place are taken or refused, and break nothing', async () => {
    const findings: string[] = [];
    let requestCount = 0;
    let turn = 0;
    for (const field of fields) {
      if (field.operation === 'subscription') continue;
      for (const place of field.texts) {
        turn += 1;
        const texts = [...HARDEST, TEXTS[turn % TEXTS.length]];
        const all = await changed(field, place, texts);
        const answers = await Promise.all(all.map((args) => clientFor(field).send(documentOf(field, briefSelection(field)), args)));
        answers.forEach((answer, index) => {
          if (broken(answer))
            findings.push(`${field.path}(${place.join('.')}): ${JSON.stringify(texts[index % texts.length]).slice(0, 60)} ${JSON.stringify(answer.errors)}`);
        });
        requestCount += answers.length;
      }
    }
    expect(findings).toEqual([]);
    expect(requestCount).toBeGreaterThan(500);
    expect((await world.owner.ok('{ outlets { id } }')).outlets.length).toBeGreaterThan(0);
  }, 120_000);
});

describe('ids', () => {
  test('that cannot be ones are simply not found', async () => {
    const plain = ({ data, errors, status }: Answer): object => ({
      data,
      status,
      errors: errors?.map(({ message, extensions }) => ({ message, code: extensions.code })),
    });
    let turn = 0;
    for (const field of fields) {
      if (field.operation === 'subscription') continue;
      const document = documentOf(field, briefSelection(field));
      for (const place of field.ids) {
        if (field.path === 'Mutation.placeOrder' && place.at(-1) === 'id') continue;
        const [missing] = await changed(field, place, [randomUUID()]);
        if (!missing) continue;
        turn += 1;
        // A third of the ids per path, in turn.
        const ids = IDS.filter((_, index) => (index + turn) % 3 === 0);
        const expected = plain(await world.owner.send(document, missing));
        const all = (await changed(field, place, ids)).slice(0, ids.length);
        const answers = await Promise.all(all.map((args) => world.owner.send(document, args)));
        answers.forEach((answer, index) => {
          expect(plain(answer), `${field.path}(${place.join('.')}): ${JSON.stringify(ids[index]).slice(0, 60)}`).toEqual(expected);
        });
      }
    }
    expect(turn).toBeGreaterThan(100);
  }, 60_000);

  test('nor in subscriptions', async () => {
    for (const field of fields) {
      if (field.operation !== 'subscription') continue;
      for (const place of [...field.ids, ...field.texts]) {
        for (const args of await changed(field, place, IDS.slice(0, 7))) {
          const feed = subscribe(world.owner, documentOf(field, '{ __typename }'), args);
          expect(await feed.next(), `${field.path}(${place.join('.')})`).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
          feed.stop();
        }
      }
    }
  });
});

describe('inputs', () => {
  const EXTRA = ['tenantId', 'tenant_id', '__proto__', 'constructor', 'prototype', 'createdAt', 'hasOwnProperty'];

  test('take nothing that is not in the schema, in any place of any field, and leave the prototype alone', async () => {
    const findings: string[] = [];
    let requestCount = 0;
    const send = async (field: RootField, place: Place, extra: string, args: Arguments): Promise<void> => {
      // Inserted as JSON text: in an object literal, `__proto__` would set the prototype instead.
      const marked = JSON.stringify({ query: documentOf(field, briefSelection(field)), variables: withAt(args, [...place, 'EXTRA'], { polluted: true }) });
      const body = marked.replace('"EXTRA"', JSON.stringify(extra));
      const headers = { 'content-type': 'application/json', ...clientFor(field).headers };
      const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body });
      const { data, errors } = (await response.json()) as Answer;
      if (data || errors?.[0]?.extensions.code !== 'BAD_USER_INPUT') findings.push(`${field.path}(${[...place, extra].join('.')})`);
      requestCount += 1;
    };
    for (const field of fields.filter(({ operation }) => operation !== 'subscription')) {
      const args = await Promise.all((samples[field.path] ?? []).map((sample) => base(field, sample)));
      // Two names per input, in turn.
      const places = args.flatMap((one) => objectsIn(one).map((place) => ({ one, place })));
      await Promise.all(places.flatMap(({ one, place }) => [0, 3].map((step) => send(field, place, EXTRA[(requestCount + step) % EXTRA.length] ?? '', one))));
    }
    expect(findings).toEqual([]);
    expect(requestCount).toBeGreaterThan(150);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  /** Paths of input objects in a sample. */
  function objectsIn(value: unknown, place: Place = []): Place[] {
    if (value === null || typeof value !== 'object') return [];
    const below = Object.entries(value).flatMap(([key, entry]) => objectsIn(entry, [...place, Array.isArray(value) ? Number(key) : key]));
    return Array.isArray(value) || place.length === 0 ? below : [place, ...below];
  }

  test('of the wrong type are refused without repeating their value', async () => {
    const create = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { userErrors { code } } }';
    const wrong: object[] = [
      { username: { $ne: null } },
      { username: ['a'] },
      { password: { canary: 'canary-secret' } },
      { role: 'canary-secret' },
      { outletId: { raw: 'canary-secret' } },
      { accessibleOutletIds: [{ canary: 'canary-secret' }] },
      { email: 5 },
    ];
    for (const values of wrong) {
      const answer = await world.owner.send(create, {
        input: { username: 'someone', password: 'canary-secret-password', name: 'X', role: 'CASHIER', ...values },
      });
      expect(answer.errors?.[0]?.extensions.code, JSON.stringify(values)).toBe('BAD_USER_INPUT');
      expect(JSON.stringify(answer)).not.toContain('canary-secret');
    }
  });
});
