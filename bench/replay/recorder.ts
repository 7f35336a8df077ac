/** Statistics of a replay: duration of each operation, and number of retries. */
export interface Recorder {
  /** `milliseconds` of the attempt that was answered, without the waits between attempts. */
  answered(operation: string, milliseconds: number): void;
  retried(operation: string): void;
  operations(): OperationTimes[];
}

export interface OperationTimes extends Spread {
  readonly operation: string;
  readonly retries: number;
}

/** In milliseconds. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export function recorder(): Recorder {
  const times = new Map<string, { took: number[]; retries: number }>();
  const of = (operation: string): { took: number[]; retries: number } => {
    let found = times.get(operation);
    if (!found) times.set(operation, (found = { took: [], retries: 0 }));
    return found;
  };
  return {
    answered: (operation, milliseconds) => of(operation).took.push(milliseconds),
    retried: (operation) => {
      of(operation).retries += 1;
    },
    operations: () => [...times].map(([operation, { took, retries }]) => ({ operation, retries, ...spread(took) })),
  };
}

/** Nearest-rank percentiles, rounded to 0.1 ms; all 0 for an empty list. */
export function spread(milliseconds: readonly number[]): Spread {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0) * 10) / 10;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
