import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { newPassword } from '../../src/config.ts';
import { startEmbedded } from '../../src/dev/embedded/embedded.ts';
import { createRoles, type RolePasswords, roleNames, withClient } from '../../src/kernel/database/roles.ts';
import { startProcess } from '../process/server-process.ts';
import { PASSWORD } from './client.ts';
import { type RestaurantRows, rowsOf } from './copy-restaurant.ts';
import { startPgBouncer } from './pgbouncer.ts';
import { quickHash } from './quick-hash.ts';
import { buildRestaurant, type RestaurantIds } from './restaurant.ts';
import { temporaryRoot } from './temporary-root.ts';
import { EMPTY_TEMPLATE, RESTAURANT_TEMPLATE } from './test-database.ts';

/** One PostgreSQL server for the whole run, with the templates of all test databases. */
export interface DatabaseServer {
  /** For what lasts as long as the run. */
  readonly folder: string;
  readonly port: number;
  readonly superuserUrl: string;
  readonly passwords: RolePasswords;
  /** PgBouncer, which servers of this run connect through; null: they connect to PostgreSQL itself. TEST_POOLER=1 decides. */
  readonly pooler: { readonly port: number } | null;
}

declare module 'vitest' {
  interface ProvidedContext {
    databaseServer: DatabaseServer;
    /** The restaurant in the template, and its rows, to make copies of it. */
    restaurant: { readonly ids: RestaurantIds; readonly rows: RestaurantRows };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(temporaryRoot(), 'dapur-tests-'));
  const superuserPassword = newPassword();
  const passwords = { owner: newPassword(), runtime: newPassword(), platform: newPassword(), backup: newPassword() };
  const server = await startEmbedded({ folder: join(folder, 'postgres'), superuserPassword, durable: false });
  const superuser = (database: string): string => server.url('postgres', superuserPassword, database);
  await withClient(superuser('postgres'), async (client) => {
    // A run opens thousands of connections; one round of hashing each is enough.
    await client.query('alter system set scram_iterations = 1');
    // Databases of tests live for seconds: looking after them takes the processor away from the tests.
    await client.query('alter system set autovacuum = off');
    await client.query("alter system set checkpoint_timeout = '1h'");
    await client.query('select pg_reload_conf()');
  });
  await createRoles(superuser('postgres'), EMPTY_TEMPLATE, passwords);
  await withClient(superuser('postgres'), (client) => client.query(`alter role postgres password '${superuserPassword}'`));
  await migrateTemplate(server.url(roleNames.owner, passwords.owner, EMPTY_TEMPLATE), roleNames);
  await withClient(superuser('postgres'), (client) =>
    client.query(`create database ${RESTAURANT_TEMPLATE} template ${EMPTY_TEMPLATE} owner ${roleNames.owner}`),
  );
  const ids = await openRestaurant(superuser(RESTAURANT_TEMPLATE), {
    DATABASE_URL: server.url(roleNames.runtime, passwords.runtime, RESTAURANT_TEMPLATE),
    DATABASE_PLATFORM_URL: server.url(roleNames.platform, passwords.platform, RESTAURANT_TEMPLATE),
    DATA_DIR: folder,
  });
  const rows = await withClient(superuser(RESTAURANT_TEMPLATE), rowsOf);
  for (const template of [EMPTY_TEMPLATE, RESTAURANT_TEMPLATE])
    await withClient(superuser('postgres'), (client) => client.query(`alter database ${template} is_template true`));
  const pooler = process.env.TEST_POOLER === '1' ? await startPgBouncer({ target: server.port, passwords }) : null;
  project.provide('databaseServer', { folder, port: server.port, superuserUrl: superuser('postgres'), passwords, pooler: pooler && { port: pooler.port } });
  project.provide('restaurant', { ids, rows });
  return async () => {
    await pooler?.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Creates a restaurant through the API of a temporary server, and removes that server's own rows. */
async function openRestaurant(superuserUrl: string, environment: Readonly<Record<string, string>>): Promise<RestaurantIds> {
  const hash = await quickHash(PASSWORD);
  await withClient(superuserUrl, (client) =>
    client.query(
      `insert into platform_user (id, username, name, role, password_hash, created_at, updated_at)
       values (uuidv7(), 'admin', 'Platform admin', 'SUPER_ADMIN', $1, now(), now())`,
      [hash],
    ),
  );
  const server = await startProcess({ NODE_ENV: 'test', DEMO: 'off', ...environment });
  try {
    await server.ready();
    return await buildRestaurant(server.url);
  } finally {
    await server.stop();
    await withClient(superuserUrl, async (client) => {
      await client.query('update "user" set password_hash = $1', [hash]);
      // No sessions remain, and each test's server seals its secret with its own key.
      await client.query('delete from platform_refresh_token');
      await client.query('delete from platform_session');
      await client.query('delete from server_secret');
    });
  }
}

/** Runs the operator's migration program in its own process. */
async function migrateTemplate(ownerUrl: string, roles: { runtime: string; platform: string }): Promise<void> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const url = (user: string): string => ownerUrl.replace(/\/\/[^:]+:/, `//${user}:`);
  const env = { ...process.env, DATABASE_MIGRATION_URL: ownerUrl, DATABASE_URL: url(roles.runtime), DATABASE_PLATFORM_URL: url(roles.platform) };
  await promisify(execFile)(process.execPath, ['dist/commands/migrate.js'], { env });
}
