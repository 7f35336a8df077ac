import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { documentLimits } from '../../src/http/limits/document-limits.ts';
import { PASSWORD, useRestaurant } from '../kit/index.ts';
import { type Posted, post } from './post.ts';

const { app, restaurant } = useRestaurant();

const as = (query: string, variables?: unknown): Promise<Posted> => post(app.url, { query, variables }, { ...restaurant.owner.headers });
const refused = ({ status, body }: Posted, message: RegExp): void => {
  expect(body.errors[0].message).toMatch(message);
  expect(body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
  expect(body.data).toBeUndefined();
  expect(status).toBe(400);
};
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** A selection of `levels` nested plain fields. */
function deep(levels: number): string {
  const path = numbers(levels - 1).map((level) => (level % 2 === 0 ? 'outlets' : 'tenant'));
  return `${path.map((name) => `${name} {`).join(' ')} id ${'}'.repeat(levels - 1)}`;
}

describe('depth', () => {
  test('of ten is allowed', async () => {
    expect((await as(`{ ${deep(10)} }`)).body.errors).toBeUndefined();
  });

  test.each([
    ['plain', `{ ${deep(11)} }`],
    ['with inline fragments', `{ ... on Query { ${deep(11).replace('{ tenant', '{ ... on Outlet { tenant').replace(/\}$/, '} }')} } }`],
    [
      'with a fragment',
      `{ outlets { ...part } } fragment part on Outlet { ${deep(11)
        .replace(/^outlets \{ /, '')
        .replace(/\}$/, '')} }`,
    ],
    [
      'with a fragment named as introspection is',
      `{ outlets { ...__schema } } fragment __schema on Outlet { ${deep(11)
        .replace(/^outlets \{ /, '')
        .replace(/\}$/, '')} }`,
    ],
    ['in the second operation', `query a { outlets { id } } query b { ${deep(11)} }`],
    ['of many levels', `{ ${deep(90)} }`],
  ])('of eleven is refused, %s', async (_how, query) => {
    refused(
      await post(app.url, { query, operationName: query.startsWith('query a') ? 'a' : undefined }, { ...restaurant.owner.headers }),
      /levels deep; at most 10/,
    );
  });
});

describe('aliases', () => {
  const aliases = (count: number): string =>
    numbers(count)
      .map((index) => `a${index}: id`)
      .join(' ');
  test('fifteen are allowed, sixteen are refused', async () => {
    expect((await as(`{ tenant { ${aliases(15)} } }`)).body.data.tenant.a14).toBe(restaurant.tenantId);
    refused(await as(`{ tenant { ${aliases(16)} } }`), /16 aliases; at most 15/);
  });

  test('those of a fragment count as often as it is used', async () => {
    refused(await as(`{ a: tenant { ...f } b: tenant { ...f } } fragment f on Tenant { ${aliases(7)} }`), /16 aliases/);
  });

  test('a hundred sign-ins are refused before any is tried', async () => {
    const query = `mutation { ${numbers(50)
      .map((index) => `a${index}: signIn(input: { username: "x", password: "y" }) { userErrors { code } }`)
      .join(' ')} }`;
    expect((await as(query)).status).toBe(400);
  });
});

test('ten directives are allowed, eleven are refused', async () => {
  const skip = '@include(if: true)';
  const fields = (count: number): string =>
    numbers(count)
      .map(() => `id ${skip}`)
      .join(' ');
  expect((await as(`{ tenant { ${fields(10)} } }`)).body.errors).toBeUndefined();
  refused(await as(`{ tenant { ${fields(11)} } }`), /11 directives; at most 10/);
  refused(await as(`query ${'@x '.repeat(11)} { tenant { id } }`), /Unknown directive|11 directives/);
});

describe('root mutation fields', () => {
  const orders = (count: number): string =>
    numbers(count)
      .map((index) => `a${index}: signOut { signedOut }`)
      .join(' ');
  test('five are allowed, six are refused, also through fragments', async () => {
    expect((await post(app.url, { query: `mutation { ${orders(5)} }` })).body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    refused(await as(`mutation { ${orders(6)} }`), /6 mutations; at most 5/);
    refused(await as(`mutation { ...a ... on Mutation { b: signOut { signedOut } } } fragment a on Mutation { ${orders(5)} }`), /6 mutations/);
  });

  test('sign-in and payments stand alone', async () => {
    const signIn = (alias: string): string => `${alias}: signIn(input: { username: "owner", password: "${PASSWORD}" }) { session { accessToken } }`;
    refused(await as(`mutation { ${signIn('a')} ${signIn('b')} }`), /signIn must be the only field/);
    refused(await as(`mutation { ${signIn('a')} signOut { signedOut } }`), /signIn must be the only field/);
    const pay = (alias: string): string => `${alias}: payCash(input: { orderId: "x", tendered: 1 }) { userErrors { code } }`;
    refused(await as(`mutation { ${pay('a')} ...f } fragment f on Mutation { ${pay('b')} }`), /payCash must be the only field/);
    const withhold = 'recordWithholding(input: { orderId: "x", amount: 1, certificateNumber: "x" }) { userErrors { code } }';
    refused(await as(`mutation { a: ${withhold} b: ${withhold} }`), /recordWithholding must be the only field/);
    const pin = `setMyPin(input: { currentPassword: "${PASSWORD}", pin: "2580" }) { userErrors { code } }`;
    refused(await as(`mutation { a: ${pin} b: ${pin} }`), /setMyPin must be the only field/);
  });
});

describe('bombs', () => {
  const bomb = (on: string, leaf: string, levels = 25): string =>
    [...numbers(levels).map((level) => `fragment f${level} on ${on} { ...f${level + 1} ...f${level + 1} }`), `fragment f${levels} on ${on} { ${leaf} }`].join(
      ' ',
    );

  test.each([
    ['doubling fragments', `{ tenant { ...f0 } } ${bomb('Tenant', 'id')}`],
    ['doubling fragments with aliases', `{ tenant { ...f0 } } ${bomb('Tenant', 'a: id')}`],
    ['doubling fragments of mutations', `mutation { ...f0 } ${bomb('Mutation', 'signOut { signedOut }')}`],
    ['doubling fragments at the root', `{ ...f0 } ${bomb('Query', 'tenant { id }')}`],
    ['a cycle', '{ tenant { ...a } } fragment a on Tenant { ...b } fragment b on Tenant { ...a }'],
    ['a fragment in itself', '{ tenant { ...a } } fragment a on Tenant { outlets { tenant { ...a } } }'],
    ['a cycle of mutations', 'mutation { ...a } fragment a on Mutation { ...a }'],
    ['repeated fields', `{ tenant { ${'id '.repeat(900)} } }`],
  ])('%s cost nothing', async (_what, query) => {
    const before = process.memoryUsage().rss;
    const { status, milliseconds, body } = await as(query);
    expect(status).toBeLessThan(500);
    expect(milliseconds).toBeLessThan(3000);
    expect(JSON.stringify(body).length).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });
});

describe('sizes', () => {
  test('a thousand tokens are read, one more is not', async () => {
    const list = (index: number, count: number): string => `a${index}: orders(filter: { status: [${'READY '.repeat(count)}] }) { nodes { id } }`;
    const documentWith = (count: number): string => `{ ${[1, 2, 3].map((index) => list(index, 230)).join(' ')} ${list(4, count - 3 * 230)} }`;
    const others = 78;
    expect((await as(documentWith(1000 - others))).body.errors).toBeUndefined();
    refused(await as(documentWith(1001 - others)), /1000 tokens/);
  });

  test.each([100_001, 1_000_000, 10_000_000])('a body of %d bytes is 413', async (bytes) => {
    const { status, body } = await post(app.url, { query: '{ tenant { id } }', variables: { text: 'x'.repeat(bytes) } }).catch(() => ({
      status: 413,
      body: null,
    }));
    expect(status).toBe(413);
    if (body)
      expect(body.errors).toEqual([
        { message: 'The request is longer than 100000 bytes; a mutation may have 400000.', extensions: { code: 'BAD_USER_INPUT' } },
      ]);
  });

  test('of documents stand in docs/limits.md as they are', () => {
    const documented = readFileSync('docs/limits.md', 'utf8');
    for (const [name, limit] of Object.entries(documentLimits)) expect(documented, name).toMatch(new RegExp(`\\b${limit.toLocaleString('en')}\\b`));
  });

  test('a compressed body is refused, with the advice to send it uncompressed', async () => {
    for (const encoding of ['gzip', 'br', 'x']) {
      const { status, headers, body } = await post(app.url, gzipSync('{"query":"{ tenant { id } }"}').toString('latin1'), { 'content-encoding': encoding });
      expect([status, headers.get('accept-encoding')]).toEqual([415, 'identity']);
      expect(body.errors[0]).toEqual({ message: expect.stringContaining('Content-Encoding'), extensions: { code: 'BAD_USER_INPUT' } });
    }
  });

  test('an order of 250 lines, each with four modifiers and a note of 200 characters, fits', async () => {
    const modifiers = numbers(4).map(() => ({ optionId: crypto.randomUUID(), quantity: 1 }));
    const lines = numbers(250).map(() => ({ productId: restaurant.products.COFFEE, quantity: 1, notes: 'é'.repeat(200), modifiers }));
    const query = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { userErrors { code field } } }';
    const { status, body } = await as(query, { input: { outletId: restaurant.outletId, serviceMode: 'TAKEAWAY', lines } });
    expect([status, body.data.placeOrder.userErrors[0].field.slice(0, 2)]).toEqual([200, ['lines', '0']]);
    const longer = await as(query, { input: { outletId: restaurant.outletId, notes: 'x'.repeat(400_000) } });
    expect(longer.status).toBe(413);
  });

  test('nests of JSON and numbers without end are told, and cost nothing', async () => {
    for (const body of [
      `{"query":"{ tenant { id } }","variables":${'['.repeat(40_000)}${']'.repeat(40_000)}}`,
      `{"query":"query ($n: Int!) { outletEvents(outletId: \\"x\\", after: $n) { sequence } }","variables":{"n":${'9'.repeat(90_000)}}}`,
      `{"query":"{ tenant { id } }","variables":{"__proto__":{"x":1}}}`,
      '{"query":"{ tenant { id } }","constructor":{"prototype":{"x":1}}}',
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]).toString('latin1'),
    ]) {
      const { status, milliseconds } = await post(app.url, body, { ...restaurant.owner.headers });
      expect(status).toBeLessThan(500);
      expect(milliseconds).toBeLessThan(3000);
    }
  });

  test('a page has 1 to 100 entries', async () => {
    for (const first of [0, -1, 101, 1_000_000])
      expect((await as('query ($first: Int) { orders(first: $first) { nodes { id } } }', { first })).body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    for (const first of [1, 100]) expect((await as('query ($first: Int) { orders(first: $first) { nodes { id } } }', { first })).body.errors).toBeUndefined();
    expect((await as('query { orders(first: 2147483648) { nodes { id } } }')).body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('a client that sends its body for ever is cut off, and others are served meanwhile', async () => {
    const { port } = new URL(app.url);
    const slow = request({
      host: '127.0.0.1',
      port,
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '1000' },
    });
    slow.on('error', () => undefined);
    slow.write('{"query":');
    expect((await as('{ tenant { id } }')).status).toBe(200);
    slow.destroy();
  });
});
