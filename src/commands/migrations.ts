import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshSecrets } from '../config.ts';
import { prepareEmbedded } from '../dev/embedded/prepare.ts';
import { type Orm, openOrm } from '../kernel/database/orm.ts';
import { entities } from '../modules.ts';

const LIST = 'src/migrations.ts';

/**
 * `--check` fails when the entities have changed without a migration; `--create <what-changed>` writes one. Both compare
 * with the snapshot beside the migrations, in a temporary database.
 */
const [verb, name] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'dapur-migrations-'));
const database = await prepareEmbedded(folder, freshSecrets, { durable: false });
const orm = await openOrm({ url: database.owner, entities, poolSize: 2 });
try {
  if (verb === '--create' && name) await create(orm, name);
  else await check(orm);
} finally {
  await orm.close(true);
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
  for (const file of ['.log']) rmSync(`${folder}${file}`, { force: true });
}

async function create(from: Orm, what: string): Promise<void> {
  const { fileName } = await from.migrator.create(undefined, false, false, what);
  if (fileName) {
    tie(join('src/migrations', fileName), from);
    register(fileName, what);
  }
  process.stdout.write(fileName ? `src/migrations/${fileName}: look it over, and its \`locks\` in src/migrations.ts\n` : 'The entities have not changed.\n');
}

/**
 * Adds the foreign keys that the library does not know to a new migration: new tables are tied to their tenant, and their
 * references to rows of the same tenant.
 */
function tie(file: string, from: Orm): void {
  const text = readFileSync(file, 'utf8');
  const tables = [...text.matchAll(/create table "(\w+)" \([^;]*"tenant_id" uuid/g)].map(([, table]) => table as string);
  const lines = tables.flatMap((table) => [`tenantForeignKey('${table}')`, ...referencesOf(from, table)]).map((key) => `    this.addSql(${key});\n`);
  const names = ['compositeForeignKey', 'tenantForeignKey'].filter((name) => lines.some((line) => line.includes(name)));
  const imported = names.length > 0 ? `import { ${names.join(', ')} } from '../kernel/database/composite-keys.ts';\n` : '';
  const up = text.replace(/\n {2}\}\n\n {2}override down/, `\n${lines.join('')}  }\n\n  override down`);
  // Migrations are never reverted: the next migration repairs a mistake.
  const forward = up.replace(/\n {2}override down[\s\S]*?\n {2}\}\n/, '');
  writeFileSync(file, forward.replace("from '@mikro-orm/migrations';\n", `from '@mikro-orm/migrations';\n${imported}`));
}

/** Adds a new migration to the list, with the tables of running servers that it locks. */
function register(fileName: string, what: string): void {
  const text = readFileSync(join('src/migrations', fileName), 'utf8');
  const className = /class (\w+)/.exec(text)?.[1] ?? '';
  const made = [...text.matchAll(/create table "(\w+)"/g)].map(([, table]) => table);
  const named = [...text.matchAll(/alter table "(\w+)"|Key\('\w+', '\w+', '(\w+)'/g)].map(([, altered, target]) => altered ?? target);
  const locks = [...new Set([...named, ...(text.includes('tenantForeignKey') ? ['tenant'] : [])])].filter((table) => !made.includes(table));
  const entry = `  { name: '${what}', class: ${className}, locks: [${locks.map((table) => `'${table}'`).join(', ')}] },\n`;
  const list = readFileSync(LIST, 'utf8').replace('\n\nexport interface', `\nimport { ${className} } from './migrations/${fileName}';\n\nexport interface`);
  writeFileSync(LIST, list.replace(/\];\n$/, `${entry}];\n`));
}

/** The statements for the references of a table to rows of the same tenant. */
function referencesOf(from: Orm, table: string): readonly string[] {
  const entity = [...from.getMetadata().getAll().values()].find(({ tableName }) => tableName === table);
  const references = entity?.relations.filter(({ kind, targetMeta }) => kind === 'm:1' && targetMeta?.properties.tenantId !== undefined) ?? [];
  return references.map(({ fieldNames, targetMeta }) => `compositeForeignKey('${table}', '${fieldNames[0]}', '${targetMeta?.tableName}')`);
}

async function check(from: Orm): Promise<void> {
  if (await from.migrator.checkSchema()) {
    process.stderr.write('The entities have changed, but no migration says so: npm run migration:create -- <what-changed>\n');
    process.exitCode = 1;
  } else {
    process.stdout.write('The migrations are current.\n');
  }
}
