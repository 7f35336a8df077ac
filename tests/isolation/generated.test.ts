import { randomUUID } from 'node:crypto';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/kernel/request/permissions.ts';
import { makeSchema } from '../../src/schema.ts';
import { addDevice, makeClient, orderOf, placeOrder, subscribe, useTestApp } from '../kit/index.ts';
import { at, briefSelection, documentOf, type Place, placesOf, type RootField, rootFieldsOf, selectionOf, withAt } from './documents.ts';
import { rootFields } from './permission-table.ts';
import { argumentsOf, type Outcome, outcome, probe } from './probe.ts';
import { type Arguments, askerOf, samples } from './samples.ts';
import { canaryOf, fingerprintOf, makeWorld, type World } from './world.ts';

const app = useTestApp();
let schema: GraphQLSchema;
let fields: RootField[];
let ours: World;
let theirs: World;
beforeAll(async () => {
  schema = await makeSchema();
  fields = rootFieldsOf(schema);
  [ours, theirs] = await Promise.all([makeWorld(app), makeWorld(app)]);
});

async function sampleOf({ path }: RootField): Promise<Arguments> {
  const [sample] = samples[path] ?? [];
  if (!sample) throw new Error(`no sample of ${path}`);
  return sample(ours);
}

const name = (place: Place): string => place.join('.');

/** An answer to us contains nothing of the other brand except the id that we sent. */
function expectNothingOfTheirs(text: string, probe: string, what: string): void {
  expect(text, what).not.toContain(canaryOf(theirs));
  for (const [kind, id] of Object.entries(theirs.ids)) if (id !== probe) expect(text.includes(id), `${what} shows their ${kind}`).toBe(false);
}

test('every root field has samples, and they fill every place that takes an id', () => {
  const missing = fields.filter(({ path }) => !samples[path]).map(({ path }) => path);
  expect(missing, 'root fields without a sample in samples.ts').toEqual([]);
  const nested = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !['Query', 'Mutation', 'Subscription'].includes(type.name) && !type.name.startsWith('__')
      ? Object.values(type.getFields()).flatMap((field) => (placesOf(field, 'ID').length > 0 ? [`${type.name}.${field.name}`] : []))
      : [],
  );
  expect(
    nested.filter((path) => !samples[path]),
    'fields with ids in their arguments without a sample',
  ).toEqual([]);
  const known = new Set([...fields.map(({ path }) => path), ...nested]);
  expect(
    Object.keys(samples).filter((path) => !known.has(path)),
    'samples of fields that are gone',
  ).toEqual([]);
});

test('every place that takes an id is filled by a sample', async () => {
  for (const { path, ids } of fields) {
    const filled = await Promise.all((samples[path] ?? []).map((sample) => argumentsOf(ours, sample)));
    for (const place of ids)
      expect(
        filled.some((args) => typeof at(args, place) === 'string'),
        `no sample of ${path} fills ${name(place)}`,
      ).toBe(true);
  }
  expect(fields.flatMap(({ ids }) => ids).length).toBeGreaterThan(50);
});

describe('ids of another tenant', () => {
  test('answer an owner like random ids, in every place of every query and mutation, and nothing changes there', async () => {
    const before = await fingerprintOf(app, theirs.tenantId);
    const selection = (field: RootField): string => selectionOf(field.field.type, 2);
    const look = (answer: Outcome, id: string, what: string): void => expectNothingOfTheirs(JSON.stringify(answer), id, what);
    expect(await probe({ fields, ours, client: ours.owner, ids: theirs.ids, others: 2, selection, look })).toBeGreaterThan(300);
    expect(await fingerprintOf(app, theirs.tenantId)).toEqual(before);
  }, 120_000);

  test('answer all other callers like random ids too, wherever they are let in: platform users who act in a tenant, staff, devices, guests', async () => {
    const kiosk = await addDevice(ours.manager, { outletId: ours.outletId, kind: 'KIOSK' });
    const before = await fingerprintOf(app, theirs.tenantId);
    const clients = { SUPER_ADMIN: ours.platform, CASHIER: ours.cashier, KIOSK: kiosk.client, GUEST: ours.guest };
    for (const [actor, client] of Object.entries(clients)) {
      const open = fields.filter(({ path }) => rootFields[path]?.actors.includes(actor as Actor));
      expect(await probe({ fields: open, ours, client, ids: theirs.ids, others: 0, selection: briefSelection })).toBeGreaterThan(5);
    }
    expect(await fingerprintOf(app, theirs.tenantId)).toEqual(before);
  }, 120_000);

  test('in the arguments of nested fields', async () => {
    const document = 'query ($id: ID!, $outletId: ID!) { product(id: $id) { id atOutlet(outletId: $outletId) { price available availableAt stockQuantity } } }';
    expect((await ours.owner.ok(document, { id: ours.latteId, outletId: ours.outletId })).product.atOutlet.price).toBe(25000);
    const random = randomUUID();
    const missing = await outcome(ours.owner, document, { id: ours.latteId, outletId: random }, random);
    for (const id of Object.values(theirs.ids)) expect(await outcome(ours.owner, document, { id: ours.latteId, outletId: id }, id)).toEqual(missing);
  });

  test('in subscriptions', async () => {
    for (const field of fields) {
      if (field.operation !== 'subscription' || field.ids.length === 0) continue;
      const document = documentOf(field, selectionOf(field.field.type, 1));
      const args = await sampleOf(field);
      for (const place of field.ids) {
        const first = async (id: string): Promise<unknown> => {
          const feed = subscribe(ours.owner, document, withAt(args, place, id));
          const message = JSON.stringify(await feed.next());
          feed.stop();
          expectNothingOfTheirs(message, id, `${field.path}(${name(place)})`);
          return JSON.parse(message.replaceAll(id, '<id>'));
        };
        const missing = await first(randomUUID());
        expect(missing).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
        const found = await Promise.all(Object.entries(theirs.ids).map(async ([kind, id]) => ({ kind, message: await first(id) })));
        for (const { kind, message } of found) expect(message, `${field.path}(${name(place)}: their ${kind})`).toEqual(missing);
      }
    }
  });
});

describe('tokens and cursors of another tenant', () => {
  test('an order’s token works in its own tenant only', async () => {
    const document = 'query ($token: String!) { orderByToken(token: $token) { status outletName } }';
    const [, id, secret] = theirs.orderToken.split('.') as [string, string, string];
    expect((await theirs.guest.ok(document, { token: theirs.orderToken })).orderByToken.status).toBe('CONFIRMED');
    const moved = `${ours.tenantId}.${id}.${secret}`;
    const ownIdTheirSecret = `${ours.tenantId}.${ours.ids.order}.${secret}`;
    for (const token of [theirs.orderToken, moved, ownIdTheirSecret, '', 'x', `${ours.tenantId}.${'-'.repeat(36)}.${secret}`]) {
      for (const client of [ours.guest, ours.owner, ours.platform]) expect(await client.ok(document, { token }), token).toEqual({ orderByToken: null });
      const feed = subscribe(ours.guest, 'subscription ($token: String!) { orderTracked(token: $token) { status } }', { token });
      expect(await feed.next()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
      feed.stop();
    }
  });

  test('device and refresh tokens cannot be carried over', async () => {
    const [, id, secret] = theirs.deviceToken.split('.') as [string, string, string];
    const device = makeClient(app.url, { authorization: `Bearer ${theirs.deviceToken}` });
    expect((await device.ok('{ tenant { id } }')).tenant.id).toBe(theirs.tenantId);
    expect(await makeClient(app.url, { authorization: `Bearer ${ours.tenantId}.${id}.${secret}` }).requestError('{ categories { id } }')).toBe(
      'UNAUTHENTICATED',
    );
    const [, tokenId, tokenSecret] = theirs.refreshToken.split('.') as [string, string, string];
    const refresh =
      'mutation ($t: String!) { refreshSession(input: { refreshToken: $t }) { session { accessToken } userErrors { code field message details } } }';
    expect(await ours.guest.failure(refresh, { t: `${ours.tenantId}.${tokenId}.${tokenSecret}` })).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });
});

describe('side by side', () => {
  test('the same order id is two orders in two tenants', async () => {
    const id = randomUUID();
    const [a, b] = await Promise.all([
      placeOrder(ours.cashier, orderOf(ours, { COFFEE: 1 }, { id, notes: 'ours' })),
      placeOrder(theirs.cashier, orderOf(theirs, { COFFEE: 2 }, { id, notes: 'theirs' })),
    ]);
    expect([a.id, b.id]).toEqual([id, id]);
    const read = 'query ($id: ID!) { order(id: $id) { notes totals { subtotal } tickets { items { quantity } } } }';
    expect((await ours.owner.ok(read, { id })).order).toMatchObject({ notes: 'ours', totals: { subtotal: 20000 }, tickets: [{ items: [{ quantity: 1 }] }] });
    expect((await theirs.owner.ok(read, { id })).order).toMatchObject({
      notes: 'theirs',
      totals: { subtotal: 40000 },
      tickets: [{ items: [{ quantity: 2 }] }],
    });
    const feed = subscribe(ours.cashier, 'subscription ($id: ID!) { orderChanged(orderId: $id) { notes status } }', { id });
    expect(await feed.next()).toEqual({ notes: 'ours', status: 'CONFIRMED' });
    await theirs.cashier.ok('mutation ($id: ID!) { serveOrder(input: { orderId: $id }) { userErrors { code } } }', { id });
    await ours.cashier.ok('mutation ($id: ID!) { cancelOrder(input: { orderId: $id, reason: "Gone" }) { userErrors { code } } }', { id });
    expect(await feed.next()).toEqual({ notes: 'ours', status: 'CANCELLED' });
    feed.stop();
  });

  test('the same Idempotency-Key is two keys in two tenants', async () => {
    const create = 'mutation { createCategory(input: { name: "Same key" }) { category { id } userErrors { code field message details } } }';
    const key = { 'idempotency-key': 'the same' };
    const [a, b] = [await ours.owner.ok(create, {}, key), await theirs.owner.ok(create, {}, key)];
    expect(a.createCategory.category.id).not.toBe(b.createCategory.category.id);
  });

  test('requests of both at the same time stay apart, also while others fail', async () => {
    const read = '{ tenant { id } outlets { id } categories { id products { id } } orders(first: 1) { nodes { outlet { id } } } }';
    const fail = 'mutation ($id: ID!) { createStation(input: { outletId: $id, name: "Twice", code: "BAR" }) { station { id } userErrors { code } } }';
    const answers = await Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        const [own, other] = index % 2 === 0 ? [ours, theirs] : [theirs, ours];
        if (index % 6 < 2)
          return {
            own,
            other,
            data: (await own.owner.send(fail, { id: own.outletId })).data,
            expected: { createStation: { station: null, userErrors: [{ code: 'CONFLICT' }] } },
          };
        return { own, other, data: (await own.owner.send(read)).data, expected: { tenant: { id: own.tenantId } } };
      }),
    );
    for (const { other, data, expected } of answers) {
      expect(data).toMatchObject(expected);
      const text = JSON.stringify(data);
      for (const id of Object.values(other.ids)) expect(text.includes(id)).toBe(false);
    }
  });

  test('what a tenant’s own lists show is all its own', async () => {
    for (const field of fields) {
      if (field.operation !== 'query') continue;
      const args = await sampleOf(field);
      const answer = await askerOf(field.path, ours).send(documentOf(field, selectionOf(field.field.type, 2)), args);
      expect(answer.errors, field.path).toBeUndefined();
      expectNothingOfTheirs(JSON.stringify(answer.data), '', field.path);
    }
  });
});

describe('the samples', () => {
  // Last test: the samples change rows.
  test('all succeed as they are, so the probes above differ from success by one id only', async () => {
    for (const field of [...fields].sort((a, b) => Number(a.path === 'Mutation.signOut') - Number(b.path === 'Mutation.signOut'))) {
      const client = askerOf(field.path, ours);
      for (const sample of samples[field.path] ?? []) {
        const args = await sample(ours);
        const document = documentOf(field, selectionOf(field.field.type, 1));
        if (field.operation === 'subscription') {
          const feed = subscribe(client, document, args);
          expect(await feed.next(), field.path).not.toHaveProperty('errors');
          feed.stop();
          continue;
        }
        const { data, errors } = await client.send(document, args);
        expect(errors, field.path).toBeUndefined();
        expect(data?.[field.field.name]?.userErrors ?? [], field.path).toEqual([]);
      }
    }
  });
});
