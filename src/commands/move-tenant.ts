// Before any decorated class is loaded.
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { type Config, readConfig } from '../config.ts';
import { Directory } from '../kernel/cells/directory.ts';
import { checkInvariants, formatViolations } from '../kernel/check-invariants.ts';
import { withClient } from '../kernel/database/roles.ts';
import { secretOfServer } from '../kernel/database/server-secret.ts';
import { forgetTenant } from '../kernel/moving/forget-tenant.ts';
import { type Move, moveTenant, rollBackMove } from '../kernel/moving/move-tenant.ts';
import { makeFaults } from '../kernel/request/fault-point.ts';
import { makeVault } from '../kernel/secrets/vault.ts';
import { StartupError } from '../kernel/values/startup-error.ts';
import { invariants } from '../modules.ts';

const USAGE = `npm run move-tenant -- --tenant <slug or id> --to <cell>             moves a brand from this cell (CELL) to another
npm run move-tenant -- --tenant <slug or id> --to <cell> --rollback  takes back a move that has not switched
npm run move-tenant -- --tenant <slug or id> --forget [--after-days 7]  deletes the old copy that a brand has left in this cell`;

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** Moves a brand between two cells while it sells (docs/scaling.md). Exit code 0: done; 1: not done, the text says why. */
try {
  const { values } = parseArgs({
    options: {
      tenant: { type: 'string' },
      to: { type: 'string' },
      rollback: { type: 'boolean' },
      forget: { type: 'boolean' },
      'after-days': { type: 'string', default: '7' },
    },
  });
  const { tenant, to, rollback, forget } = values;
  if (!tenant || (!to && !forget)) throw new StartupError(USAGE);
  const config = readConfig(process.env, 'tool');
  if (!config.directoryUrl || !config.cell || !config.database?.owner)
    throw new StartupError(
      'CELL, CELL_URLS, DIRECTORY_URL, DATABASE_URL, DATABASE_PLATFORM_URL and DATABASE_MIGRATION_URL of the cell that has the brand: are needed',
    );
  const directory = new Directory(config.directoryUrl);
  try {
    if (forget) await forgetCopy(directory, tenant, config.cell, config.database.owner, Number(values['after-days']));
    else await carryOut(await moveOf(config, directory, to ?? ''), tenant, rollback === true);
  } finally {
    await directory.stop();
  }
} catch (error) {
  process.stderr.write(`the brand was not moved: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function carryOut(move: Move, tenant: string, isTakenBack: boolean): Promise<void> {
  if (isTakenBack) {
    await rollBackMove(move, tenant);
    return tell(`${tenant} stays in the cell ${move.from.cell}.`);
  }
  const { entry, rows, frozenMilliseconds } = await moveTenant(move, tenant);
  if (rows === null) return tell(`${entry.slug} is in the cell ${entry.cell}.`);
  tell(`${entry.slug} is in the cell ${entry.cell}: ${rows} rows, equal in both; its writers waited ${(frozenMilliseconds / 1000).toFixed(1)} s.`);
}

async function moveOf(config: Config, directory: Directory, to: string): Promise<Move> {
  const { cell, cellUrls, targetDatabaseUrl, database, credentialsKeys } = config;
  if (!targetDatabaseUrl) throw new StartupError('TARGET_DATABASE_URL: is needed (the owner of the database of the other cell)');
  if (!cellUrls.has(to)) throw new StartupError(`CELL_URLS: lacks the public address of the cell ${to}`);
  const sourceUrl = database?.owner ?? '';
  await requireSameSecret(sourceUrl, targetDatabaseUrl, credentialsKeys);
  return {
    directory,
    from: { cell: cell ?? '', url: sourceUrl },
    to: { cell: to, url: targetDatabaseUrl },
    check: brokenInvariants,
    faults: makeFaults(config.faults),
    tell,
  };
}

/** What is derived from the secret and sealed with the keys must stay good in the new cell. */
async function requireSameSecret(sourceUrl: string, targetUrl: string, keys: Config['credentialsKeys']): Promise<void> {
  if (!keys) throw new StartupError('CREDENTIALS_KEYS: are needed, the same in both cells');
  const vault = makeVault(keys);
  const secrets = [];
  for (const url of [sourceUrl, targetUrl]) secrets.push(await withClient(url, (client) => secretOfServer(client, vault), 'CREDENTIALS_KEYS'));
  if (secrets[0] !== secrets[1])
    throw new StartupError('the two cells have different secrets: PINs, refresh tokens and mailed links would not outlast the move');
}

/** Foreign keys hold in the target by themselves; waits for locks are not the tenant's. */
async function brokenInvariants(client: pg.Client): Promise<readonly string[]> {
  const ofRows = invariants.filter(({ id, generates }) => !generates && id !== 'I10');
  return formatViolations(await checkInvariants(client, ofRows, 600));
}

async function forgetCopy(directory: Directory, tenant: string, cell: string, ownerUrl: string, days: number): Promise<void> {
  if (!Number.isInteger(days) || days < 0) throw new StartupError('--after-days must be a whole number of days');
  const entry = await directory.find(tenant.toLowerCase());
  if (!entry) throw new StartupError(`no cell has the brand ${tenant}`);
  if (entry.cell === cell) throw new StartupError(`${tenant} is served by this cell; there is no old copy of it`);
  const deleted = await forgetTenant(ownerUrl, entry.id, days);
  await directory.forgotten(entry.id, cell);
  tell(`${deleted} rows of ${entry.slug} were deleted; it is in the cell ${entry.cell}.`);
}
