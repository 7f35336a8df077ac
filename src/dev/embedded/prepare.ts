import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRoles, type RolePasswords, roleNames } from '../../kernel/database/roles.ts';
import type { VaultKey } from '../../kernel/secrets/vault.ts';
import { StartupError } from '../../kernel/values/startup-error.ts';
import { claimFolder } from './data-folder.ts';
import { type EmbeddedPostgres, isSetUp, startEmbedded } from './embedded.ts';
import type { Watcher } from './embedded-launcher.ts';

/** Secrets that the embedded server keeps between starts, as the folder has them. */
interface Secrets {
  readonly superuser: string;
  /** Without `backup` in folders of earlier releases. */
  readonly roles: Omit<RolePasswords, 'backup'> & Partial<RolePasswords>;
  readonly jwtPrivateKey: string;
  /** Missing in folders of the first releases. */
  readonly credentialsKey?: { readonly id: string; readonly key: string };
}

type AllSecrets = Required<Secrets> & { readonly roles: RolePasswords };

export interface EmbeddedDatabase {
  readonly runtime: string;
  readonly owner: string;
  readonly platform: string;
  readonly jwtPrivateKey: string;
  readonly credentialsKey: VaultKey;
  stop(): Promise<void>;
}

const DATABASE = 'dapur';

/** Functions that make new secrets. */
export interface Fresh {
  password(): string;
  signingKey(): string;
  vaultKey(): VaultKey;
}

export interface PrepareOptions {
  readonly durable?: boolean;
  /** Cancels the start. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each step. */
  readonly tell?: (step: string) => void;
  /** Callbacks while PostgreSQL runs. */
  readonly watcher?: Watcher | undefined;
}

/** Starts the embedded PostgreSQL of a data folder; the first start creates its roles and database. */
export async function prepareEmbedded(dataDir: string, fresh: Fresh, options: PrepareOptions = {}): Promise<EmbeddedDatabase> {
  const folder = resolve(dataDir);
  const release = claimFolder(folder);
  let server: EmbeddedPostgres | null = null;
  const stop = async (): Promise<void> => {
    await server?.stop();
    release();
  };
  try {
    const secrets = keptSecrets(folder, fresh);
    const cluster = join(folder, 'postgres');
    options.tell?.(isSetUp(cluster) ? `Starting PostgreSQL in ${dataDir}` : `Setting up PostgreSQL in ${dataDir} (first start, about 5 s)`);
    server = await startEmbedded({ folder: cluster, superuserPassword: secrets.superuser, ...options });
    return { ...(await prepare(server, folder, secrets)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepare(server: EmbeddedPostgres, folder: string, secrets: AllSecrets): Promise<Omit<EmbeddedDatabase, 'stop'>> {
  const urls = {
    runtime: server.url(roleNames.runtime, secrets.roles.runtime, DATABASE),
    owner: server.url(roleNames.owner, secrets.roles.owner, DATABASE),
    platform: server.url(roleNames.platform, secrets.roles.platform, DATABASE),
  };
  await createRoles(server.url('postgres', secrets.superuser, 'postgres'), DATABASE, secrets.roles);
  // For tools on this machine that connect to the database.
  const backupUrl = server.url(roleNames.backup, secrets.roles.backup, DATABASE);
  writePrivate(
    join(folder, 'connection.json'),
    JSON.stringify({ runtimeUrl: urls.runtime, ownerUrl: urls.owner, platformUrl: urls.platform, backupUrl }, null, 2),
  );
  const { id, key } = secrets.credentialsKey;
  return { ...urls, jwtPrivateKey: secrets.jwtPrivateKey, credentialsKey: { id, key: Buffer.from(key, 'base64') } };
}

function keptSecrets(folder: string, fresh: Fresh): AllSecrets {
  const file = join(folder, 'secrets.json');
  const kept = existsSync(file) ? readSecrets(file) : null;
  const { password } = fresh;
  const { id, key } = fresh.vaultKey();
  const secrets: AllSecrets = {
    superuser: kept?.superuser ?? password(),
    roles: { owner: password(), runtime: password(), platform: password(), backup: password(), ...kept?.roles },
    jwtPrivateKey: kept?.jwtPrivateKey ?? fresh.signingKey(),
    credentialsKey: kept?.credentialsKey ?? { id, key: key.toString('base64') },
  };
  if (!kept?.credentialsKey || !kept.roles.backup) writePrivate(file, JSON.stringify(secrets, null, 2));
  return secrets;
}

function readSecrets(file: string): Secrets {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  } catch {
    // The error is left out: it may quote the content of the file.
    throw new StartupError(`DATA_DIR: ${file} cannot be read, or is not the JSON that was written there.`);
  }
}

/** Writes a file under another name and renames it: a crash leaves the old one or the new one. */
function writePrivate(file: string, text: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
