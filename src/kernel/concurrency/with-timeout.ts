/** What `work` gives within a time, else what `late` gives or throws; the work itself goes on, and nobody waits for it. */
export async function withTimeout<T>(milliseconds: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((done) => {
    timer = setTimeout(done, milliseconds);
  });
  // Whatever becomes of it afterwards is of no concern.
  work.catch(() => undefined);
  try {
    const first = await Promise.race([work.then((result) => ({ result })), over]);
    return first ? first.result : late();
  } finally {
    clearTimeout(timer);
  }
}
