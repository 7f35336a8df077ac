import { type Load, loadOf } from './load.ts';

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
  return loadOf(latencies, (performance.now() - start) / 1000);
}
