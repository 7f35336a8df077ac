import { migrateAndGrant } from '../app.ts';
import { readConfig } from '../config.ts';
import { StartupError } from '../kernel/values/startup-error.ts';

/** Migrates the database of DATABASE_MIGRATION_URL and gives the other roles their rights; nothing else. */
try {
  const { database } = readConfig(process.env, 'tool');
  if (!database?.owner) throw new StartupError('DATABASE_MIGRATION_URL: is needed to migrate (beside DATABASE_URL and DATABASE_PLATFORM_URL)');
  const done = await migrateAndGrant(database.owner, database, 'DATABASE_MIGRATION_URL');
  process.stdout.write(done.length > 0 ? `Migrated: ${done.join(', ')}\n` : 'The database is up to date.\n');
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  process.stderr.write(`dapur cannot migrate: ${error.message}\n`);
  process.exit(1);
}
