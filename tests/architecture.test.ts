import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

interface SourceFile {
  /** Path below src, e.g. `modules/menu/index.ts`. */
  readonly path: string;
  readonly text: string;
  /** Files of src that this file imports, type imports included. */
  readonly imports: readonly string[];
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path): SourceFile => {
    const text = readFileSync(join('src', path), 'utf8');
    const imports = [...text.matchAll(/^(?:import|export)\s[^;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)|^declare module '([^']+)'/gm)]
      .map(([, from, bare, dynamic, merged]) => from ?? bare ?? dynamic ?? merged ?? '')
      .filter((to) => to.startsWith('.'))
      .map((to) => normalize(join(dirname(path), to)));
    return { path, text, imports };
  });
const byPath = new Map(files.map((file) => [file.path, file]));

/** All imports that `allowed` rejects, as "from → to". */
function violations(allowed: (from: string, to: string) => boolean): string[] {
  return files.flatMap(({ path, imports }) => imports.filter((to) => !allowed(path, to)).map((to) => `${path} → ${to}`));
}

/** The layers, from top to bottom. A file may import from its own layer and from lower ones. */
const LAYERS: readonly (readonly RegExp[])[] = [
  [/^main\.ts$/, /^commands\//],
  [/^app\.ts$/],
  [/^dev\//],
  [/^http\//, /^schema\.ts$/, /^reactions\.ts$/, /^schema-files\.ts$/, /^migrations\.ts$/],
  [/^modules\.ts$/, /^migrations\//, /^config(-\w+)?\.ts$/],
  [/^modules\//],
  [/^kernel\//],
];

function layerOf(path: string): { readonly rank: number; readonly part: string } {
  for (const [rank, parts] of LAYERS.entries()) {
    for (const part of parts) if (part.test(path)) return { rank, part: part.source };
  }
  throw new Error(`src/${path} is in no layer of the architecture`);
}

/** Modules, lower tiers first. Identity is above tenancy, because people belong to outlets. */
const TIERS: readonly (readonly string[])[] = [
  ['tenancy'],
  ['identity', 'media', 'tax'],
  ['customers', 'menu', 'delivery', 'audit'],
  ['promotions', 'loyalty', 'payments'],
  ['ordering'],
  ['kitchen', 'billing', 'imports', 'reporting', 'ops'],
];

/** Folders with sub-folders, lower ones first. Files directly in the folder are above its sub-folders. */
const STACKS: Readonly<Record<string, readonly string[]>> = {
  kernel: ['values', 'secrets', 'concurrency', 'database', 'cells', 'events', 'request', 'processor', 'feeds', 'lists', 'graphql', 'fields', 'mail', 'moving'],
  http: ['base', 'limits', 'menu-cache', 'graphql', 'live', 'routes'],
  dev: ['embedded', 'explorers', 'demo'],
  'modules/tenancy': ['model', 'tenants', 'stations', 'outlets', 'tables'],
  'modules/identity': ['model', 'access', 'credentials', 'accounts', 'users', 'devices', 'pairing'],
  'modules/menu': ['model', 'menu', 'catalogue', 'stock'],
  'modules/promotions': ['model', 'engine', 'uses', 'manage'],
  'modules/payments': ['model', 'gateways', 'shifts', 'accounts', 'refunds', 'tenders', 'online', 'api', 'routes'],
  'modules/ordering': ['model', 'pricing', 'orders', 'refunds', 'feeds', 'paying', 'archive'],
};
const MOST_FILES = 25;

const moduleOf = (path: string): string | undefined => /^modules\/([^/]+)\//.exec(path)?.[1];

function tierOf(name: string): number {
  const tier = TIERS.findIndex((names) => names.includes(name));
  if (tier < 0) throw new Error(`the module ${name} is in no tier of the architecture`);
  return tier;
}

test('every import names a file that exists', () => {
  expect(violations((_, to) => byPath.has(to))).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

test('arrows go one way: main → app → dev → http, schema, reactions → list of modules → modules → kernel', () => {
  const found = violations((from, to) => {
    const [a, b] = [layerOf(from), layerOf(to)];
    return a.part === b.part || a.rank < b.rank;
  });
  expect(found).toEqual([]);
});

test('a module imports only strictly lower modules', () => {
  const found = violations((from, to) => {
    const [a, b] = [moduleOf(from), moduleOf(to)];
    return a === undefined || b === undefined || a === b || tierOf(b) < tierOf(a);
  });
  expect(found).toEqual([]);
});

test('a module is entered by its door, index.ts, and never by itself', () => {
  const found = violations((from, to) => {
    const [a, b] = [moduleOf(from), moduleOf(to)];
    if (b === undefined) return true;
    const door = to === `modules/${b}/index.ts`;
    return a === b ? !door : door;
  });
  expect(found).toEqual([]);
});

test('sub-folders stack: none imports one above it', () => {
  const found = Object.entries(STACKS).flatMap(([folder, stack]) => {
    const rankOf = (path: string): number => {
      const [part = '', ...rest] = path.slice(folder.length + 1).split('/');
      if (rest.length === 0) return stack.length;
      const rank = stack.indexOf(part);
      if (rank < 0) throw new Error(`src/${folder}/${part} has no place in the stack of ${folder}`);
      return rank;
    };
    const isInside = (path: string): boolean => path.startsWith(`${folder}/`);
    return violations((from, to) => !isInside(from) || !isInside(to) || rankOf(to) <= rankOf(from));
  });
  expect(found).toEqual([]);
});

test(`no folder has more than ${MOST_FILES} files`, () => {
  const counts = new Map<string, number>();
  for (const { path } of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
});

test('there are no import cycles, type imports included', () => {
  const cycles: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, way: readonly string[]): void => {
    if (state.get(path) === 'open') cycles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (state.has(path)) return;
    state.set(path, 'open');
    for (const to of byPath.get(path)?.imports ?? []) visit(to, [...way, path]);
    state.set(path, 'done');
  };
  for (const { path } of files) visit(path, []);
  expect(cycles).toEqual([]);
});

test('a program has reflect-metadata before it loads a decorated class', () => {
  /** The first decorated class that is loaded before reflect-metadata; walks the files in load order. */
  const firstDecorated = (path: string, seen: Set<string>, has: { metadata: boolean }): string | null => {
    if (seen.has(path)) return null;
    seen.add(path);
    const text = byPath.get(path)?.text ?? '';
    for (const [, names = '', from, bare] of text.matchAll(/^(?:import|export)\s([^;]*?)from '([^']+)'|^import '([^']+)'/gm)) {
      const to = from ?? bare ?? '';
      if (to === 'reflect-metadata') has.metadata = true;
      if (!to.startsWith('.') || /^type\b/.test(names)) continue;
      const found = firstDecorated(normalize(join(dirname(path), to)), seen, has);
      if (found !== null) return found;
    }
    return !has.metadata && /^\s*@[A-Z]\w*\(/m.test(text) ? path : null;
  };
  const programs = files.map(({ path }) => path).filter((path) => /^(commands\/|app\.ts|modules\.ts|schema\.ts)/.test(path));
  expect(programs.flatMap((path) => firstDecorated(path, new Set(), { metadata: false }) ?? [])).toEqual([]);
});

test('decorators stand in *.type.ts and *.resolver.ts only', () => {
  const found = files.filter(({ path, text }) => !/\.(type|resolver)\.ts$/.test(path) && /^\s*@[A-Z]\w*\(/m.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

/** Files that make types from tables, or that are below the checking decorators. */
const UNCHECKED = [
  'kernel/fields/field-table.type.ts',
  'kernel/graphql/connection.type.ts',
  'kernel/graphql/decorators.ts',
  'kernel/graphql/payload.type.ts',
  'kernel/request/user-error.type.ts',
  'schema.ts',
];

test('types and resolvers have their decorators from kernel/graphql/decorators.ts, which checks what they decorate', () => {
  const found = files.filter(({ text }) => /from 'type-graphql'/.test(text)).map(({ path }) => path);
  expect(found.sort()).toEqual(UNCHECKED);
});

test('resolvers, types and loaders say what they return', () => {
  const found = files
    .filter(({ path }) => /\.(resolver|type|loaders)\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\): (?:readonly )?(?:Promise<)?\(?(?:unknown|object|any)\b.*\{$|Promise<(?:unknown|object|any)\b.*/gm)].map(
        ([line]) => `${path}: ${line}`,
      ),
    );
  expect(found).toEqual([]);
});

test('resolvers and types leave queries and transactions to others', () => {
  const found = files.filter(
    ({ path, text }) => /\.resolver\.ts$/.test(path) && /\.(execute|transactional|nativeUpdate|nativeDelete|persist|flush)\(/.test(text),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('only the configuration reads the environment', () => {
  const found = files.flatMap(({ path, text }) =>
    [...text.replaceAll(/readConfig\(process\.env(, '(tool|check)')?\)/g, '').matchAll(/process\.env\b.*/g)].map(([line]) => `${path}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

test('only the clock says what time it is', () => {
  // Created-at timestamps in rows are for people; timestamps that rules depend on come from the clock.
  const found = files.filter(({ path, text }) => path.startsWith('modules/') && !/\.entity\.ts$/.test(path) && /new Date\(\)|Date\.now\(\)/.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('no way around the tenant scope of an entity manager', () => {
  const found = files.filter(({ text }) => /\b(getConnection|getKysely|getDriver)\b|\borm\.em\.(find|execute|count|nativeU|nativeD|getRef)/.test(text));
  // The entity manager itself.
  expect(found.map(({ path }) => path)).toEqual(['kernel/database/scoped-em.ts']);
});

test('the platform role, which sees all tenants, is used where it must be only', () => {
  const found = files.filter(({ text }) => /platformOrm\.em|platformOrm\b.*\.fork/.test(text)).map(({ path }) => path);
  expect(found.sort()).toEqual([
    'dev/demo/demo.ts',
    'dev/demo/sandbox-start.ts',
    'http/routes/health.ts',
    'kernel/cells/cells.ts',
    'kernel/database/server-secret.ts',
    'kernel/feeds/event-log.ts',
    'kernel/feeds/event-partitions.ts',
    'kernel/mail/watch-mails.ts',
    'kernel/request/context.ts',
    'kernel/retention.ts',
    'modules/identity/model/realm.ts',
    'modules/menu/menu/menu.repository.ts',
    'modules/payments/accounts/reseal-accounts.ts',
    'modules/payments/online/watch-payments.ts',
  ]);
});

test('row-level security and filters are switched off nowhere', () => {
  const found = files.filter(({ text }) => /\bfilters:\s*(false|\{\s*tenant:\s*false)|disable row level|no force row level|set role\b/i.test(text));
  // Entities that are found across tenants, and the platform's list of them; migrations that read or fill rows of all tenants, each in one transaction.
  expect(found.map(({ path }) => path).sort()).toEqual([
    'kernel/lists/page.ts',
    'kernel/request/nodes.ts',
    'migrations/20261121132902-accounts-and-devices.ts',
    'migrations/20261130130000-charges-and-weights.ts',
    'migrations/20261130150000-one-mailbox-one-address.ts',
    'migrations/20261130160001-find-what-is-there.ts',
  ]);
});

/** What would outlive a transaction: behind a pooler, the next client of the connection would get it. */
const SESSION_STATE: Readonly<Record<string, RegExp>> = {
  'a setting':
    /set_config\((?:[^()]|\([^()]*\))*,\s*false\s*\)|((?<!\w)['"`]|;)\s*set\s+(session\s+(?!characteristics)|(?!local\b|transaction\b|constraints\b)[\w.]+\s*(=|to\b))|\b(reset|discard)\s+all\b/im,
  'an advisory lock of the session': /\bpg_(try_)?advisory_(lock|unlock)/i,
  'a temporary table': /\bcreate\s+(local\s+|global\s+)?temp(orary)?\b/i,
  'a listener': /['"`;]\s*(un)?listen\s+\w+/i,
  'a cursor or statement of SQL': /\bwith hold\b|['"`;]\s*(prepare|deallocate)\s+\w+\s+as\b/i,
  'the library’s strategy that pins settings to a connection': /sessionContext:\s*['"]connection/,
};

/** A connection of its own, which goes past the pooler or is refused. */
const OWN_CONNECTION = 'kernel/moving/tenant-side.ts';

test('nothing outlives its transaction on a connection: it may be shared', () => {
  expect(files.find(({ path }) => path === OWN_CONNECTION)?.text).toContain('refusePooler(client');
  const shared = files.filter(({ path }) => path !== OWN_CONNECTION);
  const found = shared.flatMap(({ path, text }) => Object.entries(SESSION_STATE).flatMap(([what, is]) => (is.test(text) ? [`${path}: ${what}`] : [])));
  expect(found).toEqual([]);
  const examples = [
    "select set_config('app.tenant_id', $1, false)",
    '`set statement_timeout = 0`',
    "'set session app.tenant_id to 1'",
    'select pg_advisory_lock(1)',
    'create temp table copied (id uuid)',
    "'listen dapur'",
    "sessionContext: 'connection-reserve'",
  ];
  for (const example of examples)
    expect(
      Object.values(SESSION_STATE).some((is) => is.test(example)),
      example,
    ).toBe(true);
  for (const allowed of ["select set_config('a', $1, true)", '`set local lock_timeout = 1`', 'update t set a = 1', 'select pg_advisory_xact_lock(1)'])
    expect(
      Object.values(SESSION_STATE).some((is) => is.test(allowed)),
      allowed,
    ).toBe(false);
});

/** Expressions between `${` and `}` in SQL texts. Each was reviewed: none comes from a request. */
const REVIEWED: Readonly<Record<string, readonly string[]>> = {
  'kernel/retention.ts': ['table', 'key', 'old'],
  'modules/identity/retention.ts': ['tokens', 'sessions', 'key', "keyOf('s')", "keyOf('t')", 'condition', 'isFree', "isOf('t', 's')"],
  'kernel/cells/directory.ts': ['COLUMNS', 'CLAIM_SECONDS'],
  'kernel/request/nodes.ts': ['index', 'outlets', 'station', 'owners', 'from', 'all'],
  'modules/promotions/manage/promotion.loaders.ts': ['ASKED', 'CODES'],
  // Names of tables and columns that modules declare; columns that are in the catalogue.
  'modules/ordering/archive/archive-statements.ts': [
    "isDone('$5::text[]')",
    "isDone('$3::text[]')",
    "rows.join(', ')",
    'table',
    'ofOrder',
    "sums.join(', ')",
    'names',
  ],
  // Invariants get no input from requests: only fixed parts and statements that are generated from the catalogue.
  'kernel/check-invariants.ts': ['statement', 'EXAMPLES'],
  'kernel/invariants.ts': ['OWN_TABLES'],
  'modules/kitchen/invariants.ts': ['KEPT_EVENTS'],
  'modules/ordering/invariants.ts': ['ORDER_EVENTS', 'KEPT_EVENTS'],
  'modules/ordering/money-invariants.ts': ['EXPLAINED'],
  'modules/payments/invariants.ts': ['SETTLED', 'OPEN', 'MONEY'],
};
/** Files that get no input from requests: they interpolate names of roles, tables and columns, escaped. */
const WITHOUT_REQUESTS = /^(migrations\/|kernel\/database\/|kernel\/moving\/|dev\/embedded\/|kernel\/request\/(lock-row|shown-rows|staged-inserts)\.ts)/;

test('no value is written into an SQL text', () => {
  const found = files
    .filter(({ path }) => !WITHOUT_REQUESTS.test(path))
    .flatMap(({ path, text }) => {
      const sql = [...text.matchAll(/`([^`]*)`/g)]
        .map(([, literal]) => literal ?? '')
        .filter((literal) => /^\s*(select|insert|update|delete|with|set|create|alter|drop)\s/i.test(literal));
      const parts = sql.flatMap((literal) => [...literal.matchAll(/\$\{([^}]*)\}/g)].map(([, expression]) => expression ?? ''));
      return parts.filter((expression) => !REVIEWED[path]?.includes(expression)).map((expression) => `${path}: \${${expression}}`);
    });
  expect(found).toEqual([]);
  const glued = files.filter(({ text }) => /['"`](select|insert into|update|delete from)\s[^'"`]*['"`]\s*\+/i.test(text));
  expect(glued.map(({ path }) => path)).toEqual([]);
});

test('keys of tokens are key objects, never PEM bytes or keys that a token brings', () => {
  const found = files.filter(({ text }) => /EmbeddedJWK|SlidingBuffer|createRemoteJWKSet/.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('files stay readable: 300 lines at most, main 40, half of them under 80', () => {
  const lengths = files.filter(({ path }) => !path.startsWith('migrations/')).map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
  expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
  expect(lengths.find(({ path }) => path === 'main.ts')?.lines).toBeLessThanOrEqual(40);
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
});

test('names are the domain’s', () => {
  const found = files.filter(
    ({ path, text }) => /(utils?|helpers?|manager|service)\.ts$/i.test(path) || /\bclass \w*(Service|Manager|Helper|Utils?)\b/.test(text),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
  expect(files.filter(({ text }) => /^export default\b|^(export )?(const )?enum\b/m.test(text)).map(({ path }) => path)).toEqual([]);
});
