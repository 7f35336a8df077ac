import { expect, test } from 'vitest';
import { type Client, makeRestaurant, recordStatements, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();

const PARCEL = 'id name description imageUrl active fee createdAt updatedAt';
const ERRORS = 'userErrors { code field message details }';

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function send(client: Client, verb: 'create' | 'update' | 'delete', input: Readonly<Record<string, unknown>>, headers = {}): Promise<any> {
  const field = `${verb}ParcelType`;
  const result = verb === 'delete' ? 'parcelTypeId' : `parcelType { ${PARCEL} }`;
  const document = `mutation ($input: ${verb.charAt(0).toUpperCase()}${verb.slice(1)}ParcelTypeInput!) { ${field}(input: $input) { ${result} ${ERRORS} } }`;
  const { data, errors } = await client.send(document, { input }, headers);
  expect(errors).toBeUndefined();
  return data[field];
}

async function all(client: Client): Promise<{ id: string; name: string }[]> {
  return (await client.ok(`{ parcelTypes { ${PARCEL} } }`)).parcelTypes;
}

test('an owner makes, changes and deletes parcel types, and the till reads them by name', async () => {
  const { owner, cashier } = restaurant;
  const { parcelType: cake } = await send(owner, 'create', { name: 'Cake box', description: 'One whole cake\nup to 30 cm', fee: 5000 });
  expect(cake).toMatchObject({ name: 'Cake box', description: 'One whole cake\nup to 30 cm', imageUrl: null, active: true, fee: 5000 });
  const { parcelType: bag } = await send(owner, 'create', { name: 'Bag', active: false, imageUrl: `${app.url}/demo/kopi-senja/BAG.svg` });
  expect(bag).toMatchObject({ fee: 0, active: false, imageUrl: `${app.url}/demo/kopi-senja/BAG.svg` });
  expect((await all(cashier)).map(({ name }) => name)).toEqual(['Bag', 'Cake box']);

  const { parcelType: changed } = await send(owner, 'update', { id: cake.id, fee: 6000, description: null });
  expect(changed).toMatchObject({ name: 'Cake box', description: null, fee: 6000 });
  const one = `query ($id: ID!) { parcelType(id: $id) { ${PARCEL} } node(id: $id) { __typename id } }`;
  expect(await cashier.ok(one, { id: cake.id })).toMatchObject({ parcelType: changed, node: { __typename: 'ParcelType', id: cake.id } });

  expect(await send(owner, 'delete', { id: bag.id })).toEqual({ parcelTypeId: bag.id, userErrors: [] });
  expect(await cashier.ok(one, { id: bag.id })).toEqual({ parcelType: null, node: null });
  expect((await all(cashier)).map(({ name }) => name)).toEqual(['Cake box']);
});

test('wrong values are told by their field, and change nothing', async () => {
  const { owner } = restaurant;
  const { parcelType } = await send(owner, 'create', { name: 'Tray', fee: 1000 });
  const before = await all(owner);
  const refused = async (input: Readonly<Record<string, unknown>>, field: string, message: RegExp): Promise<void> => {
    for (const verb of ['create', 'update'] as const) {
      const sent = verb === 'create' ? { name: 'Other', ...input } : { id: parcelType.id, ...input };
      const { userErrors } = await send(owner, verb, sent);
      expect(userErrors).toEqual([{ code: 'INVALID_INPUT', field: [field], message: expect.stringMatching(message), details: null }]);
    }
  };
  await refused({ name: ' ' }, 'name', /1 to 120 characters/);
  await refused({ name: 'x'.repeat(121) }, 'name', /1 to 120 characters/);
  await refused({ description: 'x'.repeat(501) }, 'description', /1 to 500 characters/);
  await refused({ imageUrl: 'javascript:alert(1)' }, 'imageUrl', /http or https/);
  await refused({ fee: -1 }, 'fee', /0 to 1000000000000/);
  const cleared = await send(owner, 'update', { id: parcelType.id, active: null });
  expect(cleared.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['active'], message: 'active cannot be cleared.' }]);
  expect(await all(owner)).toEqual(before);
});

test('a name is one parcel type’s: of ten at the same time one is made', async () => {
  const { owner } = restaurant;
  const made = await Promise.all(Array.from({ length: 10 }, () => send(owner, 'create', { name: 'Pizza box' })));
  expect(made.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  for (const { userErrors } of made.filter(({ parcelType }) => parcelType === null)) {
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', field: ['name'], message: 'There is a parcel type Pizza box already.' }]);
  }
  const [{ parcelType: jar }] = [await send(owner, 'create', { name: 'Jar' })];
  expect((await send(owner, 'update', { id: jar.id, name: 'Pizza box' })).userErrors).toMatchObject([{ code: 'CONFLICT', field: ['name'] }]);
});

test('a key that is sent again makes and deletes once', async () => {
  const { owner } = restaurant;
  const headers = { 'idempotency-key': 'one-parcel-type' };
  const first = await send(owner, 'create', { name: 'Cup' }, headers);
  expect(await send(owner, 'create', { name: 'Cup' }, headers)).toEqual(first);
  const end = { 'idempotency-key': 'no-parcel-type' };
  const deleted = await send(owner, 'delete', { id: first.parcelType.id }, end);
  expect(await send(owner, 'delete', { id: first.parcelType.id }, end)).toEqual(deleted);
  expect((await send(owner, 'delete', { id: first.parcelType.id })).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }]);
});

test('a brand has at most 100, also when the last places are asked for at once', async () => {
  const brand = await makeRestaurant(app);
  for (let made = 0; made < 96; made += 8) {
    await Promise.all(Array.from({ length: 8 }, (_, index) => send(brand.owner, 'create', { name: `Parcel ${made + index}` })));
  }
  const last = await Promise.all(Array.from({ length: 8 }, (_, index) => send(brand.owner, 'create', { name: `Last ${index}` })));
  expect(last.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(4);
  const full = last.find(({ userErrors }) => userErrors.length > 0);
  expect(full.userErrors).toMatchObject([{ code: 'LIMIT_EXCEEDED', details: { max: 100 } }]);
  expect(await all(brand.owner)).toHaveLength(100);
});

test('the list takes one statement', async () => {
  await all(restaurant.cashier);
  const { statements } = await recordStatements(app, () => all(restaurant.cashier));
  expect(statements.filter((text) => !/^(begin|commit|select set_config)/.test(text))).toHaveLength(1);
});

test('what an owner does is audited, and what changes nothing is not', async () => {
  const { owner } = restaurant;
  const { id } = (await send(owner, 'create', { name: 'Bowl', fee: 2000 })).parcelType;
  await send(owner, 'update', { id, name: 'Bowl', fee: 2000 });
  await send(owner, 'update', { id, fee: 3000 });
  await send(owner, 'delete', { id });
  const document = 'query ($filter: AuditFilter) { auditLog(filter: $filter) { nodes { entityType before after } } }';
  const { nodes } = (await owner.ok(document, { filter: { action: ['PARCEL_TYPE_CHANGED'], entityId: id } })).auditLog;
  const made = { name: 'Bowl', description: null, imageUrl: null, active: true, fee: 2000 };
  expect(nodes).toEqual([
    { entityType: 'ParcelType', before: { ...made, fee: 3000 }, after: null },
    { entityType: 'ParcelType', before: { fee: 2000 }, after: { fee: 3000 } },
    { entityType: 'ParcelType', before: null, after: made },
  ]);
});
