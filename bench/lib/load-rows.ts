import type { Dapur } from './dapur.ts';
import type { Load } from './load.ts';
import { usageOf } from './process-usage.ts';
import type { Row } from './report.ts';

/** One line of a load's report. */
export function loadRow(name: string, { pid }: Pick<Dapur, 'pid'>, { perSecond, p50Milliseconds, p99Milliseconds }: Omit<Load, 'sorted'>): Row {
  return {
    name,
    perSecond,
    p50Milliseconds,
    p99Milliseconds,
    cpuMicros: Number.NaN,
    databaseCpuMicros: null,
    rssMegabytes: usageOf(pid).rssBytes / 2 ** 20,
  };
}
