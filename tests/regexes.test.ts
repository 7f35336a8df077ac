import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Expressions that only read texts that the server itself creates. */
const OWN_TEXTS = ['modules/identity/credentials/password.ts /=+$/'];

/** All regular expressions in the server's code, without the configuration, which only its operator writes. */
function regexes(): { readonly where: string; readonly regex: RegExp }[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !/^(migrations|config)/.test(name));
  return files.flatMap((name) => {
    const text = readFileSync(join('src', name), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    const literals = text.matchAll(/(?<=[=(,:[!&|?{};\n]\s*|return )\/((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g);
    return [...literals].flatMap(([literal, source = '', flags]) => {
      try {
        return [{ where: `${name} ${literal}`, regex: new RegExp(source, flags) }];
      } catch {
        return [];
      }
    });
  });
}

/** Texts that trigger exponential backtracking: long runs of characters from the expression, followed by unexpected ones. */
function hostile({ source }: RegExp, length: number): string[] {
  const signs = new Set(['a', '0', ' ', 'a.', ...source.replace(/\\[a-zA-Z]/g, '')]);
  const starts = ['', source.replace(/[\\^$()[\]{}*+?|]/g, '').slice(0, 20)];
  return [...signs].flatMap((sign) => starts.map((start) => `${start + sign.repeat(length / sign.length)}\u0000!`));
}

/** The faster of two runs, in case the machine is busy. */
function milliseconds(regex: RegExp, text: string): number {
  const times = [0, 1].map(() => {
    const began = performance.now();
    regex.lastIndex = 0;
    regex.test(text);
    return performance.now() - began;
  });
  return Math.min(...times);
}

/** A fifth of a body's maximum length: an expression with quadratic time takes a second for it, a linear one a thousandth of that. */
const LENGTH = 20_000;

test('no text makes a regular expression of the server take long', () => {
  const all = regexes();
  expect(all.length).toBeGreaterThan(40);
  const slow = all.flatMap(({ where, regex }) => {
    if (OWN_TEXTS.includes(where)) return [];
    // Short texts first: an expression with exponential time would never finish the long ones.
    const texts = [...hostile(regex, 30), ...hostile(regex, LENGTH)];
    const text = texts.find((candidate) => milliseconds(regex, candidate) > 150);
    return text === undefined ? [] : [`${where} ${JSON.stringify(text.slice(0, 30))}`];
  });
  expect(slow).toEqual([]);
});
