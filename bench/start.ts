import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from './lib/dapur.ts';
import type { Effort } from './lib/options.ts';
import type { Report, Verdict } from './lib/report.ts';
import type { Scope } from './lib/scope.ts';
import { median } from './lib/statistics.ts';
import { type TimedStart, timedStart } from './lib/timed-start.ts';

const READY_DATABASE_S = 2;
const FIRST_EMBEDDED_S = 5;

/** One start: seconds until it was ready, and the milliseconds of its phases. */
interface Start {
  readonly seconds: number;
  readonly phases: ReadonlyMap<string, number>;
}

/** A server starts: for the first time on an empty data folder, again on that folder, and in production on a ready database. */
export async function benchStart(scope: Scope, { starts }: Effort): Promise<Report> {
  const rounds: { readonly first: Start; readonly second: Start; readonly ready: Start }[] = [];
  for (let round = 0; round < starts; round += 1) rounds.push(await startThrice(scope));
  const all = (kind: 'first' | 'second' | 'ready'): readonly Start[] => rounds.map((round) => round[kind]);
  return {
    title: `Start until /readyz answers, median of ${starts}`,
    operation: ['start', 'starts'],
    rows: [],
    verdicts: [
      verdictOf('in production, on a ready database', all('ready'), READY_DATABASE_S),
      verdictOf('first start with the embedded PostgreSQL and the demo brands', all('first'), FIRST_EMBEDDED_S),
      verdictOf('second start with the embedded PostgreSQL', all('second'), null),
    ],
    notes: [
      `In production, on a ready database: ${phasesOf(all('ready'))}.`,
      `First start with the embedded PostgreSQL: ${phasesOf(all('first'))}.`,
      `Second start with the embedded PostgreSQL: ${phasesOf(all('second'))}.`,
      'The embedded PostgreSQL starts while the code is loaded and the schema is made; "database" is what is left to wait for it then.',
    ],
  };
}

async function startThrice(scope: Scope): Promise<{ readonly first: Start; readonly second: Start; readonly ready: Start }> {
  const folder = mkdtempSync(join(tmpdir(), 'dapur-bench-'));
  chmodSync(folder, 0o755);
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const first = await ended(await timedStart(scope, { DATA_DIR: data }));
  const embedded = await timedStart(scope, { DATA_DIR: data });
  const ready = await ended(await timedStart(scope, productionOn(data)));
  const second = await ended(embedded);
  rmSync(folder, { recursive: true, force: true });
  return { first, second, ready };
}

async function ended({ milliseconds, end }: TimedStart): Promise<Start> {
  return { seconds: milliseconds / 1000, phases: await end() };
}

/** Environment of a node in production on the database of a data folder, whose server is running. */
function productionOn(folder: string): Readonly<Record<string, string>> {
  const read = <T>(file: string): T => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
  const { runtimeUrl, platformUrl } = read<Connection>('connection.json');
  const { jwtPrivateKey, credentialsKey } = read<{ readonly jwtPrivateKey: string; readonly credentialsKey: { readonly id: string; readonly key: string } }>(
    'secrets.json',
  );
  return {
    NODE_ENV: 'production',
    DATABASE_URL: runtimeUrl,
    DATABASE_PLATFORM_URL: platformUrl,
    JWT_PRIVATE_KEY: jwtPrivateKey,
    CREDENTIALS_KEYS: `${credentialsKey.id}:${credentialsKey.key}`,
  };
}

function verdictOf(claim: string, starts: readonly Start[], most: number | null): Verdict {
  const target = most === null ? null : ({ bound: 'at most', value: most } as const);
  return { claim, measured: median(starts.map(({ seconds }) => seconds)), unit: 's', target };
}

/** The median of each phase, in milliseconds. */
function phasesOf(starts: readonly Start[]): string {
  const names = [...(starts[0]?.phases.keys() ?? [])];
  return names.map((name) => `${name} ${Math.round(median(starts.map(({ phases }) => phases.get(name) ?? 0)))} ms`).join(', ');
}
