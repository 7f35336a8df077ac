import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What reads nothing but texts of our own making. */
const OWN_TEXTS = ['modules/identity/credentials/password.ts /=+$/'];

/** Every regular expression that is written down in the server's code; the configuration is its operator's own. */
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

/** Texts that make backtracking explode: long runs of what the expression itself names, and then what it does not expect. */
function hostile({ source }: RegExp, length: number): string[] {
  const signs = new Set(['a', '0', ' ', 'a.', ...source.replace(/\\[a-zA-Z]/g, '')]);
  const starts = ['', source.replace(/[\\^$()[\]{}*+?|]/g, '').slice(0, 20)];
  return [...signs].flatMap((sign) => starts.map((start) => `${start + sign.repeat(length / sign.length)}\u0000!`));
}

/** The better of two, should the machine be busy. */
function milliseconds(regex: RegExp, text: string): number {
  const times = [0, 1].map(() => {
    const began = performance.now();
    regex.lastIndex = 0;
    regex.test(text);
    return performance.now() - began;
  });
  return Math.min(...times);
}

/** A fifth of what a body may have: what grows with the square of it takes a second there, and a thousandth where it grows with it. */
const LENGTH = 20_000;

test('no text makes a regular expression of the server take long', () => {
  const all = regexes();
  expect(all.length).toBeGreaterThan(40);
  const slow = all.flatMap(({ where, regex }) => {
    if (OWN_TEXTS.includes(where)) return [];
    // First short ones: what doubles with every sign would never end.
    const texts = [...hostile(regex, 30), ...hostile(regex, LENGTH)];
    const text = texts.find((candidate) => milliseconds(regex, candidate) > 150);
    return text === undefined ? [] : [`${where} ${JSON.stringify(text.slice(0, 30))}`];
  });
  expect(slow).toEqual([]);
});
