import { setTimeout as sleep } from 'node:timers/promises';
import { analyse, type Dapur } from './lib/dapur.ts';
import { invariantsAfter } from './lib/invariants.ts';
import { loadOf } from './lib/load.ts';
import type { Effort } from './lib/options.ts';
import { connectionsTo, usageOf } from './lib/process-usage.ts';
import type { Report, Row, Verdict } from './lib/report.ts';
import type { Scope } from './lib/scope.ts';
import { percentile } from './lib/statistics.ts';
import { ClientPool } from './service/client-pool.ts';
import { Crowd } from './service/crowd.ts';
import { type MeasuredServer, type OperationFigures, startMeasured } from './service/measured-server.ts';
import { type Finished, lifeMilliseconds, type Town, workFor } from './service/orders.ts';
import { openTown } from './service/town.ts';

const STAFF_CONNECTIONS = 200;
const GUEST_CONNECTIONS = 100;
/** The goals: what must hold at 40 orders a second. */
const GOAL_PER_SECOND = 40;
const MAX_P95_MS = 50;
const MAX_LOOP_MS = 50;
const MAX_MB = 512;
const MAX_ERRORS = 0.001;
/** Shares of the goal that are tried, from the highest. */
const SHARES = [1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1] as const;
const WARM_UP_SECONDS = 10;
const SAMPLE_MS = 1000;
const SETTLE_MS = 3000;

/** A day at work: kitchens, boards, tills, kiosks and guests of many brands on one node. */
export async function benchService(scope: Scope, { load }: Effort): Promise<Report> {
  const { clients, brands, outlets, seconds, trialSeconds, stepSeconds } = load.service;
  const server = await startMeasured(scope);
  const { dapur } = server;
  const places = await openTown(dapur, { brands, outlets });
  await analyse(dapur);
  const pools = { staff: await ClientPool.open(scope, dapur.port, STAFF_CONNECTIONS), guests: await ClientPool.open(scope, dapur.port, GUEST_CONNECTIONS) };
  // Each outlet has a display and an order board on a socket; till and kiosk are on the pooled connections.
  const crowd = new Crowd(dapur.port, places, clients - 4 * outlets);
  scope.defer(() => crowd.leave());
  await crowd.connect();
  const town: Town = { places, crowd, stepSeconds, ...pools };
  const perOutlet = new Map<number, number>();
  const period = (perSecond: number, length: number): Promise<Period> => measure(server, town, perSecond, length, perOutlet);

  await period(GOAL_PER_SECOND / 4, Math.min(WARM_UP_SECONDS, trialSeconds));
  const tried: Period[] = [];
  for (const share of SHARES) {
    const trial = await period(GOAL_PER_SECOND * share, trialSeconds);
    tried.push(trial);
    if (holds(trial)) break;
  }
  const highest = tried.at(-1)?.perSecond ?? GOAL_PER_SECOND;
  const whole = await period(highest, seconds);
  const sockets = crowd.lost;
  checkDisplays(crowd, perOutlet);
  const invariants = await invariantsAfter(dapur);
  return {
    title: `A day at work: ${clients} clients, ${outlets} outlets of ${brands} brands on one node, ${highest} orders a second for ${seconds} s`,
    operation: ['operation', 'operations'],
    rows: whole.rows,
    verdicts: [
      {
        claim: 'orders a second at which all of the following holds',
        measured: holds(whole) ? highest : 0,
        unit: '',
        target: { bound: 'at least', value: GOAL_PER_SECOND },
      },
      ...verdictsOf(whole),
      { claim: 'sockets that the server closed', measured: sockets, unit: '', target: { bound: 'at most', value: 0 } },
      invariants.verdict,
    ],
    notes: [
      ...tried.map((trial) => `Tried ${trial.perSecond} orders a second for ${trialSeconds} s: ${holds(trial) ? 'all holds' : missed(trial)}.`),
      `At the server, from a request's head to the last byte of its answer, p50 / p95 / p99 in ms: ${whole.operations.map(({ name, p50, p95, p99 }) => `${name} ${figures(p50, p95, p99)}`).join('; ')}. The rows are what the clients see, waiting for a connection included.`,
      `Processor time per second: server ${whole.serverCpu.toFixed(2)} s, clients ${whole.clientCpu.toFixed(2)} s; the machine has two processors for them and PostgreSQL.`,
      `${connectionsTo(dapur.port)} connections; ${whole.finished} orders went from the menu to completed, each bump reached its display once and in order, and each guest saw COMPLETED.`,
      ...(whole.failures.length > 0 ? [`Failed: ${whole.failures.join('; ')}.`] : []),
      invariants.note,
    ],
  };
}

/** What was measured in a time of work. */
interface Period {
  readonly perSecond: number;
  readonly rows: readonly Row[];
  readonly operations: readonly OperationFigures[];
  readonly loopP99: number;
  readonly megabytes: number;
  /** Share of the operations that failed. */
  readonly errors: number;
  readonly failures: readonly string[];
  /** Whether all orders were started. */
  readonly keptUp: boolean;
  readonly finished: number;
  /** Processor seconds per second. */
  readonly serverCpu: number;
  readonly clientCpu: number;
}

async function measure(
  { dapur, figures: read }: MeasuredServer,
  town: Town,
  perSecond: number,
  seconds: number,
  perOutlet: Map<number, number>,
): Promise<Period> {
  await read();
  town.staff.take();
  town.guests.take();
  const memory = watchMemory(dapur);
  const [server, own, start] = [usageOf(dapur.pid), process.cpuUsage(), performance.now()];
  const finished = await workFor(town, perSecond, seconds);
  const elapsed = (performance.now() - start) / 1000;
  const { operations, loopP99 } = await read();
  const used = process.cpuUsage(own);
  const serverCpu = (usageOf(dapur.pid).cpuSeconds - server.cpuSeconds) / elapsed;
  for (const { place, tickets } of finished ?? []) perOutlet.set(place, (perOutlet.get(place) ?? 0) + 2 * tickets);
  if (finished) await checkGuests(finished);
  const seen = [town.staff.take(), town.guests.take()];
  const latencies = seen.flatMap((pool) => [...pool.latencies]);
  const failures = seen.flatMap((pool) => [...pool.failures]);
  const failed = failures.reduce((sum, [, count]) => sum + count, 0);
  const answered = latencies.reduce((sum, [, list]) => sum + list.length, 0);
  const megabytes = memory();
  return {
    perSecond,
    operations,
    loopP99,
    megabytes,
    errors: failed / (failed + answered),
    failures: failures.map(([what, count]) => `${what} ${count}`),
    keptUp: finished !== null,
    finished: finished?.length ?? 0,
    serverCpu,
    clientCpu: (used.user + used.system) / 1e6 / elapsed,
    rows: latencies.map(([name, list]) => rowOf(name, list, (seconds * 1000 + lifeMilliseconds(town)) / 1000, megabytes)),
  };
}

function rowOf(name: string, milliseconds: readonly number[], seconds: number, rssMegabytes: number): Row {
  const { perSecond, p50Milliseconds, p99Milliseconds } = loadOf(milliseconds, seconds);
  return { name, perSecond, p50Milliseconds, p99Milliseconds, cpuMicros: Number.NaN, databaseCpuMicros: null, rssMegabytes };
}

function verdictsOf({ operations, loopP99, megabytes, errors }: Period): Verdict[] {
  const atMost = (value: number) => ({ bound: 'at most', value }) as const;
  const slowest = operations.reduce((most, one) => (one.p95 > most.p95 ? one : most));
  return [
    { claim: `p95 of the slowest operation at the server (${slowest.name})`, measured: slowest.p95, unit: 'ms', target: atMost(MAX_P95_MS) },
    { claim: 'p99 of the delay of the event loop', measured: loopP99, unit: 'ms', target: atMost(MAX_LOOP_MS) },
    { claim: 'most memory of the node (RSS)', measured: megabytes, unit: 'MB', target: atMost(MAX_MB) },
    { claim: 'operations that failed, in a thousand', measured: errors * 1000, unit: '', target: atMost(MAX_ERRORS * 1000) },
  ];
}

function holds(period: Period): boolean {
  return period.keptUp && missedOf(period).length === 0;
}

function missedOf(period: Period): readonly Verdict[] {
  return verdictsOf(period).filter(({ measured, target }) => target !== null && measured > target.value);
}

function missed(period: Period): string {
  const late = period.keptUp ? [] : ['the server fell behind'];
  return [...late, ...missedOf(period).map(({ claim, measured, unit }) => `${claim} ${measured.toFixed(1)} ${unit}`.trim())].join(', ');
}

function figures(...milliseconds: readonly number[]): string {
  return milliseconds.map((one) => one.toFixed(1)).join(' / ');
}

/** Watches the memory of the node; the returned function stops that and tells the most that it had. */
function watchMemory({ pid }: Dapur): () => number {
  const samples: number[] = [];
  const sample = (): void => void samples.push(usageOf(pid).rssBytes / 2 ** 20);
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    sample();
    return percentile(
      samples.sort((a, b) => a - b),
      1,
    );
  };
}

/** Every guest must have seen the end of its order; a guest who follows a later order now no longer looks at this one. */
async function checkGuests(finished: readonly Finished[]): Promise<void> {
  const waiting = (): readonly Finished[] => finished.filter(({ guest, token }) => guest.token === token && guest.status !== 'COMPLETED');
  for (const end = Date.now() + SETTLE_MS; Date.now() < end && waiting().length > 0; ) await sleep(100);
  const [first] = waiting();
  if (first) throw new Error(`${waiting().length} guests did not see the end of their order, but ${String(first.guest.status)}.`);
}

/** Every display must have each change of its kitchen's tickets once and in order. */
function checkDisplays({ displays }: Crowd, bumps: ReadonlyMap<number, number>): void {
  for (const [index, { sequences }] of displays.entries()) {
    if (sequences.some((sequence, at) => at > 0 && sequence <= (sequences[at - 1] ?? 0)))
      throw new Error(`Display ${index} got a change twice, or out of order.`);
    if (sequences.length < (bumps.get(index) ?? 0)) throw new Error(`Display ${index} got ${sequences.length} changes; its kitchen made more.`);
  }
}
