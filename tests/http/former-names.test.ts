import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GraphQLSchema, getNamedType, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formerNames } from '../../src/http/graphql/former-names.ts';
import { newId } from '../../src/kernel/database/tenant-owned.ts';
import { makeSchema } from '../../src/schema.ts';
import { type Client, makeRestaurant, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';
import { lastRelease } from '../kit/last-release.ts';
import { openReady } from '../live/raw-socket.ts';
import { post } from './post.ts';

const ERRORS = 'userErrors { code field }';
const MOVE = (field: string): string => `mutation ($input: MoveCashInput!) { ${field}(input: $input) { shift { id } ${ERRORS} } }`;
const TRUSTED = 'mutation Toggle($input: PromotionCommandInput!) { activatePromotion(input: $input) { promotion { active } userErrors { code } } }';
const FEED = `subscription Feed($id: ID!) { outletFeed(outletId: $id) { __typename } } query Paid($filter: PaymentFilterInput) { payments(filter: $filter) { totalCount } }`;
const idOf = (document: string): string => `sha256:${createHash('sha256').update(document).digest('hex')}`;

const folder = mkdtempSync(join(tmpdir(), 'dapur-former-'));
const file = join(folder, 'documents.json');
writeFileSync(file, JSON.stringify(Object.fromEntries([TRUSTED, FEED].map((document) => [idOf(document), document]))));

let schema: GraphQLSchema;
let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  schema = await makeSchema();
  app = await startTestApp({ environment: { TRUSTED_DOCUMENTS: file } });
  restaurant = await makeRestaurant(app);
});
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

async function openShift(client: Client): Promise<string> {
  const open = `mutation ($input: OpenShiftInput!) { openShift(input: $input) { shift { id } ${ERRORS} } }`;
  return (await client.ok(open, { input: { outletId: restaurant.outletId, float: 100_000 } })).openShift.shift.id;
}

async function makePromotion(name: string): Promise<string> {
  const create = `mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { promotion { id } ${ERRORS} } }`;
  return (await restaurant.owner.ok(create, { input: { name, type: 'PERCENTAGE', rate: 1000 } })).createPromotion.promotion.id;
}

describe('a document that calls an input type as the last release did goes on working', () => {
  test('each time that it is sent, interpreted and compiled', async () => {
    const shiftId = await openShift(restaurant.cashier);
    for (let round = 0; round < 5; round += 1) {
      for (const field of ['payIn', 'payOut']) {
        const data = await restaurant.cashier.ok(MOVE(field), { input: { shiftId, amount: 1000, reason: `Round ${round}` } });
        expect(data[field]).toEqual({ shift: { id: shiftId }, userErrors: [] });
      }
    }
  });

  test('of every root field that it is for, in a variable that must be there or may be left out', async () => {
    const { owner, cashier } = restaurant;
    const id = await makePromotion('Lunch');
    const command = (field: string, answer: string): string => `mutation ($input: PromotionCommandInput!) { ${field}(input: $input) { ${answer} ${ERRORS} } }`;
    expect((await owner.ok(command('activatePromotion', 'promotion { active }'), { input: { id } })).activatePromotion.promotion).toEqual({ active: true });
    expect((await owner.ok(command('deactivatePromotion', 'promotion { active }'), { input: { id } })).deactivatePromotion.promotion).toEqual({
      active: false,
    });
    expect((await owner.ok(command('deletePromotion', 'promotionId'), { input: { id } })).deletePromotion.promotionId).toBe(id);
    for (const field of ['cancelPayment', 'checkPayment']) {
      const document = `mutation ($input: PaymentCommandInput!) { ${field}(input: $input) { payment { id } ${ERRORS} } }`;
      const { data } = await cashier.send(document, { input: { paymentId: newId() } });
      expect(data?.[field].userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    const list = 'query ($filter: PaymentFilterInput = { method: [CASH] }) { payments(filter: $filter) { totalCount } }';
    for (const variables of [{}, { filter: null }, { filter: { outletId: restaurant.outletId } }])
      expect(await cashier.ok(list, variables)).toEqual({ payments: { totalCount: 0 } });
  });

  test('where one variable is for several root fields, through fragments, and where operations of one document differ', async () => {
    const { owner } = restaurant;
    const id = await makePromotion('Dinner');
    const toggle = `mutation On($input: PromotionCommandInput!, $on: Boolean!) { ...start @include(if: $on) ...stop @skip(if: $on) }
      mutation Off($input: PromotionCommandInput!) { ...stop }
      fragment start on Mutation { activatePromotion(input: $input) { promotion { active } } }
      fragment stop on Mutation { deactivatePromotion(input: $input) { promotion { active } } }`;
    const send = async (operationName: string, variables: object) =>
      (await post(app.url, { query: toggle, operationName, variables: { input: { id }, ...variables } }, { ...owner.headers })).body;
    for (let round = 0; round < 4; round += 1) {
      expect((await send('On', { on: true })).data).toEqual({ activatePromotion: { promotion: { active: true } } });
      expect((await send('On', { on: false })).data).toEqual({ deactivatePromotion: { promotion: { active: false } } });
      expect((await send('On', { on: true })).data).toEqual({ activatePromotion: { promotion: { active: true } } });
      expect((await send('Off', {})).data).toEqual({ deactivatePromotion: { promotion: { active: false } } });
    }
  });

  test('as a trusted document, and beside a subscription over WebSocket', async () => {
    const id = await makePromotion('Tea');
    const { body } = await post(app.url, { documentId: idOf(TRUSTED), variables: { input: { id } } }, { ...restaurant.owner.headers });
    expect(body.data).toEqual({ activatePromotion: { promotion: { active: true }, userErrors: [] } });
    const raw = await openReady({ ...restaurant.cashier, url: app.url });
    raw.send({ type: 'subscribe', id: 'one', payload: { query: FEED, operationName: 'Feed', variables: { id: restaurant.outletId } } });
    raw.send({ type: 'subscribe', id: 'two', payload: { documentId: idOf(FEED), operationName: 'Feed', variables: { id: restaurant.outletId } } });
    await raw.next((message) => message.id === 'one' && message.type === 'next');
    await raw.next((message) => message.id === 'two' && message.type === 'next');
    raw.socket.close();
  });
});

describe('a former name forgives nothing else', () => {
  test.each([
    ['where the type never was', 'mutation ($input: MoveCashInput!) { openDrawer(input: $input) { shift { id } } }'],
    ['where a value must be there and the variable may be left out', 'mutation ($input: MoveCashInput) { payIn(input: $input) { shift { id } } }'],
    ['where the variable is not used', 'mutation ($input: MoveCashInput!) { __typename }'],
    ['in a list', 'mutation ($input: [MoveCashInput!]!) { payIn(input: $input) { shift { id } } }'],
    ['in the name of a type that never was', 'mutation ($input: toString!) { payIn(input: $input) { shift { id } } }'],
  ])('%s', async (_, document) => {
    const { errors } = await restaurant.cashier.send(document, { input: { shiftId: newId(), amount: 1000, reason: 'Change' } });
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  test('a value that does not fit is told at its place in the variable', async () => {
    const { errors } = await restaurant.cashier.send(MOVE('payIn'), { input: { shiftId: newId(), amount: 'much', reason: 'Change' } });
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('"$input" is invalid at "input.amount"'), extensions: { code: 'BAD_USER_INPUT' } });
  });
});

test('each former name leads to an input type that its root field takes', () => {
  const roots = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };
  for (const [former, fields] of Object.entries(formerNames)) {
    expect(schema.getType(former)).toBeUndefined();
    for (const [field, current] of Object.entries(fields)) expect(roots[field]?.args.map(({ type }) => getNamedType(type).name)).toContain(current);
  }
});

test('types that had one name have the same fields, so one variable fits them all; docs/changes.md tells each name', () => {
  const changes = readFileSync('docs/changes.md', 'utf8');
  for (const [former, fields] of Object.entries(formerNames)) {
    const shapes = Object.values(fields).map((current) => {
      const type = schema.getType(current);
      return isInputObjectType(type) ? Object.values(type.getFields()).map(({ name, type, defaultValue }) => `${name}: ${type} = ${defaultValue}`) : [];
    });
    expect(shapes[0]?.length).toBeGreaterThan(0);
    expect(shapes).toEqual(shapes.map(() => shapes[0]));
    for (const name of [former, ...Object.keys(fields), ...Object.values(fields)]) expect(changes).toContain(`\`${name}\``);
  }
});

test('no input type of the last release is gone without its name being known', ({ skip }) => {
  const before = lastRelease() ?? skip('there is no history of git here');
  const gone = Object.values(before.getTypeMap()).filter((type) => isInputObjectType(type) && !schema.getType(type.name));
  const roots = [...Object.values(before.getQueryType()?.getFields() ?? {}), ...Object.values(before.getMutationType()?.getFields() ?? {})];
  const used = gone.map(({ name }) => [name, roots.filter(({ args }) => args.some(({ type }) => getNamedType(type).name === name)).map((field) => field.name)]);
  expect(Object.fromEntries(used)).toEqual(Object.fromEntries(Object.entries(formerNames).map(([former, fields]) => [former, Object.keys(fields)])));
});
