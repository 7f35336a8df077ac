import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trustedDocuments } from '../../src/http/graphql/trusted-documents.ts';
import { makeSchema } from '../../src/schema.ts';
import { makeRestaurant, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';
import { openReady } from '../live/raw-socket.ts';
import { post, read } from './post.ts';

const folder = mkdtempSync(join(tmpdir(), 'dapur-documents-'));
const idOf = (document: string): string => `sha256:${createHash('sha256').update(document).digest('hex')}`;
const TENANT = 'query Tenant { tenant { slug } }';
const MENU = 'query Menu($id: ID!) { menu(outletId: $id) { outlet { id } } }';
const FEED = 'subscription Feed($id: ID!) { outletFeed(outletId: $id) { __typename } }';
const UNKNOWN = idOf('unknown');
const file = (name: string, entries: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof entries === 'string' ? entries : JSON.stringify(entries));
  return path;
};
const DOCUMENTS = file('documents.json', Object.fromEntries([TENANT, MENU, FEED].map((document) => [idOf(document), document])));

let schema: GraphQLSchema;
let app: TestApp;
let only: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  schema = await makeSchema();
  app = await startTestApp({ environment: { TRUSTED_DOCUMENTS: DOCUMENTS } });
  only = await startTestApp({ database: app.database, environment: { TRUSTED_DOCUMENTS: DOCUMENTS, TRUSTED_DOCUMENTS_ONLY: 'on' } });
  restaurant = await makeRestaurant(app);
});
afterAll(async () => {
  await only.stop();
  await app.stop();
  rmSync(folder, { recursive: true });
});

const send = (node: TestApp, body: unknown) => post(node.url, body, { ...restaurant.guest.headers });
const get = (node: TestApp, parameters: Record<string, string>) =>
  read(`${node.url}/graphql?${new URLSearchParams(parameters)}`, { headers: { ...restaurant.guest.headers, 'apollo-require-preflight': '1' } });
const persistedQuery = (document: string) => ({ persistedQuery: { version: 1, sha256Hash: idOf(document).slice(7) } });
const SLUG = (): unknown => ({ data: { tenant: { slug: restaurant.slug } } });

describe('a document is named by its id', () => {
  test('by POST and GET, by documentId and as a persisted query, on a node for all documents and for these only', async () => {
    for (const node of [app, only]) {
      expect((await send(node, { documentId: idOf(TENANT) })).body).toEqual(SLUG());
      expect((await send(node, { extensions: persistedQuery(TENANT) })).body).toEqual(SLUG());
      expect((await get(node, { documentId: idOf(TENANT) })).body).toEqual(SLUG());
      expect((await get(node, { extensions: JSON.stringify(persistedQuery(TENANT)) })).body).toEqual(SLUG());
      expect((await send(node, { query: TENANT })).body).toEqual(SLUG());
    }
  });

  test('with variables, from memory and not', async () => {
    for (let round = 0; round < 4; round += 1)
      expect((await send(only, { documentId: idOf(MENU), variables: { id: restaurant.outletId } })).body.data.menu.outlet.id).toBe(restaurant.outletId);
  });

  test('over WebSocket', async () => {
    for (const node of [app, only]) {
      const raw = await openReady({ ...restaurant.cashier, url: node.url });
      raw.send({ type: 'subscribe', id: 'one', payload: { documentId: idOf(FEED), variables: { id: restaurant.outletId } } });
      raw.send({ type: 'subscribe', id: 'two', payload: { extensions: persistedQuery(FEED), variables: { id: restaurant.outletId } } });
      const answers = [await raw.next(), await raw.next()];
      expect(answers.map(({ id }) => id).sort()).toEqual(['one', 'two']);
      for (const answer of answers) expect(answer).toMatchObject({ type: 'next', payload: { data: { outletFeed: {} } } });
      raw.send({ type: 'subscribe', id: 'three', payload: { documentId: UNKNOWN } });
      expect(await raw.next(({ id }) => id === 'three')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
      raw.socket.close();
    }
  });
});

test('an id that is not in the file gives one error, in any form, and nothing is stored under it', async () => {
  for (const node of [app, only]) {
    for (const documentId of [UNKNOWN, 'x', '', 5, ['a'], { a: 1 }, '__proto__', 'constructor', idOf(TENANT).toUpperCase()]) {
      const { status, body } = await send(node, { documentId });
      expect([documentId, status, body]).toEqual([
        documentId,
        400,
        { errors: [{ message: 'The server has no document of this id.', extensions: { code: 'BAD_USER_INPUT' } }] },
      ]);
    }
    // This is how clients register automatic persisted queries: the server stores nothing.
    const other = '{ tenant { name } }';
    expect((await send(node, { query: other, extensions: persistedQuery(other) })).status).toBe(node === only ? 400 : 200);
    const { body } = await send(node, { extensions: persistedQuery(other) });
    expect(body.errors[0].extensions.code).toBe(node === only ? 'BAD_USER_INPUT' : 'PERSISTED_QUERY_NOT_SUPPORTED');
    expect((await send(node, { query: TENANT, extensions: persistedQuery(TENANT) })).body).toEqual(SLUG());
  }
});

test('other documents are refused where only these are executed: by HTTP and socket, introspection too', async () => {
  const message = 'This server executes trusted documents only: send a documentId.';
  for (const query of [
    '{ tenant { slug } }',
    `${TENANT} `,
    '{ __schema { queryType { name } } }',
    '{ __typename }',
    '{',
    'mutation { signOut { signedOut } }',
  ]) {
    expect(await send(only, { query })).toMatchObject({ status: 400, body: { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] } });
    expect(await get(only, { query })).toMatchObject({ status: 400, body: { errors: [{ message }] } });
  }
  expect((await send(app, { query: '{ tenant { slug } }' })).body).toEqual(SLUG());
  const raw = await openReady({ ...restaurant.cashier, url: only.url });
  raw.send({ type: 'subscribe', id: 'x', payload: { query: `${FEED} `, variables: { id: restaurant.outletId } } });
  expect(await raw.next(({ id }) => id === 'x')).toMatchObject({ type: 'error', payload: [{ message }] });
  raw.socket.close();
});

describe('the file is checked at the start', () => {
  const wrong = idOf('x');
  test.each([
    ['is not there', join(folder, 'none.json'), /TRUSTED_DOCUMENTS: .*none\.json cannot be read/],
    ['is no JSON', file('broken.json', '{'), /cannot be read as JSON/],
    ['is no object', file('list.json', [TENANT]), /must hold an object/],
    ['has a wrong id', file('id.json', { tenant: TENANT }), /TRUSTED_DOCUMENTS: tenant: is not sha256/],
    [
      'has a hash of another document',
      file('hash.json', { [wrong]: TENANT }),
      new RegExp(`${wrong}: is not the hash of its document, which is ${idOf(TENANT)}`),
    ],
    ['has a document that does not parse', file('parse.json', { [idOf('{')]: '{' }), /sha256:\w+: Syntax Error/],
    ['has one that does not fit the schema', file('fit.json', { [idOf('{ nothing }')]: '{ nothing }' }), /Cannot query field "nothing"/],
    ['has one beyond the limits', file('deep.json', { [idOf(deep())]: deep() }), /levels deep/],
  ])('one that %s is an error', async (_what, path, message) => {
    expect(() => trustedDocuments(schema, { file: path, only: false })).toThrow(message);
  });

  test('and the server does not start on it: every entry that is wrong is told', async () => {
    const path = file('wrong.json', { tenant: TENANT, [idOf('{')]: '{' });
    await expect(startTestApp({ database: app.database, environment: { TRUSTED_DOCUMENTS: path } })).rejects.toThrow(/tenant: is not sha256.*\n.*Syntax Error/);
  });

  test('and has to be there where nothing else is executed', async () => {
    await expect(startTestApp({ database: app.database, environment: { TRUSTED_DOCUMENTS_ONLY: 'on' } })).rejects.toThrow(/TRUSTED_DOCUMENTS: is needed with/);
  });
});

function deep(): string {
  return `{ ${'outlets { tenant { '.repeat(6)} id ${'} }'.repeat(6)} }`;
}
