/** References in documents must be valid: links and named files exist, and tables match the tests that hold the same facts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wordsIn } from '../.ci/vocabulary.ts';
import { configDocuments } from '../src/config-documents.ts';
import { environmentName, sections, variables } from '../src/config-variables.ts';

const README_LINES = 120;

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...['docs', 'bench'].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))),
].filter((path) => path.endsWith('.md'));

/** The text without code blocks, where brackets and slashes have other meanings. */
const proseOf = (path: string): string => readFileSync(path, 'utf8').replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');

/** The anchors that GitHub creates for the headings of a document. */
const anchorsOf = (path: string): string[] =>
  [...proseOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Links of a document without a target. */
function deadLinks(path: string): string[] {
  const links = [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to).filter((to) => !/^[a-z]+:/.test(to));
  return links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : normalize(join(dirname(path), file));
    return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
  });
}

/** First folders of paths in backticks that are relative to the project or to `src`. */
const ROOTED = /^(src|tests|docs|bench|assets|\.ci|kernel|http|modules|dev|commands|migrations)\/([\w./@-]*\w\/?)?$/;
const FILE = /^[\w.-]+\.(md|ya?ml|json|graphql)$/;
/** Files that are created at run time, or that are outside the repository. */
const MADE = new Set(['secrets.json', 'connection.json', 'postgres.log', 'file.json', 'report.json']);

/**
 * The path, if the text in backticks is a path of the project; else null. `…`, `<name>` and `*` are placeholders, so
 * only the part before them is checked.
 */
function pathIn(code: string): string | null {
  const [path = ''] = code.split(/[*<…:]|\{/);
  const whole = path === code ? path : path.replace(/[^/]*$/, '');
  return ROOTED.test(whole) || (whole === code && FILE.test(whole) && !MADE.has(whole)) ? whole : null;
}

/** Whether the path exists in the project, in `src`, or beside the document; tests may be named without their extension. */
const exists = (path: string, from: string): boolean =>
  [path, join('src', path), join(dirname(from), path), `${path}.test.ts`, join('tests', `${path}.test.ts`)].some((candidate) => existsSync(candidate));

/** Paths in a document that do not exist. */
const lostPaths = (document: string): string[] =>
  [...proseOf(document).matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => {
    const path = pathIn(code);
    return path === null || exists(path, document) ? [] : [path];
  });

/** npm commands in a document. */
const commandsIn = (document: string): string[] =>
  [...readFileSync(document, 'utf8').matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);

test('the documents are found', () => {
  expect(documents.length).toBeGreaterThan(60);
  expect(documents).toContain('docs/tour.md');
});

describe.each(documents)('%s', (document) => {
  test('every relative link leads to a file, and to a heading where it names one', () => {
    expect(deadLinks(document)).toEqual([]);
  });

  test('every path that it names is there', () => {
    expect(lostPaths(document)).toEqual([]);
  });

  test('every command of npm that it names is there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: object };
    expect(commandsIn(document).filter((name) => !(name in scripts))).toEqual([]);
  });
});

test('what is no longer there is found', () => {
  expect(pathIn('src/kernel/orm.ts')).toBe('src/kernel/orm.ts');
  expect(pathIn('src/modules/<name>/index.ts')).toBe('src/modules/');
  expect(pathIn('modules/*/index.ts')).toBe('modules/');
  expect([pathIn('application/json'), pathIn('deletePromotion { promotionId }'), pathIn('/graphql')]).toEqual([null, null, null]);
  expect([exists('src/kernel', 'README.md'), exists('kernel', 'docs/tour.md'), exists('src/kernel/orm.ts', 'README.md')]).toEqual([true, true, false]);
});

test(`README is short: at most ${README_LINES} lines, with the commands that CI takes from it`, () => {
  const lines = readFileSync('README.md', 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(README_LINES);
  expect(lines).toEqual(expect.arrayContaining(['npm ci && npm start', 'npm ci && npm test']));
});

test('pages for readers are in plain English', () => {
  const pages = documents.filter((path) => !path.startsWith('docs/adr/') && !path.startsWith('bench/'));
  expect(pages.flatMap((path) => wordsIn(path, readFileSync(path, 'utf8')))).toEqual([]);
});

test('every compiled file that a program or a test starts has its source', () => {
  const programs = ['bench', 'tests', 'docs', '.ci'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.m?[jt]s$/.test(path))
      .map((path) => join(folder, path)),
  );
  const named = ['package.json', 'compose.yaml', 'Dockerfile', ...programs].flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/(?<![\w/-])(?:\.\.\/)*dist\/([\w./-]+)\.js\b/g)].map(([, file = '']) => ({ path, source: `src/${file}.ts` })),
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter(({ source }) => !existsSync(source))).toEqual([]);
});

test('README leads to every page for readers', () => {
  const readme = readFileSync('README.md', 'utf8');
  const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
  expect(pages.filter((name) => !readme.includes(`](docs/${name})`))).toEqual([]);
});

test('docs/security.md names tests that are there', () => {
  const rows = readFileSync('docs/security.md', 'utf8').matchAll(/^\| (?:[AF]\d|a device)[^|]*\|[^|]*\|([^|]*)\|/gm);
  const named = [...rows].flatMap(([, cell = '']) => {
    let folder = '';
    // Text behind "chaos" or "npm" is a program; a name without a folder belongs to the folder before it.
    return [...cell.replaceAll(/chaos `[^`]+`|`npm [^`]+`|`bench [^`]+`/g, '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => {
      const path = name.replace(/^tests\//, '');
      if (path.includes('/')) folder = dirname(path);
      return path.includes('/') || existsSync(join('tests', `${path}.test.ts`)) ? path : join(folder, path);
    });
  });
  const files = readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const isThere = (name: string): boolean => {
    const pattern = new RegExp(`^${name.replaceAll('*', '[^/]*')}(\\.test)?\\.ts$`);
    return files.some((path) => pattern.test(path));
  };
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});

test('decisions are numbered without gaps, have a title and at least two paragraphs', () => {
  const names = readdirSync('docs/adr').sort();
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
  for (const name of names) {
    const [title = '', ...paragraphs] = readFileSync(join('docs/adr', name), 'utf8')
      .trim()
      .split(/\n{2,}/);
    expect(title, name).toMatch(/^# \S/);
    expect(paragraphs.length, name).toBeGreaterThanOrEqual(2);
  }
});

test('docs/architecture.md tells the layers and the stacks as tests/architecture.test.ts holds them', () => {
  const documented = readFileSync('docs/architecture.md', 'utf8');
  const held = readFileSync('tests/architecture.test.ts', 'utf8');
  const stacks = [...(/STACKS[\s\S]*?\{([\s\S]*?)\n\};/.exec(held)?.[1] ?? '').matchAll(/^ {2}'?([\w/]+)'?: \[([^\]]*)\]/gm)];
  const rows = stacks.map(([, folder = '', names = '']) => `| \`${folder}\` | ${names.replaceAll("'", '')} |`);
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(documented).toContain(`\n${row}\n`);

  const modules = readdirSync('src/modules');
  const tiers = [...(/TIERS[\s\S]*?= \[([\s\S]*?)\n\];/.exec(held)?.[1] ?? '').matchAll(/^ {2}\[([^\]]*)\]/gm)].map(([, names = '']) =>
    names
      .replaceAll(/[',]/g, '')
      .split(' ')
      .filter((name) => modules.includes(name))
      .join(' '),
  );
  expect(documented).toContain(`\n${tiers.filter(Boolean).join('  <  ')}\n`);
});

test('docs/operate.md and .env.example say of the variables what npm run config:docs writes', () => {
  const made = configDocuments((path) => readFileSync(path, 'utf8'));
  expect(Object.keys(made)).toEqual(['docs/operate.md', '.env.example']);
  for (const [path, text] of Object.entries(made)) expect(readFileSync(path, 'utf8'), path).toBe(text);
});

test('every variable is described, and what its example says is accepted', () => {
  const rows = [...readFileSync('docs/operate.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)];
  expect(rows.map(([, name]) => name)).toEqual(Object.values(sections).flatMap((section) => Object.keys(section).map(environmentName)));
  for (const [, name, ...cells] of rows) for (const cell of cells) expect(cell, name).toMatch(/^(?!undefined)\S.*$/);
  const examples = [...readFileSync('.env.example', 'utf8').matchAll(/^# ([A-Z_]+)=(.+)$/gm)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('"', '')] as const,
  );
  expect(examples.length).toBeGreaterThan(50);
  const keys = ['JWT_PRIVATE_KEY', 'JWT_ACCEPTED_KEYS', 'CREDENTIALS_KEYS'];
  for (const [name, schema] of Object.entries(variables).filter(([name]) => !keys.includes(environmentName(name)))) {
    const [, value] = examples.find(([variable]) => variable === environmentName(name)) ?? [];
    expect(schema.safeParse(value).error, name).toBeUndefined();
  }
});
