import type { Load } from './closed-loop.ts';
import type { Load as Efforts } from './options.ts';
import { median } from './statistics.ts';

interface Figures {
  readonly count: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
}

/** The same work alternately in calm and in a storm; the figures are medians over the rounds. */
export async function alternate(
  { seconds, rounds }: Efforts['storm'],
  work: (seconds: number) => Promise<Load>,
  storm: (seconds: number) => Promise<unknown>,
): Promise<{ readonly calm: Figures; readonly stormy: Figures /** p99 of the storm divided by p99 of the calm. */; readonly ratio: number }> {
  // Both run once before it counts: a server that has just started compiles its code in the first seconds.
  await Promise.all([work(Math.min(seconds, 4)), storm(Math.min(seconds, 4))]);
  const [calm, stormy]: [Load[], Load[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    calm.push(await work(seconds));
    const [load] = await Promise.all([work(seconds), storm(seconds)]);
    stormy.push(load);
  }
  const ratio = median(stormy.map(({ p99Milliseconds }, index) => p99Milliseconds / (calm[index]?.p99Milliseconds ?? Number.NaN)));
  return { calm: figuresOf(calm), stormy: figuresOf(stormy), ratio };
}

function figuresOf(loads: readonly Load[]): Figures {
  return {
    count: loads.reduce((sum, { operations }) => sum + operations, 0),
    seconds: loads.reduce((sum, { operations, perSecond }) => sum + operations / perSecond, 0),
    p50: median(loads.map(({ p50Milliseconds }) => p50Milliseconds)),
    p99: median(loads.map(({ p99Milliseconds }) => p99Milliseconds)),
  };
}
