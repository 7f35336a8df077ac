import { percentile } from './statistics.ts';

/** What clients saw of a server. */
export interface Load {
  readonly operations: number;
  readonly perSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

/** One operation of one client, from the request to its checked answer; throws when the answer is wrong. */
export type Operate = (client: number) => Promise<void>;

/** Each client does one operation after the other until the time is over. */
export async function closedLoop(operate: Operate, clients: number, seconds: number): Promise<Load> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const work = async (client: number): Promise<void> => {
    for (let now = performance.now(); now < end; ) {
      await operate(client);
      const after = performance.now();
      latencies.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  const elapsed = (performance.now() - start) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  return {
    operations: sorted.length,
    perSecond: sorted.length / elapsed,
    p50Milliseconds: percentile(sorted, 0.5),
    p99Milliseconds: percentile(sorted, 0.99),
  };
}
