import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { checkInvariants, formatViolations, type InvariantResult } from '../kernel/check-invariants.ts';
import { withClient } from '../kernel/database/roles.ts';
import { connectionInvariants } from '../kernel/invariants.ts';
import { StartupError } from '../kernel/values/startup-error.ts';
import { invariants } from '../modules.ts';

interface Urls {
  readonly runtime: string;
  readonly platform: string;
}

/**
 * Checks all invariants in the database of DATABASE_PLATFORM_URL, or in the embedded one of a server that runs on
 * DATA_DIR. Exit code 0: all hold; 1: some are broken; 2: the check failed.
 */
try {
  const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
  const { platform, runtime } = urlsOf(readConfig(process.env, 'tool'));
  const checked = [
    ...(await withClient(platform, (client) => checkInvariants(client, [...invariants, ...connectionInvariants]), 'DATABASE_PLATFORM_URL')),
    // Each role sees only its own connections.
    ...(await withClient(runtime, (client) => checkInvariants(client, connectionInvariants), 'DATABASE_URL')),
  ];
  process.stdout.write(values.json ? `${JSON.stringify(json(checked), null, 2)}\n` : `${report(checked)}\n`);
  process.exitCode = broken(checked) === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`the invariants could not be checked: ${(error as Error).message}\n`);
  process.exitCode = 2;
}

function urlsOf({ database, dataDir }: Config): Urls {
  if (database) return database;
  const file = join(dataDir, 'connection.json');
  if (!existsSync(file)) throw new StartupError(`there is neither a DATABASE_URL nor a server that runs on ${dataDir} (DATA_DIR)`);
  const { runtimeUrl, platformUrl } = JSON.parse(readFileSync(file, 'utf8')) as { runtimeUrl: string; platformUrl: string };
  return { runtime: runtimeUrl, platform: platformUrl };
}

/** The names of its fields are an interface: monitors read them. */
function json(checked: readonly InvariantResult[]): object {
  const invariants = checked.map(({ id, description, count, examples }) => ({ id, says: description, count, examples }));
  return { broken: broken(checked), invariants };
}

function broken(checked: readonly InvariantResult[]): number {
  return checked.filter(({ count }) => count > 0).length;
}

function report(checked: readonly InvariantResult[]): string {
  const lines = checked.map((one) => (one.count === 0 ? `${one.id} holds: ${one.description}` : formatViolations([one]).join('\n')));
  const last = broken(checked) === 0 ? `All ${checked.length} invariants hold.` : `${broken(checked)} of ${checked.length} invariants are broken.`;
  return [...lines, last].join('\n');
}
