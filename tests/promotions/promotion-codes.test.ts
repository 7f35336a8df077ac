import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ALPHABET, randomCode } from '../../src/modules/promotions/manage/random-code.ts';
import { type Client, useRestaurant } from '../kit/index.ts';
import { documentOf, promote, refused, run } from './promotion-api.ts';

const { restaurant } = useRestaurant();
let owner: Client;
let promotionId: string;
beforeAll(async () => {
  ({ owner } = restaurant);
  promotionId = (await promote(owner, { name: 'With codes', needsCode: true })).id;
});

describe('codes that staff choose', () => {
  test('are kept in upper case, each once in the brand', async () => {
    expect(await run(owner, 'addPromotionCode', { promotionId, code: ' Senja_10 ' })).toMatchObject({
      code: 'SENJA_10',
      usageLimit: null,
      used: null,
      active: true,
    });
    const other = await promote(owner, { name: 'Other', code: 'OTHER' });
    const taken = { code: 'CONFLICT', field: ['code'], message: 'The code SENJA_10 is taken.' };
    for (const code of ['SENJA_10', 'senja_10', 'sEnJa_10']) {
      expect(await refused(owner, 'addPromotionCode', { promotionId, code })).toMatchObject(taken);
      expect(await refused(owner, 'addPromotionCode', { promotionId: other.id, code })).toMatchObject(taken);
      expect(await refused(owner, 'createPromotion', { name: 'Third', type: 'PERCENTAGE', rate: 1, code })).toMatchObject(taken);
    }
    expect((await owner.ok('{ promotions(filter: { search: "Third" }) { totalCount } }')).promotions.totalCount).toBe(0);
  });

  test('of 10 who want the same at once one gets it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        index % 2
          ? owner.send(documentOf('addPromotionCode'), { input: { promotionId, code: 'Wanted' } })
          : owner.send(documentOf('createPromotion'), { input: { name: 'Wants it', type: 'PERCENTAGE', rate: 1, code: 'WANTED' } }),
      ),
    );
    const payloads = answers.map(({ data }) => Object.values(data)[0] as { userErrors: { code: string; field: string[] }[] });
    const errors = payloads.flatMap(({ userErrors }) => userErrors);
    expect(errors).toHaveLength(9);
    for (const error of errors) expect(error).toMatchObject({ code: 'CONFLICT', field: ['code'] });
  });

  test('may have a limit of their own; a promotion that applies by itself takes none', async () => {
    expect(await run(owner, 'addPromotionCode', { promotionId, code: 'LIMITED', usageLimit: 3 })).toMatchObject({ usageLimit: 3, used: 0 });
    expect(await refused(owner, 'addPromotionCode', { promotionId, code: 'ZERO', usageLimit: 0 })).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['usageLimit'],
    });
    for (const code of ['a', 'with blank', 'ümlaut', 'x'.repeat(41)])
      expect(await refused(owner, 'addPromotionCode', { promotionId, code })).toMatchObject({ code: 'INVALID_INPUT', field: ['code'] });
    const { id } = await promote(owner, { name: 'By itself', active: false });
    for (const name of ['addPromotionCode', 'generatePromotionCodes'] as const) {
      const input = name === 'addPromotionCode' ? { code: 'NOBODY' } : { count: 1 };
      expect(await refused(owner, name, { promotionId: id, ...input })).toMatchObject({ code: 'CONFLICT', field: ['promotionId'] });
    }
  });
});

describe('generated codes', () => {
  test('of an alphabet without look-alikes, with at least 50 bits', () => {
    expect(ALPHABET).toMatch(/^[A-Z0-9]+$/);
    expect(ALPHABET).not.toMatch(/[0ODQ1IL2Z5S8BUV]/);
    expect(new Set(ALPHABET).size).toBe(ALPHABET.length);
    const codes = Array.from({ length: 20_000 }, () => randomCode(''));
    const [length] = new Set(codes.map((code) => code.length));
    expect(new Set(codes.map((code) => code.length)).size).toBe(1);
    expect((length ?? 0) * Math.log2(ALPHABET.length)).toBeGreaterThan(50);
    expect(new Set(codes).size).toBe(codes.length);
    // Every character is equally likely at every position, within five standard deviations.
    for (let place = 0; place < (length ?? 0); place += 1) {
      const counts = Map.groupBy(codes, (code) => code.charAt(place));
      expect([...counts.keys()].sort().join('')).toBe([...ALPHABET].sort().join(''));
      const [p, n] = [1 / ALPHABET.length, codes.length];
      for (const [character, found] of counts) expect(Math.abs(found.length - n * p), `${character} at ${place}`).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)));
    }
    expect(randomCode('ABC-')).toMatch(/^ABC-/);
  });

  test('1,000 at once, several times: no double, one use each', async () => {
    const seen = new Set<string>();
    for (let batch = 0; batch < 3; batch += 1) {
      const codes = await run(owner, 'generatePromotionCodes', { promotionId, count: 1000, prefix: 'senja-' });
      expect(codes).toHaveLength(1000);
      for (const { code, usageLimit, used, active } of codes) {
        expect(code).toMatch(new RegExp(`^SENJA-[${ALPHABET}]+$`));
        expect([usageLimit, used, active]).toEqual([1, 0, true]);
        seen.add(code);
      }
    }
    expect(seen.size).toBe(3000);
    const { promotion } = await owner.ok('query ($id: ID!) { promotion(id: $id) { codes { totalCount } } }', { id: promotionId });
    expect(promotion.codes.totalCount).toBeGreaterThanOrEqual(3000);
  });

  test('the same key again answers with the same codes', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const input = { promotionId, count: 5, usageLimit: null };
    const first = await run(owner, 'generatePromotionCodes', input, key);
    expect(first.map(({ usageLimit }: { usageLimit: null }) => usageLimit)).toEqual([null, null, null, null, null]);
    expect(await run(owner, 'generatePromotionCodes', input, key)).toEqual(first);
  });

  test('a wrong number, prefix or limit is refused', async () => {
    const refusal = (input: object): Promise<unknown> => refused(owner, 'generatePromotionCodes', { promotionId, count: 1, ...input });
    for (const count of [0, -1, 1001]) expect(await refusal({ count })).toMatchObject({ code: 'INVALID_INPUT', field: ['count'] });
    for (const prefix of ['ELEVEN-CHAR', 'a b', 'ü']) expect(await refusal({ prefix })).toMatchObject({ code: 'INVALID_INPUT', field: ['prefix'] });
    expect(await refusal({ usageLimit: 0 })).toMatchObject({ code: 'INVALID_INPUT', field: ['usageLimit'] });
    expect(await refused(owner, 'generatePromotionCodes', { promotionId: randomUUID(), count: 1 })).toMatchObject({
      code: 'NOT_FOUND',
      field: ['promotionId'],
    });
  });
});

interface Codes {
  readonly totalCount: number;
  readonly nodes: readonly { readonly code: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string | null };
}

test('the codes of a promotion page by page', async () => {
  const { id } = await promote(owner, { name: 'Paged', needsCode: true });
  const made = (await run(owner, 'generatePromotionCodes', { promotionId: id, count: 7 })).map(({ code }: { code: string }) => code);
  const document = `query ($id: ID!, $first: Int, $after: String) { promotion(id: $id) { codes(first: $first, after: $after) {
    totalCount nodes { code } edges { cursor node { code } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 4; page += 1) {
    const { codes }: { codes: Codes } = (await owner.ok(document, { id, first: 3, after })).promotion;
    seen.push(...codes.nodes.map(({ code }) => code));
    expect(codes.totalCount).toBe(7);
    expect(codes.pageInfo.hasPreviousPage).toBe(page > 0);
    after = codes.pageInfo.endCursor;
    if (!codes.pageInfo.hasNextPage) break;
  }
  expect(seen).toEqual(made);
  for (const first of [0, 101]) expect(await owner.requestError(document, { id, first })).toBe('BAD_USER_INPUT');
  expect(await owner.requestError(document, { id, after: 'x' })).toBe('BAD_USER_INPUT');
});
