import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { checkInvariants, formatViolations, type InvariantResult } from '../kernel/check-invariants.ts';
import { requireBypass, secondsBehind, withClient } from '../kernel/database/roles.ts';
import { connectionInvariants } from '../kernel/invariants.ts';
import { StartupError } from '../kernel/values/startup-error.ts';
import { invariants } from '../modules.ts';

interface Urls {
  /** Of a role that sees all tenants. */
  readonly whole: string;
  /** Name of that variable. */
  readonly variable: string;
  /** Of the runtime role; null: not given. */
  readonly runtime: string | null;
}

/**
 * Checks all invariants in the database of DATABASE_PLATFORM_URL (or of DATABASE_URL, if its role sees all tenants), or in
 * the embedded one of a server that runs on DATA_DIR. It only reads, so it runs on a standby too. Exit code 0: all hold;
 * 1: some are broken; 2: the check failed.
 */
try {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, seconds: { type: 'string', default: '60' } } });
  const seconds = Number(values.seconds);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 86_400) throw new StartupError('--seconds must be from 1 to 86400');
  const { whole, variable, runtime } = urlsOf(readConfig(process.env, 'check'));
  let behind: number | null = null;
  const checked = await withClient(
    whole,
    async (client) => {
      await requireBypass(client, variable);
      behind = await secondsBehind(client);
      return checkInvariants(client, [...invariants, ...connectionInvariants], seconds);
    },
    variable,
  );
  // Each role sees only its own connections.
  if (runtime !== null) checked.push(...(await withClient(runtime, (client) => checkInvariants(client, connectionInvariants, seconds), 'DATABASE_URL')));
  process.stdout.write(values.json ? `${JSON.stringify(json(checked, behind), null, 2)}\n` : `${report(checked, behind)}\n`);
  process.exitCode = broken(checked) === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`the invariants could not be checked: ${(error as Error).message}\n`);
  process.exitCode = 2;
}

function urlsOf({ database, dataDir }: Config): Urls {
  if (database?.platform) return { whole: database.platform, variable: 'DATABASE_PLATFORM_URL', runtime: database.runtime || null };
  if (database) return { whole: database.runtime, variable: 'DATABASE_URL', runtime: null };
  const file = join(dataDir, 'connection.json');
  if (!existsSync(file)) throw new StartupError(`there is neither a DATABASE_PLATFORM_URL nor a DATABASE_URL, nor a server that runs on ${dataDir} (DATA_DIR)`);
  const { runtimeUrl, platformUrl } = JSON.parse(readFileSync(file, 'utf8')) as { runtimeUrl: string; platformUrl: string };
  return { whole: platformUrl, variable: 'DATABASE_PLATFORM_URL', runtime: runtimeUrl };
}

/** The names of its fields are an interface: monitors read them. */
function json(checked: readonly InvariantResult[], behind: number | null): object {
  const invariants = checked.map(({ id, description, count, examples }) => ({ id, says: description, count, examples }));
  return { broken: broken(checked), standbySecondsBehind: behind, invariants };
}

function broken(checked: readonly InvariantResult[]): number {
  return checked.filter(({ count }) => count > 0).length;
}

function report(checked: readonly InvariantResult[], behind: number | null): string {
  const lines = checked.map((one) => (one.count === 0 ? `${one.id} holds: ${one.description}` : formatViolations([one]).join('\n')));
  const last = broken(checked) === 0 ? `All ${checked.length} invariants hold.` : `${broken(checked)} of ${checked.length} invariants are broken.`;
  const standby = behind === null ? [] : [`Checked on a standby, ${behind.toFixed(1)} s behind its primary.`];
  return [...lines, ...standby, last].join('\n');
}
