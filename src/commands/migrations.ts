import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshSecrets } from '../config.ts';
import { prepareEmbedded } from '../dev/embedded/prepare.ts';
import { type Orm, openOrm } from '../kernel/database/orm.ts';
import { entities } from '../modules.ts';

/**
 * `--check` fails when the entities have changed and no migration says so; `--create <what-changed>` writes one.
 * Both compare with the snapshot beside the migrations; the database is a throw-away one.
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
  process.stdout.write(fileName ? `src/migrations/${fileName}: look it over, add it to src/migrations.ts\n` : 'The entities have not changed.\n');
}

async function check(from: Orm): Promise<void> {
  if (await from.migrator.checkSchema()) {
    process.stderr.write('The entities have changed, but no migration says so: npm run migration:create -- <what-changed>\n');
    process.exitCode = 1;
  } else {
    process.stdout.write('The migrations are current.\n');
  }
}
