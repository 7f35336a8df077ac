import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { orderOf, PLACE_ORDER, placeOrder, useRestaurant } from '../kit/index.ts';
import { withLargeMenu } from '../kit/large-menu.ts';

const { app, restaurant } = useRestaurant();
beforeAll(async () => {
  await withLargeMenu(app, restaurant, 200);
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly bytes: Buffer;
}

/** The raw bytes: `fetch` would decompress them. */
function send(body: unknown, accept: string | null, headers: Readonly<Record<string, string>> = restaurant.guest.headers): Promise<Answer> {
  return new Promise((done, fail) => {
    const url = new URL(`${app.url}/graphql`);
    const sent = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...(accept !== null && { 'accept-encoding': accept }), ...headers } },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) }));
      },
    );
    sent.on('error', fail).end(JSON.stringify(body));
  });
}

const unpack = ({ headers, bytes }: Answer): string => {
  const unpackers = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };
  const unpacker = unpackers[headers['content-encoding'] as keyof typeof unpackers];
  return (unpacker?.(bytes) ?? bytes).toString();
};
const MENU = (): object => ({
  query: 'query ($id: ID!) { menu(outletId: $id) { sections { items { id sku name price } } } }',
  variables: { id: restaurant.outletId },
});

describe('an answer is compressed as it is asked for', () => {
  test('executed, out of memory and in front of Fastify: the same text, a quarter of the bytes', async () => {
    const plain = (await send(MENU(), null)).bytes.toString();
    for (const [accept, encoding] of [
      ['gzip', 'gzip'],
      ['br', 'br'],
      ['zstd', 'zstd'],
      ['gzip, deflate, br', 'br'],
      ['gzip, deflate, br, zstd', 'zstd'],
      ['gzip;q=0.5, br;q=0', 'gzip'],
      ['gzip, br;q=0.9, zstd;q=0.8', 'gzip'],
      ['br;q=0.5, gzip;q=0.5', 'br'],
      ['zstd;q=0, *', 'br'],
      ['*', 'br'],
    ] as const) {
      for (let round = 0; round < 4; round += 1) {
        const answer = await send(MENU(), accept);
        expect([answer.headers['content-encoding'], answer.headers.vary]).toEqual([encoding, 'Origin, Accept-Encoding']);
        expect(JSON.parse(unpack(answer)).data).toEqual(JSON.parse(plain).data);
        expect(Number(answer.headers['content-length'])).toBe(answer.bytes.length);
        expect(answer.bytes.length).toBeLessThan(plain.length / 3);
      }
    }
  });

  test('not where it is not wanted, nor where it is short; that it could be is said all the same', async () => {
    for (const accept of [null, 'identity', 'deflate', '*;q=0', 'gzip;q=0', 'identity, gzip;q=0.1']) {
      for (let round = 0; round < 3; round += 1) {
        const { headers, bytes } = await send(MENU(), accept);
        expect([headers['content-encoding'], headers.vary]).toEqual([undefined, 'Origin, Accept-Encoding']);
        expect(bytes.toString()).toMatch(/^\{"data":/);
      }
    }
    const short = await send({ query: '{ tenant { slug } }' }, 'br');
    expect([short.headers['content-encoding'], short.headers.vary, short.bytes.toString()]).toEqual([
      undefined,
      'Origin, Accept-Encoding',
      expect.stringContaining(restaurant.slug),
    ]);
  });

  test('of many kinds of clients at the same time, each gets its own', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => send(MENU(), ['br', 'gzip', 'zstd', 'identity'][index % 4] ?? null)));
    expect(new Set(answers.map((answer) => JSON.stringify(JSON.parse(unpack(answer)).data))).size).toBe(1);
  });

  test('the schema too: a fifth of its bytes', async () => {
    const query = '{ __schema { types { name description fields { name description } } } }';
    const [plain, packed] = [await send({ query }, null), await send({ query }, 'br')];
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 4);
    expect(unpack(packed)).toBe(plain.bytes.toString());
  });
});

test('what a query answers is compressed, but not with a secret in it: a guest who chooses a text beside it would learn it by the length', async () => {
  const { headers } = restaurant.cashier;
  for (let count = 0; count < 3; count += 1) await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { customerName: 'Sari' }));
  const orders = (fields: string): object => ({
    query: `{ orders { nodes { id number customerName lines { id productId productName quantity unitPrice total net tax } totals { total subtotal } ${fields} } } }`,
  });
  const plain = await send(orders('status'), 'br', headers);
  expect([plain.headers['content-encoding'], unpack(plain)]).toEqual(['br', expect.stringContaining('Sari')]);
  for (const secret of ['token', 'mine: token', '...on Order { token }', 'payments { action { clientSecret } }', 'payments { action { redirectUrl } }']) {
    const { headers: answered, bytes } = await send(orders(secret), 'br', headers);
    expect([secret, answered['content-encoding'], answered.vary]).toEqual([secret, undefined, expect.stringContaining('Accept-Encoding')]);
    expect(bytes.length).toBeGreaterThan(1000);
  }
});

test('what a command answers, where tokens are, is never compressed', async () => {
  const { headers, bytes } = await send({ query: PLACE_ORDER, variables: { input: orderOf(restaurant, { COFFEE: 1, SOUP: 2, WATER: 3 }) } }, 'br', {
    ...restaurant.cashier.headers,
  });
  expect(bytes.length).toBeGreaterThan(1000);
  expect(headers['content-encoding']).toBeUndefined();
});
