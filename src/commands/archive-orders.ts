// Before any decorated class is loaded.
import 'reflect-metadata';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { requireBypass, withClient } from '../kernel/database/roles.ts';
import { StartupError } from '../kernel/values/startup-error.ts';
import { type ArchiveWork, archiveTenant } from '../modules/ordering/index.ts';
import { archived } from '../modules.ts';

const USAGE = 'npm run archive-orders -- --before 2025-10-01 --to DIR [--tenant SLUG]';
/** Younger orders may still be asked for, refunded line by line, and told of by events. */
const YOUNGEST_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * Moves lines and kitchen tickets of closed orders, of business dates before a day, from the database of DATABASE_PLATFORM_URL
 * into files. What an earlier run has begun is finished first.
 */
try {
  const { values } = parseArgs({ options: { before: { type: 'string' }, to: { type: 'string' }, tenant: { type: 'string' } } });
  const before = checkBefore(values.before ?? '');
  if (!values.to) throw new StartupError(`--to: the folder of the archive. ${USAGE}`);
  const folder = resolve(values.to);
  const { database } = readConfig(process.env, 'tool');
  if (!database) throw new StartupError('DATABASE_URL and DATABASE_PLATFORM_URL: are needed to archive orders');
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const all = await withClient(
    database.platform,
    async (client) => {
      await requireBypass(client, 'DATABASE_PLATFORM_URL');
      const tenants = await client.query<{ id: string; slug: string }>('select id, slug from tenant where $1::text is null or slug = $1 order by slug', [
        values.tenant ?? null,
      ]);
      if (values.tenant !== undefined && tenants.rows.length === 0) throw new StartupError(`--tenant: there is no brand ${values.tenant}`);
      const work: ArchiveWork = { client, tables: archived, folder, perFile: 2000, perBatch: 100, step: () => undefined };
      let orders = 0;
      for (const tenant of tenants.rows) {
        const count = await archiveTenant(work, tenant, before);
        if (count > 0) say(`${tenant.slug}: ${count} orders`);
        orders += count;
      }
      return orders;
    },
    'DATABASE_PLATFORM_URL',
  );
  say(`Lines and tickets of ${all} orders were archived in ${folder}.`);
} catch (error) {
  process.stderr.write(`orders could not be archived: ${(error as Error).message}\n`);
  process.exit(1);
}

function checkBefore(text: string): string {
  const latest = new Date(Date.now() - YOUNGEST_DAYS * DAY_MS).toISOString().slice(0, 10);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);
  if (!isDate) throw new StartupError(`--before: a business date like 2025-10-01. ${USAGE}`);
  if (text > latest) throw new StartupError(`--before: ${latest} at the latest; orders of the last ${YOUNGEST_DAYS} days stay.`);
  return text;
}
