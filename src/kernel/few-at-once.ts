import { performance } from 'node:perf_hooks';

export interface Limits {
  readonly running: number;
  readonly waiting: number;
  /** After each piece of work, while others wait, its place is empty for as long as it took: the processor is needed elsewhere, too. */
  readonly rests?: boolean;
}

/** Runs work, at most so many at once; of those that would wait behind too many, `tooMany` says why they do not. */
export function fewAtOnce(limits: Limits, tooMany: () => Error): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limits.running) {
      if (waiting.length >= limits.waiting) throw tooMany();
      // Whoever goes hands over its place, so that nobody slips in between.
      await new Promise<void>((go) => waiting.push(go));
    } else running += 1;
    const began = performance.now();
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (!next) running -= 1;
      else if (limits.rests) setTimeout(next, performance.now() - began);
      else next();
    }
  };
}
