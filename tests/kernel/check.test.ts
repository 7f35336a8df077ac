import { describe, expect, test } from 'vitest';
import { checkInteger, checkList, checkOptionalText, checkText, checkUrl, sentFields } from '../../src/kernel/values/check.ts';
import { UserFailure } from '../../src/kernel/values/errors.ts';

function failureOf(work: () => unknown): { code: string; field: readonly string[] | null } {
  try {
    work();
  } catch (error) {
    if (error instanceof UserFailure) return { code: error.code, field: error.field };
  }
  throw new Error('nothing failed');
}

const at = ['lines', 2, 'notes'];
const refused = { code: 'INVALID_INPUT', field: ['lines', '2', 'notes'] };

describe('checks of input', () => {
  test('text is trimmed and measured', () => {
    expect(checkText('  tea ', at)).toBe('tea');
    expect(failureOf(() => checkText('a\ud800', at))).toEqual(refused);
    expect(failureOf(() => checkText('   ', at))).toEqual(refused);
    expect(failureOf(() => checkText('x'.repeat(121), at))).toEqual(refused);
    expect(failureOf(() => checkText('a\0b', at))).toEqual(refused);
    expect(failureOf(() => checkText('ab', at, { pattern: /^\d+$/ }))).toEqual(refused);
  });

  test('a message names the field, an entry of a list by its list', () => {
    expect(() => checkText('', ['lines', 2, 'notes'])).toThrow(/^notes must/);
    expect(() => checkText('', ['promotionCodes', 0])).toThrow(/^promotionCodes\[0\] must/);
    expect(() => checkText('', [])).toThrow(/^input must/);
  });

  test('optional text: none stays none, empty is null', () => {
    expect(checkOptionalText(undefined, at)).toBeUndefined();
    expect(checkOptionalText(null, at)).toBeNull();
    expect(checkOptionalText('  ', at)).toBeNull();
    expect(checkOptionalText(' a ', at)).toBe('a');
  });

  test('integers', () => {
    expect(checkInteger(3, at, 1, 3)).toBe(3);
    for (const wrong of [0, 4, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(failureOf(() => checkInteger(wrong, at, 1, 3))).toEqual(refused);
  });

  test('lists: too long is LIMIT_EXCEEDED, too short is invalid', () => {
    expect(checkList([1], at, { min: 1, max: 1 })).toEqual([1]);
    expect(failureOf(() => checkList([1, 2], at, { max: 1 })).code).toBe('LIMIT_EXCEEDED');
    expect(failureOf(() => checkList([], at, { min: 1, max: 1 }))).toEqual(refused);
  });

  test('addresses', () => {
    expect(checkUrl('https://example.com/a.png', at)).toBe('https://example.com/a.png');
    for (const wrong of ['javascript:alert(1)', 'no address', 'ftp://example.com']) expect(failureOf(() => checkUrl(wrong, at))).toEqual(refused);
  });

  test('an update keeps what was not sent', () => {
    expect(sentFields({ a: 1, b: undefined, c: null })).toEqual({ a: 1, c: null });
  });
});
