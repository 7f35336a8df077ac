import { randomBytes } from 'node:crypto';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { GraphQLSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { EncodedResponse } from '../../src/http/base/encoded-response.ts';
import type { Encoding } from '../../src/http/base/encoding.ts';
import { MenuResponseCache } from '../../src/http/menu-cache/menu-response-cache.ts';
import type { Services } from '../../src/kernel/request/context.ts';
import { NODE } from '../../src/kernel/request/party.ts';

const ENCODINGS: readonly Encoding[] = ['zstd', 'br', 'gzip'];
const unpack = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync };
const text = (bytes: number): Buffer => Buffer.from(`{"data":"${randomBytes(bytes / 2).toString('hex')}"}`);

describe('an answer', () => {
  test('is compressed once for each encoding, however many ask at a time, and unpacks to the same bytes', async () => {
    const parts = [text(40_000), text(90_000), text(10)];
    const answer = new EncodedResponse(parts);
    for (const encoding of ENCODINGS) {
      expect(answer.ready(encoding)).toBeNull();
      const all = await Promise.all(Array.from({ length: 30 }, () => answer.encoded(encoding)));
      const [first] = all;
      expect(all.every((one) => one === first)).toBe(true);
      expect(answer.ready(encoding)).toBe(first);
      expect(unpack[encoding](Buffer.concat(first?.parts ?? []))).toEqual(Buffer.concat(parts));
      expect(first?.length).toBeLessThan(answer.plain.length);
    }
    expect(answer.size).toBe(answer.plain.length + ENCODINGS.reduce((sum, encoding) => sum + (answer.ready(encoding)?.length ?? 0), 0));
  });

  test('holds no more memory than it says: a compressed form is no view of something larger', async () => {
    const answer = new EncodedResponse([text(300_000)]);
    for (const encoding of ENCODINGS) {
      const { parts, length } = await answer.encoded(encoding);
      expect(parts.map(({ buffer }) => buffer.byteLength)).toEqual([length]);
    }
  });

  test('that keeps nothing is compressed each time', async () => {
    const answer = new EncodedResponse([text(5000)], { keepsCompressed: false });
    const [one, two] = [await answer.encoded('br'), await answer.encoded('br')];
    expect(one).not.toBe(two);
    expect([two.parts, answer.ready('br'), answer.size]).toEqual([one.parts, null, answer.plain.length]);
  });

  test('is sent as it is where too many wait to be compressed, and compressed later', async () => {
    const answers = Array.from({ length: 30 }, () => new EncodedResponse([text(50_000)]));
    const sent = await Promise.all(answers.map((answer) => answer.encoded('br')));
    const plain = sent.filter(({ encoding }) => encoding === null);
    expect(plain.length).toBeGreaterThan(0);
    expect(plain.length).toBeLessThan(30);
    for (const answer of answers) expect((await answer.encoded('br')).encoding).toBe('br');
  });
});

test('compressed forms count towards the bound of the kept answers', async () => {
  const cache = new MenuResponseCache({} as Services, {} as GraphQLSchema);
  const before = cache.weight;
  const answer = cache.encode([text(200_000)]);
  expect(cache.set({ text: 'menu', tenantId: null, menus: [] }, answer, NODE)).toBe(true);
  const plain = cache.weight - before;
  expect(plain).toBeGreaterThan(answer.plain.length);
  let compressed = 0;
  for (const encoding of ENCODINGS) compressed += (await answer.encoded(encoding)).length;
  expect(cache.weight - before).toBe(plain + compressed);
  // Another answer has taken its place: what it was compressed to counts no more.
  cache.set({ text: 'menu', tenantId: null, menus: [] }, cache.encode([text(10)]), NODE);
  expect(cache.weight).toBeLessThan(2000);
});
