import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor, pageSize } from '../../src/kernel/lists/page.ts';
import { RequestError } from '../../src/kernel/values/errors.ts';

const shape = [/^\d{1,15}$/, /^[0-9a-f]{4}$/];

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RequestError) return error.extensions.code;
  }
  throw new Error('nothing failed');
}

describe('page size', () => {
  test.each([1, 20, 100])('%i is accepted', (first) => expect(pageSize(first)).toBe(first));
  test.each([0, -1, 101, 1.5, Number.NaN])('%d is refused', (first) => expect(codeOf(() => pageSize(first))).toBe('BAD_USER_INPUT'));
  test('a list may allow more', () => expect(pageSize(500, 500)).toBe(500));
});

describe('cursor', () => {
  test('gives back its keys', () => {
    expect(decodeCursor(encodeCursor([17, 'beef']), shape)).toEqual(['17', 'beef']);
  });

  test.each([
    ['nothing', ''],
    ['a word', 'abc'],
    ['JSON of another kind', Buffer.from('{"a":1}').toString('base64url')],
    ['too few keys', encodeCursor([17])],
    ['too many keys', encodeCursor([17, 'beef', 1])],
    ['a key of another shape', encodeCursor(['17; drop table', 'beef'])],
    ['null', Buffer.from('null').toString('base64url')],
  ])('refuses %s', (_what, cursor) => expect(codeOf(() => decodeCursor(cursor, shape))).toBe('BAD_USER_INPUT'));
});
