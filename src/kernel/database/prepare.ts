import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { type EmbeddedPostgres, startEmbedded, writable } from './embedded.ts';
import { createRoles, type RolePasswords, roleNames } from './roles.ts';

/** What the embedded server needs to keep between starts. */
interface Secrets {
  readonly superuser: string;
  readonly roles: RolePasswords;
  readonly jwtPrivateKey: string;
}

export interface EmbeddedDatabase {
  readonly runtime: string;
  readonly owner: string;
  readonly platform: string;
  readonly jwtPrivateKey: string;
  stop(): Promise<void>;
}

const DATABASE = 'dapur';

/** Starts the embedded PostgreSQL of a data folder, with its roles and database; makes both on the first start. */
export async function prepareEmbedded(
  dataDir: string,
  fresh: { password(): string; signingKey(): string },
  options: { durable?: boolean } = {},
): Promise<EmbeddedDatabase> {
  const folder = resolve(dataDir);
  if (!writable(folder)) throw new StartupError(`DATA_DIR: ${folder} cannot be written.`);
  mkdirSync(folder, { recursive: true });
  const secrets = keptSecrets(folder, fresh);
  const server: EmbeddedPostgres = await startEmbedded({ folder: join(folder, 'postgres'), superuserPassword: secrets.superuser, ...options });
  const urls = {
    runtime: server.url(roleNames.runtime, secrets.roles.runtime, DATABASE),
    owner: server.url(roleNames.owner, secrets.roles.owner, DATABASE),
    platform: server.url(roleNames.platform, secrets.roles.platform, DATABASE),
  };
  await createRoles(server.url('postgres', secrets.superuser, 'postgres'), DATABASE, secrets.roles);
  // For tools on this machine that want to look into the database.
  writePrivate(join(folder, 'connection.json'), JSON.stringify({ runtimeUrl: urls.runtime, ownerUrl: urls.owner, platformUrl: urls.platform }, null, 2));
  return { ...urls, jwtPrivateKey: secrets.jwtPrivateKey, stop: server.stop };
}

function keptSecrets(folder: string, fresh: { password(): string; signingKey(): string }): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const { password } = fresh;
  const secrets: Secrets = {
    superuser: password(),
    roles: { owner: password(), runtime: password(), platform: password() },
    jwtPrivateKey: fresh.signingKey(),
  };
  writePrivate(file, JSON.stringify(secrets, null, 2));
  return secrets;
}

function writePrivate(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}
