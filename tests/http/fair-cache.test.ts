import { describe, expect, test } from 'vitest';
import { FairCache } from '../../src/http/base/fair-cache.ts';

const cacheOf = (maxWeight: number): FairCache<{ weight: number }> => new FairCache(maxWeight, ({ weight }) => weight);
const one = { weight: 1 };
const keysOf = (cache: FairCache<{ weight: number }>, keys: readonly string[]): string[] => keys.filter((key) => cache.get(key) !== undefined);
const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('a fair cache', () => {
  test('keeps up to its weight; the entry that was used longest ago goes first', () => {
    const cache = cacheOf(4);
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, one, 'p');
    cache.get('a');
    cache.set('e', one, 'q');
    expect(keysOf(cache, ['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'c', 'd', 'e']);
  });

  test('may be filled by one party while there is room, and gives the room to others as they come', () => {
    const cache = cacheOf(40);
    const mine = numbered('m', 40);
    for (const key of mine) cache.set(key, one, 'mine');
    expect(cache.size).toBe(40);
    const theirs = numbered('t', 10);
    for (const key of theirs) cache.set(key, one, 'theirs');
    expect(keysOf(cache, mine)).toHaveLength(30);
    expect(keysOf(cache, theirs)).toEqual(theirs);
  });

  test('is not emptied by a party that adds something new each time', () => {
    const cache = cacheOf(40);
    const theirs = ['x', 'y', 'z'].flatMap((party) => {
      const keys = numbered(party, 10);
      for (const key of keys) cache.set(key, one, party);
      return keys;
    });
    for (const key of numbered('flood', 10_000)) cache.set(key, one, 'flood');
    expect(keysOf(cache, theirs)).toEqual(theirs);
    expect(cache.size).toBe(40);
  });

  test('finds an entry for everybody, replaces one of the same key, and keeps none that is larger than a share', () => {
    const cache = cacheOf(40);
    cache.set('k', { weight: 3 }, 'p');
    cache.set('k', { weight: 5 }, 'q');
    expect([cache.get('k'), cache.size]).toEqual([{ weight: 5 }, 1]);
    cache.set('large', { weight: 11 }, 'p');
    expect(cache.get('large')).toBeUndefined();
    cache.delete('k');
    cache.delete('k');
    expect(cache.size).toBe(0);
  });

  test('makes room for a value that has grown, and forgets one that is larger than a share now', () => {
    const cache = cacheOf(40);
    const growing = { weight: 1 };
    for (const key of numbered('m', 39)) cache.set(key, one, 'mine');
    cache.set('growing', growing, 'theirs');
    growing.weight = 6;
    cache.reweigh('growing', growing);
    expect([cache.size, cache.weight, cache.get('growing')]).toEqual([35, 40, growing]);
    growing.weight = 11;
    cache.reweigh('growing', growing);
    expect([cache.weight, cache.get('growing')]).toEqual([34, undefined]);
    cache.reweigh('growing', growing);
    expect(cache.get('growing')).toBeUndefined();
    cache.set('growing', one, 'theirs');
    cache.reweigh('growing', growing);
    expect(cache.get('growing')).toBe(one);
  });
});
