// Before any decorated class is loaded.
import 'reflect-metadata';
import { readConfig } from '../config.ts';
import { openOrm } from '../kernel/database/orm.ts';
import { resealServerSecret } from '../kernel/database/server-secret.ts';
import { makeVault } from '../kernel/secrets/vault.ts';
import { StartupError } from '../kernel/values/startup-error.ts';
import { resealAccounts } from '../modules/payments/index.ts';
import { entities } from '../modules.ts';

/** Seals the secrets of all payment accounts, and the server's secret, with the first of CREDENTIALS_KEYS, so that the other keys can be dropped. */
try {
  const { database, credentialsKeys } = readConfig(process.env, 'tool');
  if (!database || !credentialsKeys) throw new StartupError('DATABASE_URL, DATABASE_PLATFORM_URL and CREDENTIALS_KEYS: are needed to reseal');
  // A pooler in between may keep no prepared statements.
  const platformOrm = await openOrm({ url: database.platform, entities, poolSize: 1, isPrepared: () => false });
  try {
    const vault = makeVault(credentialsKeys);
    const resealed = await resealAccounts({ platformOrm, vault });
    await resealServerSecret(platformOrm, vault);
    process.stdout.write(`${resealed} accounts were resealed; all are sealed with the key ${credentialsKeys[0]?.id}.\n`);
  } finally {
    await platformOrm.close(true);
  }
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
