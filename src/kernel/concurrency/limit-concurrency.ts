import { performance } from 'node:perf_hooks';

export interface ConcurrencyLimits {
  readonly running: number;
  readonly waiting: number;
  /** While more than this number wait, a slot stays empty after each task for as long as the task took: the processor is needed elsewhere, too. */
  readonly cooldownBeyond?: number;
}

/** Returns a function that runs tasks, at most `running` at once. When `waiting` tasks wait already, it throws the error of `tooMany`. */
export function limitConcurrency(limits: ConcurrencyLimits, tooMany: () => Error): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limits.running) {
      if (waiting.length >= limits.waiting) throw tooMany();
      // A task that ends hands its slot to the next, so that no new task takes it in between.
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
