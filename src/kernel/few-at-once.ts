/** Runs work, at most so many at once; of those that would wait behind too many, `tooMany` says why they do not. */
export function fewAtOnce(limits: { readonly running: number; readonly waiting: number }, tooMany: () => Error): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limits.running) {
      if (waiting.length >= limits.waiting) throw tooMany();
      // Whoever goes hands over its place, so that nobody slips in between.
      await new Promise<void>((go) => waiting.push(go));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
