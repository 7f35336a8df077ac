/** What happened while orders were replayed: the time each operation took, and how often one had to be sent again. */
export interface Recorder {
  /** `milliseconds` of the attempt that was answered; waiting between attempts is not in it. */
  answered(operation: string, milliseconds: number): void;
  retried(operation: string): void;
  operations(): OperationTimes[];
}

export interface OperationTimes extends Spread {
  readonly operation: string;
  readonly retries: number;
}

/** Milliseconds. */
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

/** Nearest-rank percentiles, to a tenth of a millisecond; all 0 of nothing. */
export function spread(milliseconds: readonly number[]): Spread {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0) * 10) / 10;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
