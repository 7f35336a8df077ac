import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';
import { type Answer, type Client, startTestApp, subscribe, type TestApp } from '../kit/index.ts';
import { briefSelection, documentOf, type Place, type RootField, rootFieldsOf, withAt } from './documents.ts';
import { type Arguments, samples } from './samples.ts';
import { makeWorld, type World } from './world.ts';

let app: TestApp;
let world: World;
let fields: RootField[];
beforeAll(async () => {
  app = await startTestApp();
  fields = rootFieldsOf(await makeSchema());
  world = await makeWorld(app);
});
afterAll(() => app.stop());

const TEXTS = [
  '\u0000',
  'nul\u0000within',
  "'; drop table outlet; --",
  "\\'; select pg_sleep(10); --",
  '$1 $$ ? :name {0}',
  '\ud800 alone',
  '\u202eright to left',
  '{"$ne": null}',
  '__proto__',
  '%_',
  'x'.repeat(20_000),
  '',
];
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

const clientFor = ({ path }: RootField): Client => ({ 'Mutation.createTenant': world.platform, 'Mutation.signIn': world.guest })[path] ?? world.owner;

/** The arguments of every sample with something else at a place; where the sample leaves the part out that holds it: none. */
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

/** Made once: a place that is refused leaves the sample as good as it was. */
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
    let asked = 0;
    for (const field of fields) {
      for (const place of field.texts) {
        const all = await changed(field, place, TEXTS);
        if (field.operation === 'subscription') continue;
        const answers = await Promise.all(all.map((args) => clientFor(field).send(documentOf(field, briefSelection(field)), args)));
        answers.forEach((answer, index) => {
          if (broken(answer)) findings.push(`${field.path}(${place.join('.')}): ${JSON.stringify(TEXTS[index % TEXTS.length]).slice(0, 60)}`);
        });
        asked += answers.length;
      }
    }
    expect(findings).toEqual([]);
    expect(asked).toBeGreaterThan(500);
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
    for (const field of fields) {
      if (field.operation === 'subscription') continue;
      const document = documentOf(field, briefSelection(field));
      for (const place of field.ids) {
        if (field.path === 'Mutation.placeOrder' && place.at(-1) === 'id') continue;
        const [missing] = await changed(field, place, [randomUUID()]);
        if (!missing) continue;
        const expected = plain(await world.owner.send(document, missing));
        const all = (await changed(field, place, IDS)).slice(0, IDS.length);
        const answers = await Promise.all(all.map((args) => world.owner.send(document, args)));
        answers.forEach((answer, index) => {
          expect(plain(answer), `${field.path}(${place.join('.')}): ${JSON.stringify(IDS[index]).slice(0, 60)}`).toEqual(expected);
        });
      }
    }
  });

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
  test('take nothing that is not in the schema, and leave the prototype alone', async () => {
    const create = 'mutation ($input: CreateCategoryInput!) { createCategory(input: $input) { category { id name } userErrors { code } } }';
    for (const extra of ['tenantId', 'id', 'createdAt', 'constructor', 'toString']) {
      expect(await world.owner.fault(create, { input: { name: 'X', [extra]: world.tenantId } }), extra).toBe('BAD_USER_INPUT');
    }
    const body = `{"query":${JSON.stringify(create)},"variables":{"input":{"name":"X","__proto__":{"polluted":true}}}}`;
    const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...world.owner.headers }, body });
    expect(response.status).toBe(400);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

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
