// Before any decorated class is loaded.
import 'reflect-metadata';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { requireBypass, withClient } from '../kernel/database/roles.ts';
import { StartupError } from '../kernel/values/startup-error.ts';
import { restoreOrders } from '../modules/ordering/index.ts';
import { archived } from '../modules.ts';

/** Brings lines and kitchen tickets back from the files of a folder of the archive (or of one brand or month in it). */
try {
  const { positionals } = parseArgs({ allowPositionals: true, options: {} });
  const [folder] = positionals;
  if (!folder || positionals.length > 1) throw new StartupError('one folder is needed: npm run restore-orders -- DIR');
  const { database } = readConfig(process.env, 'tool');
  if (!database) throw new StartupError('DATABASE_URL and DATABASE_PLATFORM_URL: are needed to restore orders');
  const count = await withClient(
    database.platform,
    async (client) => {
      await requireBypass(client, 'DATABASE_PLATFORM_URL');
      return restoreOrders({ client, tables: archived, perBatch: 100, step: () => undefined }, resolve(folder));
    },
    'DATABASE_PLATFORM_URL',
  );
  process.stdout.write(`Lines and tickets of ${count} orders are in the database again.\n`);
} catch (error) {
  process.stderr.write(`orders could not be restored: ${(error as Error).message}\n`);
  process.exit(1);
}
