import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { analyse, type Dapur } from './dapur.ts';
import type { Verdict } from './report.ts';

const DEADLINE_MS = 120_000;

interface InvariantReport {
  readonly broken: number;
  readonly invariants: readonly { readonly id: string; readonly says: string; readonly count: number }[];
}

/** Checks all invariants of the database; throws with the broken ones. */
export async function checkInvariants(database: Pick<Dapur, 'connection'>): Promise<string> {
  const checked = await check(database);
  if (checked.broken > 0) throw new Error(summary(checked));
  return summary(checked);
}

/** The result of the check as a line of a report, with a note. */
export async function invariantsAfter(database: Pick<Dapur, 'connection'>): Promise<{ readonly verdict: Verdict; readonly note: string }> {
  const checked = await check(database);
  const claim = 'invariants of the database that are broken';
  return { verdict: { claim, measured: checked.broken, unit: '', target: { bound: 'at most', value: 0 } }, note: summary(checked) };
}

async function check(database: Pick<Dapur, 'connection'>): Promise<InvariantReport> {
  // The bench inserted many rows in a short time: without new statistics PostgreSQL picks plans that are far too slow.
  await analyse(database);
  const { connection } = database;
  const program = new URL('../../dist/commands/check-invariants.js', import.meta.url).pathname;
  const { runtimeUrl, ownerUrl, platformUrl } = connection;
  const env = { PATH: process.env.PATH, DATABASE_URL: runtimeUrl, DATABASE_MIGRATION_URL: ownerUrl, DATABASE_PLATFORM_URL: platformUrl };
  const ran = promisify(execFile)(process.execPath, [program, '--json'], { env, timeout: DEADLINE_MS });
  const stdout = await ran.then(
    (done) => done.stdout,
    (error: { readonly stdout?: string; readonly stderr?: string }) => {
      // With broken invariants the program exits with 1 and prints them.
      if (!error.stdout) throw new Error(`The invariants could not be checked: ${error.stderr ?? String(error)}`);
      return error.stdout;
    },
  );
  return JSON.parse(stdout) as InvariantReport;
}

function summary({ broken, invariants }: InvariantReport): string {
  if (broken === 0) return `All ${invariants.length} invariants of the database hold afterwards.`;
  const which = invariants.filter(({ count }) => count > 0).map(({ id, says, count }) => `${id} (${says}: ${count})`);
  return `Broken: ${which.join('; ')}.`;
}
