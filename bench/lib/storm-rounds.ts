import { type Load, together } from './load.ts';
import type { Load as Efforts } from './options.ts';

/** The same work alternately in calm and in a storm; the figures are those of all rounds together: a p99 of one round is that of its two or three slowest operations. */
export async function alternate(
  { seconds, rounds }: Efforts['storm'],
  work: (seconds: number) => Promise<Load>,
  storm: (seconds: number) => Promise<unknown>,
): Promise<{ readonly calm: Load; readonly stormy: Load /** p99 of the storm divided by p99 of the calm. */; readonly ratio: number }> {
  // Both run once before it counts: a server that has just started compiles its code in the first seconds.
  await Promise.all([work(Math.min(seconds, 4)), storm(Math.min(seconds, 4))]);
  const [calm, stormy]: [Load[], Load[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    calm.push(await work(seconds));
    const [load] = await Promise.all([work(seconds), storm(seconds)]);
    stormy.push(load);
  }
  const [all, allStormy] = [together(calm), together(stormy)];
  return { calm: all, stormy: allStormy, ratio: allStormy.p99Milliseconds / all.p99Milliseconds };
}
