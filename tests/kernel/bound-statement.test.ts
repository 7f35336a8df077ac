import { raw } from '@mikro-orm/core';
import { expect, test } from 'vitest';
import { bind } from '../../src/kernel/database/bound-statement.ts';

const bound = (sql: string, params: readonly unknown[]) => bind(sql, params, (name) => `"${name}"`);

test('values become numbered parameters, in their order', () => {
  expect(bound('select * from t where a = ? and b > ? limit ?', ['x', 5, 20])).toEqual({
    text: 'select * from t where a = $1 and b > $2 limit $3',
    values: ['x', 5, 20],
  });
});

test('a list is one parameter, however long it is: the text stays the same', () => {
  const [one, two] = [
    bound('select 1 from t where a in (?) and b not in (?, ?)', ['x', 1, 2]),
    bound('select 1 from t where a in (?, ?, ?) and b not in (?)', ['x', 'y', 'z', 1]),
  ];
  expect(one).toEqual({ text: 'select 1 from t where a = any($1) and b <> all($2)', values: [['x'], [1, 2]] });
  expect(two).toEqual({ text: one.text, values: [['x', 'y', 'z'], [1]] });
  expect(bound('a in (?) and b = ?', [['x', 'y'], 1])).toEqual({ text: 'a = any($1) and b = $2', values: [['x', 'y'], 1] });
  expect(bound('a = any(array[?]::uuid[])', [['x', 'y']])).toEqual({ text: 'a = any($1::uuid[])', values: [['x', 'y']] });
});

test('an array in the place of a value is a list of values', () => {
  expect(bound('values (?)', [['x', 1, null]])).toEqual({ text: 'values ($1, $2, $3)', values: ['x', 1, null] });
});

test('pieces of SQL are put in their place, with their own values', () => {
  expect(bound('update t set n = ?, at = ? where id in (?, ?)', [raw('n + ?', [2]), 'now', 'x', raw('(select ?)', ['y'])])).toEqual({
    text: 'update t set n = n + $1, at = $2 where id in ($3, (select $4))',
    values: [2, 'now', 'x', 'y'],
  });
});

test('names are quoted, question marks of SQL stay, and a statement without values is left alone', () => {
  expect(bound('select ?? from ?? where data \\? ?', ['a', 'b', 'key'])).toEqual({ text: 'select "a" from "b" where data ? $1', values: ['key'] });
  expect(bound("select '?'", [])).toEqual({ text: "select '?'", values: [] });
});

test('dates are sent in UTC, objects as JSON', () => {
  const at = new Date('2026-11-30T12:00:00.5Z');
  expect(bound('? ? ? ?', [at, { a: [1] }, null, true]).values).toEqual(['2026-11-30T12:00:00.500Z', '{"a":[1]}', null, true]);
});
