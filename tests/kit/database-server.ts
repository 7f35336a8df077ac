import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { newPassword } from '../../src/config.ts';
import { startEmbedded } from '../../src/dev/embedded/embedded.ts';
import { createRoles, roleNames, withClient } from '../../src/kernel/database/roles.ts';

/** One PostgreSQL server for the whole run, with a migrated template that every test file's database is cloned from. */
export interface DatabaseServer {
  readonly port: number;
  readonly superuserUrl: string;
  readonly passwords: { readonly owner: string; readonly runtime: string; readonly platform: string };
}

declare module 'vitest' {
  interface ProvidedContext {
    databaseServer: DatabaseServer;
  }
}

export const TEMPLATE = 'dapur_template';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'dapur-tests-'));
  const superuserPassword = newPassword();
  const passwords = { owner: newPassword(), runtime: newPassword(), platform: newPassword() };
  const server = await startEmbedded({ folder: join(folder, 'postgres'), superuserPassword, durable: false });
  const superuserUrl = server.url('postgres', superuserPassword, 'postgres');
  await createRoles(superuserUrl, TEMPLATE, passwords);
  await migrateTemplate(server.url(roleNames.owner, passwords.owner, TEMPLATE), { runtime: roleNames.runtime, platform: roleNames.platform });
  await withClient(superuserUrl, (client) => client.query(`alter database ${TEMPLATE} is_template true`));
  project.provide('databaseServer', { port: server.port, superuserUrl, passwords });
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** By the same program that an operator runs, in a process of its own. */
async function migrateTemplate(ownerUrl: string, roles: { runtime: string; platform: string }): Promise<void> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const url = (user: string): string => ownerUrl.replace(/\/\/[^:]+:/, `//${user}:`);
  const env = { ...process.env, DATABASE_MIGRATION_URL: ownerUrl, DATABASE_URL: url(roles.runtime), DATABASE_PLATFORM_URL: url(roles.platform) };
  await promisify(execFile)(process.execPath, ['dist/commands/migrate.js'], { env });
}
