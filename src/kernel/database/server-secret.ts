import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Vault } from '../secrets/vault.ts';
import { StartupError } from '../values/startup-error.ts';
import type { Orm } from './orm.ts';

/** Purposes for which texts are derived from the server's secret; a text derived for one purpose says nothing of another. Modules add theirs. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface SecretPurposes {}
export type SecretPurpose = keyof SecretPurposes;

/** A key that all nodes share and that is not readable in the database. It stays the same when other keys change. */
export interface ServerSecret {
  /** A keyed hash (256 bits, base64url): always the same for the same purpose and text, and not to be guessed without the key. */
  derive(purpose: SecretPurpose, text: string): string;
}

const NAME = 'derivation';

/** Where several databases keep the secret that they share. */
export interface SharedSecrets {
  /** Keeps a sealed secret if there is none of this name yet. Returns the one that is kept. */
  keep(name: string, sealed: string): Promise<string>;
}

/**
 * Opens the server's secret, which the first start makes; the database holds it sealed with the vault's key. If the vault
 * lasts only for this process, so does the secret. The database of a new cell takes the secret of the cells before it.
 * @throws StartupError when it was sealed with a key that is not configured
 */
export async function openServerSecret(platformOrm: Orm, vault: Vault, shared: SharedSecrets | null = null): Promise<ServerSecret> {
  if (!vault.lasts) return fromKey(randomBytes(32));
  const em = platformOrm.em.fork();
  const fresh = vault.seal(randomBytes(32).toString('base64'), NAME);
  const read = (): Promise<{ sealed: string }[]> => em.execute<{ sealed: string }[]>('select sealed from server_secret where name = ?', [NAME]);
  const own = shared ? ((await read())[0]?.sealed ?? fresh) : fresh;
  const sealed = (await shared?.keep(NAME, own)) ?? own;
  await em.execute('insert into server_secret (name, sealed, created_at) values (?, ?, now()) on conflict do nothing', [NAME, sealed]);
  const [row] = await read();
  try {
    return fromKey(Buffer.from(vault.open(row?.sealed ?? '', NAME), 'base64'));
  } catch (error) {
    throw new StartupError(`CREDENTIALS_KEYS: the server's secret cannot be opened: ${(error as Error).message}.`);
  }
}

/** Seals the secret with the newest key. Returns false when it was sealed with that key already, or does not exist. */
export async function resealServerSecret(platformOrm: Orm, vault: Vault): Promise<boolean> {
  const em = platformOrm.em.fork();
  const [row] = await em.execute<{ sealed: string }[]>('select sealed from server_secret where name = ?', [NAME]);
  if (!row || vault.isCurrent(row.sealed)) return false;
  await em.execute('update server_secret set sealed = ? where name = ? and sealed = ?', [vault.seal(vault.open(row.sealed, NAME), NAME), NAME, row.sealed]);
  return true;
}

/** The secret of a database, to compare it with another one's; null: none was made yet. */
export async function secretOfServer(client: pg.ClientBase, vault: Vault): Promise<string | null> {
  const { rows } = await client.query<{ sealed: string }>('select sealed from server_secret where name = $1', [NAME]);
  return rows[0] ? vault.open(rows[0].sealed, NAME) : null;
}

function fromKey(key: Buffer): ServerSecret {
  const keys = new Map<SecretPurpose, Buffer>();
  return {
    derive(purpose, text) {
      let derived = keys.get(purpose);
      if (!derived) keys.set(purpose, (derived = Buffer.from(hkdfSync('sha256', key, '', `dapur ${purpose}`, 32))));
      return createHmac('sha256', derived).update(text).digest('base64url');
    },
  };
}
