import { performance } from 'node:perf_hooks';

export interface ConcurrencyLimits {
  readonly running: number;
  readonly waiting: number;
  /** While more than so many wait, a place is empty after each piece of work for as long as that took: the processor is needed elsewhere, too. */
  readonly cooldownBeyond?: number;
}

/** Runs work, at most so many at once; of those that would wait behind too many, `tooMany` says why they do not. */
export function limitConcurrency(limits: ConcurrencyLimits, tooMany: () => Error): <T>(work: () => Promise<T>) => Promise<T> {
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
      const isCrowd = waiting.length > (limits.cooldownBeyond ?? limits.waiting);
      const next = waiting.shift();
      if (!next) running -= 1;
      else if (isCrowd) setTimeout(next, performance.now() - began);
      else next();
    }
  };
}
