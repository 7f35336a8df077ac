import type { Dapur } from './dapur.ts';
import { usageOf } from './process-usage.ts';
import type { Row } from './report.ts';

/** One line of a load's report. */
export function loadRow(
  name: string,
  { pid }: Pick<Dapur, 'pid'>,
  figures: { readonly count: number; readonly seconds: number; readonly p50: number; readonly p99: number },
): Row {
  return {
    name,
    perSecond: figures.count / figures.seconds,
    p50Milliseconds: figures.p50,
    p99Milliseconds: figures.p99,
    cpuMicros: Number.NaN,
    databaseCpuMicros: null,
    rssMegabytes: usageOf(pid).rssBytes / 2 ** 20,
  };
}
