import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Check } from './checks.ts';
import type { PhaseReport } from './phase.ts';
import { formatMoney } from './plan.ts';
import type { OperationTimes, Spread } from './recorder.ts';

export interface Report {
  readonly title: string;
  readonly server: string;
  readonly startedAt: string;
  readonly phases: readonly PhaseReport[];
  /** Checks that belong to no phase. */
  readonly checks: readonly Check[];
}

export function holds(report: Report): boolean {
  return [...report.checks, ...report.phases.flatMap((phase) => phase.checks)].every((check) => check.ok);
}

/** Writes the report for people to stdout and, with a file name, as JSON to that file. */
export function deliver(report: Report, file: string | null): void {
  process.stdout.write(`${render(report)}\n`);
  if (file !== null) {
    const machine = { node: process.version, cpus: cpus().length, platform: `${process.platform}-${process.arch}` };
    writeFileSync(file, `${JSON.stringify({ ...report, machine, ok: holds(report) }, null, 2)}\n`);
  }
}

export function render(report: Report): string {
  const failed = [...report.checks, ...report.phases.flatMap((phase) => phase.checks)].filter((check) => !check.ok).length;
  const parts = [
    `${report.title}: ${report.server}`,
    ...report.phases.map(renderPhase),
    ...(report.checks.length > 0 ? [report.checks.map(renderCheck).join('\n')] : []),
    failed === 0 ? '✓ all checks hold' : `✗ ${failed} of the checks above ${failed === 1 ? 'does' : 'do'} not hold`,
  ];
  return `\n${parts.join('\n\n')}`;
}

function renderPhase(phase: PhaseReport): string {
  const { currency } = phase;
  return [
    `${phase.title} (tenant ${phase.tenant})`,
    '',
    `  orders     ${number(phase.orders)}${phase.completed === phase.orders ? '' : ` (${number(phase.completed)} completed by this run)`}, ${number(phase.lines)} lines, ${number(phase.units)} units`,
    `  revenue    ${formatMoney(phase.revenue, currency)}${phase.taken === phase.revenue ? '' : `, with service charge and tax ${formatMoney(phase.taken, currency)}`}`,
    phase.completed === 0
      ? '  speed      nothing was left to do'
      : `  speed      ${phase.ordersPerSecond.toFixed(1)} orders/s, ${phase.eventsPerSecond.toFixed(1)} events/s (${phase.seconds.toFixed(1)} s, ${phase.clients} clients)`,
    '',
    ...table(
      ['latency in ms', 'count', 'p50', 'p95', 'max', 'sent again'],
      phase.operations.map((times: OperationTimes) => [times.operation, ...spreadCells(times), number(times.retries)]),
    ),
    '',
    ...table(
      ['feed lag in ms', 'events', 'p50', 'p95', 'max', 'connections'],
      phase.feeds.map((feed) => [feed.name, ...spreadCells(feed.lag), number(feed.connections)]),
    ),
    '',
    ...phase.checks.map(renderCheck),
  ].join('\n');
}

function spreadCells({ count, p50, p95, max }: Spread): string[] {
  return [number(count), p50.toFixed(1), p95.toFixed(1), max.toFixed(1)];
}

function renderCheck({ ok, name, found }: Check): string {
  return `  ${ok ? '✓' : '✗'} ${name}${found === '' ? '' : `: ${found}`}`;
}

/** Aligns the first column left, the others right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) => `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2))).join('')}`);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
