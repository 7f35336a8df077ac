/**
 * Finds words that only this project uses where the field has a term: in names, comments, strings and documents (`words.ts`). It is the
 * second half of `npm run lint`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NAMES, PARTS, PROSE } from './words.ts';

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly word: string;
  readonly instead: string;
}

const FOLDERS = ['src', 'tests', 'bench', 'docs', '.ci'];
/** Migrations are never edited; the word lists speak of the words, as the tests of this program do. */
const LEFT_OUT = /^(src\/migrations\/|\.ci\/words\.ts$|tests\/vocabulary\.test\.ts$)/;
/** Fields of JSON that programs outside know by these names. */
const PUBLISHED = new Map([['says', /^(src\/commands\/check-invariants|tests\/kernel\/invariants\.test|bench\/lib\/invariants)\.ts$/]]);

/** Comments, strings and regular expressions of TypeScript. Of a template in a template the inner one is taken for code. */
const TEXTS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:[!&|?{};>\n]\s*|return )\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;
/** Code of a document, and what it quotes: spoken of, not said. */
const QUOTED = /```[\s\S]*?```|`[^`\n]+`|"[^"\n]+"/g;

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');
const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
const kebab = (name: string): string => name.replaceAll(/(?<=[a-z\d])(?=[A-Z])|_/g, '-').toLowerCase();

const known = new Map<string, readonly [word: string, instead: string][]>();

function privateNames(name: string): readonly [word: string, instead: string][] {
  const before = known.get(name);
  if (before) return before;
  const spelled = `-${kebab(name)}-`;
  const whole = Object.hasOwn(NAMES, name) ? [[name, NAMES[name] ?? ''] as [string, string]] : [];
  const words = [...whole, ...Object.entries(PARTS).filter(([part]) => spelled.includes(`-${part}-`))];
  known.set(name, words);
  return words;
}

/** The private words in the names of a file: its own, and every identifier in it. */
export function namesIn(path: string, text: string): Finding[] {
  const own = privateNames(basename(path).replace(/\..*$/, '')).map(([word, instead]) => ({ path, line: 1, word, instead }));
  if (path.endsWith('.md')) return own;
  const code = text.replaceAll(TEXTS, blank);
  const inside = [...code.matchAll(/[A-Za-z_$][\w$]*/g)]
    .filter(({ 0: name }) => !PUBLISHED.get(name)?.test(path))
    .flatMap(({ 0: name, index }) => privateNames(name).map(([, instead]) => ({ path, line: lineAt(code, index), word: name, instead })));
  return [...own, ...inside];
}

const BANNED = new RegExp(`\\b(?:${Object.keys(PROSE).join('|')})\\b`, 'gi');
/** What may stand in a text that is not of it: an expression in a template, and the curved apostrophe. */
const plain = (text: string): string => text.replaceAll(/\$\{[^{}]*\}/g, blank).replaceAll('’', "'");

/** Regular expressions, and strings of one word, are values, e.g. a username. */
const isValue = (token: string): boolean => /^(['"`]\S*$|\/[^/*])/.test(token);

/** The private words in the texts of a file: comments, strings, and what a document says. */
export function wordsIn(path: string, text: string): Finding[] {
  const texts = path.endsWith('.md') ? [{ 0: text.replaceAll(QUOTED, blank), index: 0 }] : [...text.matchAll(TEXTS)].filter(([token]) => !isValue(token));
  return texts.flatMap(({ 0: prose, index: start }) =>
    [...plain(prose).matchAll(BANNED)].map(({ 0: word, index }) => ({
      path,
      line: lineAt(text, start + index),
      word,
      instead: PROSE[word.toLowerCase()] ?? '',
    })),
  );
}

/** Every file that is read, with its text. */
export function files(): { readonly path: string; readonly text: string }[] {
  const inFolders = FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)));
  return ['README.md', 'CONTRIBUTING.md', ...inFolders]
    .filter((path) => /\.(ts|mjs|md)$/.test(path) && !LEFT_OUT.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

if (import.meta.main) {
  const all = files();
  const inNames = all.flatMap(({ path, text }) => namesIn(path, text));
  const inTexts = all.flatMap(({ path, text }) => wordsIn(path, text));
  const findings = [...inNames, ...inTexts];
  for (const { path, line, word, instead } of findings) console.error(`${path}:${line}: ${word} → ${instead}`);
  console.log(`Private words: ${inNames.length} in names, ${inTexts.length} in texts of ${all.length} files.`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
