import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../src/kernel/request/command.ts';

describe('fingerprint of an input', () => {
  test('does not depend on the order of keys or on what is undefined', () => {
    expect(fingerprintOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(fingerprintOf({ b: { d: null, c: [1, 2] }, a: 1, e: undefined }));
  });

  test.each([
    ['another value', { a: 1 }, { a: 2 }],
    ['a number and a text', { a: 1 }, { a: '1' }],
    ['null and nothing', { a: null }, {}],
    ['the order of a list', { a: [1, 2] }, { a: [2, 1] }],
    ['nested lists', { a: [[1], 2] }, { a: [1, [2]] }],
    ['a key in another place', { a: { b: 1 } }, { a: {}, b: 1 }],
    ['dates', { a: new Date(1) }, { a: new Date(2) }],
  ])('tells %s apart', (_what, one, other) => {
    expect(fingerprintOf(one)).not.toBe(fingerprintOf(other));
  });
});
