import type { Operate } from './closed-loop.ts';
import { type Load, loadOf } from './load.ts';

/**
 * A fixed number of operations per second, whether or not earlier ones have been answered, like arriving guests. Each
 * is measured from the time it was due, so a slow server cannot hide its delays. Operations take the clients in turn.
 */
export async function pacedLoop(operate: Operate, clients: number, perSecond: number, seconds: number): Promise<Load> {
  const latencies: number[] = [];
  const free: number[] = Array.from({ length: clients }, (_, client) => client);
  const waiting: ((client: number) => void)[] = [];
  const client = (): Promise<number> => {
    const next = free.shift();
    return next === undefined ? new Promise((go) => waiting.push(go)) : Promise.resolve(next);
  };
  const start = performance.now();
  const one = async (due: number): Promise<void> => {
    const mine = await client();
    try {
      await operate(mine);
    } finally {
      const go = waiting.shift();
      if (go) go(mine);
      else free.push(mine);
    }
    latencies.push(performance.now() - due);
  };
  const all: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = start + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((done) => setTimeout(done, wait));
    all.push(one(due));
  }
  await Promise.all(all);
  return loadOf(latencies, (performance.now() - start) / 1000);
}
