import type { Round } from './rounds.ts';
import { median } from './statistics.ts';

/** One line of figures. */
export interface Row {
  readonly name: string;
  readonly perSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** CPU time of the server's process per operation. */
  readonly cpuMicros: number;
  readonly databaseCpuMicros: number | null;
  readonly rssMegabytes: number;
}

/** A target and the measured value. */
export interface Verdict {
  readonly claim: string;
  readonly measured: number;
  readonly unit: '×' | 'kB' | 'MB' | 'ms' | 's' | '';
  /** Null: no target, for information only. */
  readonly target: { readonly bound: 'at least' | 'at most'; readonly value: number } | null;
}

export interface Report {
  readonly title: string;
  /** Singular and plural of an operation: `request`, `requests`. */
  readonly operation: readonly [one: string, many: string];
  readonly rows: readonly Row[];
  readonly verdicts: readonly Verdict[];
  /** How it was measured, and what else was checked. */
  readonly notes: readonly string[];
}

export function rowOf(name: string, rounds: readonly Round[]): Row {
  const middle = (figure: (round: Round) => number): number => median(rounds.map(figure));
  const database = rounds.map((round) => round.databaseCpuMicros).filter((value) => value !== null);
  return {
    name,
    perSecond: middle((round) => round.perSecond),
    p50Milliseconds: middle((round) => round.p50Milliseconds),
    p99Milliseconds: middle((round) => round.p99Milliseconds),
    cpuMicros: middle((round) => round.cpuMicros),
    databaseCpuMicros: database.length === 0 ? null : median(database),
    rssMegabytes: (rounds.at(-1)?.rssBytes ?? Number.NaN) / 2 ** 20,
  };
}

export function isMet({ measured, target }: Verdict): boolean | null {
  if (target === null) return null;
  return target.bound === 'at least' ? measured >= target.value : measured <= target.value;
}

/** Prints the report for people. */
export function printReport(report: Report): void {
  console.log(`\n${report.title}\n`);
  const [one, many] = report.operation;
  const head = ['', `${many}/s`, 'p50 ms', 'p99 ms', `server CPU µs/${one}`, 'database CPU µs', 'server RSS MB'];
  const lines = report.rows.map((row) => [
    row.name,
    digits(row.perSecond),
    digits(row.p50Milliseconds),
    digits(row.p99Milliseconds),
    digits(row.cpuMicros),
    row.databaseCpuMicros === null ? '–' : digits(row.databaseCpuMicros),
    digits(row.rssMegabytes),
  ]);
  if (lines.length > 0) {
    printTable([head, ...lines]);
    console.log('');
  }
  printTable(
    report.verdicts.map((verdict) => {
      const { measured, unit, target } = verdict;
      const met = isMet(verdict);
      const mark = met === null ? ' ' : met ? '✓' : '✗';
      return [`${mark} ${verdict.claim}`, `${digits(measured)} ${unit}`.trim(), target === null ? '' : `${target.bound} ${target.value} ${unit}`.trim()];
    }),
  );
  for (const note of report.notes) console.log(`  · ${note}`);
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
    console.log(`  ${cells.join('   ')}`.trimEnd());
  }
}

/** Three significant digits; whole numbers from 100. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}
