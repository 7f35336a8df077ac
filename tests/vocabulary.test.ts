import { expect, test } from 'vitest';
import { files, namesIn, wordsIn } from '../.ci/vocabulary.ts';

const found = (findings: readonly { readonly line: number; readonly word: string }[]): string[] => findings.map(({ line, word }) => `${line}: ${word}`);

test('private names are found as whole names, as parts of names, and in the names of files', () => {
  const code = 'function leaveOf(given: string): Leave {\n  return { says: given, sealedWishes: null };\n}\n';
  expect(found(namesIn('src/a.ts', code))).toEqual(['1: leaveOf', '1: given', '1: Leave', '2: says', '2: given', '2: sealedWishes']);
  expect(found(namesIn('src/call-off.ts', ''))).toEqual(['1: call-off']);
  expect(found(namesIn('src/a.ts', "const leave = 'says'; // given\nconst path = /told/; discountGiven();"))).toEqual([]);
});

test('private words are found in comments, strings and documents, not where they are quoted', () => {
  const code = "/** For whoever asks. */\nconst text = 'Nobody asks';\n// One's own.\nconst nobody = 'nobody';";
  expect(found(wordsIn('src/a.ts', code))).toEqual(['1: whoever', '2: Nobody', "3: One's own"]);
  expect(found(wordsIn('docs/a.md', 'Whoever asks,\nnot "whoever" and not `anew`.'))).toEqual(['1: Whoever']);
});

test('it reads the source, the tests, the benches and the documents, and no migration', () => {
  const paths = files().map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['README.md', 'src/main.ts', 'tests/schema.test.ts', 'bench/main.ts', 'docs/tour.md', '.ci/vocabulary.ts']));
  expect(paths.filter((path) => path.startsWith('src/migrations/'))).toEqual([]);
});
