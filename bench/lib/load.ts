import { percentile } from './statistics.ts';

/** What clients saw of a server. */
export interface Load {
  readonly operations: number;
  readonly perSecond: number;
  readonly p50Milliseconds: number;
  readonly p95Milliseconds: number;
  readonly p99Milliseconds: number;
  /** Milliseconds of each operation, in ascending order. */
  readonly sorted: Float64Array;
}

/** The figures of operations that took these milliseconds each. */
export function loadOf(latencies: readonly number[], seconds: number): Load {
  const sorted = Float64Array.from(latencies).sort();
  return {
    operations: sorted.length,
    perSecond: sorted.length / seconds,
    p50Milliseconds: percentile(sorted, 0.5),
    p95Milliseconds: percentile(sorted, 0.95),
    p99Milliseconds: percentile(sorted, 0.99),
    sorted,
  };
}

/** The figures of several loads, one after the other. */
export function together(loads: readonly Load[]): Load {
  const seconds = loads.reduce((sum, { operations, perSecond }) => sum + operations / perSecond, 0);
  return loadOf(
    loads.flatMap(({ sorted }) => [...sorted]),
    seconds,
  );
}
