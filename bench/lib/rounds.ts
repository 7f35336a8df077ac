import { closedLoop, type Operate } from './closed-loop.ts';
import type { Load } from './load.ts';
import type { Effort } from './options.ts';
import { familyCpuSeconds, usageOf } from './process-usage.ts';
import { median } from './statistics.ts';

/** One of the compared servers. */
export interface Contestant {
  readonly name: string;
  /** The server's process. */
  readonly pid: number;
  readonly operate: Operate;
}

export interface Round extends Omit<Load, 'sorted'> {
  /** CPU time of the server's process per operation. */
  readonly cpuMicros: number;
  /** CPU time of all PostgreSQL processes per operation; null when PostgreSQL is not on this machine. */
  readonly databaseCpuMicros: number | null;
  /** Resident memory of the server's process at the end of the round. */
  readonly rssBytes: number;
}

export interface Rules {
  readonly clients: number;
  readonly effort: Effort;
  /** Process id of the postmaster; null when PostgreSQL is not on this machine. */
  readonly postmaster: number | null;
}

/** Runs the rounds of all contestants in turn, so that changes in machine load affect all of them. */
export async function interleave(contestants: readonly Contestant[], rules: Rules): Promise<ReadonlyMap<Contestant, readonly Round[]>> {
  const { effort } = rules;
  for (const contestant of contestants) await closedLoop(contestant.operate, rules.clients, effort.warmUpSeconds);
  const rounds = new Map<Contestant, Round[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const contestant of contestants) rounds.get(contestant)?.push(await playRound(contestant, rules));
  }
  return rounds;
}

async function playRound({ pid, operate }: Contestant, { clients, effort, postmaster }: Rules): Promise<Round> {
  const before = usageOf(pid);
  const databaseBefore = postmaster === null ? null : familyCpuSeconds(postmaster);
  const load = await closedLoop(operate, clients, effort.seconds);
  const after = usageOf(pid);
  const databaseAfter = postmaster === null ? null : familyCpuSeconds(postmaster);
  const micros = (seconds: number): number => (seconds * 1e6) / load.operations;
  return {
    ...load,
    cpuMicros: micros(after.cpuSeconds - before.cpuSeconds),
    databaseCpuMicros: databaseBefore === null || databaseAfter === null ? null : micros(databaseAfter - databaseBefore),
    rssBytes: after.rssBytes,
  };
}

/** The median over the rounds of the ratio subject / reference of one figure in the same round. */
export function ratio(subject: readonly Round[], reference: readonly Round[], figure: (round: Round) => number): number {
  return median(
    subject.map((round, index) => {
      const other = reference[index];
      return other ? figure(round) / figure(other) : Number.NaN;
    }),
  );
}
